import type { Context } from '#kernel/context'
import type { Statement } from '#kernel/database'
import type { AsSystem } from '#kernel/readers'
import type { Parts } from '../moves/parts.ts'
import { statementsOf } from './columns.ts'
import { newKeys, type Keys } from './keys.ts'
import { openPast, type PastApplication, type PastAct, type PastCase } from './past.ts'
import type { PastNumber } from './rows.ts'
import { beginPart, pastCounters, pastNumbers, pastParts } from './sql.ts'

export { keyOf, newKeys, type Keys } from './keys.ts'
export { orderPapers } from './papers.ts'
export type { PastAct, PastApplication, PastCase, PastOfficer, PastRun } from './past.ts'

/** A business number as live cases have them. */
export const numberOf = (prefix: string, number: number): string => `${prefix}${String(number).padStart(7, '0')}`

/** A past case as another system tells it: what was asked, and every act in its order. */
export interface HistoricCase extends PastApplication {
  acts: readonly PastAct[]
}

/** How far each counter has come. */
export type Counters = Map<string, number>

/** A part ready to be stored. */
export interface PackedPart {
  begin: Statement
  rows: readonly Statement[]
  /** Puts numbers where their signs stand, for what else came of these cases. */
  fill(text: string): string
}

const signs = /\uE000[^\uE001]*\uE001/g

/** Gives numbers out in the order of time, and moves the counters on. */
function giveNumbers(wanted: readonly PastNumber[], counters: Counters) {
  const numbers = new Map<string, string>()
  const many = new Map<string, number>()
  for (const { sign, counter, prefix } of [...wanted].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    const next = (counters.get(counter) ?? 0) + 1
    counters.set(counter, next)
    many.set(counter, (many.get(counter) ?? 0) + 1)
    numbers.set(sign, `${prefix}${next}号`)
  }
  return {
    taken: [...many].map(([counter, count]) => ({ counter, many: count, last: counters.get(counter)! })),
    fill: (text: string) =>
      numbers.size === 0 || !text.includes('\uE000') ? text : text.replace(signs, (sign) => numbers.get(sign) ?? sign),
  }
}

/** Tells a past case from its acts, up to a moment. @throws as a live act would, at the first act that could not have happened */
async function tell(
  teller: ReturnType<typeof openPast>,
  historic: HistoricCase,
  given: { nextNumber(): number; keys?: () => Keys },
  until: Date,
): Promise<PastCase> {
  const { acts, ...application } = historic
  const past = await teller(application, {
    keys: given.keys ?? (() => newKeys()),
    nextNumber: (prefix) => numberOf(prefix, given.nextNumber()),
  })
  for (const act of acts) await past.act(act)
  await past.wait(until)
  return past
}

/** Makes the door through which past cases come in. Only the installation itself may use it. */
export function openHistory(parts: Parts) {
  return {
    /** Parts of a source that are in already: whoever was broken off goes on with the others. */
    async parts(ctx: Context, source: string): Promise<Set<number>> {
      const row = await ctx.tx.row(pastParts(source))
      return new Set(row!.parts as number[])
    },
    /** So many business numbers that nobody has. */
    async numbers(ctx: Context, most: number): Promise<number[]> {
      return ((await ctx.tx.row(pastNumbers(most)))!.numbers as (string | number)[]).map(Number)
    },
    /**
     * What tells past cases: each is made in memory by the code of live moves, with the clock set to the time of each act. What they stand on
     * (places, organs, implementations, days) is read once and kept.
     */
    teller: (asSystem: AsSystem) => openPast(parts, asSystem),
    tell,
    /**
     * What `store` takes of some cases; made apart from storing, so that it may be done while an earlier part is being stored. Numbers without
     * gaps are given out here, in the order of time within the part: parts are packed one after the other and stored in the same order.
     */
    pack: (source: string, part: number, cases: readonly Pick<PastCase, 'rows'>[], counters: Counters): PackedPart => {
      const { taken, fill } = giveNumbers(
        cases.flatMap(({ rows }) => rows.numbers),
        counters,
      )
      const rows = statementsOf(
        cases.map((one) => one.rows),
        fill,
      )
      return { begin: beginPart(source, part, cases.length, JSON.stringify(taken)), rows, fill }
    },
    /** How far the counters of numbers without gaps have come. */
    async counters(ctx: Context): Promise<Counters> {
      const rows = await ctx.tx.rows(pastCounters)
      return new Map(rows.map(({ name, value }) => [name as string, value as number]))
    },
    /**
     * Stores a packed part: whole or not at all, and once.
     * @returns how many cases were taken, 0 when the part was in before
     * @throws Conflict `history.numbers` when somebody took a number in between: tell and pack the part again
     */
    async store(ctx: Context, packed: PackedPart): Promise<number> {
      const taken = (await ctx.tx.row(packed.begin))!.taken as number
      if (taken > 0) await ctx.tx.queries(packed.rows)
      return taken
    },
  }
}
