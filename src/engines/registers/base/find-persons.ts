import { nameLikeness, readName, type SoughtName } from '#chinese'
import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid } from '#kernel/errors'
import { rulesOf } from './rules.ts'
import { onlyBitmaps } from '../list.ts'
import { sees } from '../columns.ts'
import type { Definition } from '../definitions.ts'
import { boxConditions, boxesFor, boxesWithin } from '../permission.ts'
import { recordAccess, requireBoxes, uncover, type AnyRecord, type ReadParts } from '../read.ts'
import { selection } from '../statements.ts'
import { personQueries, type Known } from './person-words.ts'

/** How many records are compared with what is looked for, of each question. */
const CANDIDATES = 300
const SHOWN = 20
/** Below this nobody is meant. */
const LEAST = 0.45

/** Somebody who may be meant. */
export interface FoundPerson {
  record: AnyRecord
  /** How well it fits, from 0 to 1. */
  score: number
}

export interface PersonSearch extends Known {
  name: string
}

/** How well a record fits: mostly by its name; what else is known tells those of one name apart. */
function scoreOf(
  { name, birthDate, address }: NonNullable<ReturnType<typeof rulesOf>['person']>,
  sought: SoughtName,
  known: Known,
  record: Row,
): number {
  const alike = nameLikeness(sought, String(record[name] ?? ''))
  const born = birthDate === undefined ? '' : String(record[birthDate] ?? '')
  const facts: number[] = []
  if (known.birthDate) facts.push(born === known.birthDate ? 1 : born.slice(0, 4) === known.birthDate.slice(0, 4) ? 0.4 : 0)
  else if (known.birthYear)
    facts.push(born.startsWith(String(known.birthYear)) ? 1 : Math.abs(Number(born.slice(0, 4)) - known.birthYear) === 1 ? 0.5 : 0)
  if (known.street) facts.push(address !== undefined && String(record[address] ?? '').includes(known.street) ? 1 : 0)
  if (facts.length === 0) return alike
  return alike * (0.7 + (0.3 * facts.reduce((sum, one) => sum + one, 0)) / facts.length)
}

/** Candidates of one question in all boxes, no more than a bound each. */
async function candidates(
  ctx: Context,
  parts: ReadParts,
  definition: Definition,
  boxes: ReturnType<typeof boxesFor>,
  query: string,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const box of boxes) {
    const values: unknown[] = [query]
    const conditions = ['t.words @@ $1::tsquery', 't.ended is null', ...boxConditions(box, values)]
    ctx.tx.open(definition.box, 'read', box)
    const text = `select ${selection(definition, box)}, true as "plain_" from ${definition.full} t where ${conditions.join(' and ')} limit ${CANDIDATES}`
    rows.push(...(await ctx.tx.rows({ text, values })))
  }
  return rows
}

/**
 * Looks for a person whose name is known as it sounds, as it looks, in part, or by its first letters, in whatever order; the better with a
 * year of birth or a street. It finds only whom the actor sees plainly, and leaves one access record for all that are shown.
 */
export async function findPersons(
  parts: ReadParts,
  ctx: Context,
  name: string,
  { name: typed, ...known }: PersonSearch,
): Promise<FoundPerson[]> {
  const definition = parts.definitions.get(name)
  const { person } = rulesOf(definition)
  if (!person) throw new Invalid(`“${definition.register.label}”里没有人`, { code: 'base.person' })
  // Whoever may not see a part plainly may not find it out by looking for it either.
  const looked = [person.name, ...(known.birthYear || known.birthDate ? [person.birthDate] : []), ...(known.street ? [person.address] : [])]
  const plain = boxesWithin(requireBoxes(parts, ctx, definition, 'read'), requireBoxes(parts, ctx, definition, 'unmask')).filter((box) =>
    looked.every((key) => key === undefined || sees(box, key)),
  )
  const sought = readName(typed)
  const found = new Map<string, { row: Row; score: number }>()
  for (const setting of onlyBitmaps) ctx.tx.set(setting, 'off')
  const ask = async (queries: readonly string[]) => {
    for (const query of queries)
      for (const row of await candidates(ctx, parts, definition, plain, query)) {
        const id = row.id as string
        if (found.has(id)) continue
        const score = scoreOf(person, sought, known, row)
        if (score >= LEAST) found.set(id, { row, score })
      }
  }
  await ask(personQueries(sought, known))
  // What is remembered beside the name may be wrong as the name may.
  if (found.size === 0 && Object.values(known).some(Boolean)) await ask(personQueries(sought, {}))
  for (const setting of onlyBitmaps) ctx.tx.set(setting, 'on')
  const best = [...found.values()]
    .toSorted((one, other) => other.score - one.score || (one.row.id! < other.row.id! ? -1 : 1))
    .slice(0, SHOWN)
  const { items, masked } = uncover(
    parts,
    ctx,
    definition,
    best.map(({ row }) => row),
  )
  await recordAccess(
    parts,
    ctx,
    definition,
    best.map(({ row }) => row),
    'search',
    masked,
  )
  return items.map((record, at) => ({ record, score: best[at]!.score }))
}
