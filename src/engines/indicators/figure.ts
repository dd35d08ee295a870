import type { Indicator } from '#declare'

/** Sums of a cell, with the histogram of a median. */
export interface Sums {
  count: number
  total: number
  /** Records by their number of days. */
  days: Map<number, number>
  changed: string | null
}

export const noSums = (): Sums => ({ count: 0, total: 0, days: new Map(), changed: null })

/** Why there is no value: nothing to judge in the period, too few persons to tell (or a median of them), before anything was recorded, not counted yet. */
export type Why = 'nothing' | 'hidden' | 'before' | 'counting'

/** The middle value of a histogram; between two, their mean. */
export function medianOf(days: ReadonlyMap<number, number>): number | null {
  const sorted = [...days].filter(([, many]) => many > 0).sort(([a], [b]) => a - b)
  const all = sorted.reduce((sum, [, many]) => sum + many, 0)
  if (all === 0) return null
  const at = (nth: number) => {
    let passed = 0
    for (const [value, many] of sorted) {
      passed += many
      if (passed > nth) return value
    }
    return sorted.at(-1)![0]
  }
  return (at(Math.floor((all - 1) / 2)) + at(Math.floor(all / 2))) / 2
}

/** The value that sums amount to: a number, per cent with one decimal, or a median of days; null where there is nothing to judge. */
export function valueOf(indicator: Pick<Indicator, 'share' | 'days'>, sums: Sums): number | null {
  if (indicator.share) return sums.count === 0 ? null : Math.round((sums.total / sums.count) * 1000) / 10
  if (indicator.days) return medianOf(sums.days)
  return sums.count
}

/** Whether a value keeps to its target; null where there is none. */
export const keepsTo = (value: number | null, target: number | undefined, better: Indicator['better']): boolean | null =>
  value === null || target === undefined || better === undefined ? null : better === 'more' ? value >= target : value <= target
