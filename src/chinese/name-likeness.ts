import { pinyin } from 'pinyin-pro'
import { lookAlike } from './near-shapes.ts'

/** A name as it sounds: one syllable for each character, without tones, ü as v; a surname is read as a surname. */
export function nameSyllables(name: string): string[] {
  const plain = name.normalize('NFKC').replaceAll(/[\s·•.．]/g, '')
  return pinyin(plain, { toneType: 'none', type: 'array', v: true, surname: 'head', nonZh: 'consecutive' }).map((one) => one.toLowerCase())
}

/** Foldings that were worked out; syllables are few, and what else stands in names is not kept. */
const foldings = new Map<string, string>()

/** A syllable as it sounds in the south: zh, ch, sh as z, c, s; n and l as one at the beginning, and ng as n at the end. */
function folded(syllable: string): string {
  const done = foldings.get(syllable)
  if (done !== undefined) return done
  const made = syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=.)/, 'l')
    .replace(/([aei])ng$/, '$1n')
  if (known.has(syllable)) foldings.set(syllable, made)
  return made
}

const initials = 'b p m f d t n l g k h j q x zh ch sh r z c s y w'.split(' ')
const finals = 'a o e i u v ai ei ui ao ou iu ie ve ue er an en in un vn ang eng ing ong ia ian iang iao iong ua uai uan uang uo'.split(' ')
const known = new Set([
  ...initials.flatMap((one) => finals.map((other) => one + other)),
  'a',
  'o',
  'e',
  'ai',
  'ei',
  'ao',
  'ou',
  'an',
  'en',
  'ang',
  'er',
])

/** Letters as syllables, the longest first, going back where the rest is none: xiaoming → xiao, ming. */
function spelled(letters: string): string[] | undefined {
  if (letters === '') return []
  for (let length = Math.min(6, letters.length); length > 0; length--) {
    const head = letters.slice(0, length)
    if (!known.has(head)) continue
    const rest = spelled(letters.slice(length))
    if (rest) return [head, ...rest]
  }
  return undefined
}

/** A name as somebody looks for it: in characters, in letters, or by the first letters alone. */
export interface SoughtName {
  characters: readonly string[]
  syllables: readonly string[]
  /** First letters in the order typed, where it may be nothing else but them. */
  initials: string
}

/** The letters of four long syllables: more of them are no name, and would be divided in too many ways. */
const LONGEST = 24

/** Reads what somebody typed for a name; letters that spell no syllables are the first letters of some. */
export function readName(typed: string): SoughtName {
  const plain = typed.normalize('NFKC').toLowerCase().trim().slice(0, 40)
  if (/\p{Script=Han}/u.test(plain)) {
    const characters = [...plain.replaceAll(/[^\p{Script=Han}\p{L}]/gu, '')]
    return { characters, syllables: nameSyllables(characters.join('')), initials: '' }
  }
  const words = plain
    .replaceAll('ü', 'v')
    .split(/[^a-z]+/)
    .filter(Boolean)
  const syllables = words.map((word) => spelled(word.slice(0, LONGEST)))
  if (words.length > 0 && syllables.every((one) => one !== undefined)) return { characters: [], syllables: syllables.flat(), initials: '' }
  return { characters: [], syllables: [], initials: words.join('').slice(0, 6) }
}

const key = (parts: readonly string[]) => parts.toSorted().join('+')
/** Names of more syllables are those of other languages, and are found by their first ones. */
const MOST_SYLLABLES = 5

/** What a name is found by: its sounds in whatever order, the same with one left out, and its first letters. */
export interface NameKeys {
  whole: string
  short: string[]
  initials: string
}

export function soundKeys(syllables: readonly string[]): NameKeys {
  const all = syllables.slice(0, MOST_SYLLABLES)
  const sounds = all.map(folded)
  const sorted = sounds.toSorted()
  const short = sounds.length < 2 ? [] : sounds.map((one) => sorted.toSpliced(sorted.indexOf(one), 1).join('+'))
  return { whole: sorted.join('+'), short: [...new Set(short)], initials: key(all.map((one) => one.slice(0, 1))) }
}

/** The keys of first letters, in whatever order. */
export const initialsKey = (letters: string): string => key([...letters])

/** How alike a character or syllable that is looked for is to one of a name: 1 the same, 0 another one. */
function likeness(sought: SoughtName, at: number, character: string, syllable: string): number {
  const own = sought.characters[at]
  if (own !== undefined && own === character) return 1
  const sound = sought.syllables[at]
  if (own === undefined) return sound === syllable ? 1 : sound !== undefined && folded(sound) === folded(syllable) ? 0.85 : 0
  if (sound === syllable) return 0.8
  if (lookAlike(own, character)) return 0.75
  return sound !== undefined && folded(sound) === folded(syllable) ? 0.65 : 0
}

/**
 * How alike a name is to the one that is looked for, from 0 to 1: each part that is looked for goes with one of the name's; what is left
 * over on either side, and parts in another order, take away.
 */
export function nameLikeness(sought: SoughtName, name: string): number {
  const characters = [...name.normalize('NFKC')]
  const syllables = nameSyllables(name)
  if (sought.initials !== '') {
    const own = syllables.map((one) => one.slice(0, 1)).join('')
    if (own === sought.initials) return 0.9
    return initialsKey(own) === initialsKey(sought.initials) ? 0.7 : own.startsWith(sought.initials) ? 0.5 : 0
  }
  const length = Math.max(sought.characters.length, sought.syllables.length)
  if (length === 0 || syllables.length !== characters.length) return sought.characters.join('') === name ? 1 : 0
  const pairs = Array.from({ length }, (_, at) =>
    characters.map((one, to) => ({ at, to, like: likeness(sought, at, one, syllables[to]!) })),
  )
    .flat()
    .filter(({ like }) => like > 0)
    // The best pairs first, and of those the ones that keep their place.
    .toSorted((one, other) => other.like - one.like || Math.abs(one.at - one.to) - Math.abs(other.at - other.to))
  const [from, to] = [new Set<number>(), new Set<number>()]
  const taken: { at: number; to: number }[] = []
  let sum = 0
  for (const pair of pairs) {
    if (from.has(pair.at) || to.has(pair.to)) continue
    from.add(pair.at)
    to.add(pair.to)
    taken.push(pair)
    sum += pair.like
  }
  const crossed = taken.some((one) => taken.some((other) => one.at < other.at && one.to > other.to))
  // The surname is seldom wrong where all is in its place.
  const astray = !crossed && taken.length > 0 && !taken.some((one) => one.at === 0 && one.to === 0) ? 0.03 : 0
  return Math.max(0, sum / Math.max(length, characters.length) - (crossed ? 0.08 : 0) - astray)
}
