import { nameLikeness, readName } from '#chinese'
import { OPEN_BOX, type Context } from '#kernel/context'
import { onlyBitmaps } from '../list.ts'
import type { Definition } from '../definitions.ts'
import { personQueries } from './person-words.ts'
import { selection } from '../statements.ts'
import type { WriteParts } from '../write.ts'
import { openedValues } from './recompute.ts'
import { rulesOf } from './rules.ts'

type Values = Readonly<Record<string, unknown>>

/** How likely it is that two records of one person, and two of different people, agree in a part to a degree. */
interface Agreement {
  ofOne: number
  ofTwo: number
}

/**
 * The weights of probabilistic linkage (Fellegi and Sunter, A Theory for Record Linkage, Journal of the American Statistical Association 64,
 * 1969): each part adds the logarithm of how much likelier the agreement is for one person than for two. The probabilities are estimates for
 * a city of millions, not yet counted from linked records of this installation.
 */
const agreements = {
  name: { same: { ofOne: 0.9, ofTwo: 0.0005 }, alike: { ofOne: 0.07, ofTwo: 0.003 }, other: { ofOne: 0.03, ofTwo: 0.9965 } },
  birthDate: { same: { ofOne: 0.95, ofTwo: 1 / 25_000 }, alike: { ofOne: 0.03, ofTwo: 1 / 60 }, other: { ofOne: 0.02, ofTwo: 0.98 } },
  sex: { same: { ofOne: 0.99, ofTwo: 0.5 }, alike: { ofOne: 0.99, ofTwo: 0.5 }, other: { ofOne: 0.01, ofTwo: 0.5 } },
  address: { same: { ofOne: 0.5, ofTwo: 1 / 100_000 }, alike: { ofOne: 0.2, ofTwo: 1 / 1000 }, other: { ofOne: 0.3, ofTwo: 0.999 } },
  phone: { same: { ofOne: 0.6, ofTwo: 1 / 500_000 }, alike: { ofOne: 0.05, ofTwo: 1 / 1000 }, other: { ofOne: 0.35, ofTwo: 0.999 } },
} as const satisfies Record<string, Record<'same' | 'alike' | 'other', Agreement>>
type Part = keyof typeof agreements

/** From this weight on, odds of about four thousand to one for one person drawn among a million, two records are taken for one person's. */
const SURE = 32
/** From this weight on somebody is to look. */
const LIKELY = 18

/** How far two texts have the same pairs of neighbouring characters, from 0 to 1. */
function textLikeness(one: string, other: string): number {
  const pairs = (text: string) => new Set([...text].map((character, at, all) => character + (all[at + 1] ?? '')))
  const [a, b] = [pairs(one), pairs(other)]
  return (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size || 1)
}

const oneDigit = (one: string, other: string) =>
  one.length === other.length && [...one].filter((digit, at) => digit !== other[at]).length === 1

function degree(part: Part, one: string, other: string): 'same' | 'alike' | 'other' {
  if (one === other) return 'same'
  if (part === 'name') return nameLikeness(readName(one), other) >= 0.75 ? 'alike' : 'other'
  if (part === 'address') return textLikeness(one, other) >= 0.7 ? 'alike' : 'other'
  if (part === 'birthDate') {
    const turned = `${one.slice(0, 4)}-${one.slice(8, 10)}-${one.slice(5, 7)}`
    return oneDigit(one, other) || turned === other ? 'alike' : 'other'
  }
  return part === 'phone' && oneDigit(one, other) ? 'alike' : 'other'
}

/** Why two records may be of one person: each part that both say something of, how far it agrees, and what it weighs. */
export interface Reason {
  part: Part
  agrees: 'same' | 'alike' | 'other'
  weight: number
}

/** Compares two records of persons; parts that one of them says nothing of weigh nothing. */
export function comparePersons(
  fields: Readonly<Partial<Record<Part, string>>>,
  one: Values,
  other: Values,
): { weight: number; reasons: Reason[] } {
  const reasons = (Object.keys(agreements) as Part[]).flatMap((part): Reason[] => {
    const key = fields[part]
    const [a, b] = key === undefined ? [null, null] : [one[key], other[key]]
    if (a === null || a === undefined || b === null || b === undefined) return []
    const agrees = degree(part, String(a), String(b))
    const { ofOne, ofTwo } = agreements[part][agrees]
    return [{ part, agrees, weight: Math.round(Math.log2(ofOne / ofTwo) * 10) / 10 }]
  })
  return { weight: Math.round(reasons.reduce((sum, { weight }) => sum + weight, 0) * 10) / 10, reasons }
}

/** The record that something that was said is probably about. */
export interface Linked {
  record: string
  score: number
  reasons: readonly Reason[]
  /** So much alike that nobody needs to look. */
  sure: boolean
}

const isSaid = (value: unknown) => value !== null && value !== undefined

/** Records compared with one that was said. */
const CANDIDATES = 50

/** Finds, of registers of persons, the most alike record to each of what was said; by the place in the list. */
export async function linkPersons(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  said: readonly (Values | undefined)[],
): Promise<Map<number, Linked>> {
  const found = new Map<number, Linked>()
  const { person } = rulesOf(definition)
  if (!person) return found
  const asked = said.flatMap((values, i) => {
    const name = values?.[person.name]
    const born = person.birthDate === undefined ? undefined : values?.[person.birthDate]
    if (typeof name !== 'string' || typeof born !== 'string') return []
    // Two records of one person agree at least in the day or the year of birth and in most of the name.
    const query = personQueries(readName(name), { birthYear: Number(born.slice(0, 4)) }).at(-1)
    return query === undefined ? [] : [{ i, query, values: values! }]
  })
  if (asked.length === 0) return found
  ctx.tx.open(definition.box, 'read', OPEN_BOX)
  for (const setting of onlyBitmaps) ctx.tx.set(setting, 'off')
  const text = `select w.i as "i_", ${selection(definition)} from unnest($1::integer[], $2::text[]) as w(i, q),
    lateral (select s.id from ${definition.full} s where s.words @@ w.q::tsquery and s.ended is null limit ${CANDIDATES}) c join ${definition.full} t on t.id = c.id`
  const rows = await ctx.tx.rows({ text, values: [asked.map(({ i }) => i), asked.map(({ query }) => query)] })
  for (const setting of onlyBitmaps) ctx.tx.set(setting, 'on')
  const byPlace = new Map(asked.map(({ i, values }) => [i, values]))
  for (const row of rows) {
    const i = row.i_ as number
    const values = byPlace.get(i)!
    const own = openedValues(parts, definition, row)
    // Two numbers that nobody shares are two people.
    if (definition.register.unique.some((keys) => keys.every((key) => isSaid(values[key]) && isSaid(own[key]) && values[key] !== own[key])))
      continue
    const { weight, reasons } = comparePersons(person, values, own)
    if (weight < LIKELY || weight <= (found.get(i)?.score ?? 0)) continue
    found.set(i, { record: row.id as string, score: weight, reasons, sure: weight >= SURE })
  }
  return found
}
