import { kindOf, STEWARD } from '#declare'
import { quote, type Statement } from '#kernel/database'
import { newKey } from '#kernel/keys'
import { getColumn, type Column, type Definition } from '../definitions.ts'
import { named, selection } from '../statements.ts'
import { wireType } from '../written.ts'
import { originsOf } from './tables.ts'

const head = ['region', 'region_code', 'region_path', 'organisation', 'holder', 'class', 'case_id']

/** A column as a row of JSON brings it: its name, the type under which it travels, and what becomes of it. */
interface Brought {
  name: string
  type: string
  from: string
  key: string
}

const brought = (column: Column, row = 'r'): Brought[] => {
  const { name, key } = column
  const bytes = (one: string) => ({ name: one, type: 'text', from: `decode(${row}.${quote(one)}, 'base64')`, key })
  if (column.sealed) return [bytes(name), bytes(`${name}_blind`)]
  const parameter = `${row}.${quote(name)}`
  return [{ name, type: wireType(column), from: kindOf(column.field).write?.(parameter) ?? parameter, key }]
}

const isOwn = ({ key }: Column): boolean => key.startsWith('_')
/** The columns of what sources say. */
export const saidColumns = (of: Definition): Column[] => of.columns.filter((column) => !isOwn(column))

const recordset = (parameter: string, columns: readonly Brought[], more = '') =>
  `jsonb_to_recordset(${parameter}::jsonb) as r(${more}${columns.map(({ name, type }) => `${quote(name)} ${type}`).join(', ')})`

/**
 * Keeps what sources say: a new row for a key of a source that said nothing before, else field by field what is said since later, so that
 * it doesn't matter in which order it comes. A row lies where its record lies.
 */
export function keepContributions(definition: Definition, rows: readonly Readonly<Record<string, unknown>>[]): Statement {
  const of = definition.contributions!
  const said = saidColumns(of).flatMap((column) => brought(column))
  const own = of.columns.filter(isOwn).flatMap((column) => brought(column))
  const columns = [...own, ...said]
  const later = (key: string) =>
    `(excluded._said ? '${key}' and (c._said->>'${key}' is null or c._said->>'${key}' < (excluded._said->>'${key}') collate "C"))`
  const none = saidColumns(of).map(
    ({ key }) =>
      `case when ${later(key)} then case when '${key}' = any(excluded._none) then '${key}' end when '${key}' = any(c._none) then '${key}' end`,
  )
  const text = `insert into ${of.full} as c (id, ${[...head, ...columns.map(({ name }) => quote(name))].join(', ')})
    select r.id, ${[...head.map((name) => `t.${name}`), ...columns.map(({ from }) => from)].join(', ')}
    from ${recordset('$1', columns, 'id uuid, ')} join ${definition.full} t on t.id = r._record
    on conflict (_source, _source_key) do update set version = c.version + 1, recorded = clock_timestamp(),
      _supplier = excluded._supplier, _batch = excluded._batch,
      ${said.map(({ name, key }) => `${quote(name)} = case when ${later(key)} then excluded.${quote(name)} else c.${quote(name)} end`).join(',\n      ')},
      _none = array_remove(array[${none.join(', ')}]::text[], null),
      _said = (select coalesce(jsonb_object_agg(e.key, e.stamp), '{}') from (select u.key, max(u.value collate "C") as stamp
        from (select a.key, a.value from jsonb_each_text(c._said) a union all select b.key, b.value from jsonb_each_text(excluded._said) b) u group by u.key) e),
      _withdrawn = greatest(c._withdrawn collate "C", excluded._withdrawn collate "C")
    where exists (select from jsonb_each_text(excluded._said) e(key, stamp) where c._said->>e.key is null or c._said->>e.key < e.stamp collate "C")
      or coalesce(excluded._withdrawn, '') > coalesce(c._withdrawn, '') collate "C"`
  return named(of, text, [JSON.stringify(rows)])
}

/**
 * Makes of records to which nobody contributed yet what they stand for: one contribution of their own source, under their own key, with all
 * their values, said when they were last written.
 */
export function keepOwn(definition: Definition, source: string, ids: readonly string[]): Statement {
  const of = definition.contributions!
  const columns = saidColumns(of).flatMap((column) => {
    const from = `t.${quote(getColumn(definition, column.key).name)}`
    const name = quote(column.name)
    const blind = quote(`${column.name}_blind`)
    return column.sealed
      ? [
          [name, from],
          [blind, `t.${blind}`],
        ]
      : [[name, from]]
  })
  const said = saidColumns(of).map(
    ({ key }) => `'${key}', case when t.${quote(getColumn(definition, key).name)} is not null then w.stamp end`,
  )
  const text = `insert into ${of.full} (id, ${head.join(', ')}, _record, _home, _source, _source_key, _said, _none, ${columns.map(([name]) => name).join(', ')})
    select k.key, ${head.map((name) => `t.${name}`).join(', ')}, t.id, t.id, $2, t.id::text, jsonb_strip_nulls(jsonb_build_object(${said.join(', ')})), '{}',
      ${columns.map(([, from]) => from).join(', ')}
    from unnest($1::uuid[], $3::uuid[]) as k(id, key) join ${definition.full} t on t.id = k.id, lateral (select to_char(t.recorded at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z "') || '${'0'.repeat(8)}' as stamp) w
    where not exists (select from ${of.full} c where c._home = t.id)
    on conflict do nothing`
  return named(of, text, [ids, source, ids.map(newKey)])
}

/** All that counts for these records. */
export const contributionsTo = (definition: Definition, ids: readonly string[]): Statement => {
  const of = definition.contributions!
  return named(of, `select ${selection(of)} from ${of.full} t where t._record = any($1::uuid[])`, [ids])
}

/** Records as they stand, locked. */
export const recordsToSettle = (definition: Definition, ids: readonly string[]): Statement =>
  named(definition, `select ${selection(definition)} from ${definition.full} t where t.id = any($1::uuid[]) order by t.id for update`, [
    ids,
  ])

/** Writes of each record what follows from its contributions: the fields that `set_` names. */
export function writeSettled(definition: Definition, rows: readonly Readonly<Record<string, unknown>>[]): Statement {
  const columns = definition.columns.filter((column) => !column.head && !isGivenOut(column)).flatMap((column) => brought(column))
  const side = (name: string, type: string, from = `r.${name}`): Brought => ({ name, type, from, key: name })
  const all = [
    ...columns,
    side('region', 'uuid'),
    side('region_code', 'text'),
    side('region_path', 'text'),
    side('organisation', 'uuid'),
    side('holder', 'uuid'),
    side('case_id', 'uuid'),
    side('words', 'text[]', 'array_to_tsvector(r.words)'),
  ]
  const text = `update ${definition.full} t set version = t.version + 1, recorded = clock_timestamp(),
      ${all.map(({ name, key, from }) => `${quote(name)} = case when '${key}' = any(r.set_) then ${from} else t.${quote(name)} end`).join(',\n      ')}
    from ${recordset('$1', all, 'id uuid, set_ text[], ')} where t.id = r.id`
  return named(definition, text, [JSON.stringify(rows)])
}
const isGivenOut = ({ field }: Column): boolean => field.kind !== 'formula' && (kindOf(field).given ?? false)

/** Lets contributions lie where their records lie now. */
export const followRecords = (definition: Definition, ids: readonly string[]): Statement => {
  const of = definition.contributions!
  return named(
    of,
    `update ${of.full} c set version = c.version + 1, recorded = clock_timestamp(), ${head.map((name) => `${name} = t.${name}`).join(', ')}
     from ${definition.full} t where c._record = any($1::uuid[]) and t.id = c._record
       and (${head.map((name) => `c.${name}`).join(', ')}) is distinct from (${head.map((name) => `t.${name}`).join(', ')})`,
    [ids],
  )
}

/** Says of each record where its fields come from; gives the fields about which its steward is to be asked and was not. */
export const keepOrigins = (
  definition: Definition,
  rows: readonly { record: string; origins: Readonly<Record<string, string>>; differing: readonly string[] }[],
): Statement => {
  const origins = originsOf(definition)
  return named(
    definition,
    `insert into ${origins} as o (record, origins, differing)
     select r.record, r.origins, r.differing from jsonb_to_recordset($1::jsonb) as r(record uuid, origins jsonb, differing text[])
     on conflict (record) do update set origins = excluded.origins, differing = excluded.differing
       where o.origins is distinct from excluded.origins or o.differing is distinct from excluded.differing`,
    [JSON.stringify(rows)],
  )
}

export const originsIn = (definition: Definition, ids: readonly string[]): Statement =>
  named(definition, `select o.record, o.origins, o.differing, o.asked from ${originsOf(definition)} o where o.record = any($1::uuid[])`, [
    ids,
  ])

/** Remembers about which fields the steward was asked. */
export const markAsked = (definition: Definition, record: string, fields: readonly string[]): Statement =>
  named(definition, `update ${originsOf(definition)} set asked = $2::text[] where record = $1::uuid`, [record, fields])

/** Takes back what the steward said under a key. */
export const takeBack = (definition: Definition, key: string): Statement => {
  const { full } = definition.contributions!
  return named(
    definition.contributions!,
    `update ${full} set version = version + 1, recorded = clock_timestamp(), _withdrawn = (select max(value collate "C") from jsonb_each_text(_said)) where _source = '${STEWARD}' and _source_key = $1`,
    [key],
  )
}
