import { createHash, randomInt } from 'node:crypto'

/**
 * 31 signs, a prime number of them: no I, L, O, 0 or 1, which are taken for one another. 15 signs drawn at random carry
 * 74 bits, so that nobody finds a document by trying.
 */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const drawn = 15

/**
 * The 16th sign: the sum of the positions, each weighted by its place, modulo 31. As 31 is prime and the weights differ,
 * it finds every single wrong sign and every two signs exchanged.
 */
function checkSignOf(signs: string): string {
  const sum = [...signs].reduce((total, sign, index) => total + (index + 1) * alphabet.indexOf(sign), 0)
  return alphabet[sum % alphabet.length]!
}

/** A new code of 16 signs for a document that anybody may verify. */
export function makeVerificationCode(): string {
  const signs = Array.from({ length: drawn }, () => alphabet[randomInt(alphabet.length)]!).join('')
  return signs + checkSignOf(signs)
}

/**
 * The code that a person typed, in its stored form; undefined when it cannot be one. Blanks, dashes, small letters and
 * full-width signs are forgiven, wrong signs are not.
 */
export function checkVerificationCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—]/g, '')
  if (code.length !== drawn + 1 || [...code].some((sign) => !alphabet.includes(sign))) return undefined
  return checkSignOf(code.slice(0, drawn)) === code[drawn] ? code : undefined
}

/** A code as it is printed and read aloud: in groups of four. */
export const writtenCode = (code: string) => code.match(/.{1,4}/g)!.join('-')

/** SHA-256 of a finished file, in lower-case hexadecimal: what the register of documents keeps. */
export const digestOf = (file: Uint8Array) => createHash('sha256').update(file).digest('hex')

/** The parts of a document number 发文字号. */
export interface DocumentNumber {
  /** Abbreviation of the organ and of the kind of document 机关代字, such as 清市监许受. */
  mark: string
  year: number
  /** Counts within mark and year, from 1. */
  serial: number
}

/** Writes a number as GB/T 9704-2012, 7.2.5 asks: the year in full within 〔〕, the serial without leading zeros or 第. */
export const documentNumber = ({ mark, year, serial }: DocumentNumber) => `${mark}〔${year}〕${serial}号`

/** Reads a document number; undefined when it is not one. Ordinary brackets are forgiven. */
export function parseDocumentNumber(text: string): DocumentNumber | undefined {
  const match = /^(\p{Script=Han}+)[〔[（(［](\d{4})[〕\]）)］]第?0*([1-9]\d*)号$/u.exec(text.replace(/\s/g, ''))
  return match ? { mark: match[1]!, year: Number(match[2]), serial: Number(match[3]) } : undefined
}
