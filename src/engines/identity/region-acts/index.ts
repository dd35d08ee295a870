import type { InputOf, RecordOf } from '#declare'
import type { Registers } from '#engines/registers'
import { OPEN_BOX, type Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { Invalid, NotAllowed } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import type { AsSystem } from '#kernel/readers'
import type { Places } from '../places.ts'
import { openCarryingOut, type Mover } from './carry-out.ts'
import { clashesIn } from './clashes.ts'
import { compileChange, type Compiled } from './compile.ts'
import { reachChanges, type DutiesAt } from './reach.ts'
import { regionActs, type regionActFields } from './register.ts'
import { regionOfficer } from '../roles.ts'
import { changeOf, readRegions, summaryOf, type KnownRegions } from './said.ts'
import { countPlaced, dutiesByPlace } from './sql.ts'

/** A table of another engine whose rows lie in regions. */
export interface CountedTable {
  label: string
  /** `schema.table`, and the name of its box. */
  table: string
  box: string
}

export interface ActParts {
  registers: Registers
  places: Places
  asSystem: AsSystem
  clock(): Date
  timezone: string
  /** What of other engines is counted beforehand. */
  counted: readonly CountedTable[]
  /** What of other engines goes, and how. */
  others: readonly Mover[]
  /** Tells whoever prepared and approved an act that it could not be carried out, and why. */
  tellFailed(ctx: Context, act: { id: string; summary: string; why: string }, accounts: readonly string[]): Promise<void>
}

/** An act as an officer prepares it. */
export type PreparedAct = Omit<InputOf<typeof regionActFields>, never> & { kind: RecordOf<typeof regionActs>['kind'] }

/** What an act would do. */
export type ActPreview = Pick<RecordOf<typeof regionActs>, 'summary' | 'affected' | 'clashes' | 'reach'>

const PEOPLE = 2000
/** Records that would repeat others, of all registers together; the rest is counted. */
const NAMED = 1000

/** Acts of the regions: prepared with what they would do, approved by another person, carried out on their day. */
export function openRegionActs(parts: ActParts) {
  const { registers, asSystem } = parts

  async function affectedBy(ctx: Context, known: KnownRegions, compiled: Compiled): Promise<Pick<ActPreview, 'affected' | 'clashes'>> {
    const paths = compiled.moves.map(({ from }) => from.path)
    const registered = registers.definitions.all.filter(({ register }) => register.name !== 'identity.region')
    const tables = [
      ...registered.map((definition) => ({ label: definition.register.label, table: definition.full, box: definition.box, definition })),
      ...parts.counted.map((one) => ({ ...one, definition: undefined })),
    ]
    ctx.tx.set('statement_timeout', '60000')
    const affected = []
    const clashes = []
    for (const { label: what, table, box, definition } of tables) {
      ctx.tx.open(box, 'read', OPEN_BOX)
      const count = (await ctx.tx.row(countPlaced(table, paths)))!.count as number
      const { repeats, named } = definition ? await clashesIn(ctx, definition, known, compiled) : { repeats: 0, named: [] }
      if (count > 0) affected.push({ what, count, ...(repeats > 0 ? { repeats } : {}) })
      clashes.push(...named.map((one) => ({ what, ...one })))
    }
    return { affected: affected.toSorted((one, other) => other.count - one.count), clashes: clashes.slice(0, NAMED) }
  }

  async function reachOf(ctx: Context, known: KnownRegions, compiled: Compiled): Promise<ActPreview['reach']> {
    for (const box of ['identity_duty', 'identity_holding']) ctx.tx.open(box, 'read', OPEN_BOX)
    const duties = (await ctx.tx.rows(dutiesByPlace)) as unknown as DutiesAt[]
    return reachChanges(known.now, compiled, duties)
      .slice(0, PEOPLE)
      .map(({ name, posts, people, gains, loses }) => ({ where: name, posts, people, gains, loses }))
  }

  /** Counted as the installation: the officer is told how many, and of what, and nothing of the records. */
  const previewed = (act: PreparedAct, reach: readonly string[]): Promise<ActPreview> =>
    asSystem('行政区划调整预览', async (ctx) => {
      const known = await readRegions(registers, ctx)
      const change = changeOf(whole(act))
      const compiled = compileChange(known, change, newKey)
      const touched = [...compiled.ends, ...compiled.changes.map(({ id }) => id)].map((key) => known.periods.get(key)!)
      const outside = touched.find(({ path }) => !reach.some((own) => path.startsWith(own)))
      if (outside) throw new NotAllowed(`职责范围不含${outside.name}`, { code: 'region.act' })
      const early = touched.find(({ from }) => from !== null && localDate(new Date(from), parts.timezone) >= act.effectiveFrom)
      if (early) throw new Invalid(`生效日期应晚于${early.name}现在这一段开始的日期`, { code: 'region.act', path: 'input.effectiveFrom' })
      return { summary: summaryOf(known, change), ...(await affectedBy(ctx, known, compiled)), reach: await reachOf(ctx, known, compiled) }
    })

  const moveOn = async (ctx: Context, id: string, changes: Partial<RecordOf<typeof regionActs>>, reason?: string) => {
    const act = await registers.get(ctx, regionActs, id)
    await registers.changeUntyped(byHand(ctx), regionActs.name, id, act.version, changes, reason)
  }

  return {
    /** Keeps an act that an officer prepares, with what it would do. Nothing happens before it is submitted and approved. @throws Invalid, NotAllowed */
    async prepare(ctx: Context, act: PreparedAct): Promise<ActPreview & { id: string }> {
      const reach = ctx.actor.duties.filter(({ role }) => role === regionOfficer.name).map(({ regionPath }) => regionPath)
      const preview = await previewed(act, reach)
      const id = await registers.add(byHand(ctx), regionActs, { ...act, ...preview, state: 'draft', preparedBy: ctx.actor.name })
      return { id, ...preview }
    },
    /** Lays an act before whoever approves. @throws Conflict when it is no draft */
    submit: (ctx: Context, id: string): Promise<void> => moveOn(ctx, id, { state: 'proposed' }),
    /** @throws Conflict for one's own act, or when somebody decided before */
    decide: (ctx: Context, id: string, accept: boolean, answer: string): Promise<void> =>
      moveOn(ctx, id, { state: accept ? 'approved' : 'refused', decidedBy: ctx.actor.name, answer }, answer),
    /** Takes an act back that has not begun. @throws Conflict when it has */
    withdraw: (ctx: Context, id: string, reason: string): Promise<void> => moveOn(ctx, id, { state: 'withdrawn' }, reason),
    ...openCarryingOut(parts),
  }
}

/**
 * An act is written by its own steps alone: no duty opens its record, and the database knows who acts, and lets nobody do what is another's
 * (`identity.check_region_act`).
 */
const byHand = (ctx: Context): Context => ({ ...ctx, actor: { ...ctx.actor, kind: 'system' } })

const whole = (act: PreparedAct): Parameters<typeof changeOf>[0] => ({
  kind: act.kind,
  sources: act.sources ?? null,
  subject: act.subject ?? null,
  into: act.into ?? null,
  intoName: act.intoName ?? null,
  parts: act.parts ?? null,
  table: act.table ?? null,
  rest: act.rest ?? null,
  parent: act.parent ?? null,
})

export type RegionActs = ReturnType<typeof openRegionActs>
