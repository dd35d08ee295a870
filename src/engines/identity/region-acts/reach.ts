import type { Compiled, Place } from './compile.ts'

/** Duties at one place: how many posts have them, and who holds these. */
export interface DutiesAt {
  path: string
  posts: number
  people: number
}

/** What changes for whoever has duties at a place. */
export interface ReachChange extends DutiesAt {
  name: string
  /** Regions, as they are before the act, whose records come within reach, and those whose records leave it. */
  gains: number
  loses: number
}

/**
 * Whose duties reach further or less far than before, by the place of the duty. A duty is a record like others: it goes where what lies at its
 * place goes.
 */
export function reachChanges(now: ReadonlyMap<string, Place>, { moves }: Compiled, duties: readonly DutiesAt[]): ReachChange[] {
  const goes = new Map(moves.map(({ from, to }) => [from.path, to.path]))
  const byPath = new Map([...now.values()].map((one) => [one.path, one]))
  return duties.flatMap((duty) => {
    const then = goes.get(duty.path) ?? duty.path
    let [gains, loses] = [0, 0]
    for (const path of byPath.keys()) {
      const before = path.startsWith(duty.path)
      const after = (goes.get(path) ?? path).startsWith(then)
      if (after && !before) gains += 1
      if (before && !after) loses += 1
    }
    return gains + loses === 0 ? [] : [{ ...duty, name: byPath.get(duty.path)?.name ?? '', gains, loses }]
  })
}
