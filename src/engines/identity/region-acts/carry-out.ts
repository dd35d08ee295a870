import { setTimeout as pause } from 'node:timers/promises'
import type { RecordOf } from '#declare'
import type { Registers } from '#engines/registers'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Row, Statement } from '#kernel/database'
import { localDate } from '#kernel/days'
import { Conflict, Invalid } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import { regions } from '../registers.ts'
import { clashesIn } from './clashes.ts'
import { compileChange, type Compiled } from './compile.ts'
import type { ActParts } from './index.ts'
import { changeOf, readRegions, type KnownRegions } from './said.ts'
import { beginAct, dueActs, holdActs, movedSoFar, movePlaced, noteMoved, recentActs } from './sql.ts'
import { regionActs } from './register.ts'

/** Records that go in one transaction at most, and at least. */
const PIECE = 2_000
const SMALLEST = 50
/** Whoever waits for a record waits no longer than a piece takes: one that took longer is followed by a smaller one. Milliseconds. */
const AT_MOST = 1_000
/** A piece on a machine that does much else may take long, and goes on all the same. */
const PATIENCE = '60000'
/** How long after the last record went something that began before may still be on its way: other processes read the regions once a minute. */
export const SETTLING_MILLISECONDS = 120_000

interface Act {
  id: string
  version: number
  state: 'approved' | 'running' | 'settling' | 'done'
  summary: string
  number: string
  recorded: string
}

/** How a table's rows go: registers and tables like them, and cases, which go whole. */
export type Mover = (ctx: Context, act: string, most: number) => Promise<Moved>
interface Moved {
  moved: number
  repeated: number
  /** There may be more, or somebody holds one just now. */
  more: boolean
}

const movedIn = ({ moved, repeated = 0, more }: Row): Moved => ({
  moved: moved as number,
  repeated: repeated as number,
  more: more as boolean,
})

/** Rows of a table by the function that moves them. */
export const tableMover =
  (table: string, column: string | null = null): Mover =>
  async (ctx, act, most) =>
    movedIn((await ctx.tx.row(movePlaced(act, table, column, most)))!)

/** What lies in regions, in the order in which it goes: who may see it comes last, so that nobody sees what is not there yet. */
function movers({ registers, others }: ActParts): Mover[] {
  const own = [
    'identity.organisation',
    'identity.post',
    'identity.account',
    'identity.holding',
    'identity.proxy',
    'catalogue.grant',
    'identity.duty',
  ]
  const all = registers.definitions.all.filter(({ register }) => register.name !== regions.name && register.name !== regionActs.name)
  const ofRegister = ({ full, register, columns, contributions }: (typeof all)[number]): Mover[] => [
    tableMover(full, columns.find(({ key }) => key === register.region)?.name ?? null),
    ...(contributions
      ? [tableMover(contributions.full, contributions.columns.find(({ key }) => key === register.region)?.name ?? null)]
      : []),
  ]
  const last = own.flatMap((name) => all.filter(({ register }) => register.name === name))
  return [
    ...all.filter((one) => !last.includes(one)).flatMap(ofRegister),
    ...others,
    ...last.flatMap(ofRegister),
    tableMover('identity.consent'),
  ]
}

const whyOf = ({ number, summary }: Pick<Act, 'number' | 'summary'>) => `行政区划调整 ${number}：${summary}`.slice(0, 1000)

/**
 * Nothing ends as a repetition that the two people who prepared and approved the act have not seen.
 * @throws Conflict when more would, for something written since
 */
async function requireNoMoreClashes(
  registers: Registers,
  ctx: Context,
  known: KnownRegions,
  compiled: Compiled,
  seen: RecordOf<typeof regionActs>['affected'],
): Promise<void> {
  ctx.tx.set('statement_timeout', PATIENCE)
  for (const definition of registers.definitions.all) {
    const { label } = definition.register
    const { repeats, named } = await clashesIn(ctx, definition, known, compiled)
    if (repeats > (seen.find(({ what }) => what === label)?.repeats ?? 0))
      throw new Conflict(
        `${label}有 ${repeats} 条记录会重复，多于批准时看到的，如：${named[0]!.record}（${named[0]!.where}）`.slice(0, 500),
        {
          code: 'region-act.clashes',
        },
      )
  }
}

/** The regions are other ones from the day on: those that ended, those that began, those that go on otherwise. */
async function changeRegions({ registers, places }: ActParts, ctx: Context, act: Act): Promise<void> {
  const said = await registers.get(ctx, regionActs, act.id)
  const from = said.effectiveFrom
  const known = await readRegions(registers, ctx)
  const compiled = compileChange(known, changeOf(said), newKey)
  await requireNoMoreClashes(registers, ctx, known, compiled, said.affected)
  await registers.change(ctx, regionActs, act.id, act.version, { state: 'running' })
  await ctx.tx.query(beginAct(act.id, compiled))
  registers.because(ctx, whyOf(act))
  const end = async (key: string) => {
    const period = known.periods.get(key)!
    await registers.changeUntyped(ctx, regions.name, period.id, period.version, { to: from })
  }
  for (const key of compiled.ends) await end(key)
  for (const { id } of compiled.changes) await end(id)
  // Parents stand before what lies in them.
  const written = [...compiled.begins, ...compiled.changes].toSorted((one, other) => one.path.length - other.path.length)
  const kept = (key: string) => known.periods.get(key)
  if (written.length > 0)
    await registers.addManyUntyped(
      ctx,
      regions.name,
      written.map(({ id, code, name, level, parent, path }) => ({
        key: id,
        from,
        code,
        name,
        level,
        parent,
        path,
        settlement: kept(id)?.settlement ?? null,
        place: kept(id)?.place ?? null,
      })),
    )
  ctx.afterCommit(places.forget)
}

/**
 * Carries out what is due, piece by piece, each piece whole. Wherever it breaks off, the next round goes on: what has gone no longer lies where
 * it lay, so that nothing goes twice.
 */
export function openCarryingOut(parts: ActParts) {
  const { registers, asSystem, timezone } = parts
  const doing = <T>(act: Pick<Act, 'number' | 'summary'>, work: (ctx: Context) => Promise<T>): Promise<T | undefined> =>
    asSystem(whyOf(act), async (ctx) => {
      if (!(await ctx.tx.row(holdActs))!.held) return undefined
      return work(ctx)
    })

  /** @returns whether all has gone; where another process is at it, it is left to that one */
  async function moveAll(act: Act): Promise<boolean> {
    let most = PIECE
    for (const mover of movers(parts))
      for (let more = true; more;) {
        const began = performance.now()
        const piece = await doing(act, async (ctx) => {
          ctx.tx.set('statement_timeout', PATIENCE)
          registers.because(ctx, whyOf(act))
          const done = await mover(ctx, act.id, most)
          if (done.moved > 0) await ctx.tx.query(noteMoved(act.id, done.moved, done.repeated))
          return done
        })
        if (!piece) return false
        more = piece.more
        const took = performance.now() - began
        if (took > AT_MOST) most = Math.max(SMALLEST, Math.floor(most / 2))
        else if (took < AT_MOST / 4) most = Math.min(PIECE, most * 2)
        // All that is left is being written by somebody.
        if (more && piece.moved === 0) await pause(50)
      }
    return true
  }

  const to = (act: Act, state: 'settling' | 'done') =>
    doing(act, async (ctx) => {
      const { moved = 0, repeated = 0 } = (await ctx.tx.row(movedSoFar(act.id))) ?? {}
      const finished = state === 'done' ? { finished: ctx.now.toISOString() } : {}
      await registers.changeUntyped(ctx, regionActs.name, act.id, act.version, { state, moved, repeated, ...finished })
    })

  /** What was approved may no longer fit the regions as they are by the day: then nothing is done, and the act says why. */
  const begin = (act: Act) =>
    doing(act, (ctx) => changeRegions(parts, ctx, act)).catch(async (error: unknown) => {
      if (!(error instanceof Invalid || error instanceof Conflict)) throw error
      await doing(act, async (ctx) => {
        const why = error.message
        await registers.changeUntyped(ctx, regionActs.name, act.id, act.version, { state: 'failed', answer: why })
        const hands = (await registers.history(ctx, regionActs.name, act.id)).map(({ actor }) => actor)
        await parts.tellFailed(ctx, { id: act.id, summary: act.summary, why }, [...new Set(hands.filter((actor) => actor !== null))])
      })
    })

  async function step(act: Act, settling: number): Promise<void> {
    if (act.state === 'approved') return begin(act)
    if (act.state === 'settling' && Date.now() - Date.parse(act.recorded) < settling) return
    if (await moveAll(act)) await to(act, act.state === 'running' ? 'settling' : 'done')
  }

  const acts = (statement: Statement) =>
    asSystem('行政区划调整', async (ctx) => {
      ctx.tx.open('identity_region_act', 'read', OPEN_BOX)
      return (await ctx.tx.rows(statement)) as unknown as Act[]
    })

  return {
    /** Begins what is due, goes on with what was begun. `settling`: how long to wait before the last look, in milliseconds. */
    async run({ settling = SETTLING_MILLISECONDS }: { settling?: number } = {}): Promise<void> {
      const seen = new Set<string>()
      for (;;) {
        const due = (await acts(dueActs(localDate(parts.clock(), timezone)))).find(({ id, state }) => !seen.has(`${id} ${state}`))
        if (!due) return
        seen.add(`${due.id} ${due.state}`)
        await step(due, settling)
      }
    },
    /** Looks once more after acts of the last days, for what came in from files that were read before. */
    async sweep(): Promise<void> {
      for (const act of await acts(recentActs)) if (!(await moveAll(act))) return
    },
  }
}
