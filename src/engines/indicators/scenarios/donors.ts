/** Which past case an arrival goes the way of, and what a scenario changes of that. */
import type { Model, Trace } from './model.ts'
import { uniform } from './random.ts'

/** What a scenario changes; what is not said stays as it is. Stages are named `role stage`. */
export interface Drivers {
  /** How many come in, as a multiple of the present. */
  arrivals?: number
  /** Share of cases that are asked for a supplement, 0 to 1. */
  supplements?: number
  /** Share of cases that come in online, 0 to 1. */
  online?: number
  /** Officers of a role, at all its desks together. */
  officers?: Readonly<Record<string, number>>
  /** How long a stage takes, as a multiple of the present. */
  pace?: Readonly<Record<string, number>>
  /** Limits as a multiple of the present: it changes what is judged late, not how people work. */
  statutory?: number
  promised?: number
  /** Hours of work that a task of a role takes. */
  hours?: Readonly<Record<string, number>>
}

/** Which cases drivers change and outcomes are told of; all when nothing is said. All others are simulated with them: they share the desks. */
export interface Focus {
  matter?: number
  organisation?: number
}

export interface Run {
  model: Model
  focus: Focus
  drivers: Drivers
  /** Calendar days. */
  horizon: number
  seed: number
  replication: number
  /** Mean wait for an officer by role in the present, which is already in what tasks took. */
  queued: ReadonlyMap<string, number>
}

/** What a random number is for. */
export const LEVEL = 0
export const NUMBER = 1
export const TRACE = 2
export const HOUR = 3
export const KEEP = 4
const SWAP = 5
const OTHER = 6
export const SAMPLE = 7
export const INITIAL = 8

export const isInFocus = ({ matter, organisation }: Focus, one: { matter: number; organisation: number }): boolean =>
  (matter === undefined || one.matter === matter) && (organisation === undefined || one.organisation === organisation)

/** Donors told apart by what drivers change. */
export interface Donors {
  all: readonly Trace[]
  by: Map<string, Trace[]>
  shares: { supplemented: number; online: number }
}

const kindOf = (one: { matter: number; supplemented: boolean; online: boolean }) =>
  `${one.matter} ${one.supplemented ? 1 : 0} ${one.online ? 1 : 0}`

const donorsKnown = new WeakMap<Model, Map<string, Donors>>()

export function donorsOf({ model, focus }: Run): Donors {
  const key = `${focus.matter} ${focus.organisation}`
  const all = donorsKnown.get(model) ?? new Map<string, Donors>()
  donorsKnown.set(model, all)
  const donors = all.get(key) ?? makeDonors(model, focus)
  all.set(key, donors)
  return donors
}

function makeDonors(model: Model, focus: Focus): Donors {
  const by = new Map<string, Trace[]>()
  let inside = 0
  let supplemented = 0
  let online = 0
  for (const one of model.traces) {
    const key = kindOf(one)
    const group = by.get(key)
    if (group) group.push(one)
    else by.set(key, [one])
    if (!isInFocus(focus, one)) continue
    inside++
    if (one.supplemented) supplemented++
    if (one.online) online++
  }
  return { all: model.traces, by, shares: { supplemented: supplemented / Math.max(1, inside), online: online / Math.max(1, inside) } }
}

/** How likely a case that is one way now is the other way in the scenario. */
const flips = (now: number, wanted: number, is: boolean): number =>
  wanted === now ? 0 : wanted < now ? (is ? 1 - wanted / now : 0) : is ? 0 : (wanted - now) / Math.max(1e-9, 1 - now)

/** The course that an arrival takes: one of the past, made another where a driver wants more or fewer of a kind. */
export function choose(run: Run, donors: Donors, sample: Int32Array, nth: number): Trace {
  const { seed, replication, drivers, focus } = run
  const first = donors.all[sample[Math.floor(uniform(seed, replication, TRACE, nth) * sample.length)]!]!
  if ((drivers.supplements === undefined && drivers.online === undefined) || !isInFocus(focus, first)) return first
  const u = uniform(seed, replication, SWAP, nth)
  const v = uniform(seed, replication, SWAP, nth + 50_000_000)
  const supplemented =
    drivers.supplements !== undefined && u < flips(donors.shares.supplemented, drivers.supplements, first.supplemented)
      ? !first.supplemented
      : first.supplemented
  const online =
    drivers.online !== undefined && v < flips(donors.shares.online, drivers.online, first.online) ? !first.online : first.online
  if (supplemented === first.supplemented && online === first.online) return first
  const others =
    donors.by.get(kindOf({ matter: first.matter, supplemented, online })) ??
    donors.all.filter(
      (one) => one.procedure === first.procedure && one.supplemented === supplemented && one.online === online && isInFocus(focus, one),
    )
  return others.length === 0 ? first : others[Math.floor(uniform(seed, replication, OTHER, nth) * others.length)]!
}

/** Another case that comes in on the same day, in the same focus. */
export function another(run: Run, donors: Donors, sample: Int32Array, nth: number, copy: number): Trace {
  for (let tries = 1; tries < 20; tries++) {
    const found = choose(run, donors, sample, nth + copy * 10_000_019 + tries * 1009)
    if (isInFocus(run.focus, found)) return found
  }
  return choose(run, donors, sample, nth)
}
