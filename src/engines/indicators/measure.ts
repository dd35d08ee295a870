import { createHash } from 'node:crypto'
import type { CodeField, Condition, Fields, Indicator } from '#declare'
import { countedRecords, type CountedRecords } from '#engines/cases'
import type { Definitions } from '#engines/registers'
import { quote } from '#kernel/database'
import { Broken } from '#kernel/errors'

/** An indicator with the SQL that says what each record counts for. */
export interface Measure {
  indicator: Indicator
  /** Changes when the rule of counting does; texts and targets may change freely. */
  digest: string
  source: CountedRecords
  /**
   * SQL of what records count for: `record, region_path, day, n, groups`. `$1` are keys, or absent in a walk; the other parameters are
   * `values`, from `$2` on.
   */
  facts: string
  values: readonly unknown[]
}

/** The most levels of regions that figures are kept for: city, county, town. */
export const LEVELS = 3

const sourceOf = (indicator: Indicator, definitions: Definitions): CountedRecords => {
  const own = (countedRecords as Readonly<Record<string, CountedRecords>>)[indicator.of]
  if (own) return own
  const { full, box, columns } = definitions.get(indicator.of)
  const fields = columns
    .filter((column) => !column.sealed)
    .map((column) => [
      column.key,
      column.field.kind === 'moment' ? `(t.${quote(column.name)} at time zone $zone)::date` : `t.${quote(column.name)}`,
    ])
  return { from: full, boxes: [box], fields: Object.fromEntries(fields) as Record<string, string>, also: {} }
}

type Put = (value: unknown) => string

/** A condition as SQL; what is absent compares like `holds` compares it. */
function conditionSql(condition: Condition, field: (key: string) => string, put: Put): string {
  if ('all' in condition) return condition.all.map((one) => `(${conditionSql(one, field, put)})`).join(' and ') || 'true'
  if ('any' in condition) return condition.any.map((one) => `(${conditionSql(one, field, put)})`).join(' or ') || 'false'
  if ('not' in condition) return `not (${conditionSql(condition.not, field, put)})`
  const value = field(condition.field)
  const bound = (given: unknown) =>
    typeof given === 'object' && given !== null
      ? field((given as { field: string }).field)
      : typeof given === 'number'
        ? put(given)
        : `${put(given)}::text`
  const plain = (given: unknown) => (typeof given === 'string' ? `${value}::text` : value)
  if ('is' in condition)
    return condition.is === null ? `${value} is null` : `${plain(condition.is)} is not distinct from ${put(condition.is)}`
  if ('in' in condition) return `coalesce(${value}::text = any(${put(condition.in.map(String))}::text[]), false)`
  const [given, sign] = 'atLeast' in condition ? [condition.atLeast, '>='] : [condition.atMost, '<=']
  return `coalesce(${plain(given)} ${sign} ${bound(given)}, false)`
}

/** The number of working days up to a date, by the calendar of the nearest region that has one. */
const ordinal = (date: string) =>
  `(select w.ordinal from indicators.workday w where w.day = ${date} and starts_with(t.region_path, w.region_path) order by length(w.region_path) desc limit 1)`

/** The lists of codes that an installation has, by name. */
export type CodeLists = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * What a long list is told apart by: where its items stand under lettered sections, as the industries of GB/T 4754 do, the section of each
 * two-figure division. Nothing where a list has no sections.
 */
export function sectionsOf(codes: ReadonlyMap<string, string> | undefined): Record<string, string> | undefined {
  const sections: Record<string, string> = {}
  let section = ''
  for (const code of codes?.keys() ?? [])
    if (/^[A-Z]$/.test(code)) section = code
    else if (section !== '' && code.length === 2) sections[code] = section
  return section === '' ? undefined : sections
}

/** Compiles an indicator. Its names were checked when the platform started. */
export function compileMeasure(indicator: Indicator, definitions: Definitions, codeLists: CodeLists, timezone: string): Measure {
  const source = sourceOf(indicator, definitions)
  const values: unknown[] = []
  const put: Put = (value) => `$${values.push(value) + 1}`
  const zone = put(timezone)
  const field = (key: string) => {
    const sql = source.fields[key]
    if (sql === undefined) throw new Broken(`${indicator.name}: ${indicator.of} has no field ${key}`)
    return sql.replaceAll('$zone', `${zone}::text`)
  }
  const { where, on, within, share, days, by } = indicator
  const isRegister = !(indicator.of in countedRecords)
  const day = on === undefined ? `'infinity'::date` : within === undefined ? field(on) : `coalesce(${field(on)}, 'infinity'::date)`
  const grouped = (key: string) => {
    const declared = (definitions.find(indicator.of)?.register.fields as Fields | undefined)?.[key]
    const sections = declared?.kind === 'code' ? sectionsOf(codeLists.get((declared as unknown as CodeField).list)) : undefined
    return sections ? `(${put(JSON.stringify(sections))}::jsonb ->> left(${field(key)}, 2))` : `${field(key)}::text`
  }
  const groups = by.map((key) => `'${key}=' || coalesce(${grouped(key)}, '')`)
  // The histogram of a median: one cell for each number of days.
  if (days) groups.push(`'#' || lpad(greatest(${ordinal(field(days.to))} - ${ordinal(field(days.from))}, 0)::text, 5, '0')`)
  const conditions = [
    ...(isRegister ? ['t.ended is null'] : []),
    ...(where ? [`(${conditionSql(where, field, put)})`] : []),
    ...(on !== undefined && within === undefined ? [`${field(on)} is not null`] : []),
    ...(days ? [`${field(days.from)} is not null`, `${field(days.to)} is not null`] : []),
    `t.region_path > '!'`,
  ]
  const n = share ? `case when ${conditionSql(share, field, put)} then 1 else 0 end` : '1'
  // Each record by its own key: behind the policies a plan over many keys would rather walk all there is.
  const facts = `select f.record, f.region_path, f.day, f.n, f.groups from unnest($1::uuid[]) as k(id) cross join lateral (
    select t.id as record, substring(t.region_path from '^(?:[^/]+/){1,${LEVELS}}') as region_path, ${day} as day, (${n})::smallint as n,
      array[${groups.join(', ')}]::text[] as groups
    from ${source.from} t where t.id = k.id and ${zone}::text is not null and ${conditions.join(' and ')} offset 0) f`
  const digest = createHash('sha256')
    .update(JSON.stringify([facts, values]))
    .digest('hex')
    .slice(0, 32)
  return { indicator, digest, source, facts, values }
}
