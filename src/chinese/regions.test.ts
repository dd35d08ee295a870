import { expect, it } from 'vitest'
import { isRegionCode, parentRegion, regionLevel, regionPath, regionPrefix, regionWithin } from './regions.ts'

it('regionLevel reads the level from the zeros, short or full', () => {
  expect(['', '44', '440000000000', '4418', '441802', '441802001', '441802001003', '441900003000'].map(regionLevel)).toEqual([
    'country',
    'province',
    'province',
    'city',
    'county',
    'town',
    'village',
    'town',
  ])
})

it('parentRegion climbs one level, over a missing county to the city', () => {
  expect(parentRegion('441802001003')).toBe('441802001000')
  expect(parentRegion('441900003000')).toBe('441900000000')
  expect(parentRegion('440000000000')).toBeUndefined()
  expect(regionPath('441802001003')).toEqual(['441802001003', '441802001000', '441802000000', '441800000000', '440000000000'])
})

it('regionWithin compares prefixes of whole levels', () => {
  expect(regionPrefix('441800000000')).toBe('4418')
  expect(regionWithin('441802001003', '441800000000')).toBe(true)
  expect(regionWithin('441802001003', '441803000000')).toBe(false)
  expect(regionWithin('110000000000', '')).toBe(true)
})

it('isRegionCode refuses codes that skip a level', () => {
  expect(['441802001003', '441900003000', '441800000000'].map(isRegionCode)).toEqual([true, true, true])
  expect(['441802000003', '440002000000', '44180200100', '041802001003'].map(isRegionCode)).toEqual([false, false, false, false])
})
