import MiniSearch from 'minisearch'
import { normaliseText, pinyinKeys } from '#chinese'
import { tokens } from '../words.ts'

/** An entry as far as it is searched. */
export interface Searchable {
  id: string
  code: string
  name: string
  about: string
  items: readonly { name: string }[]
  /** What the providing organisation is called. */
  provider?: string
}

const isLetters = (text: string) => /^[a-z0-9/]+$/.test(text)
const han = /\p{Script=Han}/u

/** Pairs of neighbours and Latin words; a single character counts only where it is all that was asked. */
function terms(text: string): string[] {
  const all = [...tokens(text)]
  const long = all.filter((one) => !han.test(one) || [...one].length > 1)
  return long.length > 0 ? long : all
}

/** The least number of letters to change, add or leave out so that `wanted` is somewhere in `text`; more than `most` is told as `most + 1`. */
function within(wanted: string, text: string, most: number): number {
  let row = Array.from({ length: wanted.length + 1 }, (_, i) => i)
  let best = row[wanted.length]!
  for (const letter of text) {
    const next = [0]
    for (let i = 1; i <= wanted.length; i++)
      next.push(Math.min(row[i - 1]! + (wanted[i - 1] === letter ? 0 : 1), row[i]! + 1, next[i - 1]! + 1))
    row = next
    best = Math.min(best, row[wanted.length]!)
  }
  return Math.min(best, most + 1)
}

/** An entry is an answer when it has this share of the points of the best. */
const leastShare = 0.3

/**
 * Search of the catalogue: pairs of characters by BM25, so that one wrong character leaves the others; the sound of names whole or by
 * initials, one letter of which may be wrong. What anybody may see of the answers is decided by the database.
 */
export function openSearch(entries: readonly Searchable[]): (words: string) => string[] {
  const index = new MiniSearch<Searchable>({
    fields: ['name', 'about', 'items', 'code', 'provider'],
    extractField: (entry, field) =>
      field === 'items' ? entry.items.map(({ name }) => name).join(' ') : String(entry[field as keyof Searchable] ?? ''),
    tokenize: terms,
    processTerm: (term) => term,
  })
  index.addAll(entries)
  const sounds = entries.map(({ id, name, code }) => ({ id, code, ...pinyinKeys(normaliseText(name)) }))
  return (words) => {
    const asked = normaliseText(words.slice(0, 100)).toLowerCase()
    const letters = asked.replace(/[\s']/g, '')
    const points = new Map<string, number>()
    const add = (id: string, more: number) => points.set(id, (points.get(id) ?? 0) + more)
    const found = index.search(asked, {
      boost: { name: 4, code: 3, items: 1.5, provider: 1.5 },
      prefix: (term) => isLetters(term) && term.length > 2,
      fuzzy: (term) => (isLetters(term) && term.length > 4 ? 1 : false),
    })
    const best = found[0]?.score ?? 1
    for (const { id, score } of found) add(id as string, score / best)
    const plainNames = new Map(entries.map(({ id, name }) => [id, normaliseText(name).toLowerCase()]))
    for (const [id, name] of plainNames) if (letters.length > 1 && name.includes(asked)) add(id, 0.6 + (0.6 * asked.length) / name.length)
    if (isLetters(letters) && letters.length > 1)
      for (const { id, full, initials, code } of sounds) {
        if (code.startsWith(letters)) add(id, 2)
        if (full.includes(letters)) add(id, 1 + letters.length / full.length)
        else if (initials.includes(letters)) add(id, 0.9 + letters.length / initials.length)
        else if (letters.length > 5 && within(letters, full, 1) === 1) add(id, 0.8)
      }
    else if (han.test(letters)) {
      // A wrong character that sounds right.
      const { full } = pinyinKeys(letters)
      if (full.length > 4)
        for (const { id, full: name } of sounds) if (name.includes(full)) add(id, 0.5 + (0.4 * full.length) / name.length)
    }
    const most = Math.max(0, ...points.values())
    return [...points]
      .filter(([, score]) => score >= most * leastShare)
      .sort((a, b) => b[1] - a[1])
      .map(([id]) => id)
  }
}
