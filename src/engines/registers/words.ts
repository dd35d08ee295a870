const han = /\p{Script=Han}/u

/**
 * The tokens of a text for search: each Chinese character and each pair of neighbours, and every Latin word or number in lower case.
 * Pairs find any word of two characters or more without a dictionary; a segmenter misses those that it cuts elsewhere.
 */
export function tokens(text: string): Set<string> {
  const found = new Set<string>()
  for (const [part] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    if (!han.test(part)) {
      found.add(part)
      continue
    }
    const characters = [...part]
    characters.forEach((character, i) => {
      found.add(character)
      if (i > 0) found.add(characters[i - 1]! + character)
    })
  }
  return found
}

/** Goes before the tokens of fields that say something about a person, so that they are found by those alone who see such fields plainly. */
export const personal = '~'

/** The tokens under which a record is found: of fields that everybody may read who reads the record, and of the others. */
export const wordsOf = (open: readonly string[], closed: readonly string[]): string[] => [
  ...new Set([
    ...open.flatMap((text) => [...tokens(text)]),
    ...closed.flatMap((text) => [...tokens(text)].map((token) => personal + token)),
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
  // A pair says all that its two characters say.
  for (const token of wanted) if ([...token].length === 2 && han.test(token)) for (const character of token) wanted.delete(character)
  if (wanted.size === 0) return undefined
  const places = [...(open ? [''] : []), ...(closed ? [personal] : [])]
  return [...wanted].map((token) => `(${places.map((place) => `'${place}${token}'`).join(' | ')})`).join(' & ')
}
