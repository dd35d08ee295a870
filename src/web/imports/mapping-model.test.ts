import { expect, test } from 'vitest'
import { allowedModes, byKept, foundBy, missingOf, twiceOf } from './mapping-model.ts'

const fields = [
  { key: 'name', label: '姓名', kind: 'text', required: true },
  { key: 'number', label: '编号', kind: 'text', required: true },
  { key: 'phone', label: '手机', kind: 'phone', required: false },
]
const preview = { fields, keys: [['number'], ['name', 'phone']], file: { header: ['甲', '乙', 'constructor'], rows: [] } }

test('missing required fields and fields that two columns go into are told', () => {
  expect(missingOf(preview, [null, 'phone'])).toEqual(['姓名', '编号'])
  expect(missingOf(preview, ['name', 'number'])).toEqual([])
  expect(twiceOf(['name', null, null, 'number', 'name'])).toBe('name')
  expect(twiceOf([null, null, 'name'])).toBeUndefined()
})

test('records are found by the first key that is whole', () => {
  expect(foundBy(preview, ['phone', 'name'])).toEqual(['name', 'phone'])
  expect(foundBy(preview, ['phone', 'name', 'number'])).toEqual(['number'])
  expect(foundBy(preview, ['name'])).toEqual([])
})

test('what may be done follows from the duties and from the columns', () => {
  expect(allowedModes(preview, ['number'], ['add', 'change'])).toEqual(['both', 'add', 'change'])
  expect(allowedModes(preview, ['name'], ['add', 'change'])).toEqual(['add'])
  expect(allowedModes(preview, ['number'], ['change'])).toEqual(['change'])
  expect(allowedModes(preview, ['name'], ['change'])).toEqual([])
})

test('a kept mapping finds its columns, and a field that is gone takes none', () => {
  expect(byKept(preview, { 甲: 'name', 乙: 'gone', 丙: 'phone' })).toEqual(['name', null, null])
})
