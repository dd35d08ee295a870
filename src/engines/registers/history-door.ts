import type { AnyRegister, Changes, RecordOf } from '#declare'
import type { Context } from '#kernel/context'
import { Conflict } from '#kernel/errors'
import { standingFor } from './base/merge.ts'
import { changeByHand } from './base/steward.ts'
import { withdrawCorrection } from './corrections.ts'
import type { AnyRecord } from './read.ts'
import { giveGround } from './history/grounds.ts'
import { end, type WriteParts } from './write.ts'
import { compare } from './history/compare.ts'
import { corrections } from './history/corrected.ts'
import { readInstant, type Instant } from './history/instant.ts'
import { pastRecord } from './history/past.ts'
import { addPeriod, periodAt, timeLine } from './history/periods.ts'
import { reopen, restore, type Restoring } from './history/restore.ts'
import { getThen, type Then } from './history/then.ts'
import { history } from './history/versions.ts'

/** Writing what is there anew, with why, and what the door to records does with their history. */
export const openHistory = (parts: WriteParts) => ({
  change: async <R extends AnyRegister>(
    ctx: Context,
    register: R,
    id: string,
    version: number,
    changes: Changes<R>,
  ): Promise<RecordOf<R>> =>
    (await changeByHand(parts, ctx, register.name, id, version, changes as Record<string, unknown>)) as unknown as RecordOf<R>,
  /** Changes a record; its history says why, where a reason was given. */
  changeUntyped: (ctx: Context, name: string, id: string, version: number, changes: Record<string, unknown>, reason?: string) => {
    giveGround(ctx, id, { reason })
    return changeByHand(parts, ctx, name, id, version, changes)
  },
  end: (ctx: Context, register: AnyRegister | string, id: string, version: number, reason?: string) => {
    giveGround(ctx, id, { reason })
    return end(parts, ctx, typeof register === 'string' ? register : register.name, id, version)
  },
  /** A record now, or as it was known at an instant, in a version, or as it holds at a business time. @throws NotFound when there was none */
  getThen: async (ctx: Context, name: string, id: string, then: Then, fields?: readonly string[]) => {
    const found = await getThen(parts, ctx, name, id, then, fields)
    return { record: found.record, masked: found.masked }
  },
  /** Two versions of a record beside each other. */
  compare: (ctx: Context, name: string, id: string, versions: readonly [number, number]) => compare(parts, ctx, name, id, versions),
  /** What was corrected of a record, or is asked to be: both values, who, why, on what evidence. */
  corrections: (ctx: Context, name: string, id: string) => corrections(parts, ctx, name, id),
  withdrawCorrection: (ctx: Context, ask: string, reason: string) => withdrawCorrection(ctx, ask, reason),
  restore: (ctx: Context, name: string, id: string, what: Restoring) => restore(parts, ctx, name, id, what, changeByHand),
  reopen: async (ctx: Context, name: string, id: string, version: number, reason: string) => {
    if ((await standingFor(ctx, id)) !== id) throw new Conflict('这条记录并入了别的记录，要恢复它须撤销合并', { code: 'merge.state' })
    return reopen(parts, ctx, name, id, version, reason)
  },
  /** Every period of what a record is one period of, and the gaps between them. */
  timeLine: (ctx: Context, name: string, id: string, asOf?: Instant) => timeLine(parts, ctx, name, id, asOf),
  periodAt: (ctx: Context, name: string, id: string, at: { effective: Date; asOf?: Instant }) => periodAt(parts, ctx, name, id, at),
  addPeriod: (ctx: Context, name: string, id: string, period: Parameters<typeof addPeriod>[4]) => addPeriod(parts, ctx, name, id, period),
  history: (ctx: Context, name: string, id: string) => history(parts, ctx, name, id),
  /** A record as it was known at an instant, told to the millisecond by a `Date` and to the microsecond by a text; nothing before it was there. */
  asOf: async (ctx: Context, register: AnyRegister | string, id: string, recorded: Date | string): Promise<AnyRecord | undefined> =>
    (
      await pastRecord(parts, ctx, typeof register === 'string' ? register : register.name, id, {
        at: readInstant(recorded, ctx.ground.timezone),
      })
    )?.record,
  /** A record as it was known at an instant or in one of its versions, with what of it is masked. */
  past: (ctx: Context, name: string, id: string, point: { asOf: Date | string } | { version: number }) =>
    pastRecord(parts, ctx, name, id, 'asOf' in point ? { at: readInstant(point.asOf, ctx.ground.timezone) } : point),
})
