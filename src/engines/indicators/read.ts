import type { Indicator } from '#declare'
import { pathsBelow } from '#kernel/context'
import type { Row, Statement } from '#kernel/database'
import { addCalendarDays, startOfLocalDate, type LocalDate } from '#kernel/days'
import { noSums, type Sums } from './figure.ts'
import { sundayOf, type Bucket } from './periods.ts'

/** Which cells are read. */
export interface CellQuery {
  measure: number
  indicator: Indicator
  /** Paths of the regions; or the one above all regions that are wanted, itself included. */
  paths: readonly string[] | { below: string }
  /** A field to tell apart by. */
  field?: string
  /** Only one group, as `field=value`. */
  group?: string
  from: LocalDate
  to: LocalDate
  bucket: Bucket | 'whole'
  today: LocalDate
  timezone: string
  /** Figures as they stood at the end of a day. */
  asOf?: LocalDate
}

/** Sums by key; the key is `period path group`, each as asked for. */
export type SumsByKey = Map<string, Sums>
export const keyOf = (period: string, path: string, group = ''): string => `${period} ${path} ${group}`

/** A group's name begins with its field; `>` follows `=`. The histogram of a median begins with `#`, and `$` follows it. */
const groupRange = ({ indicator, field }: CellQuery): [string, string] =>
  indicator.days ? ['#', '$'] : field === undefined ? ['', ''] : [`${field}=`, `${field}>`]

const endOf = (day: LocalDate, timezone: string) => startOfLocalDate(addCalendarDays(day, 1), timezone)

type Put = (value: unknown) => string

/** The cells of the measure as they are, or as they stood at the end of a day. Region and class come through the policy too. */
function standing({ measure, indicator, asOf, timezone }: CellQuery, put: Put): string {
  const now = 'select c.region_path, c.grp, c.day, c.count, c.total, c.changed from indicators.cell c'
  if (asOf === undefined) return `(${now} where c.measure = ${put(measure)})`
  const at = `${put(endOf(asOf, timezone))}::timestamptz`
  return `(${now} where c.measure = ${put(measure)} and c.changed < ${at}
    union all select e.region_path, e.grp, e.day, e.count, e.total, e.since from indicators.earlier e
    where e.indicator = ${put(indicator.name)} and e.since < ${at} and e.until >= ${at})`
}

const bucketSql = { day: `to_char(v.day, 'YYYY-MM-DD')`, month: `to_char(v.day, 'YYYY-MM')`, whole: `''` }
const sums = 'sum(v.count)::bigint as count, sum(v.total)::bigint as total, max(v.changed) as changed'

/** Days of cells that a figure of the moment takes, as seen on a day. */
function within({ indicator }: CellQuery, day: () => string, sunday: () => string): string {
  if (indicator.within === 'overdue') return `v.day < ${day()}`
  if (indicator.within === 'week') return `v.day >= ${day()} and v.day <= ${sunday()}`
  if (indicator.within === 'remaining') return `v.day >= ${day()}`
  return 'true'
}

function inRegions(wanted: CellQuery, put: Put): string {
  if (!('below' in wanted.paths)) return `v.region_path = any(${put(wanted.paths)}::text[])`
  const [from, before] = pathsBelow(wanted.paths.below)
  return `v.region_path >= ${put(from)} and v.region_path < ${put(before)}`
}

const places = (wanted: CellQuery, put: Put) => {
  const paths = inRegions(wanted, put)
  if (wanted.group !== undefined) return `${paths} and v.grp = ${put(wanted.group)}`
  const [from, before] = groupRange(wanted)
  return from === '' ? `${paths} and v.grp = ''` : `${paths} and (v.grp = '' or (v.grp >= ${put(from)} and v.grp < ${put(before)}))`
}

/** What happened from one day to another, by period, region and group. */
function flow(wanted: CellQuery, put: Put): string {
  return `select ${bucketSql[wanted.bucket]} as period, v.region_path as path, v.grp as grp, ${sums} from ${standing(wanted, put)} v
    where ${places(wanted, put)} and v.day between ${put(wanted.from)}::date and ${put(wanted.to)}::date group by 1, 2, 3`
}

/** What is there at the moment, or was at the end of a day. */
function stock(wanted: CellQuery, put: Put): string {
  const day = wanted.asOf ?? wanted.today
  return `select '' as period, v.region_path as path, v.grp as grp, ${sums} from ${standing(wanted, put)} v
    where ${places(wanted, put)} and ${within(
      wanted,
      () => `${put(day)}::date`,
      () => `${put(sundayOf(day))}::date`,
    )} group by 1, 2, 3`
}

/** What was there at the end of each day, as it was recorded. */
function past(wanted: CellQuery, put: Put): string {
  const { measure, indicator, from, to, timezone } = wanted
  const zone = put(timezone)
  const ends = `((d.day + 1)::timestamp at time zone ${zone}::text)`
  return `select to_char(d.day, 'YYYY-MM-DD') as period, v.region_path as path, v.grp as grp, ${sums}
    from (select g.day::date as day from generate_series(${put(from)}::date, ${put(to)}::date, interval '1 day') as g(day)) d
    join (select c.region_path, c.grp, c.day, c.count, c.total, c.changed, c.changed as since, 'infinity'::timestamptz as until
        from indicators.cell c where c.measure = ${put(measure)}
      union all select e.region_path, e.grp, e.day, e.count, e.total, e.since, e.since, e.until
        from indicators.earlier e where e.indicator = ${put(indicator.name)}) v
      on v.since < ${ends} and v.until >= ${ends}
    where ${places(wanted, put)} and ${within(
      wanted,
      () => 'd.day',
      () => '(d.day + (7 - extract(isodow from d.day)::integer))',
    )} group by 1, 2, 3`
}

const names = new Map<string, string>()

/** The statement that reads the cells of a wanted; equal shapes are prepared once a connection. */
export function readCells(wanted: CellQuery): Statement {
  const values: unknown[] = []
  const put: Put = (value) => `$${values.push(value)}`
  const text = wanted.indicator.every !== 'now' ? flow(wanted, put) : wanted.bucket === 'whole' ? stock(wanted, put) : past(wanted, put)
  const name = names.get(text) ?? `indicators.cells-${names.size}`
  names.set(text, name)
  return { name, text, values }
}

/** Sums by period, path and group; histograms are gathered into the whole they belong to. */
export function gather(rows: readonly Row[]): SumsByKey {
  const found: SumsByKey = new Map()
  for (const row of rows) {
    const grp = row.grp as string
    const key = keyOf(row.period as string, row.path as string, grp.startsWith('#') ? '' : grp)
    const sums = found.get(key) ?? noSums()
    if (grp.startsWith('#')) sums.days.set(Number(grp.slice(1)), row.count as number)
    else Object.assign(sums, { count: row.count, total: row.total, changed: row.changed })
    found.set(key, sums)
  }
  return found
}
