import { normaliseCode } from './text.ts'

/** Luhn's check digit (ISO/IEC 7812-1, annex B): every second digit from the right is doubled, and the digits of all add up to tens. */
function hasCheckDigit(number: string): boolean {
  let total = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    const value = i % 2 === 1 ? digit * 2 : digit
    total += value > 9 ? value - 9 : value
  }
  return total % 10 === 0
}

/**
 * Whether this is the number of a bank card as they are issued in the mainland: UnionPay 62 with 16 to 19 digits, or an international
 * scheme's of its own length. The schemes' ranges are those that secondary sources agree on; the registry of issuers is not public.
 */
export function isBankCard(text: string): boolean {
  const number = normaliseCode(text)
  return /^(62\d{14,17}|4\d{15}|5[1-5]\d{14}|35\d{14}|3[47]\d{13})$/.test(number) && hasCheckDigit(number)
}
