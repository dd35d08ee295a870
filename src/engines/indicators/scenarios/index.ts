import type { Indicator } from '#declare'
import { journeys } from '#engines/cases'
import type { Cases } from '#engines/cases'
import type { Compute } from '#kernel/compute'
import type { Context } from '#kernel/context'
import { addCalendarDays, localDate, startOfLocalDate, type LocalDate } from '#kernel/days'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { reachOf, type Reach } from '../reach.ts'
import { regionFor, type RegionOf, type ValueParts } from '../values.ts'
import type { CompareInput, ScenarioResult } from './compare.ts'
import { daysBetween, historyOf, type History } from './history.ts'
import type { Focus } from './donors.ts'
import type { Present } from './present.ts'

export type { Drivers } from './donors.ts'
export type { Estimate, MeasureName } from './compare.ts'

export interface ScenarioParts extends ValueParts {
  cases: Pick<Cases, 'calendar'>
  compute: Compute
  /** What roles are called. */
  roleLabels: ReadonlyMap<string, string>
  /** What stages are called, by `role stage`. */
  stageLabels: ReadonlyMap<string, string>
}

/** What scenarios are about: a region, and in it one matter or one organisation, or all. */
export interface Scope {
  region?: string
  matter?: string
  organisation?: string
  /** The first day that is not known yet; the present day when not said. Of an earlier one, what was known then. */
  on?: LocalDate
}

/** Two years and what the seasons of the first need. */
const BACK = 760
/** As far ahead as may be asked. */
export const FARTHEST = 365
/** More cases than these are not simulated in the time that somebody waits. */
const MOST = 40_000
/** How often the past is foretold, and with which numbers. */
const TESTS = { seed: 20_260_101, replications: 20 }

interface Read {
  key: string
  history: History
  names: { organisations: string[] }
}

const whole = ({ of }: Indicator) => of === 'cases.case' || of === 'cases.clock' || of === 'cases.move'

/** Who sees every figure of cases, clocks and moves whole sees how they would go; nothing finer than a figure is told. */
function reachOfCases(parts: ScenarioParts, ctx: Context): Reach {
  const reaches = [...parts.indicators.values()].filter(whole).map((indicator) => reachOf(indicator, ctx)?.paths ?? [])
  const paths = (reaches[0] ?? []).filter((path) => reaches.every((other) => other.some((one) => path.startsWith(one))))
  if (paths.length === 0) throw new NotFound('没有可以推演的办件', { code: 'scenario.none' })
  return { paths, open: false }
}

/** Keeps what was read of a region for a while: the sliders of one screen ask again and again. */
const KEPT_MS = 10 * 60_000
const KEPT = 8

/** Scenarios over how cases of a region go. */
export function openScenarios(parts: ScenarioParts) {
  const kept = new Map<string, { at: number; read: Promise<Read> }>()

  async function read(ctx: Context, region: RegionOf, on: LocalDate): Promise<Read> {
    const base = addCalendarDays(on, -BACK)
    const calendar = await parts.cases.calendar(ctx, region.path)
    const found = await journeys(ctx, { regionPath: region.path, from: startOfLocalDate(base, parts.timezone), most: MOST })
    if (found.cases.length > MOST) throw new Invalid(`这个范围两年内有四万件以上，请选择一个县区或乡镇`, { code: 'scenario.large' })
    const days = daysBetween(calendar, base, addCalendarDays(on, FARTHEST + 120))
    const history = historyOf(found, { calendar, days, today: on, timezone: parts.timezone })
    const named = new Map(found.cases.map((one) => [one.organisation, one.organisationName]))
    return {
      key: `${region.path} ${on} ${Date.now()}`,
      history,
      names: { organisations: history.organisations.map((id) => named.get(id) ?? id) },
    }
  }

  async function scoped(ctx: Context, scope: Scope): Promise<{ region: RegionOf; on: LocalDate; focus: Focus } & Read> {
    const reach = reachOfCases(parts, ctx)
    const region = await regionFor(parts, ctx, [reach], scope.region)
    if (!reach.paths.some((path) => region.path.startsWith(path)))
      throw new NotAllowed('职责范围不含这个区划', { code: 'indicator.region' })
    const today = localDate(ctx.now, parts.timezone)
    const on = scope.on ?? today
    if (on > today) throw new Invalid('基准日不能在今天以后', { code: 'scenario.day', path: 'on' })
    const key = `${region.path} ${on}`
    const now = Date.now()
    for (const [other, { at }] of kept) if (now - at > KEPT_MS || (kept.size > KEPT && other !== key)) kept.delete(other)
    const found = kept.get(key) ?? { at: now, read: read(ctx, region, on) }
    kept.set(key, found)
    const ready = await found.read.catch((error: unknown) => {
      kept.delete(key)
      throw error
    })
    const { history } = ready
    const focus: Focus = {}
    if (scope.matter !== undefined) focus.matter = placeOf(history.matters, scope.matter)
    if (scope.organisation !== undefined) focus.organisation = placeOf(history.organisations, scope.organisation)
    return { region, on, focus, ...ready }
  }

  const dayAt = (history: History, offset: number) => addCalendarDays(history.days.base, offset)

  return {
    /** What drivers are at present and how well the past would have been foretold. @throws NotFound, NotAllowed, Invalid */
    async present(ctx: Context, scope: Scope) {
      const { region, on, focus, key, history, names } = await scoped(ctx, scope)
      const found = await parts.compute.run<Present | undefined>('presentOf', { key, history, focus, ...TESTS })
      const head = { region, on, fewest: 100 }
      if (!found) return { ...head, refused: 'few' as const }
      const labels = await parts.matterLabels(ctx)
      const { matters, organisations, test, roles, stages, from, to, ...rest } = found
      return {
        ...head,
        ...rest,
        period: { from: dayAt(history, from), to: dayAt(history, to) },
        arrivals: { ...rest.arrivals, from: addCalendarDays(on, -rest.arrivals.days), to: addCalendarDays(on, -1) },
        roles: roles.map((one) => ({ ...one, label: parts.roleLabels.get(one.role) ?? one.role })),
        stages: stages.map((one) => ({
          ...one,
          label: parts.stageLabels.get(one.key) ?? one.stage,
          roleLabel: parts.roleLabels.get(one.role) ?? null,
        })),
        matters: matters.map(({ matter, n }) => ({
          key: history.matters[matter]!,
          label: labels.get(history.matters[matter]!) ?? history.matters[matter]!,
          n,
        })),
        organisations: organisations.map(({ organisation, n }) => ({
          key: history.organisations[organisation]!,
          label: names.organisations[organisation]!,
          n,
        })),
        test: test && { ...test, from: dayAt(history, test.from), to: dayAt(history, test.from + test.horizon - 1) },
      }
    },
    /** The present and some scenarios beside each other. The same scope, day, drivers, seed and number of runs give the same. */
    async compare(ctx: Context, asked: Scope & Pick<CompareInput, 'scenarios' | 'horizon' | 'seed' | 'replications'>) {
      const { scenarios, horizon, seed, replications } = asked
      const { region, on, focus, key, history } = await scoped(ctx, asked)
      const results = await parts.compute.run<ScenarioResult[] | undefined>('compareScenarios', {
        key,
        history,
        focus,
        scenarios,
        horizon,
        seed,
        replications,
      } satisfies CompareInput)
      const head = { region, on, to: addCalendarDays(on, horizon - 1), seed, replications }
      return results ? { ...head, results } : { ...head, refused: 'few' as const, results: [] as ScenarioResult[] }
    },
  }
}

/** The number of a name; one that nothing has where it is none, so that nothing is in focus. */
function placeOf(names: readonly string[], name: string): number {
  const at = names.indexOf(name)
  if (at < 0) throw new NotFound('这个范围里没有这样的办件', { code: 'scenario.none' })
  return at
}

export type Scenarios = ReturnType<typeof openScenarios>
/** What a screen is given of the present. */
export type PresentView = Awaited<ReturnType<Scenarios['present']>>
export type ComparisonView = Awaited<ReturnType<Scenarios['compare']>>
