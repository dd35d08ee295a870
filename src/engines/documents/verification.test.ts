import { describe, expect, it } from 'vitest'
import { checkVerificationCode, digestOf, documentNumber, makeVerificationCode, parseDocumentNumber, writtenCode } from './verification.ts'

const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

describe('a verification code', () => {
  it('is sixteen signs that checkVerificationCode accepts', () => {
    for (let round = 0; round < 200; round++) {
      const code = makeVerificationCode()
      expect(code).toMatch(/^[2-9A-HJKMNP-Z]{16}$/)
      expect(checkVerificationCode(code)).toBe(code)
    }
  })
  it('is accepted as people type it', () => {
    const code = makeVerificationCode()
    expect(checkVerificationCode(` ${writtenCode(code).toLowerCase()} `)).toBe(code)
    expect(checkVerificationCode(code.replaceAll(/[A-Z2-9]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0)))).toBe(code)
  })
  it('is refused with any one sign wrong or any two exchanged', () => {
    const code = makeVerificationCode()
    for (let at = 0; at < 16; at++) {
      for (const sign of alphabet)
        if (sign !== code[at]) expect(checkVerificationCode(code.slice(0, at) + sign + code.slice(at + 1))).toBeUndefined()
      for (let other = at + 1; other < 15; other++) {
        if (code[at] === code[other]) continue
        const signs = [...code]
        ;[signs[at], signs[other]] = [signs[other]!, signs[at]!]
        expect(checkVerificationCode(signs.join(''))).toBeUndefined()
      }
    }
  })
  it.each(['', 'ABC', '0000000000000000', `${'2'.repeat(17)}`])('is not %j', (typed) =>
    expect(checkVerificationCode(typed)).toBeUndefined(),
  )
})

describe('a document number', () => {
  it('is written and read back', () => {
    const number = { mark: '清市监许补', year: 2026, serial: 12 }
    expect(documentNumber(number)).toBe('清市监许补〔2026〕12号')
    expect(parseDocumentNumber('清市监许补〔2026〕12号')).toEqual(number)
    expect(parseDocumentNumber('清市监许补(2026) 第012号')).toEqual(number)
  })
  it.each(['', '清市监〔26〕1号', '〔2026〕1号', '清市监〔2026〕0号'])('is not %j', (text) =>
    expect(parseDocumentNumber(text)).toBeUndefined(),
  )
})

it('digestOf is SHA-256', () =>
  expect(digestOf(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'))
