import { splitName } from '#chinese'

/** Stars for what is hidden: as many as there were, and eight at most, so that a long text doesn't tell how long it was. */
const stars = (count: number): string => '*'.repeat(Math.min(count, 8))

/** Any words: the first character stays, `家*****`. */
export function maskWords(words: string): string {
  const [first = '', ...rest] = [...words]
  return rest.length > 0 ? first + stars(rest.length) : stars(1)
}

/**
 * A person's name: the surname stays, also one of two characters, `李*`, `李**`, `欧阳**`; of a name in parts the first character of its first
 * part, `阿***·***`. Which rule a city follows is its own to say: no standard prescribes one that could be verified.
 */
export function maskName(name: string): string {
  const [first, ...others] = name.trim().split(/[·•・]/u)
  if (others.length > 0) return [maskWords(first!), ...others.map((part) => stars([...part].length))].join('·')
  const { surname, given } = splitName(name.trim())
  return surname && given ? surname + stars([...given].length) : maskWords(name.trim())
}

/** The county and what is above it stay; what tells one house from another does not. */
const county = /^.{0,20}?[区县旗](?=.)|^.{0,12}?市(?=.)/u
/** An address: down to its county, `清远市清城区****`. */
export const maskAddress = (address: string): string => `${county.exec(address)?.[0] ?? ''}****`

/** A number that has meaning at both ends: so many characters at its beginning and end stay, and at least a third of it goes. */
export function maskMiddle(number: string, head: number, tail: number): string {
  const characters = [...number]
  const hidden = Math.max(characters.length - head - tail, Math.ceil(characters.length / 3))
  const end = Math.min(tail, Math.max(characters.length - hidden, 0))
  const start = Math.max(characters.length - hidden - end, 0)
  return characters.slice(0, start).join('') + '*'.repeat(hidden) + characters.slice(characters.length - end).join('')
}

/** The account of a bank: its last four digits stay, `***************0123`. */
export const maskAccount = (account: string): string => maskMiddle(account, 0, 4)
