import { OPEN_BOX, type Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { workedOut } from '../formulas.ts'
import { headOf, type WriteParts } from '../write.ts'
import { fieldColumns, wordsIn } from '../written.ts'
import { sameText, settle, type Contribution } from './settle.ts'
import * as sql from './sql.ts'

type Values = Record<string, unknown>

/** Values of rows of a register or of its contributions, sealed ones opened: the engine computes with them, and shows them to nobody. */
export function openedValues({ sealer }: Pick<WriteParts, 'sealer'>, definition: Definition, row: Row): Values {
  const values: Values = {}
  for (const { key, sealed } of definition.columns) {
    const value = row[key] ?? null
    values[key] = sealed && value !== null ? sealer.open(value as Buffer, `${definition.register.name}.${key}`) : value
  }
  return values
}

export function asContribution(parts: Pick<WriteParts, 'sealer'>, definition: Definition, row: Row): Contribution {
  return {
    id: row.id as string,
    record: row._record as string,
    home: row._home as string,
    source: row._source as string,
    key: row._source_key as string,
    supplier: row._supplier as string | null,
    batch: row._batch as string | null,
    said: row._said as Record<string, string>,
    none: row._none as string[],
    withdrawn: row._withdrawn as string | null,
    values: openedValues(parts, definition.contributions!, row),
  }
}

/** Opens a base register and what belongs to it to the engine's own computing. */
export function openWhole(ctx: Context, definition: Definition): void {
  for (const { box } of [definition, definition.contributions!])
    for (const mode of ['read', 'write'] as const) ctx.tx.open(box, mode, OPEN_BOX)
}

/** The contributions that count for each of these records. */
export async function contributionsOf(
  parts: Pick<WriteParts, 'sealer'>,
  ctx: Context,
  definition: Definition,
  ids: readonly string[],
): Promise<Map<string, Contribution[]>> {
  const found = new Map<string, Contribution[]>(ids.map((id) => [id, []]))
  for (const row of await ctx.tx.rows(sql.contributionsTo(definition, ids)))
    found.get(row._record as string)?.push(asContribution(parts, definition, row))
  return found
}

const saidFields = (definition: Definition) => sql.saidColumns(definition.contributions!).map(({ key }) => key)

/**
 * What of a record becomes another by its contributions. What must have a value and is given by nobody any more stays as it is, and comes
 * from nowhere.
 */
async function changesOf(parts: WriteParts, ctx: Context, definition: Definition, before: Values, settled: Values) {
  const { register } = definition
  const changes: Values = {}
  for (const key of saidFields(definition)) {
    const to = settled[key] ?? null
    if (to === null && !register.fields[key]?.optional) continue
    if (sameText(to) !== sameText(before[key])) changes[key] = to
  }
  const worked = workedOut(definition, { ...before, ...changes })
  for (const [key, value] of Object.entries(worked.given)) if (sameText(value) !== sameText(before[key])) changes[key] = value
  if (Object.keys(changes).length === 0) return undefined
  const after = { ...before, ...changes }
  const set = Object.keys(changes)
  const row: Values = fieldColumns(parts, definition, after)
  if (register.search.some((key) => key in changes)) {
    row.words = wordsIn(definition, after)
    set.push('words')
  }
  const sides = { region: register.region, organisation: register.organisation, holder: register.holder, case: register.case }
  const moves = Object.entries(sides).flatMap(([side, key]) => (key !== undefined && key !== 'id' && key in changes ? [side] : []))
  if (moves.length > 0) {
    const { place: _place, ...head } = await headOf(parts, ctx, definition, after)
    Object.assign(row, head)
    for (const side of moves)
      set.push(...(side === 'region' ? ['region', 'region_code', 'region_path'] : [side === 'case' ? 'case_id' : side]))
  }
  return { row: { ...row, set_: [...new Set(set)] }, moves: moves.length > 0 }
}

/**
 * Computes records anew from all that sources say of them, in a number of statements that doesn't depend on how many they are: at most
 * 5,000 at once. Records that nobody contributed to stay as they are.
 * @returns which records became other ones
 */
export async function recomputeRecords(parts: WriteParts, ctx: Context, definition: Definition, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  openWhole(ctx, definition)
  const before = await ctx.tx.rows(sql.recordsToSettle(definition, ids))
  const contributions = await contributionsOf(parts, ctx, definition, ids)
  const rules = definition.register.base!
  const fields = saidFields(definition)
  const rows: Values[] = []
  const moved: string[] = []
  const origins: Parameters<typeof sql.keepOrigins>[1][number][] = []
  for (const row of before) {
    const id = row.id as string
    const own = contributions.get(id) ?? []
    if (own.length === 0) continue
    const { values, origins: from, differing } = settle(rules, fields, own)
    origins.push({ record: id, origins: from, differing })
    const changed = await changesOf(parts, ctx, definition, openedValues(parts, definition, row), values)
    if (!changed) continue
    rows.push({ id, ...changed.row })
    if (changed.moves) moved.push(id)
  }
  if (rows.length > 0) await ctx.tx.query(sql.writeSettled(definition, rows))
  if (moved.length > 0) await ctx.tx.query(sql.followRecords(definition, moved))
  if (origins.length > 0) await ctx.tx.query(sql.keepOrigins(definition, origins))
  return rows.map(({ id }) => id as string)
}
