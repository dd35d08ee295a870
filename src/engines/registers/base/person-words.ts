import type { BaseRules } from '#declare'
import { initialsKey, nameSyllables, soundKeys, type SoughtName } from '#chinese'
import { personal, tokens } from '../words.ts'

type PersonFields = NonNullable<BaseRules['person']>

/** Raised whenever the same person is to be found by other words, as `WORD_RULES` of all records. */
export const PERSON_WORD_RULES = 1

/** What stands before the keys of persons among a record's words, so that no word of a text is one. */
const mark = `${personal}=`
const sound = (key: string) => `${mark}${key}`
const letters = (key: string) => `${mark}i:${key}`
const year = (of: string) => `${mark}y:${of}`
const day = (of: string) => `${mark}d:${of}`

const han = /\p{Script=Han}/u

/** The words under which a person is found beside those of the texts: sounds of the name, first letters, year and day of birth. */
export function personWords({ name, birthDate }: PersonFields, values: Readonly<Record<string, unknown>>): string[] {
  const own = values[name]
  const born = birthDate === undefined ? undefined : values[birthDate]
  const words: string[] = []
  if (typeof own === 'string' && han.test(own)) {
    const { whole, short, initials } = soundKeys(nameSyllables(own))
    words.push(sound(whole), ...short.map(sound), letters(initials))
  }
  if (typeof born === 'string') words.push(year(born.slice(0, 4)), day(born.slice(0, 10)))
  return words
}

/** What else is known of somebody who is looked for. */
export interface Known {
  birthYear?: number | undefined
  birthDate?: string | undefined
  /** A part of the address. */
  street?: string | undefined
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word.replaceAll(/['\\]/g, '')}'`)
const any = (words: readonly string[]) => `(${quoted(words).join(' | ')})`

/** What a search for a person asks of the words, from the narrowest question to the widest. */
export function personQueries(sought: SoughtName, known: Known): string[] {
  const facts = [
    ...(known.birthDate ? [day(known.birthDate)] : known.birthYear ? [year(String(known.birthYear))] : []),
    ...[...tokens((known.street ?? '').slice(0, 60))]
      .filter((one) => !(han.test(one) && [...one].length === 1))
      .map((one) => personal + one),
  ]
  const also = facts.length > 0 ? ` & ${quoted(facts).join(' & ')}` : ''
  if (sought.initials !== '') return [`${any([letters(initialsKey(sought.initials))])}${also}`]
  const { whole, short } = soundKeys(sought.syllables)
  if (whole === '') return facts.length > 0 ? [quoted(facts).join(' & ')] : []
  const near = [whole, ...short].map(sound)
  const written =
    sought.characters.length > 1 ? [personal + sought.characters.slice(0, 2).join(''), personal + sought.characters.slice(-2).join('')] : []
  return [`${any([sound(whole)])}${also}`, `${any([...near, ...written])}${also}`]
}
