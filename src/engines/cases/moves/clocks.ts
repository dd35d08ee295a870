import { OPEN_BOX, pathsBelow, type Context } from '#kernel/context'
import { settle, WHOLE, type Standing } from '../clocks/index.ts'
import { Unavailable } from '#kernel/errors'
import { keysOfJobs, setAside } from '#kernel/jobs'
import { NO_KEY } from '#kernel/keys'
import type { AsSystem } from '#kernel/readers'
import { clockChanges, standingOf, touched, type CaseRow, type ClockRow, type TaskRow } from '../rows.ts'
import { applyClocks, dueCases, regionCases } from '../sql.ts'
import { organisationOf } from './change.ts'
import { lapseMove } from './act.ts'
import type { Parts } from './parts.ts'

interface Found {
  case: CaseRow
  tasks: TaskRow[]
  clocks: ClockRow[]
}

const calendar = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'UTC' })
/** A day as people write it. */
const inWords = (day: string | null) => (day === null ? '' : calendar.format(new Date(`${day}T00:00:00Z`)))

/** Tells whoever a task waits for that its light has changed, and whoever watches over it that its limit has passed. */
async function tellLights(
  parts: Parts,
  ctx: Context,
  { case: of, tasks }: Found,
  changes: readonly { id: string; light: string | null; due: string | null }[],
): Promise<void> {
  const { overseer } = parts.graph(of.procedure, of.procedure_version).graph.procedure
  const watching = overseer && of.organisations[overseer.function]
  for (const { id, light, due } of changes) {
    const task = tasks.find((one) => one.id === id)!
    if (overseer && watching && light === 'red' && light !== task.light)
      await parts.outside.notify(ctx, {
        to: { role: overseer.role, organisation: watching.id, regionPath: of.region_path },
        title: '逾期未办理',
        text: `${task.title}（期限 ${inWords(due)}）`,
        link: overseer.at.replace('{case}', of.id),
        key: `overdue:${id}:${due}`,
      })
    if (task.role === '' || (light !== 'yellow' && light !== 'red') || light === task.light) continue
    await parts.outside.notify(ctx, {
      to: { role: task.role, organisation: task.organisation, regionPath: of.region_path },
      title: light === 'red' ? '已超过期限' : '即将到期',
      text: `${task.title}（期限 ${inWords(due)}）`,
      link: `/desk/cases/${of.id}`,
      key: `light:${id}:${light}:${due}`,
    })
  }
}

async function bring(parts: Parts, ctx: Context, found: readonly Found[], stamp: string): Promise<number> {
  const changes: unknown[] = []
  for (const one of found) {
    const { case: of, tasks, clocks } = one
    const standing: Standing = standingOf(of, clocks, await parts.calendars.of(ctx, of.region_path, stamp), parts.today(ctx.now))
    const lapsed = settle(standing)
    const organisations = Object.fromEntries(Object.keys(of.scopes).map((key) => [key, organisationOf(of, key === WHOLE ? null : key).id]))
    const changed = clockChanges(standing, clocks, parts.timezone, organisations)
    if (changed.length === 0) continue
    const lights = touched(standing, tasks)
    changes.push({
      case: of.id,
      version: of.version,
      at: ctx.now,
      set: lapsed.length > 0 ? { scopes: standing.scopes } : {},
      moves: lapsed.map(lapseMove),
      clocks: changed,
      touch: lights,
    })
    await tellLights(parts, ctx, one, lights)
  }
  if (changes.length === 0) return 0
  return (await ctx.tx.row(applyClocks(changes)))!.made as number
}

/**
 * Turns the lights that are due by now, and lets checks that ran out lapse; up to `most` clocks, in the acting transaction. Several
 * workers may run it at once. Only the system may.
 * @returns how many cases changed; call again while it is not 0
 */
export async function tickClocks(parts: Parts, ctx: Context, most: number): Promise<number> {
  const row = await ctx.tx.row(dueCases(ctx.now, most, []))
  return bring(parts, ctx, row!.found as Found[], row!.stamp as string)
}

/** The job that counts one case which was set aside. */
const RECOUNT = 'cases-recount'
const keyOf = (id: string) => `${RECOUNT}:${id}`

/** Cases that can't be counted, and wait as jobs of their own. */
const setAsideCases = async (asSystem: AsSystem): Promise<string[]> =>
  (await asSystem('搁置的办件', (ctx) => keysOfJobs(ctx, RECOUNT))).map((key) => key.slice(RECOUNT.length + 1))

/** Nobody else's limit waits for a case that can't be counted: it becomes a job of its own, which operators see and can have tried again. */
async function putAside(asSystem: AsSystem, { case: of }: Found, error: unknown): Promise<void> {
  await asSystem('搁置的办件', async (ctx) => {
    ctx.ground.log.error({ err: error, case: of.id, number: of.number }, 'the clocks of a case could not be counted; it was set aside')
    await setAside(ctx, 'cases-recount', { case: of.id, number: of.number }, keyOf(of.id))
  })
}

/** One piece of work on many cases: what it found is told even when it then fails. */
type Piece = (ctx: Context, many: number, found: (cases: readonly Found[]) => void) => Promise<number>

/**
 * Does pieces of work, a transaction each, until one finds nothing. When a piece fails its cases are taken one by one, and the one that
 * can't be counted is set aside.
 * @param passed told of the cases that are over, changed, set aside or as they are
 * @returns how many cases changed
 */
async function inPieces(
  asSystem: AsSystem,
  what: string,
  most: number,
  piece: Piece,
  passed: (cases: readonly Found[], changed: number) => void,
): Promise<number> {
  let turned = 0
  /** How many of a piece that failed are still to be taken one by one. */
  let singly = 0
  for (;;) {
    let found: readonly Found[] = []
    try {
      const changed = await asSystem(what, (ctx) => piece(ctx, singly > 0 ? 1 : most, (cases) => (found = cases)))
      if (found.length === 0) return turned
      turned += changed
      passed(found, changed)
    } catch (error) {
      if (error instanceof Unavailable || found.length === 0) throw error
      if (found.length > 1) {
        singly = found.length + 1
      } else {
        await putAside(asSystem, found[0]!, error)
        passed(found, 0)
      }
    }
    if (singly > 0) singly--
  }
}

/**
 * Turns all lights that are due; a case that can't be counted is set aside, and left out until its own job succeeds.
 * @returns how many cases changed
 */
export async function turnLights(parts: Parts, asSystem: AsSystem, most = 500): Promise<number> {
  const leftOut = await setAsideCases(asSystem)
  const piece: Piece = async (ctx, many, tell) => {
    const row = await ctx.tx.row(dueCases(ctx.now, many, leftOut))
    const found = row!.found as Found[]
    tell(found)
    return bring(parts, ctx, found, row!.stamp as string)
  }
  return inPieces(asSystem, '时限到期', most, piece, (found, changed) => {
    // What is due and stays as it is would come again and again.
    if (changed === 0) leftOut.push(...found.map(({ case: of }) => of.id))
  })
}

/**
 * Counts the due dates of open clocks in a region anew after its calendar changed (a typhoon day, a new notice); a case that can't be counted
 * is set aside, and all others go on. Done again it changes nothing.
 * @returns how many cases changed
 */
export async function recountRegion(parts: Parts, asSystem: AsSystem, regionPath: string, most = 200): Promise<number> {
  const [from, before] = pathsBelow(regionPath)
  let after: string = NO_KEY
  const piece: Piece = async (ctx, many, tell) => {
    const row = await ctx.tx.row(regionCases(from, before, after, many))
    const found = row!.found as Found[]
    tell(found)
    return bring(parts, ctx, found, row!.stamp as string)
  }
  return inPieces(asSystem, '工作日历变动', most, piece, (found) => (after = found.at(-1)!.case.id))
}

/** The key just before another, in their order. */
const keyBefore = (key: string) => {
  const number = (BigInt(`0x${key.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0')
  return number.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Counts one case anew that was set aside; one that has no open clock any more is done. Only the system may. @returns whether it changed */
export async function recountCase(parts: Parts, asSystem: AsSystem, id: string): Promise<boolean> {
  return asSystem('搁置的办件', async (ctx) => {
    const row = await ctx.tx.row(regionCases(...OPEN_BOX.regionPath, keyBefore(id), 1))
    const found = (row!.found as Found[]).filter(({ case: of }) => of.id === id)
    return (await bring(parts, ctx, found, row!.stamp as string)) > 0
  })
}
