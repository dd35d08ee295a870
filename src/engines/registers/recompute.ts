import type pg from 'pg'
import { purposeText } from '#kernel/context'
import { quote } from '#kernel/database'
import type { Definition } from './definitions.ts'
import { workedOut, type Formula } from './formulas.ts'
import { readColumn } from './statements.ts'

/** Records read at once. */
const PIECE = 1000

/** The formulas whose kept values were worked out by another formula than the declared one; the table's comments say by which. */
async function outdated(client: pg.Client, { schema, table, columns, formulas }: Definition): Promise<Formula[]> {
  if (formulas.length === 0) return []
  const { rows } = await client.query<{ name: string; digest: string | null }>(
    `select a.attname as name, col_description(c.oid, a.attnum) as digest from pg_attribute a join pg_class c on c.oid = a.attrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped`,
    [schema, table],
  )
  const digests = new Map(rows.map(({ name, digest }) => [name, digest]))
  return formulas.filter(({ key, digest }) => digests.get(columns.find((column) => column.key === key)!.name) !== digest)
}

/** The changed ones of a piece are written as versions of their own: history tells from when on a record had its new value. */
async function writePiece(client: pg.Client, definition: Definition, keys: readonly string[], rows: readonly Record<string, unknown>[]) {
  const columns = definition.columns.filter(({ key }) => keys.includes(key))
  const changed = rows.flatMap((row) => {
    const { given } = workedOut(definition, row)
    if (columns.every(({ key }) => given[key] === row[key])) return []
    return [{ id: row.id, ...Object.fromEntries(columns.map(({ key, name }) => [name, given[key]])) }]
  })
  if (changed.length === 0) return
  await client.query(
    `update ${definition.full} t set version = t.version + 1, recorded = clock_timestamp(), ${columns.map(({ name }) => `${quote(name)} = r.${quote(name)}`).join(', ')}
     from jsonb_to_recordset($1::jsonb) as r(id uuid, ${columns.map(({ name, type }) => `${quote(name)} ${type}`).join(', ')}) where t.id = r.id`,
    [JSON.stringify(changed)],
  )
}

/**
 * Works out again what the formulas of a register give, where their declaration says otherwise than the one that the kept values come from;
 * of ended records, too. Each record whose value becomes another gets a version, with this as its purpose.
 * Everything is one transaction of the caller's, or with `each` every piece one of its own; `always` looks at all records again, also where
 * the kept values come from the declared formulas.
 * @returns whether there was anything to work out again
 */
export async function recompute(
  client: pg.Client,
  definition: Definition,
  { each = (work) => work(), always = false }: { each?: (work: () => Promise<boolean>) => Promise<boolean>; always?: boolean } = {},
): Promise<boolean> {
  const formulas = always ? definition.formulas : await outdated(client, definition)
  if (formulas.length === 0) return false
  const read = definition.columns.filter(({ key }) => definition.formulas.some((one) => one.key === key || one.reads.includes(key)))
  const text = `select t.id, ${read.map(readColumn).join(', ')} from ${definition.full} t where t.id > $1::uuid order by t.id limit ${PIECE} for update`
  let after = '00000000-0000-0000-0000-000000000000'
  const piece = async () => {
    await client.query(`select set_config('app.purpose', $1, true)`, [purposeText({ kind: 'system', what: '公式改变后重新计算' })])
    const { rows } = await client.query<Record<string, unknown>>(text, [after])
    if (rows.length === 0) return false
    await writePiece(
      client,
      definition,
      definition.formulas.map(({ key }) => key),
      rows,
    )
    after = String(rows.at(-1)!.id)
    return true
  }
  while (await each(piece));
  for (const { key, digest } of formulas) {
    const { name } = definition.columns.find((column) => column.key === key)!
    await client.query(`comment on column ${definition.full}.${quote(name)} is '${digest}'`)
  }
  return true
}
