import { normaliseCode } from './text.ts'

/**
 * Unified social credit codes of legal persons and other organisations, GB 32100-2015: one character of the registering authority, one of
 * the kind of organisation, six digits of the authority's region, nine of the organisation code (GB 11714-1997) and a check character
 * whose weights are the powers of 3 modulo 31.
 */
export type CreditCodeParts = { authority: string; kind: string; regionCode: string; organisationCode: string }

/** The characters of GB 32100, in the order of their values; I, O, S, V and Z are not used. */
const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** The characters of GB 11714-1997, annex A. */
const organisationCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

function weighted(text: string, alphabet: string, factors: readonly number[]): number {
  return factors.reduce((total, factor, index) => total + factor * alphabet.indexOf(text[index]!), 0)
}

function checkCharacter(first17: string): string {
  return characters[(31 - (weighted(first17, characters, weights) % 31)) % 31]!
}

function organisationCheckCharacter(first8: string): string {
  const value = 11 - (weighted(first8, organisationCharacters, organisationWeights) % 11)
  if (value === 10) return 'X'
  return value === 11 ? '0' : String(value)
}

/** What is wrong with an organisation code of nine characters (GB 11714-1997), as a sentence; undefined when nothing is. */
export function checkOrganisationCode(text: string): string | undefined {
  const code = normaliseCode(text)
  if (code.length !== 9) return `组织机构代码应为 9 位，现为 ${code.length} 位`
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return '组织机构代码应由数字和大写字母组成，末位为数字或 X'
  if (organisationCheckCharacter(code) !== code[8]) return '组织机构代码校验位不符，请核对'
  return undefined
}

/** What is wrong with a unified social credit code, as a sentence for the person; undefined when nothing is. Lower case is forgiven. */
export function checkCreditCode(text: string): string | undefined {
  const code = normaliseCode(text)
  if (code.length !== 18) return `统一社会信用代码应为 18 位，现为 ${code.length} 位`
  const wrong = [...code].find((character) => !characters.includes(character))
  if (wrong !== undefined) return `统一社会信用代码不使用字符“${wrong}”`
  if (!/^\d{6}$/.test(code.slice(2, 8))) return '统一社会信用代码第 3 至 8 位应为数字的行政区划码'
  if (checkCharacter(code) !== code[17]) return '统一社会信用代码校验位不符，请核对'
  if (checkOrganisationCode(code.slice(8, 17)) !== undefined) return '统一社会信用代码第 9 至 17 位（主体标识码）校验位不符，请核对'
  return undefined
}

/** The parts of a credit code; undefined when it is not valid. */
export function creditCodeParts(text: string): CreditCodeParts | undefined {
  if (checkCreditCode(text) !== undefined) return undefined
  const code = normaliseCode(text)
  return { authority: code[0]!, kind: code[1]!, regionCode: code.slice(2, 8), organisationCode: code.slice(8, 17) }
}

/**
 * A credit code with both check characters. For generated organisations only, with a region code that was never assigned.
 * `authorityAndKind`: two characters, such as 91 (enterprise), 92 (individual business), 93 (farmers' cooperative), 11 (organ of the
 * state), 12 (public institution), 51 (association), 52 (non-enterprise unit), 53 (foundation).
 * `body`: eight characters of the organisation code; PDY00001 to PDY99999 is the zone that GB 11714-1997 clause 3 leaves to private use.
 * @throws RangeError when a part does not fit
 */
export function makeCreditCode(authorityAndKind: string, regionCode: string, body: string): string {
  const first16 = authorityAndKind + regionCode + body
  if (authorityAndKind.length !== 2 || !/^\d{6}$/.test(regionCode) || body.length !== 8)
    throw new RangeError(`not parts of a credit code: ${first16}`)
  if ([...first16].some((character) => !characters.includes(character)))
    throw new RangeError(`a character that GB 32100 does not use: ${first16}`)
  const first17 = first16 + organisationCheckCharacter(body)
  return first17 + checkCharacter(first17)
}
