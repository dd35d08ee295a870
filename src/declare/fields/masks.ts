import { splitName } from '#chinese'

/** Stars for what is hidden: as many as there were, and eight at most, so that a long text doesn't tell how long it was. */
const stars = (count: number): string => '*'.repeat(Math.min(count, 8))

const beyond = /[\ud800-\udfff]/
/**
 * Characters counted and cut as people see them: one beyond the first plane of Unicode is one, although it is kept as two. Nearly every text has
 * none of these and need not be taken apart, which was most of the time of the hundreds of masks of a page.
 */
const countOf = (text: string): number => (beyond.test(text) ? [...text].length : text.length)
const cut = (text: string, start: number, end?: number): string =>
  beyond.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end)

/** Any words: the first character stays, `家*****`. */
export function maskWords(words: string): string {
  const count = countOf(words)
  return count > 1 ? cut(words, 0, 1) + stars(count - 1) : stars(1)
}

/** What stands between the parts of a name. */
const between = /[·•・]/u

/**
 * A person's name: the surname stays, also one of two characters, `李*`, `李**`, `欧阳**`; of a name in parts the first character of its first
 * part, `阿***·***`. Which rule a city follows is its own to say: no standard prescribes one that could be verified.
 */
export function maskName(name: string): string {
  const whole = name.trim()
  if (between.test(whole)) {
    const [first, ...others] = whole.split(between)
    return [maskWords(first!), ...others.map((part) => stars(countOf(part)))].join('·')
  }
  const { surname, given } = splitName(whole)
  return surname && given ? surname + stars(countOf(given)) : maskWords(whole)
}

/** The county and what is above it stay; what tells one house from another does not. */
const county = /^.{0,20}?[区县旗](?=.)|^.{0,12}?市(?=.)/u
/** An address: down to its county, `清远市清城区****`. */
export const maskAddress = (address: string): string => `${county.exec(address)?.[0] ?? ''}****`

/** A number that has meaning at both ends: so many characters at its beginning and end stay, and at least a third of it goes. */
export function maskMiddle(number: string, head: number, tail: number): string {
  const count = countOf(number)
  const hidden = Math.max(count - head - tail, Math.ceil(count / 3))
  const end = Math.min(tail, Math.max(count - hidden, 0))
  const start = Math.max(count - hidden - end, 0)
  return cut(number, 0, start) + '*'.repeat(hidden) + cut(number, count - end)
}

/** The account of a bank: its last four digits stay, `***************0123`. */
export const maskAccount = (account: string): string => maskMiddle(account, 0, 4)
