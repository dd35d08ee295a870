/** Indicators: figures by place and time, kept from the change log, each with its unit, source, target and the records that make it. */
import type pg from 'pg'
import type { Indicator } from '#declare'
import type { Cases } from '#engines/cases'
import type { Identity } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Compute } from '#kernel/compute'
import type { Context } from '#kernel/context'
import { migrate, migrationsBeside } from '#kernel/migrate'
import { openScenarios } from './scenarios/index.ts'
import { openSdmx } from './sdmx/index.ts'
import { openCounter } from './count.ts'
import { foresee } from './foresee.ts'
import { homeOf, reachOf } from './reach.ts'
import { records, type RecordsQuery } from './records.ts'
import { describe, figures, isRounded, values, type ValuesQuery } from './values.ts'

export { routes as indicatorRoutes } from './routes.ts'
export type { Point } from './values.ts'
export { forecastTasks } from './foresee.ts'
export type { CountedRecord } from './records.ts'
export { scenarioRoutes } from './scenarios/routes.ts'
export { sdmxRoutes } from './sdmx/routes.ts'
export type { ComparisonView, Drivers, Estimate, MeasureName, PresentView } from './scenarios/index.ts'

/** What the engine is told when it is made. */
export interface IndicatorsOptions {
  indicators: readonly Indicator[]
  registers: Registers
  identity: Identity
  cases: Pick<Cases, 'calendar'>
  timezone: string
  /** A pool over {@link forecastTasks}. */
  compute: Compute
  /** What matters are called, by name. */
  matterLabels(ctx: Context): Promise<ReadonlyMap<string, string>>
  /** What roles are called, and stages by `role stage`. */
  roleLabels: ReadonlyMap<string, string>
  stageLabels: ReadonlyMap<string, string>
  /** Who gives figures out, as SDMX messages name it. */
  sender: string
}

/** Makes or upgrades the engine's tables, as the migrator role. */
export async function applyIndicators(client: pg.Client, log: (line: string) => void): Promise<void> {
  await migrate(client, [migrationsBeside('indicators', import.meta.url)], log)
}

/** Makes the engine. */
export function createIndicators(options: IndicatorsOptions) {
  const parts = { ...options, indicators: new Map(options.indicators.map((one) => [one.name, one])) }
  const counter = openCounter(options)
  return {
    /** Code of the engine's jobs, by name. */
    jobs: { 'indicators-count': () => counter.catchUp() },
    catchUp: counter.catchUp,
    recount: counter.recount,
    /** The indicators that this actor sees. */
    list: (ctx: Context) =>
      options.indicators.flatMap((indicator) => {
        const reach = reachOf(indicator, ctx)
        return reach ? [describe(parts, indicator, reach, isRounded(parts, ctx, indicator, homeOf([reach], ctx)))] : []
      }),
    values: (ctx: Context, name: string, query: ValuesQuery) => values(parts, ctx, name, query),
    figures: (ctx: Context, region?: string) => figures(parts, ctx, region),
    /** What is to be expected, with its error. @throws Invalid where the figure is none that is counted by day or month */
    forecast: (ctx: Context, name: string, query: { region?: string; group?: string }) => foresee(parts, ctx, name, query),
    records: (ctx: Context, name: string, query: RecordsQuery) => records(parts, ctx, name, query),
    scenarios: openScenarios(parts),
    sdmx: openSdmx(parts),
    /** Up to when every change is in the figures; null before the first count. */
    async readUpTo(ctx: Context): Promise<string | null> {
      const row = await ctx.tx.row({ name: 'indicators.read-up-to', text: 'select read from indicators.reading' })
      return (row?.read as string | undefined) ?? null
    },
  }
}

export type Indicators = ReturnType<typeof createIndicators>
