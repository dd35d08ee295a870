import { describe, expect, expectTypeOf, it } from 'vitest'
import { choice, layer, point, ref, region, register, text, type Layer } from './index.ts'

const benches = register('parks.bench', {
  label: '长椅',
  about: '公园里的一张长椅。',
  title: 'name',
  steward: 'parks',
  region: 'region',
  fields: {
    name: text('名称'),
    region: region('所在区划'),
    spot: point('位置', { optional: true }),
    state: choice('状态', { sound: '完好', broken: '损坏' }),
    maker: ref('厂家', 'entity.entity', { optional: true }),
  },
})

describe('a layer', () => {
  it('keeps its name, and names its register', () => {
    const made = layer('parks.benches', benches, { label: '长椅', about: '长椅。', place: 'spot', shows: ['state', 'maker'] })
    expectTypeOf(made).toEqualTypeOf<Layer<'parks.benches'>>()
    expect(made).toEqual({
      name: 'parks.benches',
      label: '长椅',
      about: '长椅。',
      of: 'parks.bench',
      place: 'spot',
      kinds: null,
      singleFrom: 11,
      shows: ['state', 'maker'],
    })
  })

  it('takes points for places, choices for kinds and nothing that is no field', () => {
    const words = { label: '长椅', about: '长椅。' }
    const made = layer('parks.a', benches, { ...words, kinds: { field: 'state', colours: { sound: 'good', broken: 'bad' } } })
    expect(made.kinds?.colours).toEqual({ sound: 'good', broken: 'bad' })
    // @ts-expect-error a name is no place
    layer('parks.b', benches, { ...words, place: 'name' })
    // @ts-expect-error a name has no kinds
    layer('parks.c', benches, { ...words, kinds: { field: 'name', colours: {} } })
    // @ts-expect-error the state has no such value
    layer('parks.d', benches, { ...words, kinds: { field: 'state', colours: { lost: 'bad' } } })
    // @ts-expect-error there is no such field
    layer('parks.e', benches, { ...words, shows: ['price'] })
    // @ts-expect-error there is no such meaning
    layer('parks.f', benches, { ...words, kinds: { field: 'state', colours: { sound: 'green' } } })
  })
})
