import { describe, expect, it } from 'vitest'
import { classOf, givenClasses, quantileClasses, rangeOf, shadeOf } from './classes.ts'
import { boundsOf, namesOf, type RegionOnMap } from './regions.ts'

describe('classes of a shaded map', () => {
  it('have about equally many values each', () => {
    const values = Array.from({ length: 85 }, (_, i) => i * i)
    const classes = quantileClasses(values)!
    const members = [0, 1, 2, 3, 4].map((one) => values.filter((value) => classOf(classes, value) === one).length)
    expect(members).toEqual([17, 17, 17, 17, 17])
  })

  it('never part equal values', () => {
    const classes = quantileClasses([0, 0, 0, 0, 0, 0, 3, 4, 5, 6, 7])!
    expect(classes.bounds).toEqual([0, 3, 5])
    expect(new Set([0, 0, 0].map((value) => classOf(classes, value))).size).toBe(1)
  })

  it('are the values themselves where there are few of them', () => {
    expect(quantileClasses([0, 0, 0, 0, 0, 0, 1])!.bounds).toEqual([0, 1])
  })

  it('of whole numbers end with the last one they hold', () => {
    const classes = quantileClasses([0, 1, 1, 2, 5, 8, 11, 16, 16, 20])!
    expect(classes.bounds.map((_, i) => rangeOf(classes, i).slice(0, 2))).toEqual([
      [0, 0],
      [1, 4],
      [5, 10],
      [11, 15],
      [16, 20],
    ])
  })

  it('are none where there is no value', () => {
    expect(quantileClasses([])).toBeUndefined()
    expect(givenClasses([10], [])).toBeUndefined()
  })

  it('are where they were given; what lies under the first belongs to it', () => {
    const classes = givenClasses([90, 60, 80], [50, 61, 85, 99])!
    expect([50, 60, 79.9, 80, 100].map((value) => classOf(classes, value))).toEqual([0, 0, 0, 1, 2])
    expect([0, 1, 2].map((one) => rangeOf(classes, one))).toEqual([
      [60, 80, false],
      [80, 90, false],
      [90, 99, true],
    ])
  })

  it('are as far apart in shade as they can be', () => {
    const classes = givenClasses([1, 2, 3], [1, 3])!
    expect([0, 1, 2].map((one) => shadeOf(classes, one))).toEqual([1, 4, 6])
    expect(shadeOf(quantileClasses([5, 5])!, 0)).toBe(3)
  })
})

describe('the box around regions', () => {
  const polygon = (coordinates: unknown) => ({ geometry: { type: 'MultiPolygon', coordinates } })

  it('holds all of them, however deep their coordinates lie', () => {
    const ring = [
      [112, 23],
      [113, 24],
      [112, 24],
    ]
    expect(boundsOf([polygon([[ring]]), { geometry: { type: 'Point', coordinates: [114, 22.5] } }])).toEqual([112, 22.5, 114, 24])
    expect(boundsOf([])).toBeUndefined()
  })

  it('has room around a single point', () => {
    const [west, south, east, north] = boundsOf([{ geometry: { type: 'Point', coordinates: [113, 23] } }])!
    expect(east - west).toBeCloseTo(0.02)
    expect(north - south).toBeCloseTo(0.02)
  })
})

it('a place is called by its county and town', () => {
  const region = (name: string, level: string) => ({ name, level }) as RegionOnMap
  expect(namesOf([region('源潭镇', 'town'), region('清城区', 'county'), region('清远市', 'city')])).toBe('清城区源潭镇')
})
