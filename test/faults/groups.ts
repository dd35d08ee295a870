import { inContext, type Actor } from '#kernel/context'
import pg from 'pg'
import { everything, newReader, officer, readers } from '../spine/declared.ts'
import type { Engine } from '../spine/engine.ts'

/** What a fault did, over all tries: the form of test/faults/results.json. */
export interface FaultResult {
  fault: string
  tries: number
  /** Acknowledged and not there, or there by half. */
  lost: number
  /** There twice. */
  doubled: number
  worstRecoverySeconds: number
}

/** Records of one transaction: all of them are there, or none. */
export const GROUP = 3
const clerk: Actor = officer('east', [everything.name])

/** One transaction: three records that name their group, and a change of the first of them. */
export const writeGroup = ({ ground, registers }: Engine, group: string): Promise<void> =>
  inContext(ground, clerk, { kind: 'duty', what: 'faults' }, async (ctx) => {
    const records = Array.from({ length: GROUP }, (_, i) => newReader({ card: `${group}-${i}`, visits: 0 }))
    const [first] = await registers.addManyUntyped(ctx, readers.name, records)
    await registers.changeUntyped(ctx, readers.name, first!, 1, { visits: 1 })
  })

/** What is wrong in the table after a fault, given the groups whose writing was acknowledged. */
export async function judge(
  admin: pg.Client,
  acknowledged: ReadonlySet<string>,
): Promise<Pick<FaultResult, 'lost' | 'doubled'> & { whole: number }> {
  const { rows } = await admin.query<{ group: string; records: number; changed: number }>(
    `select regexp_replace(card, '-\\d+$', '') as group, count(*)::int as records, count(*) filter (where version = 2 and visits = 1)::int as changed
     from spine.reader group by 1`,
  )
  const there = new Map(rows.map((row) => [row.group, row]))
  const halves = rows.filter((row) => row.records < GROUP || row.changed !== 1).length
  const gone = [...acknowledged].filter((group) => !there.has(group)).length
  // Envelopes are the versions 1..n of each record, and history holds what each but the last replaced.
  const unequal = await admin.query<{ n: number }>(
    `select count(*)::int as n from (
       select r.id, r.version, count(distinct c.version) as envelopes, count(*) as all_envelopes, max(c.version) as newest,
         (select count(*) from spine.reader_history h where h.id = r.id) as replaced
       from spine.reader r left join kernel.change c on c.record = r.id group by r.id, r.version) x
     where envelopes <> version or all_envelopes <> version or newest <> version or replaced <> version - 1`,
  )
  const orphans = await admin.query<{ n: number }>(
    `select count(*)::int as n from kernel.change c where c.register = 'spine.reader' and not exists (select from spine.reader r where r.id = c.record)`,
  )
  return {
    lost: gone + halves + unequal.rows[0]!.n + orphans.rows[0]!.n,
    doubled: rows.filter((row) => row.records > GROUP).length,
    whole: rows.length,
  }
}
