/** What is to happen, earliest first; of two at the same time the one with the smaller number, so that a run is the same each time. */
export interface Agenda {
  readonly size: number
  push(time: number, what: number): void
  pop(): [time: number, what: number]
}

/** Makes an empty agenda: a binary heap over two lists of numbers, because a run asks it some ten thousand times. */
export function openAgenda(): Agenda {
  const times: number[] = []
  const what: number[] = []
  const before = (a: number, b: number) => times[a]! < times[b]! || (times[a] === times[b] && what[a]! < what[b]!)
  const swap = (a: number, b: number) => {
    const time = times[a]!
    const one = what[a]!
    times[a] = times[b]!
    what[a] = what[b]!
    times[b] = time
    what[b] = one
  }
  return {
    get size() {
      return times.length
    },
    push(time, one) {
      let at = times.push(time) - 1
      what.push(one)
      while (at > 0) {
        const up = (at - 1) >> 1
        if (!before(at, up)) break
        swap(at, up)
        at = up
      }
    },
    pop() {
      const first: [number, number] = [times[0]!, what[0]!]
      const time = times.pop()!
      const one = what.pop()!
      if (times.length === 0) return first
      times[0] = time
      what[0] = one
      let at = 0
      for (let left = 1; left < times.length; left = 2 * at + 1) {
        const least = left + 1 < times.length && before(left + 1, left) ? left + 1 : left
        if (!before(least, at)) break
        swap(at, least)
        at = least
      }
      return first
    },
  }
}
