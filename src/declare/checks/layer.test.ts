import { expect, it } from 'vitest'
import { choice, choices, layer, personId, point, region, register, text, type Layer } from '../index.ts'
import { namesOf } from './known.ts'
import { checkLayer } from './layer.ts'

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
    home: point('捐赠人住处', { optional: true, privacy: 'personal' }),
    donor: personId('捐赠人'),
    state: choice('状态', { sound: '完好', broken: '损坏' }),
    faults: choices('毛病', { leg: '缺腿', back: '缺靠背' }, { optional: true }),
  },
})
const trees = register('parks.tree', {
  label: '树',
  about: '一棵树。',
  title: 'name',
  steward: 'parks',
  fields: { name: text('名称') },
})
const names = namesOf([], { registers: [benches, trees] })
const good = layer('parks.benches', benches, {
  label: '长椅',
  about: '长椅。',
  place: 'spot',
  kinds: { field: 'state', colours: { sound: 'good' } },
  shows: ['state'],
})
const wrong = (changes: Partial<Layer>) => checkLayer({ ...good, ...changes }, names).map(({ path }) => path)

it('finds nothing wrong with a layer that is right', () => {
  expect(wrong({})).toEqual([])
  expect(wrong({ place: null })).toEqual([])
})

it.each<[string, Partial<Layer>, string[]]>([
  ['no label', { label: ' ' }, ['parks.benches/label']],
  ['no such register', { of: 'parks.fountain' }, ['parks.benches/of']],
  ['a place that is no point', { place: 'name' }, ['parks.benches/place']],
  ['a place that tells about a person', { place: 'home' }, ['parks.benches/place']],
  ['records that lie nowhere', { of: 'parks.tree', place: null, kinds: null, shows: [] }, ['parks.benches/of']],
  ['kinds by something that is no choice', { kinds: { field: 'name', colours: {} } }, ['parks.benches/kinds/field']],
  ['kinds by several values', { kinds: { field: 'faults', colours: {} } }, ['parks.benches/kinds/field']],
  ['a colour for a value that there is not', { kinds: { field: 'state', colours: { lost: 'bad' } } }, ['parks.benches/kinds/colours/lost']],
  ['a field that there is not', { shows: ['price'] }, ['parks.benches/shows/price']],
  ['single records from too far away', { singleFrom: 8 }, ['parks.benches/singleFrom']],
])('refuses %s', (_what, changes, paths) => {
  expect(wrong(changes)).toEqual(paths)
})
