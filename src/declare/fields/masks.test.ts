import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { address, kindOf, personId, phone, plate, text, type AnyField } from '../index.ts'

const masked = (field: AnyField, value: unknown) => kindOf(field).mask!(value, field)

describe('a masked', () => {
  const name = text('姓名', { privacy: 'personal', says: 'name' })
  it.each([
    ['李明', '李*'],
    ['李小明', '李**'],
    ['欧阳翠翠', '欧阳**'],
    ['欧阳', '欧*'],
    ['司马光', '司马*'],
    ['张王小明', '张***'],
    ['阿不都热合曼·买买提', '阿*****·***'],
    ['阿依古丽•艾山•吐尔逊', '阿***·**·***'],
    ['李', '*'],
    ['𠮷小明', '𠮷**'],
    ['李𠮷𠮷', '李**'],
    ['𠮷', '*'],
  ])('name: %s is %s', (whole, shown) => expect(masked(name, whole)).toBe(shown))

  it.each<[string, AnyField, unknown, string]>([
    ['identity number', personId('号码'), '441802199001011234', '4418**********1234'],
    ['mobile number', phone('手机'), '13812341234', '138****1234'],
    ['short number', phone('电话'), '12345', '**345'],
    ['plate', plate('号牌'), '粤R12345', '粤R***45'],
    ['plate of new energy', plate('号牌'), '粤RD12345', '粤R****45'],
    ['account', text('账号', { says: 'account' }), '6222020200112230123', '***************0123'],
    ['address in words', text('住址', { says: 'address' }), '清远市清城区凤城街道北江一路 8 号', '清远市清城区****'],
    ['address without a county', text('住址', { says: 'address' }), '北江一路 8 号', '****'],
    ['address', address('住址'), { text: '广东省清远市阳山县阳城镇 1 号' }, '广东省清远市阳山县****'],
    ['other words', text('备注'), '家住三楼', '家***'],
    ['words of rare characters', text('备注'), '𠮷𠮷', '𠮷*'],
    ['account of rare characters', text('账号', { says: 'account' }), '𠮷12345𠮷', '***345𠮷'],
  ])('%s', (_what, field, whole, shown) => expect(masked(field, whole)).toBe(shown))
})

test('a mask is never the value, and hides at least a third of a number', () => {
  const sayings = [undefined, 'name', 'address', 'account'] as const
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), fc.constantFrom(...sayings), (value, says) => {
      const shown = masked(text('x', says ? { says } : {}), value)
      expect(shown).toContain('*')
      if (!value.includes('*')) expect(shown).not.toBe(value)
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^\d{3,20}$/), (number) => {
      expect([...masked(phone('x'), number)].filter((sign) => sign === '*').length).toBeGreaterThanOrEqual(Math.ceil(number.length / 3))
    }),
  )
})

test('masking what is masked changes nothing, so that a masked value is known when it comes back', () => {
  const say = (says?: 'name' | 'address' | 'account') => text('x', says ? { says } : {})
  for (const [field, value] of [
    [say('name'), '李小明'],
    [say('name'), '欧阳翠翠'],
    [say('name'), '阿卜杜拉·买买提'],
    [say('address'), '广东省清远市阳山县阳城镇 1 号'],
    [say('account'), '6222021234567890123'],
    [say(), '家住三楼'],
    [personId('x'), '44188219900101001X'],
    [phone('x'), '13800138000'],
  ] as const) {
    const shown = masked(field, value)
    expect([value, masked(field, shown)]).toEqual([value, shown])
  }
})
