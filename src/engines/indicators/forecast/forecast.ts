import { ahead, fit, smooth } from './smoothing.ts'

/** A series as it is known, and the periods to come. */
export interface ForecastInput {
  every: 'day' | 'month'
  /** Whole periods alone, in order. */
  values: readonly number[]
  /** For days: 0 for a day of rest, 1 to 5 for a working Monday to Friday, 6 for a working day of the weekend. For months: working days. */
  calendar: readonly number[]
  periods: readonly string[]
  next: { periods: readonly string[]; calendar: readonly number[] }
}

/** How the method did on the past that it had not seen. */
export interface ForecastError {
  /** Mean absolute error over what repeating the last season missed by in the part learnt from (Hyndman & Koehler 2006). */
  mase: number
  /** Mean absolute error over that of repeating on the very same days; below 1 is better. */
  relative: number
  /** Symmetric mean absolute percentage error, in per cent. */
  smape: number
  /** How many of the values lay within the band, in per cent. */
  held: number
  /** From how many days of the past it was tried. */
  tested: number
}

export interface Forecast {
  points: { period: string; value: number; low: number; high: number }[]
  /** Which method did best. */
  method: 'smoothing' | 'repeating'
  error: ForecastError | null
  /** Why there is none: too short a past, or next to nothing in it. */
  refused?: 'short' | 'sparse'
}

/** The band holds what comes in so many of a hundred cases. */
const BAND = 80
const least = { day: 70, month: 18 }
const season = { day: 7, month: 1 }

interface Method {
  name: Forecast['method']
  /** What follows the first `until` values, by the calendar of what comes. */
  predict(until: number, calendar: readonly number[]): number[]
}

/** Values of the same kind of day, or of the month before by its working days, repeated. */
const repeating = ({ every, values, calendar }: ForecastInput): Method => ({
  name: 'repeating',
  predict(until, coming) {
    if (every === 'month') {
      const rate = values[until - 1]! / Math.max(1, calendar[until - 1]!)
      return coming.map((days) => rate * days)
    }
    return coming.map((kind) => {
      for (let i = until - 1; i >= 0; i--) if (calendar[i] === kind) return values[i]!
      return values[until - 1]!
    })
  },
})

/** Holt-Winters over classes of days, or over the rate per working day of months. */
function smoothing({ every, values, calendar }: ForecastInput, fittedUntil: number): Method {
  const monthly = every === 'month'
  const series = monthly ? values.map((value, i) => value / Math.max(1, calendar[i]!)) : values
  const classes = monthly ? series.map(() => 0) : calendar
  const many = monthly ? 1 : 7
  const warm = monthly ? 3 : 21
  const parameters = fit(series.slice(0, fittedUntil), classes.slice(0, fittedUntil), many, warm)
  return {
    name: 'smoothing',
    predict(until, coming) {
      const { learnt } = smooth(series.slice(0, until), classes.slice(0, until), many, parameters, warm)
      const foreseen = ahead(learnt, monthly ? coming.map(() => 0) : coming)
      return monthly ? foreseen.map((rate, i) => rate * coming[i]!) : foreseen
    },
  }
}

/** What a method would have said on a day of the past, and what came. */
interface Trial {
  said: number[]
  came: number[]
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const absolute = (trials: readonly Trial[]) =>
  meanOf(trials.flatMap(({ said, came }) => said.map((value, i) => Math.abs(came[i]! - value))))
const symmetric = (trials: readonly Trial[]) =>
  100 *
  meanOf(
    trials.flatMap(({ said, came }) =>
      said.map((value, i) => (value + came[i]! === 0 ? 0 : (2 * Math.abs(came[i]! - value)) / (value + came[i]!))),
    ),
  )

function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)]!
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at))
}

/** How far what came lay from what was said, by kind of day or alike for all months. */
function bands(trials: readonly Trial[], kindsOf: (trial: number) => readonly number[], every: ForecastInput['every']) {
  const errors = new Map<number, number[]>()
  const kindOf = (calendar: number) => (every === 'month' ? 0 : calendar === 0 ? 0 : 1)
  trials.forEach(({ said, came }, trial) =>
    said.forEach((value, i) => {
      const kind = kindOf(kindsOf(trial)[i]!)
      errors.set(kind, [...(errors.get(kind) ?? []), came[i]! - value])
    }),
  )
  const edge = (1 - BAND / 100) / 2
  const found = new Map(
    [...errors].map(([kind, all]) => {
      const sorted = all.sort((a, b) => a - b)
      return [kind, [quantile(sorted, edge), quantile(sorted, 1 - edge)] as const]
    }),
  )
  return (value: number, calendar: number): { low: number; high: number } => {
    const [below, above] = found.get(kindOf(calendar)) ?? [0, 0]
    return { low: Math.max(0, Math.min(value, value + below)), high: Math.max(value, value + above) }
  }
}

/**
 * Foresees a series by the method that did best on the past, with the error that it showed there. The method is chosen on an earlier part of
 * the past and its error is told from a later part, which it has not seen; the band is as wide as the errors were.
 */
export function forecast(input: ForecastInput): Forecast {
  const { every, values, calendar, next } = input
  const none = (refused: 'short' | 'sparse'): Forecast => ({ points: [], method: 'repeating', error: null, refused })
  const horizon = next.periods.length
  if (values.length < least[every] || values.length < 3 * horizon) return none('short')
  const recent = values.slice(-(every === 'day' ? 56 : 12))
  if (recent.filter((value) => value > 0).length < recent.length / 4) return none('sparse')

  const first = Math.max(Math.floor(values.length / 2), every === 'day' ? 42 : 9)
  const stride = every === 'day' ? 7 : 1
  const origins: number[] = []
  for (let origin = first; origin + horizon <= values.length; origin += stride) origins.push(origin)
  const middle = Math.ceil(origins.length / 2)
  const [choosing, telling] = [origins.slice(0, middle), origins.slice(middle)]
  if (choosing.length < 2 || telling.length < 2) return none('short')

  const trial =
    (method: Method) =>
    (origin: number): Trial => ({
      said: method.predict(origin, calendar.slice(origin, origin + horizon)),
      came: values.slice(origin, origin + horizon),
    })
  const methods = [smoothing(input, first), repeating(input)]
  const tried = methods.map((method) => ({ method, chosen: choosing.map(trial(method)), told: telling.map(trial(method)) }))
  const naive = tried[1]!
  const best = absolute(tried[0]!.chosen) <= absolute(naive.chosen) ? tried[0]! : naive

  const kindsAt = (all: readonly number[]) => (trialIndex: number) => calendar.slice(all[trialIndex]!, all[trialIndex]! + horizon)
  const early = bands(best.chosen, kindsAt(choosing), every)
  const within = best.told.flatMap(({ said, came }, t) =>
    said.map((value, i) => {
      const { low, high } = early(value, kindsAt(telling)(t)[i]!)
      return came[i]! >= low && came[i]! <= high ? 1 : 0
    }),
  )
  // In sample, one season apart: what repeating would have missed by.
  const steps = values.slice(season[every], telling[0]).map((value, i) => Math.abs(value - values[i]!))
  const error: ForecastError = {
    mase: absolute(best.told) / Math.max(meanOf(steps), 1e-9),
    relative: absolute(naive.told) === 0 ? 1 : absolute(best.told) / absolute(naive.told),
    smape: symmetric(best.told),
    held: Math.round(100 * meanOf(within)),
    tested: telling.length,
  }
  const band = bands([...best.chosen, ...best.told], kindsAt(origins), every)
  const final = best.method.name === 'smoothing' ? smoothing(input, values.length) : best.method
  const points = final.predict(values.length, next.calendar).map((value, i) => ({
    period: next.periods[i]!,
    value: Math.round(value * 10) / 10,
    ...band(value, next.calendar[i]!),
  }))
  return {
    points: points.map(({ low, high, ...point }) => ({ ...point, low: Math.round(low * 10) / 10, high: Math.round(high * 10) / 10 })),
    method: best.method.name,
    error,
  }
}
