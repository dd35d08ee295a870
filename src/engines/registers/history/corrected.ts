import { kindOf } from '#declare'
import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { sees } from '../columns.ts'
import { get, type ReadParts } from '../read.ts'
import { pastRecord } from './past.ts'
import { CORRECTION } from '../corrections.ts'

/** A correction of a record: what stood, what it was to become, who asked and why, who answered. Both values are kept. */
export interface Correction {
  id: string
  state: 'open' | 'accepted' | 'refused' | 'withdrawn'
  asked: string
  askerName: string
  reason: string
  /** How many files were handed in with it. */
  evidence: number
  answered: string | null
  answer: string | null
  /** The account that answered. */
  answerer: string | null
  organisation: string
  /** The version that carried it out. */
  version: number | null
  /** The actor asked it, and may take it back while nobody answered. */
  own: boolean
  /** The case that answers it. */
  case: string | null
  changes: { field: string; before: unknown; after: unknown }[]
}

/**
 * The corrections of a record, the latest first, for whoever may see its history; values are masked as the record's are. Whoever may only
 * know it as its holder is told nothing from before it was theirs.
 */
export async function corrections(parts: ReadParts, ctx: Context, name: string, id: string): Promise<Correction[]> {
  const definition = parts.definitions.get(name)
  const { plain, fields } = await get(parts, ctx, name, id)
  ctx.tx.set('app.log_record', id)
  const rows = await ctx.tx.rows({
    name: 'registers.corrections',
    text: `select a.id, a.state, a.asked, a.asker, a.asker_name, a.reason, a.proposal, a.answered, a.answer, a.answerer, a.organisation, a.case_id, c.version
      from kernel.ask a
      left join registers.ground g on g.ask = a.id and g.record = a.subject
      left join kernel.change c on c.record = a.subject and c.incarnation = g.incarnation and c.tx = g.tx
      where a.subject = $1::uuid and a.kind = $2 order by a.id desc limit 100`,
    values: [id, CORRECTION],
  })
  const found: Correction[] = []
  for (const row of distinct(rows)) {
    const proposal = row.proposal as { changes?: Row; version?: number; evidence?: string[] }
    const own = row.asker !== null && row.asker === ctx.actor.account
    const past = await pastRecord(parts, ctx, name, id, { version: proposal.version ?? 1 })
    if (!past && !own) continue
    const shown = (key: string, value: unknown) => {
      const field = definition.columns.find((column) => column.key === key)?.field
      if (value === null || value === undefined || !field || field.privacy === 'none' || own || (plain && !past?.another))
        return value ?? null
      return kindOf(field).mask?.(value, field) ?? null
    }
    found.push({
      id: row.id as string,
      state: row.state as Correction['state'],
      asked: row.asked as string,
      askerName: row.asker_name as string,
      reason: row.reason as string,
      evidence: proposal.evidence?.length ?? 0,
      answered: row.answered as string | null,
      answer: row.answer as string | null,
      answerer: row.answerer as string | null,
      organisation: row.organisation as string,
      version: row.version as number | null,
      own,
      case: row.case_id as string | null,
      changes: Object.entries(proposal.changes ?? {})
        .filter(([field]) => own || sees({ fields }, field))
        .map(([field, value]) => ({
          field,
          before: past?.record[field] ?? null,
          after: shown(field, value),
        })),
    })
  }
  return found
}

/** One row an ask: what carried it out may have written the record twice. */
const distinct = (rows: readonly Row[]): Row[] => [...new Map(rows.map((row) => [row.id, row])).values()]
