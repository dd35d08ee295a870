/** Classes of a shaded map: each holds the values from its lower bound up to, and without, the next one's. */
export interface Classes {
  /** Lower bounds, ascending; the first is the least value. */
  bounds: readonly number[]
  most: number
  /** Nothing lies between two whole numbers, so that a class can be told by its first and last one. */
  whole?: boolean
}

/** How many shades there are. */
export const MOST_CLASSES = 6

/**
 * Classes with about equally many values each (quantiles). Equal values are never parted, and few distinct values have a class each.
 * @returns nothing when there is no value
 */
export function quantileClasses(values: readonly number[], count = 5): Classes | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return undefined
  const wanted = Math.max(1, Math.min(count, MOST_CLASSES))
  const distinct = [...new Set(sorted)]
  const bounds =
    distinct.length <= wanted
      ? distinct
      : [...new Set(Array.from({ length: wanted }, (_, i) => sorted[Math.floor((i * sorted.length) / wanted)]!))]
  return { bounds, most, ...(sorted.every(Number.isInteger) ? { whole: true } : {}) }
}

/** Classes between given lower bounds; values under the first belong to it. */
export function givenClasses(bounds: readonly number[], values: readonly number[]): Classes | undefined {
  if (values.length === 0 || bounds.length === 0) return undefined
  const ascending = [...new Set(bounds)].sort((a, b) => a - b).slice(0, MOST_CLASSES)
  return { bounds: ascending, most: Math.max(...values) }
}

/** The class of a value: the last one whose bound it reaches. */
export function classOf({ bounds }: Classes, value: number): number {
  let found = 0
  bounds.forEach((bound, i) => {
    if (value >= bound) found = i
  })
  return found
}

/** The shade (1 to 6) of each class: the lightest and the darkest are always used, so that few classes are far apart. */
export const shadeOf = (of: Classes, index: number): number =>
  of.bounds.length === 1 ? 3 : 1 + Math.round((index * (MOST_CLASSES - 1)) / (of.bounds.length - 1))

/** Where a class begins and ends, for a legend, and whether it holds its end; the last one ends with the greatest value. */
export function rangeOf({ bounds, most, whole }: Classes, index: number): readonly [from: number, to: number, held: boolean] {
  const [from, next] = [bounds[index]!, bounds[index + 1]]
  if (next === undefined) return [from, Math.max(most, from), true]
  return whole ? [from, next - 1, true] : [from, next, false]
}
