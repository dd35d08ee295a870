import { quote, type Statement } from './database.ts'

/** The table that a register's rows live in, for the change log. */
export interface LoggedTable {
  /** The register's name, as envelopes carry it. */
  register: string
  schema: string
  table: string
  /** Columns whose values history keeps; the head columns are not among them. */
  columns: readonly string[]
  /**
   * Columns that the database works out of others. They are no part of the digest: another version of what works them out may say
   * otherwise. History keeps what they were beside what they were of.
   */
  derived?: readonly { name: string; of: string }[]
  /** Whether records pass from holder to holder: history then keeps whose each replaced version was. */
  changesHands?: boolean
  /** Whether the table has `words` by which its rows are found; where these alone become others there is no new version. */
  hasWords?: boolean
}

const head = 'actor, post, purpose, installation, incarnation'
// Each read once a statement, not once a row.
const headValues = `(select kernel.setting_key('actor')), (select kernel.setting_key('post')), (select kernel.setting_text('purpose')), (select kernel.setting_text('installation')), (select incarnation from kernel.identity)`
// Columns that are absent count as null, so that a column added later does not change the digest of older rows.
const digestWithout = (derived: readonly string[]) => (row: string) =>
  `sha256(${row}.salt || convert_to(jsonb_strip_nulls(to_jsonb(${row}) - array[${['salt', 'recorded', 'words', ...derived].map((name) => `'${name}'`).join(', ')}])::text, 'UTF8'))`

/**
 * SQL that makes a table write its own envelopes and keep what was replaced: statement triggers with transition tables for insert,
 * update, delete, and one for truncate. An update must raise the version by one and may not change the key. Words of search say nothing
 * that the record doesn't: they may be made anew under the same version, and then nothing is logged.
 */
export function logTriggers({
  register,
  schema,
  table,
  columns,
  derived = [],
  changesHands = false,
  hasWords = false,
}: LoggedTable): string {
  const full = `${quote(schema)}.${quote(table)}`
  const history = `${quote(schema)}.${quote(`${table}_history`)}`
  const name = `log_${schema}_${table}`
  const changed = columns.map((column) => `case when o.${quote(column)} is distinct from n.${quote(column)} then '${column}' end`)
  const digest = digestWithout(derived.map((one) => one.name))
  const kept = columns.map((column) => {
    const values = [column, ...derived.filter(({ of }) => of === column).map((one) => one.name)]
    return `case when o.${quote(column)} is distinct from n.${quote(column)} then jsonb_build_object(${values.map((one) => `'${one}', o.${quote(one)}`).join(', ')}) else '{}' end`
  })
  const own = [`"ended"`, `"region_path"`].map((column) => column.slice(1, -1))
  const fields = `array_remove(array[${[...changed, ...own.map((c) => `case when o.${c} is distinct from n.${c} then '${c}' end`)].join(', ')}]::text[], null)`
  const old = [
    ...kept,
    ...own.map((c) => `case when o.${c} is distinct from n.${c} then jsonb_build_object('${c}', o.${c}) else '{}' end`),
  ].join(' || ')
  const [whose, itsHolder] = changesHands ? [', holder', ', o.holder'] : ['', '']
  const sameButWords = hasWords ? ` where n.version is distinct from o.version or to_jsonb(n) - 'words' <> to_jsonb(o) - 'words'` : ''
  const body = (text: string) =>
    `language plpgsql security definer set search_path = pg_catalog, public as $log$\nbegin\n${text}\n  return null;\nend\n$log$`
  const functions = {
    insert: body(`  insert into kernel.change (register, record, version, op, organisation, region, digest, ${head})
  select '${register}', n.id, n.version, 'I', n.organisation, n.region, ${digest('n')}, ${headValues} from newt n;`),
    update: body(`  with replaced as materialized (
    select n.id, o.version as before, n.version, o.recorded as since, n.recorded, ${old} as was, ${fields} as changed,
      n.organisation, n.region, ${digest('n')} as digest${changesHands ? ', o.holder' : ''}
    from newt n left join oldt o using (id)${sameButWords}),
  kept as (
    insert into ${history} (id, version, op, old, recorded, replaced, tx${whose})
    select id, case when version = before + 1 then before else kernel.not_the_next('${register}') end, 'U', was, since, recorded,
      pg_current_xact_id()${whose} from replaced)
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, ${head})
  select '${register}', id, version, 'U', changed, organisation, region, digest, ${headValues} from replaced;`),
    delete: body(`  insert into ${history} (id, version, op, old, recorded, tx${whose})
  select o.id, o.version, 'D', to_jsonb(o), o.recorded, pg_current_xact_id()${itsHolder} from oldt o;
  insert into kernel.change (register, record, version, op, organisation, region, ${head})
  select '${register}', o.id, o.version + 1, 'D', o.organisation, o.region, ${headValues} from oldt o;`),
  }
  const referencing = { insert: 'new table as newt', update: 'old table as oldt new table as newt', delete: 'old table as oldt' }
  return [
    ...(['insert', 'update', 'delete'] as const).flatMap((op) => [
      `create or replace function kernel.${quote(`${name}_${op}`)}() returns trigger ${functions[op]};`,
      `alter function kernel.${quote(`${name}_${op}`)} owner to chengshu_log;`,
      `create or replace trigger log_${op} after ${op} on ${full} referencing ${referencing[op]} for each statement execute function kernel.${quote(`${name}_${op}`)}();`,
    ]),
    `create or replace trigger log_truncate after truncate on ${full} for each statement execute function kernel.log_truncate('${register}');`,
    `grant insert on ${history} to chengshu_log;`,
    `grant select on kernel.identity to chengshu_log;`,
  ].join('\n')
}

/** Where a reader of the log stands. */
export interface Cursor {
  incarnation: number
  tx: string
  seq: number
}

/** One envelope as read. */
export interface Envelope extends Cursor {
  recorded: string
  register: string
  record: string
  version: number
  op: 'I' | 'U' | 'D' | 'T'
  fields: string[] | null
  actor: string | null
  post: string | null
  organisation: string | null
  region: string | null
  purpose: string | null
}

export const LOG_START: Cursor = { incarnation: 1, tx: '0', seq: 0 }

/**
 * The next envelopes after a cursor, in order, of transactions that are surely over; all of them are that were written before a restore.
 * The order is by the columns themselves: ordering by the text of one would lose the index and the order.
 *
 * Every version of a record comes once, but not always after the one before it: a transaction that began earlier may change a record
 * after a later one did and committed, and then comes first. A reader keeps the greatest version that it has seen of a record.
 */
export const nextChanges = (after: Cursor, most: number): Statement => {
  const over = 'c.incarnation < (select incarnation from kernel.identity) or c.tx < pg_snapshot_xmin(pg_current_snapshot())'
  const fields = 'incarnation, tx, seq, recorded, register, record, version, op, fields, actor, post, organisation, region, purpose'.split(
    ', ',
  )
  const part = (which: string, order: string) =>
    `(select ${fields.map((name) => `c.${name}`).join(', ')} from kernel.change c where ${which} and (${over}) order by ${order} limit $4)`
  // Two parts, because the planner knows nothing of a row comparison but its first column, and would sort the rest of the log each time.
  return {
    name: 'kernel.next-changes',
    text: `select u.tx::text as tx, ${fields
      .filter((name) => name !== 'tx')
      .map((name) => `u.${name}`)
      .join(', ')} from (
      ${part('c.incarnation = $1::integer and (c.tx, c.seq) > ($2::xid8, $3::bigint)', 'c.tx, c.seq')}
      union all ${part('c.incarnation > $1::integer', 'c.incarnation, c.tx, c.seq')}) u
    order by u.incarnation, u.tx, u.seq limit $4`,
    values: [after.incarnation, after.tx, after.seq, most],
  }
}
