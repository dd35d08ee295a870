/** A source of chance that gives the same again for the same seed (mulberry32, after T. Ettinger's public-domain function). */
export interface Chance {
  /** From 0 up to 1. */
  next(): number
  /** A whole number below `end`. */
  below(end: number): number
  of<T>(all: readonly T[]): T
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (end: number) => Math.floor(next() * end)
  return { next, below, of: (all) => all[below(all.length)]! }
}
