import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkCreditCode } from '#chinese'
import { checkDigit, creditCodes, foodPermitNumbers, lastDayOf } from './numbers.ts'

const read = (path: string) => readFileSync(new URL(`../../../../../city/${path}`, import.meta.url), 'utf8')
const rows = (path: string) =>
  read(path)
    .trim()
    .split('\n')
    .map((line) => line.split(','))
const counties = ['4418', '1309', '3418'].flatMap((city) =>
  rows(`${city}/divisions.csv`).flatMap(([code, , level]) => (level === 'county' ? [code!.slice(0, 6)] : [])),
)
const key = '019aa0c2-7e4b-7cc1-9d3e-5f2a6b7c8d9e'

it('makes credit codes that are right in form, on areas that were never assigned', () => {
  const assigned = new Set(rows('cn/area-codes.csv').map(([code]) => code))
  expect(counties.length).toBeGreaterThan(20)
  for (const county of counties) {
    const [first, second] = creditCodes('company', `${county}001001`, key) as unknown as [string, string]
    expect(checkCreditCode(first), first).toBeUndefined()
    expect(checkCreditCode(second), second).toBeUndefined()
    expect(first).not.toBe(second)
    expect(first.slice(0, 2)).toBe('91')
    expect(assigned.has(first.slice(2, 8)), first).toBe(false)
    expect(first.slice(8, 11)).toBe('PDY')
  }
  const [individual] = creditCodes('individual', '441802', key) as unknown as [string]
  expect(individual.slice(0, 2)).toBe('92')
})

it('stays within the zone for private use, wherever it starts', () => {
  for (const end of ['00000000', '0000c34f', 'ffffffff'])
    for (const code of creditCodes('company', '441802', `${key.slice(0, -8)}${end}`)) expect(code.slice(11, 16)).toMatch(/^[5-9]\d{4}$/)
})

it('computes check digits by ISO 7064 MOD 11,10', () => {
  // The example of ISO 7064: 0794 is written 07945.
  expect(checkDigit('0794')).toBe('5')
})

it('numbers food permits as JY, kind, county, order and check', () => {
  const [number] = foodPermitNumbers('441802', key) as unknown as [string]
  expect(number).toMatch(/^JY2441892\d{7}$/)
  expect(number.slice(-1)).toBe(checkDigit(number.slice(2, -1)))
})

it.each([
  ['2026-03-16', '2031-03-15'],
  ['2026-01-01', '2030-12-31'],
  ['2024-02-29', '2029-02-28'],
])('a permit given on %s for five years ends on %s', (given, until) => expect(lastDayOf(5, given)).toBe(until))
