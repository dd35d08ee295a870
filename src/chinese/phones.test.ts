import { describe, expect, it } from 'vitest'
import { checkMobile, checkPhone, isLandline, isMobile, normalisePhone } from './phones.ts'

describe('checkPhone', () => {
  it('accepts mobiles, fixed lines and service numbers however they are typed', () => {
    const good = [
      '13800138000',
      '+86 138 0013 8000',
      '8613800138000',
      '0763-3360000',
      '(0763) 336 0000',
      '010-65550000',
      '020 8888 8888 转 12',
    ]
    expect([...good, '400-800-1234', '12345', '110', '95598', '０７６３－３３６００００'].map(checkPhone)).toEqual(
      Array(12).fill(undefined),
    )
  })

  it('says what is wrong', () => {
    expect(checkPhone('1380013800')).toContain('11 位')
    expect(checkPhone('3360000')).toContain('区号')
    expect(checkPhone('0763-1360000')).toContain('不是有效')
    expect(checkPhone('12800138000')).toContain('不是有效')
    expect(checkPhone('138a0138000')).toContain('只能含数字')
    expect(checkPhone('')).toBeDefined()
    expect(checkMobile('0763-3360000')).toBe('应为 11 位手机号码')
  })
})

describe('normalisePhone', () => {
  it('keeps digits and the extension', () => {
    expect(normalisePhone('+86 (020) 8888-8888 转 12')).toBe('02088888888-12')
    expect([isLandline('02088888888'), isLandline('0208888888'), isMobile('02088888888')]).toEqual([true, false, false])
  })
})
