import type { Indicator } from '#declare'
import { calendarDays, type Cases } from '#engines/cases'
import type { Identity } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Envelope } from '#kernel/changes'
import { OPEN_BOX, type Context } from '#kernel/context'
import { localDate, startOfLocalDate } from '#kernel/days'
import { NO_KEY } from '#kernel/keys'
import { behindLog, followLog, skipLog } from '#kernel/readers'
import { compileMeasure, type Measure } from './measure.ts'
import {
  addMeasure,
  allMeasures,
  countAnew,
  forgetFacts,
  forgetMeasure,
  lockMeasure,
  nextKeys,
  noteReading,
  setState,
  takeOver,
  walkedTo,
  type MeasureRow,
} from './sql.ts'
import { writeWorkdays } from './workdays.ts'

export const READER = 'indicators'

/** Records counted in one transaction: far below its five seconds. */
const CHUNK = 4000
/** From so many changes behind on, counting all records is quicker than reading all changes. */
const TOO_FAR = 400_000

/** What counting stands on. */
export interface CountParts {
  indicators: readonly Indicator[]
  registers: Registers
  identity: Identity
  cases: Pick<Cases, 'calendar'>
  timezone: string
}

/** Keeps the figures. */
export interface Counter {
  /** Counts what has changed since, or all where the rule is new; returns when every change so far is in the figures. */
  catchUp(): Promise<void>
  /** Counts an indicator, or all, from the records anew beside the standing figures, and lets the new count take over. */
  recount(name?: string): Promise<void>
}

export function openCounter(parts: CountParts): Counter {
  const { registers, identity, timezone } = parts
  const measures = new Map(
    parts.indicators.map((one) => [one.name, compileMeasure(one, registers.definitions, registers.codeLists, timezone)]),
  )
  // The day of the city's own clock, by which everybody else reads the figures.
  const at = ({ now }: Context) => ({ now, startOfToday: startOfLocalDate(localDate(now, timezone), timezone) })

  const counting = <T>(what: string, work: (ctx: Context) => Promise<T>): Promise<T> =>
    identity.asSystem(what, (ctx) => {
      ctx.tx.set('app.figures', 'counter')
      return work(ctx)
    })
  const open = (ctx: Context, { source }: Measure) => {
    source.boxes.forEach((box) => ctx.tx.open(box, 'read', OPEN_BOX))
    // Behind the policies the planner expects hardly a row of a whole region and would walk and sort it; records are asked for by key.
    ctx.tx.set('enable_sort', 'off')
    // What is asked for by key was written lately and lies in memory.
    ctx.tx.set('random_page_cost', '1')
  }
  const rows = () => counting('读取统计口径', (ctx) => ctx.tx.rows(allMeasures)) as unknown as Promise<MeasureRow[]>
  /** Rows of measures that are kept, with what is declared of them. */
  const kept = async () =>
    (await rows()).flatMap((row) => {
      const measure = measures.get(row.indicator)
      return measure?.digest === row.digest && row.state !== 'gone' ? [{ row, measure }] : []
    })

  const count = async (ctx: Context, measure: Measure, id: number, keys: readonly string[]) => {
    open(ctx, measure)
    await ctx.tx.query(countAnew(measure, id, keys, at(ctx)))
  }

  /** Whatever was counted by a rule that is no longer declared goes; what has no count yet begins one. @returns whether anything is new */
  async function settle(again: ReadonlySet<string> = new Set()): Promise<boolean> {
    const before = await rows()
    return counting('核对统计口径', async (ctx) => {
      for (const row of before) {
        const measure = measures.get(row.indicator)
        // A figure of an older rule stands until the new one is built.
        if (row.state === 'building' && measure?.digest !== row.digest) await ctx.tx.query(setState(row.id, 'gone'))
        if (row.state === 'live' && !measure) await ctx.tx.query(setState(row.id, 'gone'))
      }
      let fresh = false
      for (const [name, { digest }] of measures) {
        const there = before.some((row) => row.indicator === name && row.digest === digest && row.state !== 'gone')
        if (there && !again.has(name)) continue
        fresh = true
        await ctx.tx.query(addMeasure(name, digest))
      }
      return fresh
    })
  }

  /** Walks through all records of the measures that are being built, a chunk a transaction, and lets them take over. */
  async function build(): Promise<void> {
    for (const { row, measure } of await kept()) {
      if (row.state !== 'building') continue
      for (let more = true; more;)
        more = await counting('统计', async (ctx) => {
          const locked = await ctx.tx.row(lockMeasure(row.id))
          if (!locked || locked.state !== 'building') return false
          open(ctx, measure)
          const keys = (await ctx.tx.rows(nextKeys(measure, locked.walked as string, CHUNK))).map(({ id }) => id as string)
          if (keys.length > 0) {
            await count(ctx, measure, row.id, keys)
            await ctx.tx.query(walkedTo(row.id, keys.at(-1)!))
          }
          return keys.length === CHUNK
        })
      await counting('统计结果生效', async (ctx) => {
        const live = ((await ctx.tx.rows(allMeasures)) as unknown as MeasureRow[]).find(
          (one) => one.indicator === row.indicator && one.state === 'live',
        )
        if (live) {
          await ctx.tx.queries(takeOver(live.id, row.id, at(ctx)))
          await ctx.tx.query(setState(live.id, 'gone'))
        }
        await ctx.tx.query(setState(row.id, 'live'))
      })
    }
    await forget()
  }

  async function forget(): Promise<void> {
    for (const row of await rows()) {
      if (row.state !== 'gone') continue
      while ((await counting('清理统计', async (ctx) => (await ctx.tx.query(forgetFacts(row.id, 20_000))).rowCount)) > 0);
      await counting('清理统计', (ctx) => ctx.tx.queries(forgetMeasure(row.id)))
    }
  }

  /** Days of the calendar as the medians count them. */
  const workdays = () =>
    counting('工作日历', async (ctx) => {
      const root = await identity.places.root()
      if (!root) return
      const own = new Set<string>([root.path])
      const { items } = await registers.list(ctx, calendarDays, { equals: { extent: 'regional' }, limit: 500 })
      for (const { region } of items) own.add((await identity.places.get(region)).path)
      const calendars = []
      for (const path of own) calendars.push({ path, calendar: await parts.cases.calendar(ctx, path) })
      await writeWorkdays(ctx, calendars)
    })

  /** Counts the records of a batch of envelopes anew, for every measure that they concern. */
  async function take(changes: readonly Envelope[]): Promise<void> {
    if (changes.some(({ register }) => register === calendarDays.name)) {
      await workdays()
      await recount([...measures.values()].filter(({ indicator }) => indicator.days).map(({ indicator }) => indicator.name))
    }
    const byName = new Map<string, Set<string>>()
    for (const { register, record } of changes) byName.set(register, (byName.get(register) ?? new Set()).add(record))
    for (const { row, measure } of await kept()) {
      const { of } = measure.indicator
      const also = Object.entries(measure.source.also).filter(([name]) => byName.has(name))
      if (!byName.has(of) && also.length === 0) continue
      await counting('统计变动', async (ctx) => {
        await ctx.tx.row(lockMeasure(row.id))
        open(ctx, measure)
        const keys = new Set(byName.get(of) ?? [])
        for (const [name, text] of also)
          for (const { id } of await ctx.tx.rows({ text, values: [[...byName.get(name)!]] })) keys.add(id as string)
        keys.delete(NO_KEY)
        await count(ctx, measure, row.id, [...keys])
      })
    }
  }

  async function recount(names: readonly string[]): Promise<void> {
    if (names.length === 0) return
    await settle(new Set(names))
    await build()
  }

  async function catchUp(): Promise<void> {
    const fresh = await settle()
    const known = await kept()
    const first = known.every(({ row }) => row.state === 'building')
    if (first || (await behindLog(identity.asSystem, READER)) > TOO_FAR) {
      await skipLog(identity.asSystem, READER)
      await workdays()
      if (!first) await settle(new Set(measures.keys()))
      await build()
    } else if (fresh || known.some(({ row }) => row.state === 'building')) await build()
    await followLog(identity.asSystem, READER, take, CHUNK)
    await counting('统计已读到最新', (ctx) => ctx.tx.query(noteReading(ctx.now)))
  }

  // One at a time in a process; other processes wait at the measures' rows.
  let last: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
  let waiting: Promise<void> | undefined
  return {
    catchUp() {
      // Whoever asks while one waits is served by it.
      waiting ??= inTurn(() => {
        waiting = undefined
        return catchUp()
      })
      return waiting
    },
    recount: (name) => inTurn(() => recount(name === undefined ? [...measures.keys()] : [name])),
  }
}
