import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  checkAnswers,
  checkValues,
  choice,
  fieldsOf,
  flag,
  form,
  holds,
  number,
  rows,
  schemaOf,
  sequence,
  text,
  type AnswersOf,
} from './index.ts'

const application = form('申请表', {
  sections: {
    reader: {
      label: '读者',
      fields: { readerName: text('姓名', { max: 4 }), age: number('年龄', { min: 0, max: 120 }), child: flag('少儿') },
    },
    guardian: { label: '监护人', when: { field: 'child', is: true }, fields: { guardianName: text('监护人姓名') } },
    kind: { label: '类型', fields: { kind: choice('类型', { adult: '成人证', child: '少儿证' }, { optional: true }) } },
  },
  rules: [
    {
      field: 'age',
      must: {
        any: [
          { field: 'child', is: false },
          { field: 'age', atMost: 14 },
        ],
      },
      message: '少儿证须在 14 岁以下',
    },
  ],
})

describe('a form', () => {
  it('infers its answers, of which each section may be absent', () => {
    expectTypeOf<AnswersOf<typeof application>>().toExtend<{
      readerName?: string
      age?: number
      guardianName?: string
      kind?: 'adult' | 'child' | null
    }>()
    // @ts-expect-error no such choice
    const wrong: AnswersOf<typeof application> = { kind: 'senior' }
    expect(wrong).toBeDefined()
  })

  it.each<[string, Record<string, unknown>, string[]]>([
    ['takes what is right', { readerName: '李梅', age: 30, child: false }, []],
    ['asks for what is missing', { age: 30, child: false }, ['readerName']],
    ['refuses what is too much', { readerName: '李梅梅梅梅', age: 300, child: false }, ['readerName', 'age']],
    ['refuses an answer to what was not asked', { readerName: '李梅', age: 30, child: false, guardianName: '李明' }, ['guardianName']],
    ['asks what hangs on an answer', { readerName: '李梅', age: 9, child: true }, ['guardianName']],
    ['refuses what breaks a rule', { readerName: '李梅', age: 30, child: true, guardianName: '李明' }, ['age']],
    ['refuses an unknown choice', { readerName: '李梅', age: 30, child: false, kind: 'senior' }, ['kind']],
  ])('%s', (_, answers, paths) => {
    expect(checkAnswers(application, answers).map(({ path }) => path)).toEqual(paths)
  })

  it('knows what the guide was told', () => {
    const { sections, ...rest } = application
    const second = { ...rest, sections: { guardian: sections.guardian }, rules: [] }
    expect(checkAnswers(second, {}, { child: true }).map(({ path }) => path)).toEqual(['guardianName'])
    expect(checkAnswers(second, {}, { child: false })).toEqual([])
  })
})

describe('a condition', () => {
  it.each([
    [{ field: 'a', is: 1 } as const, { a: 1 }, true],
    [{ field: 'a', is: null } as const, {}, true],
    [{ field: 'a', in: ['x', 'y'] } as const, { a: 'y' }, true],
    [{ field: 'a', in: ['x', 'y'] } as const, { a: ['z', 'x'] }, true],
    [{ field: 'a', in: ['x', 'y'] } as const, { a: ['z'] }, false],
    [{ field: 'a', atLeast: 3 } as const, { a: 3 }, true],
    [{ field: 'a', atMost: { field: 'b' } } as const, { a: 3, b: 2 }, false],
    [{ field: 'a', atLeast: '2026-03-01' } as const, { a: '2026-02-28' }, false],
    [{ field: 'a', atLeast: 3 } as const, { a: '4' }, false],
    [{ field: 'a', atLeast: 3 } as const, {}, false],
    [{ not: { any: [{ field: 'a', is: 1 }, { all: [] }] } } as const, { a: 2 }, false],
  ])('%j of %j is %s', (condition, values, expected) => expect(holds(condition, values)).toBe(expected))

  it('says what it reads', () => {
    expect(
      fieldsOf({
        all: [
          { field: 'a', atMost: { field: 'b' } },
          {
            not: {
              any: [
                { field: 'c', is: 1 },
                { field: 'd', in: [] },
              ],
            },
          },
        ],
      }),
    ).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('values', () => {
  const fields = { number: sequence('编号', { format: '{0}' }), items: rows('明细', { name: text('名称'), count: number('数量') }) }

  it('are checked in their rows, each with its path, and a number is not written', () => {
    expect(
      checkValues(fields, {
        items: [
          { name: '纸', count: 1 },
          { name: '', count: 1.5 },
        ],
        number: 'x',
      }).map(({ path }) => path),
    ).toEqual(['number', 'items.1.name', 'items.1.count'])
  })

  it('have a schema that says the same', () => {
    expect(schemaOf(fields)).toMatchObject({
      type: 'object',
      required: ['items'],
      additionalProperties: false,
      properties: { items: { type: 'array', items: { required: ['name', 'count'] } } },
    })
  })
})
