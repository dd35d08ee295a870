import { OPEN_BOX, pathsBelow, type Context } from '#kernel/context'
import type { ClockState, Light } from '../clocks/index.ts'
import { openTables } from '../moves/known.ts'

/** A case as somebody sees it who answers for the whole: how it stands, and nothing about who applied. */
export interface CaseSummaryRow {
  id: string
  number: string
  matter: string
  state: string
  opened: string
  concluded: string | null
  /** Until when the limit that ends first of those that run, and its light. */
  due: string | null
  light: Light | null
  region: string
  organisation: string
}

/** A limit of a case: which, until when, and how it went or goes. */
export interface CountedLimit {
  label: string
  due: string | null
  state: ClockState
  light: Light | null
}

/** Cases by key as far as they lie below a region; who may ask for them is decided by the caller. */
export async function summaries(ctx: Context, ids: readonly string[], regionPath: string): Promise<CaseSummaryRow[]> {
  openTables(ctx, { ...OPEN_BOX, regionPath: pathsBelow(regionPath) }, ['case', 'clock'])
  const rows = await ctx.tx.rows({
    name: 'cases.summaries',
    text: `select c.id, c.number, c.matter, c.state, c.opened, c.concluded, c.region_name as region, c.organisation_name as organisation,
        k.due, k.light
      from cases."case" c left join lateral (select due, light from cases.clock where case_id = c.id and state = 'running'
        order by due limit 1) k on true
      where c.id = any($1::uuid[])`,
    values: [ids],
  })
  return rows as unknown as CaseSummaryRow[]
}

/** The case of each of some cases, clocks or moves that lie below a region; of a clock, which limit of the case it is. */
export async function casesOf(
  ctx: Context,
  of: string,
  ids: readonly string[],
  regionPath: string,
): Promise<Map<string, { case: string; limit?: CountedLimit }>> {
  if (of === 'cases.case') return new Map(ids.map((id) => [id, { case: id }]))
  const box = { ...OPEN_BOX, regionPath: pathsBelow(regionPath) }
  if (of === 'cases.move') {
    openTables(ctx, box, ['move'])
    const rows = await ctx.tx.rows({
      name: 'cases.keys-of-moves',
      text: 'select t.id, t.case_id from cases.move t where t.id = any($1::uuid[])',
      values: [ids],
    })
    return new Map(rows.map((row) => [row.id as string, { case: row.case_id as string }]))
  }
  openTables(ctx, box, ['clock'])
  const rows = await ctx.tx.rows({
    name: 'cases.keys-of-clocks',
    text: 'select t.id, t.case_id, t.label, t.due, t.state, t.light from cases.clock t where t.id = any($1::uuid[])',
    values: [ids],
  })
  return new Map(
    rows.map(({ id, case_id, ...limit }) => [id as string, { case: case_id as string, limit: limit as unknown as CountedLimit }]),
  )
}
