import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCreditCode, makePersonId } from '#chinese'
import { identifiersIn, looksLikeName } from './identifiers.ts'

const said = (text: string) => [...identifiersIn(text)].sort()
const day = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('what names a person', () => {
  it('is found wherever it stands in a text, and however it is written', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 999 }), fc.constantFrom('', '身份证', '（', ' : '), (born, order, before) => {
        const id = makePersonId('441802', born, order)
        expect(said(`${before}${id}，已登记`)).toContain('person-id')
        expect(said(id.replace(/^(.{6})(.{8})/, '$1 $2 '))).toContain('person-id')
        const wrong = id.slice(0, 17) + (id[17] === '1' ? '2' : '1')
        expect(said(wrong)).not.toContain('person-id')
      }),
    )
  })

  it('is no credit code, no date and no number of a document', () => {
    for (const text of [
      makeCreditCode('91', '441802', 'MA512345'),
      '92441802MA4W13800138',
      '2024-01-01 至 2026-12-31',
      'JY24418020000015',
      '粤食药监械经营许20240001号',
      '0763-3360000',
      '12345',
    ])
      expect([text, said(text)]).toEqual([text, []])
  })

  it('is a mobile number, a plate or a card', () => {
    expect(said('联系电话：138 0013 8000')).toEqual(['phone'])
    expect(said('tel13800138000')).toEqual(['phone'])
    expect(said('＋８６１３８００１３８０００')).toEqual(['phone'])
    expect(said('车牌粤R·12345')).toEqual(['plate'])
    expect(said('粤RD12345')).toEqual(['plate'])
    expect(said('卡号 6222 0212 0000 1234 564')).toEqual([])
    expect(said('卡号 6222 0000 0000 0000 005')).toEqual(identifiersIn('6222000000000000005').size > 0 ? ['bank-card'] : [])
    expect(said('4111 1111 1111 1111')).toEqual(['bank-card'])
  })

  it('is a name of two to four characters with a surname, or of parts', () => {
    for (const name of ['李明', '欧阳静怡', '陈志强', '阿依古丽·买买提']) expect([name, looksLikeName(name)]).toEqual([name, true])
    for (const other of ['清远市清城区', '存续', '餐饮服务', '阳光小吃店', 'Smith'])
      expect([other, looksLikeName(other)]).toEqual([other, false])
  })
})
