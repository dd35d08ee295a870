import { describe, expect, it } from 'vitest'
import { form, flag, number, text } from '#declare'
import { askedAnswers, askedSections, changesOf, fieldsProblems, formProblems } from './asked.ts'

const shop = form('开店', {
  sections: {
    first: { label: '店', fields: { name: text('名称'), outside: flag('有招牌') } },
    sign: { label: '招牌', when: { field: 'outside', is: true }, fields: { lit: flag('发光'), words: text('文字') } },
    light: { label: '灯', when: { field: 'lit', is: true }, fields: { watts: number('功率') } },
    seats: { label: '堂食', when: { field: 'dineIn', is: true }, fields: { seats: number('座位') } },
  },
  rules: [{ field: 'seats', must: { field: 'seats', atMost: { field: 'area' } }, message: '不能多于面积' }],
})

describe('a form', () => {
  it('asks the sections whose condition holds, also by what was answered before it', () => {
    const keys = (values: object, context?: object) =>
      askedSections(shop, values as Record<string, unknown>, context as Record<string, unknown>).map(([key]) => key)
    expect(keys({})).toEqual(['first'])
    expect(keys({ outside: true, lit: true })).toEqual(['first', 'sign', 'light'])
    expect(keys({}, { dineIn: true })).toEqual(['first', 'seats'])
  })

  it('leaves out answers of sections that closed, and of those that hung on them', () => {
    expect(askedAnswers(shop, { name: '甲', outside: false, lit: true, words: '甲店', watts: 60, stray: 1 })).toEqual({
      name: '甲',
      outside: false,
    })
    expect(askedAnswers(shop, { name: '', outside: null })).toEqual({})
  })

  it('names what is missing and what breaks a rule, with the answers before it', () => {
    expect(formProblems(shop, { outside: true, lit: false, words: '甲' }).map(({ path }) => path)).toEqual(['name'])
    expect(formProblems(shop, { name: '甲', outside: false, seats: 9 }, { dineIn: true, area: 5 })).toEqual([
      { path: 'seats', message: '不能多于面积' },
    ])
    expect(formProblems(shop, { name: '甲', outside: false, seats: 5 }, { dineIn: true, area: 5 })).toEqual([])
  })
})

describe('fields', () => {
  const { fields } = shop.sections.first
  it('are checked without what stayed empty', () => {
    expect(fieldsProblems(fields, { name: '', outside: true }).map(({ path }) => path)).toEqual(['name'])
  })
  it('give only what was changed; what was emptied is null', () => {
    expect(changesOf(fields, { name: '甲', outside: true }, { name: '甲', outside: false })).toEqual({ outside: false })
    expect(changesOf(fields, { name: '甲', outside: true }, { outside: true })).toEqual({ name: null })
    expect(changesOf(fields, { name: null }, {})).toEqual({})
  })
})
