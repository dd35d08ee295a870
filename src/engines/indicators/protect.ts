import { noSums, type Sums } from './figure.ts'
import { keyOf, type SumsByKey } from './read.ts'

/**
 * What figures of persons are multiples of, for whoever may not read the persons themselves. Numbers below it are not told.
 *
 * Independent rounding of each number, and hiding small ones, are undone by subtracting one answer from another (Handbook on Statistical
 * Disclosure Control, 2nd edition, chapter 5 "Frequency tables", on differencing and on conventional, random and controlled rounding:
 * https://sdctools.github.io/HandbookSDC/05-frequency-tables.html). So the smallest cells are rounded, in such a way that their sums stay
 * near the truth, and every figure is a sum of rounded cells (small count rounding: Langsrud and Heldal 2018, "An Algorithm for Small Count
 * Rounding of Tabular Data"). Two things follow for all answers together, however many are asked: each is the sum of its parts, and a city
 * whose true numbers are the told ones would give the very same answers. In that city every cell, and every difference of two figures, is a
 * multiple of the base; so nothing proves of any cell that it holds one to four persons. The base of five is the one that the handbook and
 * several statistical offices use; no Chinese standard was found that sets one.
 */
export const BASE = 5

/** The nearest multiple of the base. */
const nearest = (count: number): number => Math.round(count / BASE) * BASE

/**
 * Rounds the cells of one place, in their order: what is told up to each cell is what there truly is up to it, to the nearest multiple. Each
 * cell is then told less than a base away from what it is, and all of them together half a base at most.
 */
export function controlled(counts: readonly number[]): number[] {
  let truth = 0
  let told = 0
  return counts.map((count) => {
    const before = told
    truth += count
    told = nearest(truth)
    return told - before
  })
}

/** A smallest cell: one place without what lies below it, one period, one group. */
interface Cell {
  period: string
  path: string
  group: string
  sums: Sums
}

/** Which cells are rounded one after the other: those of a place in one year of what happened, or on one day of what is there. */
export type Chain = (period: string) => string
export const yearly: Chain = (period) => period.slice(0, 4)
export const daily: Chain = (period) => period

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/', path.length - 2) + 1)
const readKey = (key: string): [period: string, path: string, group: string] => {
  const [period = '', path = ''] = key.split(' ', 2)
  return [period, path, key.slice(period.length + path.length + 2)]
}

/** What belongs to each place itself, without the places below it, in the order of rounding. `found` has sums of each place with all below. */
function smallest(found: SumsByKey, grouped: boolean): Cell[] {
  const own = new Map<string, Cell>()
  for (const [key, { count, total }] of found) {
    const [period, path, group] = readKey(key)
    if ((group !== '') === grouped) own.set(key, { period, path, group, sums: { ...noSums(), count, total } })
  }
  for (const [key, { count, total }] of found) {
    const [period, path, group] = readKey(key)
    const above = own.get(keyOf(period, parentOf(path), group))
    if ((group !== '') !== grouped || !above) continue
    above.sums.count -= count
    above.sums.total -= total
  }
  const by = (one: Cell) => `${one.path} ${one.period} ${one.group}`
  return [...own.values()].sort((a, b) => (by(a) < by(b) ? -1 : 1))
}

/**
 * Figures as they are told to whoever may not read the persons: by period, place and group, each the sum of rounded cells. Of a share the
 * part and the rest are rounded apart. When a figure changed is not told: it would say that somebody was counted.
 * @param found true sums of every place of a subtree by itself and all below, told apart by a field where `grouped`
 */
export function protect(found: SumsByKey, { chain, grouped }: { chain: Chain; grouped: boolean }): SumsByKey {
  const chains = new Map<string, Cell[]>()
  for (const cell of smallest(found, grouped)) {
    const key = `${cell.path} ${chain(cell.period)}`
    chains.set(key, [...(chains.get(key) ?? []), cell])
  }
  const told: SumsByKey = new Map()
  const add = (key: string, count: number, total: number) => {
    const sums = told.get(key) ?? noSums()
    told.set(key, { ...sums, count: sums.count + count, total: sums.total + total })
  }
  for (const cells of chains.values()) {
    const totals = controlled(cells.map(({ sums }) => sums.total))
    const rests = controlled(cells.map(({ sums }) => sums.count - sums.total))
    for (const [i, { period, path, group }] of cells.entries())
      for (let place = path; place.length > 1; place = parentOf(place))
        for (const name of new Set(['', group])) add(keyOf(period, place, name), totals[i]! + rests[i]!, totals[i]!)
  }
  return told
}

/** The same over all periods of a span together. */
export function together(told: SumsByKey, isIn: (period: string) => boolean): SumsByKey {
  const whole: SumsByKey = new Map()
  for (const [key, { count, total }] of told) {
    const [period, path, group] = readKey(key)
    if (!isIn(period)) continue
    const to = keyOf('', path, group)
    const sums = whole.get(to) ?? noSums()
    whole.set(to, { ...sums, count: sums.count + count, total: sums.total + total })
  }
  return whole
}
