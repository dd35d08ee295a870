import { describe, expect, it } from 'vitest'
import { choice, number, personId, phone, register, sequence, text, type Field } from '#declare'
import type { RecordRow, RecordVersion, RegisterSummary } from '../api/types.ts'
import { editedRecord } from './edited-record.tsx'
import { changesByVersion } from './history/changes.ts'
import { columnKeys, comparisonsOf, filterKeys, listAddress, listQuery, readSorting, sorts, withComparisons } from './query.ts'

const cards: RegisterSummary = {
  ...register('library.card', {
    label: '借书证',
    title: 'name',
    steward: 'culture',
    list: ['number', 'name', 'kind'],
    fields: {
      number: sequence('证号', { format: '{0000}' }),
      name: text('姓名'),
      kind: choice('类型', { adult: '成人', child: '少儿' }),
      books: number('在借', { optional: true }),
      phone: phone('电话'),
      personId: personId('公民身份号码'),
    },
  }),
  acts: ['read'],
}
const record: RecordRow = {
  id: 'r',
  version: 3,
  recorded: '2026-01-03T00:00:00Z',
  ended: null,
  number: '0001',
  name: '李四',
  kind: 'adult',
  books: null,
  phone: '138****8000',
  personId: '11010519491231002X',
}

describe('the address of a list', () => {
  it('keeps the comparisons of a field and gives them to the server as they stand', () => {
    const search = withComparisons(new URLSearchParams('search=李&page=2'), 'books', { atLeast: '2', atMost: '5' })
    expect(comparisonsOf(search, 'books')).toEqual({ atLeast: '2', atMost: '5' })
    expect(listQuery(withComparisons(search, 'kind', { is: 'adult' }))).toEqual({
      search: '李',
      'where.books.atLeast': '2',
      'where.books.atMost': '5',
      'where.kind': 'adult',
    })
  })
  it('forgets a comparison that is taken away', () => {
    const search = withComparisons(new URLSearchParams('where.kind=adult&where.name.contains=李'), 'kind', {})
    expect(search.toString()).toBe('where.name.contains=%E6%9D%8E')
  })
  it('leads with the title and filters by what is listed or sorts records', () => {
    expect(columnKeys(cards)).toEqual(['name', 'number', 'kind'])
    expect(filterKeys(cards)).toEqual(['number', 'name', 'kind', 'books'])
  })
  it('has the columns that the address asks for, and none that the register has not', () => {
    expect(columnKeys(cards, new URLSearchParams('columns=books,nothing,name'))).toEqual(['name', 'books'])
  })
  it('reads the order, and hands the words and filters alone to an export', () => {
    const search = new URLSearchParams('search=李&where.books.atLeast=2&ended=true&sort=-books&columns=books')
    expect(readSorting(search)).toEqual({ by: 'books', down: true })
    expect(readSorting(new URLSearchParams())).toBeNull()
    expect([...new URLSearchParams(listAddress(search))]).toEqual([
      ['search', '李'],
      ['where.books.atLeast', '2'],
      ['ended', 'true'],
    ])
  })
  it('sorts by what has an order and is not sealed', () => {
    expect(
      Object.entries(cards.fields)
        .filter(([, field]) => sorts(field as Field))
        .map(([key]) => key),
    ).toEqual(['number', 'name', 'kind', 'books'])
  })
})

describe('the history', () => {
  const version = (number: number, op: 'I' | 'U', before: Record<string, unknown> | null): RecordVersion => ({
    version: number,
    recorded: '2026-01-01T00:00:00Z',
    op,
    fields: before ? Object.keys(before) : null,
    actorName: null,
    postName: null,
    organisation: null,
    purpose: null,
    reason: null,
    batch: null,
    ask: null,
    before,
  })
  it('shows what each version put in place of what', () => {
    const versions = [version(1, 'I', null), version(3, 'U', { name: '李三' }), version(2, 'U', { name: '张三', books: 1 })]
    expect(changesByVersion(versions, record).map(({ version: { version: number }, changes }) => [number, changes])).toEqual([
      [3, [{ field: 'name', before: '李三', after: '李四' }]],
      [
        2,
        [
          { field: 'name', before: '张三', after: '李三' },
          { field: 'books', before: 1, after: null },
        ],
      ],
      [1, []],
    ])
  })
})

describe('a change', () => {
  const edited = editedRecord(cards, { record, titles: {}, masked: ['phone'], acts: ['change'] }, '留空不改')
  it('does not fill in what is masked and does not ask for what is numbered', () => {
    expect(edited.initial).toEqual({ name: '李四', kind: 'adult', books: null, phone: null, personId: '11010519491231002X' })
    expect(edited.fields.phone).toMatchObject({ optional: true, help: '留空不改' })
  })
  it('sends and checks only what was changed', () => {
    expect(edited.changes({ ...edited.initial, books: 2 })).toEqual({ books: 2 })
    expect(edited.problems({ ...edited.initial, books: 2 })).toEqual([])
    expect(edited.problems({ ...edited.initial, phone: '12' }).map(({ path }) => path)).toEqual(['phone'])
    expect(edited.problems({ ...edited.initial, name: '' }).map(({ path }) => path)).toEqual(['name'])
  })
})
