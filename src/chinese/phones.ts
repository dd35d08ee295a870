import { toHalfWidth } from './text.ts'

/**
 * Telephone numbers of mainland China, by shape alone: the plan of numbers changes too often for a list of prefixes to be right.
 * Mobile numbers have 11 digits from 13 to 19; fixed lines an area code (010, 02x with eight digits, 03xx to 09xx with seven or eight).
 */

/** Digits alone, without the country code, spaces, hyphens and brackets; an extension stays after a hyphen. */
export function normalisePhone(text: string): string {
  const plain = toHalfWidth(text).replace(/[\s()（）\-‐‑–—.]/g, '')
  const [number = '', extension] = plain.split(/转|ext|x/i)
  const national = number.replace(/^(\+86|0086|86(?=1[3-9]\d{9}$))/, '')
  return extension ? `${national}-${extension}` : national
}

/** Whether this is a mobile number of the mainland. */
export function isMobile(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(normalisePhone(text))
}

/** Whether this is a fixed line with its area code, perhaps with an extension. */
export function isLandline(text: string): boolean {
  return /^(010|02\d)[2-9]\d{7}(-\d{1,6})?$|^0[3-9]\d{2}[2-9]\d{6,7}(-\d{1,6})?$/.test(normalisePhone(text))
}

/** Numbers that are the same everywhere: 400 and 800 lines, and short ones such as 12345, 95598 or 110. */
function isServiceNumber(text: string): boolean {
  return /^[48]00\d{7}$|^1\d{2}$|^1[0-2]\d{3}$|^9[56]\d{3,6}$/.test(normalisePhone(text))
}

/** What is wrong with a telephone number, as a sentence for the person; undefined when nothing is. */
export function checkPhone(text: string): string | undefined {
  const number = normalisePhone(text)
  if (!/^\d+(-\d+)?$/.test(number)) return '电话号码只能含数字、空格、短横和分机号'
  if (isMobile(text) || isLandline(text) || isServiceNumber(text)) return undefined
  if (/^1[3-9]/.test(number)) return `手机号码应为 11 位，现为 ${number.length} 位`
  if (/^[2-9]\d{6,7}$/.test(number)) return '固定电话请加区号，例如 0763-3360000'
  return '不是有效的手机或固定电话号码'
}

/** What is wrong with a mobile number; undefined when nothing is. */
export function checkMobile(text: string): string | undefined {
  return isMobile(text) ? undefined : '应为 11 位手机号码'
}
