import { OPEN_BOX, pathsBelow, type Context } from '#kernel/context'
import { openTables } from './view.ts'

/** A case as somebody sees it who answers for the whole: how it stands, and nothing about who applied. */
export interface CaseSummaryRow {
  id: string
  number: string
  matter: string
  state: string
  opened: string
  concluded: string | null
  due: string | null
  region: string
  organisation: string
}

/** Cases by key as far as they lie below a region; who may ask for them is decided by the caller. */
export async function summaries(ctx: Context, ids: readonly string[], regionPath: string): Promise<CaseSummaryRow[]> {
  openTables(ctx, { ...OPEN_BOX, regionPath: pathsBelow(regionPath) }, ['case', 'clock'])
  const rows = await ctx.tx.rows({
    name: 'cases.summaries',
    text: `select c.id, c.number, c.matter, c.state, c.opened, c.concluded, c.region_name as region, c.organisation_name as organisation,
        (select min(k.due) from cases.clock k where k.case_id = c.id and k.state = 'running') as due
      from cases."case" c where c.id = any($1::uuid[])`,
    values: [ids],
  })
  return rows as unknown as CaseSummaryRow[]
}

/** The case of each of some clocks or moves that lie below a region. */
export async function caseKeys(ctx: Context, of: string, ids: readonly string[], regionPath: string): Promise<Map<string, string>> {
  if (of === 'cases.case') return new Map(ids.map((id) => [id, id]))
  const table = of === 'cases.clock' ? 'clock' : 'move'
  openTables(ctx, { ...OPEN_BOX, regionPath: pathsBelow(regionPath) }, [table])
  const rows = await ctx.tx.rows({
    name: `cases.keys-of-${table}`,
    text: `select t.id, t.case_id from cases.${table} t where t.id = any($1::uuid[])`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id as string, row.case_id as string]))
}
