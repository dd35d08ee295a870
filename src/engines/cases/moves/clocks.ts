import { pathsBelow, type Context } from '#kernel/context'
import { settle, WHOLE, type Standing } from '../clocks/index.ts'
import { Unavailable } from '#kernel/errors'
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

/** Tells whoever a task waits for that its light has changed. */
async function tellLights(
  parts: Parts,
  ctx: Context,
  { case: of, tasks }: Found,
  changes: readonly { id: string; light: string | null; due: string | null }[],
): Promise<void> {
  for (const { id, light, due } of changes) {
    const task = tasks.find((one) => one.id === id)!
    if (task.role === '' || (light !== 'yellow' && light !== 'red') || light === task.light) continue
    await parts.outside.notify(ctx, {
      to: { role: task.role, organisation: task.organisation, regionPath: of.region_path },
      title: light === 'red' ? '已超过期限' : '即将到期',
      text: `${task.title}（期限 ${due}）`,
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

/**
 * Turns all lights that are due, a transaction for each piece. When a piece fails its cases are taken one by one, and the one that can't be
 * counted is logged with its number and left out: nobody else's limit waits for it. The next round tries it again.
 * @returns how many cases changed
 */
export async function turnLights(parts: Parts, asSystem: AsSystem, most = 500): Promise<number> {
  const leftOut: string[] = []
  let turned = 0
  for (let piece = most; ;) {
    let found: Found[] = []
    let log: Context['ground']['log'] | undefined
    try {
      const changed = await asSystem('时限到期', async (ctx) => {
        log = ctx.ground.log
        const row = await ctx.tx.row(dueCases(ctx.now, piece, leftOut))
        found = row!.found as Found[]
        return bring(parts, ctx, found, row!.stamp as string)
      })
      if (found.length === 0) return turned
      turned += changed
      // What is due and stays as it is would come again and again.
      if (changed === 0) leftOut.push(...found.map(({ case: of }) => of.id))
    } catch (error) {
      if (error instanceof Unavailable || found.length === 0) throw error
      if (piece > 1) piece = 1
      else {
        const [{ case: of }] = found as [Found]
        log?.error({ err: error, case: of.id, number: of.number }, 'the lights of a case could not be turned; it was left out')
        leftOut.push(of.id)
        piece = most
      }
    }
  }
}

/**
 * Counts the due dates of open clocks in a region anew after its calendar changed (a typhoon day, a new notice): a page of `most` cases
 * after a key, in the acting transaction. Only the system may.
 * @returns the key to go on after, null when done
 */
export async function recomputeClocks(
  parts: Parts,
  ctx: Context,
  regionPath: string,
  after: string,
  most: number,
): Promise<{ changed: number; next: string | null }> {
  const [from, before] = pathsBelow(regionPath)
  const row = await ctx.tx.row(regionCases(from, before, after, most))
  const found = row!.found as Found[]
  const changed = await bring(parts, ctx, found, row!.stamp as string)
  return { changed, next: found.length < most ? null : found.at(-1)!.case.id }
}
