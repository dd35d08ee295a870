const han = /\p{Script=Han}/u
/** Texts of ASCII and the characters of everyday names and addresses (CJK Unified Ideographs): they are their own NFKC. */
const everyday = /^[\0-\x7f\u4e00-\u9fff]*$/

/** Adds what a text is found by, each with this before it. */
function addTokens(text: string, before: string, found: Set<string>): void {
  if (everyday.test(text)) return addEverydayTokens(text, before, found)
  for (const [part] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    if (!han.test(part)) {
      found.add(before + part)
      continue
    }
    const characters = [...part]
    characters.forEach((character, i) => {
      found.add(before + character)
      if (i > 0) found.add(before + characters[i - 1]! + character)
    })
  }
}

const isCharacter = (code: number) => code >= 0x4e00
/** Digits and letters of ASCII in lower case. */
const isLetter = (code: number) => (code >= 48 && code <= 57) || (code >= 97 && code <= 122)

/** The same by counting along, which takes a third of the time: an import finds the words of a million texts. */
function addEverydayTokens(text: string, before: string, found: Set<string>): void {
  const lower = text.toLowerCase()
  for (let from = 0; from < lower.length;) {
    const isHan = isCharacter(lower.charCodeAt(from))
    let hasHan = isHan
    let to = from
    for (; to < lower.length; to++) {
      const code = lower.charCodeAt(to)
      if (isCharacter(code)) hasHan = true
      else if (isHan || !isLetter(code)) break
    }
    if (hasHan)
      for (let i = from; i < to; i++) {
        found.add(before + lower[i]!)
        if (i > from) found.add(before + lower.slice(i - 1, i + 1))
      }
    else if (to > from) found.add(before + lower.slice(from, to))
    from = Math.max(to, from + 1)
  }
}

/**
 * The tokens of a text for search: each Chinese character and each pair of neighbours, and every Latin word or number in lower case.
 * Pairs find any word of two characters or more without a dictionary; a segmenter misses those that it cuts elsewhere.
 */
export function tokens(text: string): Set<string> {
  const found = new Set<string>()
  addTokens(text, '', found)
  return found
}

/** Goes before the tokens of fields that say something about a person, so that they are found by those alone who see such fields plainly. */
export const personal = '~'

/** The tokens under which a record is found: of fields that everybody may read who reads the record, and of the others. */
export function wordsOf(open: readonly string[], closed: readonly string[]): string[] {
  const found = new Set<string>()
  for (const text of open) addTokens(text, '', found)
  for (const text of closed) addTokens(text, personal, found)
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
  // A pair says all that its two characters say.
  for (const token of wanted) if ([...token].length === 2 && han.test(token)) for (const character of token) wanted.delete(character)
  if (wanted.size === 0) return undefined
  const places = [...(open ? [''] : []), ...(closed ? [personal] : [])]
  return [...wanted].map((token) => `(${places.map((place) => `'${place}${token}'`).join(' | ')})`).join(' & ')
}
