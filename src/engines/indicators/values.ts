import { kindOf, type AnyRegister, type Field, type Fields, type Indicator } from '#declare'
import type { Identity } from '#engines/identity'
import { boxesFor, coversRegion, type Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { addCalendarDays, localDate, type LocalDate } from '#kernel/days'
import { Invalid, NotFound } from '#kernel/errors'
import { keepsTo, noSums, valueOf, type Sums, type Why } from './figure.ts'
import { firstDay, lastDay, monthsBefore, periodOf, periodsBetween, targetAt, type Bucket } from './periods.ts'
import { boxFor, homeOf, reachOf, type Reach } from './reach.ts'
import { BASE } from './protect.ts'
import { keyOf, type CellQuery, type SumsByKey } from './read.ts'
import { allMeasures, type MeasureRow } from './sql.ts'
import { sumsOf } from './sums.ts'

/** What reading figures stands on. */
export interface ValueParts {
  indicators: ReadonlyMap<string, Indicator>
  registers: Registers
  identity: Identity
  timezone: string
  /** What matters are called, by name. */
  matterLabels(ctx: Context): Promise<ReadonlyMap<string, string>>
}

export interface RegionOf {
  id: string
  code: string
  name: string
  path: string
}

/** One figure. */
export interface Point {
  /** `YYYY-MM-DD` or `YYYY-MM`; of a figure of the moment, the day it was asked for. */
  period: string
  region: RegionOf
  group?: { key: string; label: string }
  value: number | null
  /** How many records it rests on. */
  count: number | null
  why?: Why
  target: number | null
  kept: boolean | null
  /** When the figure last changed, by the database's clock. */
  changed: string | null
  /** The period is not over, so the figure will still grow. */
  provisional: boolean
}

export interface ValuesQuery {
  region?: string
  from?: LocalDate
  to?: LocalDate
  /** `time`, `region` (the regions below), or a field of the indicator. */
  by?: string
  /** Over time: only one group, as `field=value` of one of the indicator's fields. */
  group?: string
  every?: Bucket
  asOf?: LocalDate
}

/** Days that the calendar reckons with. */
const [earliest, latest] = ['2000-01-01', '2099-12-31']
/** The most periods of one answer. */
const MOST = 1100

/** Whether what is counted are persons: records that are one, or are known by one's name. */
const isOfPersons = ({ of }: Indicator, registers: Registers): boolean => {
  const register = registers.definitions.find(of)?.register
  return register !== undefined && register.class !== 'public' && (register.holder === 'id' || isPrivate(register))
}
const isPrivate = ({ fields, title }: AnyRegister) => (fields as Fields)[title]?.privacy !== 'none'

/** Whether a figure of persons is told in rounded numbers alone: to all who may not read every one of them by duty. */
export const isRounded = ({ registers }: ValueParts, ctx: Context, indicator: Indicator, path: string): boolean =>
  isOfPersons(indicator, registers) &&
  !coversRegion(boxesFor(registers.definitions.roles, ctx, registers.definitions.get(indicator.of).register, 'read'), path)

export async function liveMeasure(ctx: Context, name: string): Promise<MeasureRow | undefined> {
  const rows = (await ctx.tx.rows(allMeasures)) as unknown as MeasureRow[]
  return rows.find((row) => row.indicator === name && row.state === 'live')
}

export function getIndicator(parts: ValueParts, ctx: Context, name: string): { indicator: Indicator; reach: Reach } {
  const indicator = parts.indicators.get(name)
  const reach = indicator && reachOf(indicator, ctx)
  if (!indicator || !reach) throw new NotFound('没有这个指标', { code: 'indicator.none' })
  return { indicator, reach }
}

const shortRegion = ({ id, code, name, path }: RegionOf): RegionOf => ({ id, code, name, path })

/** The region asked for, or where the actor's figures begin. */
export async function regionFor(parts: ValueParts, ctx: Context, reaches: readonly Reach[], key?: string): Promise<RegionOf> {
  if (key !== undefined) return shortRegion(await parts.identity.places.get(key))
  const code = homeOf(reaches, ctx).split('/').at(-2) ?? ''
  const found = (await parts.identity.places.byCode(code)) ?? (await parts.identity.places.root())
  if (!found) throw new NotFound('没有这个行政区划', { code: 'region.none' })
  return shortRegion(found)
}

/** Which days a question is about when it doesn't say: today, this month, the last thirty days or twelve months. */
function span(indicator: Indicator, query: ValuesQuery, today: LocalDate): { from: LocalDate; to: LocalDate; bucket: Bucket } {
  const bucket = query.every ?? (indicator.every === 'month' ? 'month' : 'day')
  const inTime = (query.by ?? 'time') === 'time'
  const to = query.to ?? today
  const start = bucket === 'month' ? monthsBefore(to, inTime ? 11 : 0) : addCalendarDays(to, inTime ? -29 : 0)
  const from = query.from ?? start
  if (from > to) throw new Invalid('起始日期在截止日期之后', { code: 'indicator.span', path: 'from' })
  if (from < earliest || to > latest) throw new Invalid('只统计 2000 年到 2099 年', { code: 'indicator.span', path: 'from' })
  const periods = (Date.parse(to) - Date.parse(from)) / 86_400_000 / (bucket === 'month' ? 28 : 1)
  if (inTime && periods > MOST) throw new Invalid('时间范围太长', { code: 'indicator.span', path: 'from' })
  return { from: bucket === 'month' ? firstDay(from.slice(0, 7)) : from, to, bucket }
}

/** What a group of a field is called. */
async function labelsOf(
  parts: ValueParts,
  ctx: Context,
  indicator: Indicator,
  field: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (field === 'matter') {
    const labels = await parts.matterLabels(ctx)
    return new Map(keys.map((key) => [key, labels.get(key) ?? key]))
  }
  const words = indicator.of.startsWith('cases.') ? countedWords[field] : undefined
  if (words) return new Map(keys.map((key) => [key, words[key] ?? key]))
  const declared = (parts.registers.definitions.find(indicator.of)?.register.fields as Fields | undefined)?.[field]
  const to =
    field === 'organisation' ? 'identity.organisation' : declared?.kind === 'ref' ? (declared as Field & { to: string }).to : undefined
  if (to) return new Map(Object.entries(await parts.registers.titles(ctx, new Map([[to, new Set(keys.filter(Boolean))]]))))
  if (declared?.kind === 'code') {
    const codes = parts.registers.codeLists.get((declared as Field & { list: string }).list)
    return new Map(keys.map((key) => [key, codes?.get(key) ?? key]))
  }
  return new Map(
    keys.map((key) => [key, declared && key ? kindOf(declared).format(declared.kind === 'flag' ? key === 'true' : key, declared) : key]),
  )
}

interface Shown {
  indicator: Indicator
  sums: Sums
  period: string
  region: RegionOf
  today: LocalDate
  group?: { key: string; label: string }
  why?: Why
}

function pointOf({ indicator, sums, period, region, today, group, why }: Shown): Point {
  const value = why === undefined ? valueOf(indicator, sums) : null
  const target = targetAt(indicator, period)
  return {
    period,
    region,
    ...(group ? { group } : {}),
    value,
    count: why === undefined ? sums.count : null,
    ...(value === null ? { why: why ?? ('nothing' as const) } : {}),
    target: target?.value ?? null,
    kept: keepsTo(value, target?.value, indicator.better),
    changed: sums.changed,
    provisional: lastDay(period) >= today,
  }
}

/** Values of an indicator over time, by the regions below, or by one of its fields. */
export async function values(parts: ValueParts, ctx: Context, name: string, query: ValuesQuery) {
  const { indicator, reach } = getIndicator(parts, ctx, name)
  const today = localDate(ctx.now, parts.timezone)
  const by = query.by ?? 'time'
  if (by !== 'time' && by !== 'region' && (!indicator.by.includes(by) || indicator.days))
    throw new Invalid('这个指标不能这样分组', { code: 'indicator.by', path: 'by' })
  if (query.group !== undefined && (by !== 'time' || indicator.days || !indicator.by.includes(query.group.split('=')[0]!)))
    throw new Invalid('这个指标不能这样分组', { code: 'indicator.by', path: 'group' })
  const region = await regionFor(parts, ctx, [reach], query.region)
  ctx.tx.open('indicators_cell', 'read', boxFor(reach, region.path))
  const measure = await liveMeasure(ctx, name)
  const rounded = isRounded(parts, ctx, indicator, region.path)
  const field = query.group?.split('=')[0] ?? by
  if (rounded && indicator.by.includes(field) && field !== indicator.by[0])
    throw new Invalid('这个指标不能这样分组', { code: 'indicator.by', path: 'by' })
  const { from, to, bucket } = span(indicator, rounded && indicator.every !== 'now' ? { ...query, every: 'month' } : query, today)
  const regions = by === 'region' ? (await parts.identity.places.below(region.id)).map(shortRegion) : [region]
  const head = { indicator: describe(parts, indicator, reach, rounded), region, from, to, by, every: bucket }
  if (!measure) return { ...head, points: [] as Point[], why: 'counting' as Why, began: null }
  const cells: CellQuery = {
    measure: measure.id,
    indicator,
    paths: regions.map(({ path }) => path),
    ...(by === 'time' || by === 'region' ? {} : { field: by }),
    ...(query.group === undefined ? {} : { group: query.group }),
    from,
    to: bucket === 'month' ? lastDay(to.slice(0, 7)) : to,
    bucket: by === 'time' ? bucket : 'whole',
    today,
    timezone: parts.timezone,
    ...(query.asOf ? { asOf: query.asOf } : {}),
  }
  const found = await sumsOf(ctx, cells, rounded ? region.path : undefined)
  const began = localDate(new Date(measure.began), parts.timezone)
  const points =
    by === 'time'
      ? overTime({ indicator, region, today, from, to, bucket, found, began, rounded, ...(query.group ? { group: query.group } : {}) })
      : by === 'region'
        ? byRegion({ indicator, regions, today, from, to, bucket, found, rounded })
        : await byGroup(parts, ctx, { indicator, region, today, from, to, bucket, found, rounded, field: by })
  return { ...head, points, began }
}

interface Laid {
  indicator: Indicator
  today: LocalDate
  from: LocalDate
  to: LocalDate
  bucket: Bucket
  found: SumsByKey
  rounded: boolean
}

/** A rounded number that comes to nothing may be up to four persons. */
const isHidden = ({ count }: Sums, rounded: boolean) => rounded && count === 0

function overTime({
  indicator,
  region,
  today,
  from,
  to,
  bucket,
  found,
  began,
  rounded,
  group = '',
}: Laid & { region: RegionOf; began: LocalDate; group?: string }): Point[] {
  const stock = indicator.every === 'now'
  const periods = periodsBetween(from, to, stock ? 'day' : bucket).filter((period) => firstDay(period) <= today)
  return periods.map((period) => {
    const sums = found.get(keyOf(period, region.path, group)) ?? noSums()
    // Of the past of a stock nothing is known before counting began.
    const why: Why | undefined = stock && period < began && period !== today ? 'before' : isHidden(sums, rounded) ? 'hidden' : undefined
    return pointOf({ indicator, sums, period, region, today, ...(why ? { why } : {}) })
  })
}

/** What figures by region or group are about: the moment, or the period asked for; several periods together by their last. */
const wholePeriod = ({ indicator, to, bucket }: Laid) => (indicator.every === 'now' ? to : periodOf(to, bucket))

function byRegion(laid: Laid & { regions: readonly RegionOf[] }): Point[] {
  const { indicator, regions, today, found, rounded } = laid
  return regions.map((region) => {
    const sums = found.get(keyOf('', region.path)) ?? noSums()
    return pointOf({ indicator, sums, period: wholePeriod(laid), region, today, ...(isHidden(sums, rounded) ? { why: 'hidden' } : {}) })
  })
}

async function byGroup(parts: ValueParts, ctx: Context, laid: Laid & { region: RegionOf; field: string }): Promise<Point[]> {
  const { indicator, region, today, found, field } = laid
  const start = keyOf('', region.path, `${field}=`)
  const groups = [...found]
    .filter(([key, sums]) => key.startsWith(start) && sums.count > 0)
    .map(([key, sums]) => ({ key: key.slice(start.length), sums }))
  groups.sort((a, b) => b.sums.count - a.sums.count || (a.key < b.key ? -1 : 1))
  const labels = await labelsOf(
    parts,
    ctx,
    indicator,
    field,
    groups.map(({ key }) => key),
  )
  return groups.map(({ key, sums }) =>
    pointOf({
      indicator,
      sums,
      period: wholePeriod(laid),
      region,
      today,
      group: { key, label: labels.get(key) ?? key },
    }),
  )
}

/** An indicator as it is shown. */
export function describe({ registers }: ValueParts, indicator: Indicator, reach: Reach, rounded: boolean) {
  const { name, label, about, unit, of, every, better, by, targets, open, share, days } = indicator
  const register = registers.definitions.find(of)?.register
  const fields = register?.fields as Fields | undefined
  return {
    name,
    label,
    about,
    unit,
    every,
    better: better ?? null,
    targets,
    open: open ?? false,
    kind: share ? ('share' as const) : days ? ('median' as const) : ('count' as const),
    /** What the numbers are multiples of, where single persons must not be told; null where they are exact. */
    rounded: rounded ? BASE : null,
    by: days ? [] : (rounded ? by.slice(0, 1) : by).map((key) => ({ key, label: fields?.[key]?.label ?? countedLabels[key] ?? key })),
    source: { name: of, label: registers.labelOf(of), steward: register?.steward ?? null },
    reach: reach.paths,
  }
}

/** What values of cases, clocks and moves are called. */
const countedWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  channel: { online: '网上', window: '窗口' },
  state: {
    open: '在办',
    concluded: '办结',
    withdrawn: '撤回',
    refused: '不予受理',
    running: '计时中',
    paused: '计时暂停',
    done: '期限内',
    late: '超过期限',
    lapsed: '期满视为受理',
  },
}

const countedLabels: Readonly<Record<string, string>> = {
  matter: '事项',
  organisation: '办理机关',
  state: '状态',
  channel: '渠道',
  openedHour: '时点',
  concludedHour: '时点',
  atHour: '时点',
  limit: '时限',
  legal: '法律行为',
  act: '动作',
  stage: '环节',
  procedure: '流程',
}

/** The figure of each indicator that the actor sees, for a region, beside the one before: yesterday's, last month's, last week's of a stock. */
export async function figures(parts: ValueParts, ctx: Context, key?: string) {
  const today = localDate(ctx.now, parts.timezone)
  const seen = [...parts.indicators.values()].flatMap((indicator) => {
    const reach = reachOf(indicator, ctx)
    return reach ? [{ indicator, reach }] : []
  })
  const region = await regionFor(
    parts,
    ctx,
    seen.map(({ reach }) => reach),
    key,
  )
  const rows = (await ctx.tx.rows(allMeasures)) as unknown as MeasureRow[]
  const items = []
  for (const { indicator, reach } of seen) {
    const inside = reach.paths.some((path) => region.path.startsWith(path))
    if (!inside && !reach.open) continue
    const measure = rows.find((row) => row.indicator === indicator.name && row.state === 'live')
    const rounded = isRounded(parts, ctx, indicator, region.path)
    const described = describe(parts, indicator, reach, rounded)
    if (!measure) {
      items.push({ indicator: described, now: null, earlier: null, why: 'counting' as Why })
      continue
    }
    ctx.tx.open('indicators_cell', 'read', boxFor(reach, region.path))
    const bucket: Bucket = indicator.every === 'month' || (rounded && indicator.every === 'day') ? 'month' : 'day'
    const before = bucket === 'month' ? monthsBefore(today, 1) : addCalendarDays(today, indicator.every === 'now' ? -7 : -1)
    const to = bucket === 'month' ? lastDay(today.slice(0, 7)) : today
    const query = { measure: measure.id, indicator, paths: [region.path], from: before, to, bucket, today, timezone: parts.timezone }
    const found = await sumsOf(ctx, query, rounded ? region.path : undefined)
    const began = localDate(new Date(measure.began), parts.timezone)
    const points = overTime({
      indicator,
      region,
      today,
      from: before,
      to: today,
      bucket,
      found,
      began,
      rounded,
    })
    items.push({ indicator: described, now: points.at(-1)!, earlier: points[0]! })
  }
  return { region, today, items }
}
