import { casesOf, summaries, type CaseSummaryRow, type CountedLimit } from '#engines/cases'
import { MOST_FOUND } from '#engines/registers'
import { pathsBelow, type Context } from '#kernel/context'
import { localDate, type LocalDate } from '#kernel/days'
import { Invalid, NotAllowed } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import type { Why } from './figure.ts'
import { firstDay, lastDay, sundayOf } from './periods.ts'
import { getIndicator, isRounded, liveMeasure, regionFor, type ValueParts } from './values.ts'

export interface RecordsQuery {
  region?: string
  /** A day or a month; the present one when not said. */
  on?: string
  /** Several days together, instead of one period. */
  from?: LocalDate
  to?: LocalDate
  /** `field=value` of one of the indicator's fields. */
  group?: string
  /** Of a share: only what falls short of it. */
  short?: boolean
  after?: string
  limit?: number
}

/** One record that counts in a figure. */
export interface CountedRecord {
  id: string
  day: LocalDate | null
  /** Its name, where the actor may read it; masked like the record itself. */
  title: string | null
  /** The page of it. */
  link: string | null
  case?: CaseSummaryRow & { label: string }
  /** Of a limit: which one of the case, and how it went or goes. */
  limit?: CountedLimit
}

/** The days of cells that a figure on a day takes. */
function daysOf(every: string, within: string | undefined, on: string | undefined, today: LocalDate): [string, string] {
  if (every !== 'now') {
    const period = on ?? (every === 'month' ? today.slice(0, 7) : today)
    return [firstDay(period), lastDay(period)]
  }
  if (within === 'overdue') return ['-infinity', `before ${today}`]
  if (within === 'week') return [today, sundayOf(today)]
  if (within === 'remaining') return [today, 'infinity']
  return ['-infinity', 'infinity']
}

const cursorOf = (row: { region_path: string; day: string; record: string }) =>
  Buffer.from(`${row.region_path} ${row.day} ${row.record}`).toString('base64url')
function readCursor(after: string): [string, string, string] {
  const [path = '', day = '', record = ''] = Buffer.from(after, 'base64url').toString('utf8').split(' ')
  if (!isKey(record) || !/^(\d{4}-\d\d-\d\d|infinity)$/.test(day))
    throw new Invalid('翻页标记不对，请从第一页开始', { code: 'list.cursor', path: 'after' })
  return [path, day, record]
}

/** Which facts make a figure: parameters `$1` to `$7`. */
const counted = `f.measure = $1 and f.region_path >= $2 and f.region_path < $3 and f.day >= $4::date
        and case when $5 like 'before %' then f.day < substr($5, 8)::date else f.day <= $5::date end
        and ($6::text is null or f.groups @> array[$6::text]) and (not $7::boolean or f.n = 0)`

/** The records that make a figure, by the very rule that counts them; a page at a time, the first with how many there are. */
export async function records(parts: ValueParts, ctx: Context, name: string, query: RecordsQuery) {
  const { indicator, reach } = getIndicator(parts, ctx, name)
  const region = await regionFor(parts, ctx, [reach], query.region)
  // What anybody may know is the number alone.
  if (!reach.paths.some((path) => region.path.startsWith(path))) throw new NotAllowed('职责范围不含这个区划', { code: 'indicator.region' })
  const field = query.group?.split('=')[0]
  if (field !== undefined && !indicator.by.includes(field))
    throw new Invalid('这个指标不能这样分组', { code: 'indicator.by', path: 'group' })
  const none = { region, items: [] as CountedRecord[], next: null, unreadable: 0 }
  // To count persons one by one would undo what their figures are rounded for.
  if (isRounded(parts, ctx, indicator, region.path)) return { ...none, why: 'hidden' as Why }
  const measure = await liveMeasure(ctx, name)
  if (!measure) return none
  const today = localDate(ctx.now, parts.timezone)
  const [from, to] =
    indicator.every !== 'now' && query.from && query.to
      ? [query.from, query.to]
      : daysOf(indicator.every, indicator.within, query.on, today)
  const [path, before] = pathsBelow(region.path)
  const limit = Math.min(query.limit ?? 50, 200)
  const [afterPath, afterDay, afterRecord] = query.after
    ? readCursor(query.after)
    : ['', '-infinity', '00000000-0000-0000-0000-000000000000']
  ctx.tx.set('app.figures', 'counter')
  const which = [measure.id, path, before, from, to, query.group ?? null, query.short ?? false]
  const rows = await ctx.tx.rows({
    name: 'indicators.records',
    text: `select f.record, f.region_path, f.day::text as day from indicators.fact f where ${counted}
        and (f.region_path, f.day, f.record) > ($8::text collate "C", $9::date, $10::uuid)
      order by f.region_path, f.day, f.record limit $11`,
    values: [...which, afterPath, afterDay, afterRecord, limit + 1],
  })
  const found = query.after ? {} : { found: await howMany(ctx, which) }
  ctx.tx.set('app.figures', '')
  const page = rows.slice(0, limit) as { record: string; region_path: string; day: string }[]
  const items = await shown(parts, ctx, indicator.of, page, region.path)
  return {
    region,
    items,
    next: rows.length > limit ? cursorOf(page.at(-1)!) : null,
    ...found,
    unreadable: items.filter((one) => one.title === null).length,
  }
}

/** How many facts there are, up to a bound; `more` where it stopped counting. */
async function howMany(ctx: Context, which: readonly unknown[]): Promise<{ count: number; more: boolean }> {
  const row = await ctx.tx.row({
    name: 'indicators.records-found',
    text: `select count(*)::integer as found from (select from indicators.fact f where ${counted} limit $8) few`,
    values: [...which, MOST_FOUND + 1],
  })
  const count = row!.found as number
  return { count: Math.min(count, MOST_FOUND), more: count > MOST_FOUND }
}

const dayOf = (day: string): LocalDate | null => (day === 'infinity' ? null : day)

async function shown(
  parts: ValueParts,
  ctx: Context,
  of: string,
  page: readonly { record: string; day: string }[],
  regionPath: string,
): Promise<CountedRecord[]> {
  const ids = page.map(({ record }) => record)
  if (!of.startsWith('cases.')) {
    const titles = await parts.registers.titles(ctx, new Map([[of, new Set(ids)]]))
    return page.map(({ record, day }) => ({
      id: record,
      day: dayOf(day),
      title: titles[record] ?? null,
      link: titles[record] === undefined ? null : `/desk/registers/${of}/${record}`,
    }))
  }
  const caseOf = await casesOf(ctx, of, ids, regionPath)
  const found = await summaries(ctx, [...new Set([...caseOf.values()].map((one) => one.case))], regionPath)
  const labels = await parts.matterLabels(ctx)
  const byId = new Map(found.map((one) => [one.id, one]))
  return page.map(({ record, day }) => {
    const { case: key = '', limit } = caseOf.get(record) ?? {}
    const one = byId.get(key)
    if (!one) return { id: record, day: dayOf(day), title: null, link: null }
    return {
      id: record,
      day: dayOf(day),
      title: one.number,
      link: `/desk/cases/${one.id}`,
      case: { ...one, label: labels.get(one.matter) ?? one.matter },
      ...(limit && { limit }),
    }
  })
}
