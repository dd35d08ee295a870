/** Raised whenever the same text is to be found by other words: the words of all records are then made anew (`words-anew.ts`). */
export const WORD_RULES = 2

/** Of a longer word of letters this many count: PostgreSQL keeps no lexeme of more than two thousand bytes. */
const LONGEST = 100

/** What tokens are put together of: Chinese characters, and words or numbers of other letters. */
const units = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const han = /^\p{Script=Han}/u
/** Texts of ASCII and the characters of everyday names and addresses (CJK Unified Ideographs): they are their own NFKC. */
const everyday = /^[\0-\x7f\u4e00-\u9fff]*$/

/** How tokens are made of a text: what stands before each, and whether a number and its character are neighbours with blanks between them. */
interface Making {
  before: string
  acrossBlanks: boolean
}

/** Adds what a text is found by. */
function addTokens(text: string, making: Making, found: Set<string>): void {
  if (everyday.test(text)) return addEverydayTokens(text, making, found)
  const { before, acrossBlanks } = making
  const whole = text.normalize('NFKC').toLowerCase()
  let last = ''
  let end = 0
  for (const { 0: part, index } of whole.matchAll(units)) {
    const unit = part.length > LONGEST ? [...part].slice(0, LONGEST).join('') : part
    const between = whole.slice(end, index)
    const isNear = between === '' || (acrossBlanks && !(han.test(last) && han.test(unit)) && between.trim() === '')
    found.add(before + unit)
    if (last !== '' && isNear && (han.test(last) || han.test(unit))) found.add(before + last + unit)
    last = unit
    end = index + part.length
  }
}

const isCharacter = (code: number) => code >= 0x4e00
/** Digits and letters of ASCII in lower case. */
const isLetter = (code: number) => (code >= 48 && code <= 57) || (code >= 97 && code <= 122)
const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13)

/** The same by counting along, which takes a third of the time: an import finds the words of a million texts. */
function addEverydayTokens(text: string, { before, acrossBlanks }: Making, found: Set<string>): void {
  const lower = text.toLowerCase()
  let last = ''
  let isLastHan = false
  // Whether nothing stands between the last unit and here, or nothing but blanks.
  let isNext = false
  let isNear = false
  for (let from = 0; from < lower.length;) {
    const code = lower.charCodeAt(from)
    const isHan = isCharacter(code)
    if (!isHan && !isLetter(code)) {
      isNext = false
      if (!acrossBlanks || !isBlank(code)) isNear = false
      from++
      continue
    }
    let to = from + 1
    if (!isHan) while (to < lower.length && isLetter(lower.charCodeAt(to))) to++
    const unit = lower.slice(from, Math.min(to, from + LONGEST))
    found.add(before + unit)
    if (isLastHan === isHan ? isHan && isNext : isNear) found.add(before + last + unit)
    last = unit
    isLastHan = isHan
    isNext = isNear = true
    from = to
  }
}

/**
 * The tokens of a text for search: each Chinese character and each pair of neighbours, every word or number of other letters in lower case,
 * and each of these with the Chinese character beside it, so that 12号 is not found where 12 and 号 stand apart. Pairs find any word of two
 * characters or more without a dictionary; a segmenter misses those that it cuts elsewhere.
 */
export function tokens(text: string): Set<string> {
  const found = new Set<string>()
  addTokens(text, { before: '', acrossBlanks: false }, found)
  return found
}

/** Goes before the tokens of fields that say something about a person, so that they are found by those alone who see such fields plainly. */
export const personal = '~'

/**
 * The tokens under which a record is found: of fields that everybody may read who reads the record, and of the others. A number and its
 * character are neighbours with blanks between them, too, as texts have “500 号” and “500号”; in what somebody looks for, a blank stands
 * between words.
 */
export function wordsOf(open: readonly string[], closed: readonly string[]): string[] {
  const found = new Set<string>()
  for (const text of open) addTokens(text, { before: '', acrossBlanks: true }, found)
  for (const text of closed) addTokens(text, { before: personal, acrossBlanks: true }, found)
  return [...found]
}

/** Where a search looks: in fields that everybody may read who reads the record, in those about a person, or in both. */
export interface Reach {
  open: boolean
  closed: boolean
}

/** The tokens that must all be there for the words of a search, as `tsquery` text; nothing when there is nothing to look for. */
export function searchQuery(words: string, { open, closed }: Reach): string | undefined {
  const wanted = tokens(words.slice(0, 100))
  // A token of two says all that its two say.
  for (const token of wanted) {
    const two = token.match(units)!
    if (two.length === 2) for (const one of two) wanted.delete(one)
  }
  if (wanted.size === 0) return undefined
  const places = [...(open ? [''] : []), ...(closed ? [personal] : [])]
  return [...wanted].map((token) => `(${places.map((place) => `'${place}${token}'`).join(' | ')})`).join(' & ')
}
