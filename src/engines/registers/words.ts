/** Raised whenever the same text is to be found by other words: the words of all records are then made anew (`words-anew.ts`). */
export const WORD_RULES = 2

const run = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const han = /^\p{Script=Han}/u

/** Of a longer word of letters this many count: PostgreSQL keeps no lexeme of more than two thousand bytes. */
const LONGEST = 100

/** What a token is put together of: Chinese characters, and words or numbers of other letters. */
const halves = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu

/**
 * The tokens of a text for search: each Chinese character and each pair of neighbours, every word or number of other letters in lower case,
 * and each of these with the Chinese character beside it, so that 12号 is not found where 12 and 号 stand apart. Pairs find any word of two
 * characters or more without a dictionary; a segmenter misses those that it cuts elsewhere.
 * With `acrossBlanks` a number and its character are neighbours with blanks between them, too: texts have “500 号” and “500号”. In what
 * somebody looks for a blank stands between words.
 */
export function tokens(text: string, { acrossBlanks = false } = {}): Set<string> {
  const found = new Set<string>()
  const whole = text.normalize('NFKC').toLowerCase()
  let last = ''
  let end = 0
  for (const { 0: part, index } of whole.matchAll(run)) {
    const isHan = han.test(part)
    const units = isHan ? [...part] : [part.length > LONGEST ? [...part].slice(0, LONGEST).join('') : part]
    const between = whole.slice(end, index)
    if (last !== '' && han.test(last) !== isHan && (between === '' || (acrossBlanks && between.trim() === ''))) found.add(last + units[0]!)
    for (const [i, unit] of units.entries()) {
      found.add(unit)
      if (i > 0) found.add(units[i - 1]! + unit)
    }
    last = units.at(-1)!
    end = index + part.length
  }
  return found
}

/** Goes before the tokens of fields that say something about a person, so that they are found by those alone who see such fields plainly. */
export const personal = '~'

/** The tokens under which a record is found: of fields that everybody may read who reads the record, and of the others. */
export const wordsOf = (open: readonly string[], closed: readonly string[]): string[] => [
  ...new Set([
    ...open.flatMap((text) => [...tokens(text, { acrossBlanks: true })]),
    ...closed.flatMap((text) => [...tokens(text, { acrossBlanks: true })].map((token) => personal + token)),
  ]),
]

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
    const two = token.match(halves)!
    if (two.length === 2) for (const one of two) wanted.delete(one)
  }
  if (wanted.size === 0) return undefined
  const places = [...(open ? [''] : []), ...(closed ? [personal] : [])]
  return [...wanted].map((token) => `(${places.map((place) => `'${place}${token}'`).join(' | ')})`).join(' & ')
}
