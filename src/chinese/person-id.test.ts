import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPersonId, makePersonId, personIdParts } from './person-id.ts'

// The two numbers of GB 11643-1999, annex A.
const female = '11010519491231002X'
const male = '440524188001010014'

describe('checkPersonId', () => {
  it('accepts the examples of the standard, and a lower-case or full-width x', () => {
    expect(
      [female, male, '11010519491231002x', '１１０１０５１９４９１２３１００２Ｘ', ' 110105 19491231 002X '].map(checkPersonId),
    ).toEqual(Array(5).fill(undefined))
  })

  it('says what is wrong', () => {
    expect(checkPersonId('1101051949123100')).toContain('应为 18 位')
    expect(checkPersonId('11010519491231O02X')).toContain('应为数字')
    expect(checkPersonId('011010519491231002')).toContain('地区码')
    expect(checkPersonId('110105194913310021')).toContain('出生日期')
    expect(checkPersonId('110105190002290021')).toContain('出生日期')
    expect(checkPersonId('110105194912310021')).toContain('校验位')
  })

  it('finds every wrong digit and every exchange of neighbours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.nat(16), fc.integer({ min: 1, max: 9 }), (order, place, change) => {
        const id = makePersonId('441891', '1990-05-17', order)
        const digit = String((Number(id[place]) + change) % 10)
        expect(checkPersonId(id.slice(0, place) + digit + id.slice(place + 1))).toBeDefined()
        const swapped = id.slice(0, place) + id[place + 1] + id[place] + id.slice(place + 2)
        if (swapped !== id) expect(checkPersonId(swapped)).toBeDefined()
      }),
    )
  })
})

describe('makePersonId', () => {
  it('makes the numbers of the standard', () => {
    expect(makePersonId('110105', '1949-12-31', 2)).toBe(female)
    expect(makePersonId('440524', '1880-01-01', 1)).toBe(male)
  })

  it('refuses parts that do not fit', () => {
    expect(() => makePersonId('4418', '1990-01-01', 1)).toThrow(RangeError)
    expect(() => makePersonId('441891', '1990-02-30', 1)).toThrow(RangeError)
    expect(() => makePersonId('441891', '1990-01-01', 1000)).toThrow(RangeError)
  })
})

describe('personIdParts', () => {
  it('reads region, birth and sex, and nothing from a wrong number', () => {
    expect(personIdParts(female)).toEqual({ regionCode: '110105', birthDate: '1949-12-31', sex: 'female' })
    expect(personIdParts(male)?.sex).toBe('male')
    expect(personIdParts('110105194912310021')).toBeUndefined()
  })
})
