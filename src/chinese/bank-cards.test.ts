import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBankCard } from './bank-cards.ts'

/** The check digit that makes a number whole, counted as the standard's text says it and not as the code does. */
function checkDigit(number: string): string {
  const doubled = [...number].reverse().map((digit, i) => (i % 2 === 0 ? Number(digit) * 2 : Number(digit)))
  const total = doubled.flatMap((value) => [...String(value)].map(Number)).reduce((a, b) => a + b, 0)
  return String((10 - (total % 10)) % 10)
}

it('knows cards by their first digits, length and check digit', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^62\d{13,16}$/), (body) => {
      const card = body + checkDigit(body)
      expect(isBankCard(card)).toBe(true)
      expect(isBankCard(card.replace(/(\d{4})(?=\d)/g, '$1 '))).toBe(true)
      const last = Number(card.at(-1))
      expect(isBankCard(card.slice(0, -1) + String((last + 1) % 10))).toBe(false)
    }),
  )
})

it('takes other numbers for none', () => {
  for (const number of ['', '12345678901', '441802199001011234', '6222', '0'.repeat(16)]) expect(isBankCard(number)).toBe(false)
})
