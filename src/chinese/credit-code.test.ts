import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCreditCode, checkOrganisationCode, creditCodeParts, makeCreditCode } from './credit-code.ts'

// The example of GB 32100-2015, and published codes of a university, a company and an organ of the state.
const standard = '91350100M000100Y43'
const published = ['91110000802100433B', '91440300708461136T', '9144030071526726XG', '11610923MB2900168E', '51610700305332460K']

describe('checkCreditCode', () => {
  it('accepts the example of the standard and published codes', () => {
    expect([standard, ...published, standard.toLowerCase()].map(checkCreditCode)).toEqual(Array(7).fill(undefined))
  })

  it('says what is wrong', () => {
    expect(checkCreditCode('91350100M000100Y4')).toContain('应为 18 位')
    expect(checkCreditCode('91350100MO00100Y43')).toContain('“O”')
    expect(checkCreditCode('9135010XM000100Y43')).toContain('行政区划码')
    expect(checkCreditCode('91350100M000100Y4Y')).toContain('校验位')
  })

  it('finds a wrong organisation code under a right last character', () => {
    // The same first 17 characters with another organisation check digit, and the last character made to fit.
    const forged = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].map((last) => `91350100M000100Y5${last}`).map(checkCreditCode)
    expect(forged.filter((problem) => problem?.includes('主体标识码'))).toHaveLength(1)
    expect(forged).not.toContain(undefined)
  })

  it('accepts what makeCreditCode makes and refuses it with any one character changed', () => {
    const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.nat(17), fc.integer({ min: 1, max: 30 }), (number, place, change) => {
        const code = makeCreditCode('92', '441891', `PDY${String(number).padStart(5, '0')}`)
        expect(checkCreditCode(code)).toBeUndefined()
        const other = characters[(characters.indexOf(code[place]!) + change) % 31]!
        expect(checkCreditCode(code.slice(0, place) + other + code.slice(place + 1))).toBeDefined()
      }),
    )
  })
})

describe('checkOrganisationCode', () => {
  it('accepts a code with or without its hyphen', () => {
    expect([checkOrganisationCode('71526726-X'), checkOrganisationCode('M000100Y4')]).toEqual([undefined, undefined])
    expect(checkOrganisationCode('715267260')).toContain('校验位')
    expect(checkOrganisationCode('71526726')).toContain('9 位')
  })
})

describe('creditCodeParts', () => {
  it('reads the parts', () => {
    expect(creditCodeParts(standard)).toEqual({ authority: '9', kind: '1', regionCode: '350100', organisationCode: 'M000100Y4' })
    expect(creditCodeParts('91350100M000100Y44')).toBeUndefined()
  })
})

describe('makeCreditCode', () => {
  it('refuses parts that do not fit', () => {
    expect(() => makeCreditCode('9', '441891', 'PDY00001')).toThrow(RangeError)
    expect(() => makeCreditCode('91', '441891', 'PDI00001')).toThrow(RangeError)
  })
})
