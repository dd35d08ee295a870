/**
 * Chance that can be repeated: the same seed gives the same numbers on every machine. The generator is sfc32, seeded by FNV-1a; it is for
 * demonstrations and tests and has nothing to do with secrets.
 */
export type Random = {
  /** A number from 0 up to, not including, 1. */
  next: () => number
  /** A whole number from 0 up to, not including, `count`. */
  below: (count: number) => number
  /** Whether something of this probability happens. */
  chance: (probability: number) => boolean
  /** One of a list, each as likely as the others. */
  of: <T>(list: readonly T[]) => T
  /** A normally distributed number of mean 0 and deviation 1. */
  normal: () => number
}

export function randomFrom(seed: string): Random {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 15; round++) next()
  return {
    next,
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
    of: (list) => list[Math.floor(next() * list.length)]!,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

function hash(text: string, salt: number): number {
  let value = 2166136261 ^ salt
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 16777619)
  return value | 0
}

/** A picker of things by weight: made once, asked often. */
export function weightedPicker<T>(entries: Iterable<readonly [T, number]>): (random: Random) => T {
  const things: T[] = []
  const sums: number[] = []
  let total = 0
  for (const [thing, weight] of entries) {
    if (!(weight > 0)) continue
    total += weight
    things.push(thing)
    sums.push(total)
  }
  if (things.length === 0) throw new RangeError('nothing to pick from')
  return (random) => {
    const wanted = random.next() * total
    let [low, high] = [0, things.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! <= wanted) low = middle + 1
      else high = middle
    }
    return things[low]!
  }
}
