/**
 * Exponential smoothing with a damped trend and additive seasons (Holt-Winters; Hyndman & Athanasopoulos, Forecasting: Principles and
 * Practice, 3rd ed., sections 8.2-8.3, ETS(A,Ad,A)). A season here is a class of days that the calendar tells, not a place in a cycle: a
 * holiday on a Wednesday is a day of rest, and a Sunday that is worked is a working day.
 */

export interface Parameters {
  /** How fast the level follows. */
  alpha: number
  /** How fast the trend follows; 0: there is none. */
  beta: number
  /** How fast the seasons follow. */
  gamma: number
  /** What is left of the trend at each step. */
  phi: number
}

/** What smoothing has learnt. */
export interface Learnt {
  level: number
  trend: number
  seasons: number[]
  parameters: Parameters
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** The beginning: the mean of the first values, and what each class of them lies from it. */
function beginning(values: readonly number[], classes: readonly number[], many: number, parameters: Parameters): Learnt {
  const level = mean(values)
  const seasons = Array.from({ length: many }, (_, one) => {
    const own = values.filter((_value, i) => classes[i] === one)
    return own.length === 0 ? 0 : mean(own) - level
  })
  return { level, trend: 0, seasons, parameters }
}

function step(learnt: Learnt, value: number, season: number): number {
  const { alpha, beta, gamma, phi } = learnt.parameters
  const expected = learnt.level + phi * learnt.trend + learnt.seasons[season]!
  const error = value - expected
  learnt.level += phi * learnt.trend + alpha * error
  learnt.trend = phi * learnt.trend + alpha * beta * error
  learnt.seasons[season]! += gamma * (1 - alpha) * error
  return error
}

/** Learns from values in order; `warm` values make the beginning. Gives what was learnt and the mean squared error one step ahead. */
export function smooth(
  values: readonly number[],
  classes: readonly number[],
  many: number,
  parameters: Parameters,
  warm: number,
): { learnt: Learnt; error: number } {
  const learnt = beginning(values.slice(0, warm), classes.slice(0, warm), many, parameters)
  let squares = 0
  for (let i = warm; i < values.length; i++) squares += step(learnt, values[i]!, classes[i]!) ** 2
  return { learnt, error: squares / Math.max(1, values.length - warm) }
}

/** What comes after, by the classes of the days to come; never below zero, since things are counted. */
export function ahead({ level, trend, seasons, parameters: { phi } }: Learnt, classes: readonly number[]): number[] {
  let drift = 0
  let damped = 1
  return classes.map((season) => {
    damped *= phi
    drift += damped * trend
    return Math.max(0, level + drift + seasons[season]!)
  })
}

const alphas = [0.05, 0.1, 0.2, 0.35, 0.5]
const betas = [0, 0.05, 0.15]
const gammas = [0, 0.05, 0.15]
const phis = [0.85, 0.98]

/** The parameters with the least error one step ahead, of a small grid. */
export function fit(values: readonly number[], classes: readonly number[], many: number, warm: number): Parameters {
  let best: { parameters: Parameters; error: number } | undefined
  for (const alpha of alphas)
    for (const beta of betas)
      for (const gamma of many > 1 ? gammas : [0])
        for (const phi of beta === 0 ? [phis[1]!] : phis) {
          const parameters = { alpha, beta, gamma, phi }
          const { error } = smooth(values, classes, many, parameters, warm)
          if (!best || error < best.error) best = { parameters, error }
        }
  return best!.parameters
}
