import { normaliseCode } from './text.ts'

/**
 * Citizens' identity numbers, GB 11643-1999: six digits of region, eight of the date of birth, three of order within both (odd for men,
 * even for women) and a check character by ISO 7064 MOD 11-2.
 */
export type PersonIdParts = { regionCode: string; birthDate: string; sex: 'male' | 'female' }

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/** The check character of the first 17 digits (GB 11643-1999 with ISO 7064 MOD 11-2). */
function checkCharacter(digits: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return checkCharacters[sum % 11]!
}

/** What is wrong with an identity number, as a sentence for the person; undefined when nothing is. A lower-case x and spaces are forgiven. */
export function checkPersonId(text: string): string | undefined {
  const id = normaliseCode(text)
  if (id.length !== 18) return `公民身份号码应为 18 位，现为 ${id.length} 位`
  if (!/^\d{17}[\dX]$/.test(id)) return '公民身份号码前 17 位应为数字，末位应为数字或 X'
  if (id.startsWith('0')) return '公民身份号码的地区码不存在'
  if (!realDate(birthDateOf(id))) return '公民身份号码中的出生日期不存在'
  if (checkCharacter(id) !== id[17]) return '公民身份号码校验位不符，请核对'
  return undefined
}

/** Region, date of birth (YYYY-MM-DD) and sex from a number; undefined when the number is not valid. */
export function personIdParts(text: string): PersonIdParts | undefined {
  if (checkPersonId(text) !== undefined) return undefined
  const id = normaliseCode(text)
  return { regionCode: id.slice(0, 6), birthDate: birthDateOf(id), sex: Number(id[16]) % 2 === 1 ? 'male' : 'female' }
}

/**
 * An identity number with its check character. For generated people only, with a region code that was never assigned.
 * `birthDate`: YYYY-MM-DD; `order`: 0 to 999, odd for men.
 * @throws RangeError when a part does not fit
 */
export function makePersonId(regionCode: string, birthDate: string, order: number): string {
  if (!/^[1-9]\d{5}$/.test(regionCode)) throw new RangeError(`not a region code of six digits: ${regionCode}`)
  if (!realDate(birthDate)) throw new RangeError(`not a date: ${birthDate}`)
  if (!Number.isInteger(order) || order < 0 || order > 999) throw new RangeError(`not an order of 0 to 999: ${order}`)
  const digits = regionCode + birthDate.replaceAll('-', '') + String(order).padStart(3, '0')
  return digits + checkCharacter(digits)
}

function birthDateOf(id: string): string {
  return `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`
}

/** Whether YYYY-MM-DD is a day of the calendar from 1800 on; before that no living person was born. */
function realDate(date: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year < 1800 || month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}
