import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  choice,
  choices,
  date,
  flag,
  getField,
  money,
  number,
  point,
  ref,
  region,
  register,
  rows,
  sequence,
  text,
  type Changes,
  type FieldName,
  type Id,
  type NewRecord,
  type RecordOf,
} from './index.ts'

const cards = register('library.card', {
  label: '借书证',
  title: 'number',
  unique: ['number', ['reader', 'kind']],
  search: ['remark'],
  steward: 'culture-tourism',
  region: 'region',
  fields: {
    number: sequence('证号', { format: 'L{00000}' }),
    reader: ref('读者', 'population.person'),
    kind: choice('类型', { adult: '成人', child: '少儿' }),
    topics: choices('兴趣', { art: '艺术', history: '历史' }, { optional: true }),
    region: region('区划'),
    deposit: money('押金', { optional: true }),
    books: number('可借册数'),
    lost: flag('已挂失', { optional: true }),
    place: point('取证点', { optional: true }),
    until: date('有效期至'),
    remark: text('备注', { optional: true }),
    children: rows('附属证', { name: text('姓名'), age: number('年龄', { optional: true }) }),
  },
})
type Card = RecordOf<typeof cards>
type New = NewRecord<typeof cards>

describe('a record', () => {
  it('has the values that its fields say', () => {
    expectTypeOf<Card['kind']>().toEqualTypeOf<'adult' | 'child'>()
    expectTypeOf<Card['topics']>().toEqualTypeOf<('art' | 'history')[] | null>()
    expectTypeOf<Card['number']>().toEqualTypeOf<string>()
    expectTypeOf<Card['books']>().toEqualTypeOf<number>()
    expectTypeOf<Card['deposit']>().toEqualTypeOf<number | null>()
    expectTypeOf<Card['lost']>().toEqualTypeOf<boolean | null>()
    expectTypeOf<Card['place']>().toEqualTypeOf<[longitude: number, latitude: number] | null>()
    expectTypeOf<Card['until']>().toEqualTypeOf<string>()
    expectTypeOf<Card['children']>().toEqualTypeOf<{ name: string; age?: number | null }[]>()
  })

  it('has a head, and keys that know their register', () => {
    expectTypeOf<Card['id']>().toEqualTypeOf<Id<'library.card'>>()
    expectTypeOf<Card['reader']>().toEqualTypeOf<Id<'population.person'>>()
    expectTypeOf<Card['version']>().toEqualTypeOf<number>()
    expectTypeOf<Card['ended']>().toEqualTypeOf<string | null>()
    expectTypeOf<FieldName<typeof cards>>().toExtend<string>()
    expectTypeOf<'remark'>().toExtend<FieldName<typeof cards>>()
  })
})

describe('a new record', () => {
  it('may leave out what is optional, and nothing else', () => {
    const least: New = { reader: 'x', kind: 'adult', region: 'r', books: 3, until: '2030-01-01', children: [{ name: '甲' }] }
    expect(Object.keys(least)).toHaveLength(6)
    // @ts-expect-error the reader is missing
    const without: New = { kind: 'adult', region: 'r', books: 3, until: '2030-01-01', children: [] }
    // @ts-expect-error a required field is not null
    const empty: New = { ...least, kind: null }
    const emptied: New = { ...least, deposit: null }
    expect([without, empty, emptied]).toHaveLength(3)
  })

  it('never writes the number that the register gives out', () => {
    const least: New = { reader: 'x', kind: 'adult', region: 'r', books: 3, until: '2030-01-01', children: [] }
    // @ts-expect-error a sequence is never written
    const numbered: New = { ...least, number: 'L00001' }
    expect(numbered).toHaveProperty('number')
  })

  it('takes only declared choices and fields', () => {
    // @ts-expect-error no such choice
    const kind: Changes<typeof cards> = { kind: 'adlut' }
    // @ts-expect-error no such field
    const field: Changes<typeof cards> = { remarks: 'x' }
    // @ts-expect-error rows have their own fields
    const row: Changes<typeof cards> = { children: [{ age: 3 }] }
    const right: Changes<typeof cards> = { kind: 'child', remark: null }
    expect([kind, field, row, right]).toHaveLength(4)
  })
})

describe('a register', () => {
  const fields = { name: text('名称'), kind: choice('类型', { a: '甲' }) }

  it('names real fields or does not compile', () => {
    const wrong = [
      // @ts-expect-error no such field for the title
      register('library.shelf', { label: '书架', title: 'nane', steward: 'culture-tourism', fields }),
      // @ts-expect-error no such field for a key
      register('library.shelf', { label: '书架', title: 'name', unique: ['nane'], steward: 'culture-tourism', fields }),
      // @ts-expect-error no such field in a key of several
      register('library.shelf', { label: '书架', title: 'name', unique: [['name', 'knid']], steward: 'culture-tourism', fields }),
      // @ts-expect-error no such field to search
      register('library.shelf', { label: '书架', title: 'name', search: ['nane'], steward: 'culture-tourism', fields }),
      // @ts-expect-error no such field to list
      register('library.shelf', { label: '书架', title: 'name', list: ['nane'], steward: 'culture-tourism', fields }),
      // @ts-expect-error a name has a folder and a noun
      register('shelf', { label: '书架', title: 'name', steward: 'culture-tourism', fields }),
      // @ts-expect-error somebody answers for it
      register('library.shelf', { label: '书架', title: 'name', fields }),
    ]
    expect(wrong).toHaveLength(7)
  })

  it('is pure data, with what was not said filled in', () => {
    expect(JSON.parse(JSON.stringify(cards))).toEqual(cards)
    expect(cards).toMatchObject({ share: 'conditional', class: 'internal', unique: [['number'], ['reader', 'kind']] })
    expect(cards.list).toEqual(['number', 'reader', 'kind', 'topics', 'region', 'deposit'])
  })

  it('gives a field by its name, or throws', () => {
    expect(getField(cards, 'remark')).toMatchObject({ kind: 'text', label: '备注' })
    expect(() => getField(cards, 'remarks')).toThrow('register library.card has no field remarks')
  })
})
