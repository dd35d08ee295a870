import { mkdirSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { dirname, join } from 'node:path'

/** How a job is to be run. */
export interface Setting {
  /** Rows of the register or cases that the job works on; each job has its own number when not said. */
  rows: number | undefined
  /** Interleaved rounds; differences smaller than the spread over them do not count. */
  rounds: number
  /** Seconds that each contestant is given in each round. */
  seconds: number
  /** Folder for a processor profile of each contestant, from one more round after the others. */
  profiles?: string
  log(line: string): void
}

/** One line of `bench/results.json`: ours beside its limit from the same run. */
export interface Result {
  job: string
  unit: string
  ours: number
  /** What the limit is: the fastest way to the same outcome that anybody here could write by hand. */
  limitName: string
  limit: number
  /** ours ÷ limit for rates, limit ÷ ours for costs: 1 is the limit, and more is better. */
  ratio: number
  /** Another product at the same work in the same run, where one can be had: which, how fast, and ours ÷ it. */
  peerName: string | null
  peer: number | null
  peerRatio: number | null
  machine: string
  at: string
  /** Load, spread over the rounds and whatever else is needed to read the figures. */
  note: string
}

/** What a job finds out; the harness adds where and when. */
export type Finding = Omit<Result, 'machine' | 'at' | 'job' | 'peerName' | 'peer' | 'peerRatio'> &
  Partial<Pick<Result, 'peerName' | 'peer' | 'peerRatio'>>

/** A hot job of the platform, measured beside its limit. */
export interface Job {
  /** One sentence: the load. */
  what: string
  run(setting: Setting): Promise<Finding[]>
}

/** Rates of one contestant over the rounds. */
export interface Measured {
  median: number
  /** (most − least) ÷ median */
  spread: number
  rates: number[]
  /** Processor time of this process for one operation, in milliseconds; the database's is not in it. */
  cpu: number
  /** The same of the database, where the job says how it is known. */
  databaseCpu: number
}

/** The middle of some values. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Lets contestants work in turns, A-B-C A-B-C, so that what else happens on the machine meets all of them. Each gets a round to warm up.
 * @returns operations per second of each
 */
export async function inTurns<Name extends string>(
  contestants: Readonly<Record<Name, (seconds: number) => Promise<number>>>,
  { rounds, seconds, profiles, log }: Pick<Setting, 'rounds' | 'seconds' | 'profiles' | 'log'>,
  /** Milliseconds that the processors have spent for the database so far. */
  database: () => number = () => 0,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(contestants) as Name[]
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const costs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const databaseCosts = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) await contestants[name](Math.min(seconds, 2))
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      const before = process.cpuUsage()
      const databaseBefore = database()
      const start = performance.now()
      const rate = await contestants[name](seconds)
      const operations = rate * ((performance.now() - start) / 1000)
      const { user, system } = process.cpuUsage(before)
      rates[name].push(rate)
      costs[name].push((user + system) / 1000 / operations)
      databaseCosts[name].push((database() - databaseBefore) / operations)
    }
    log(`round ${round} of ${rounds}: ${names.map((name) => `${name} ${rates[name].at(-1)!.toFixed(0)}/s`).join(', ')}`)
  }
  if (profiles) for (const name of names) await profiled(join(profiles, `${name}.cpuprofile`), () => contestants[name](seconds))
  const measured = (list: number[], cpu: number[], databaseCpu: number[]): Measured => {
    const middle = median(list)
    const spread = (Math.max(...list) - Math.min(...list)) / middle
    return { median: middle, spread, rates: list, cpu: median(cpu), databaseCpu: median(databaseCpu) }
  }
  return Object.fromEntries(names.map((name) => [name, measured(rates[name], costs[name], databaseCosts[name])])) as Record<Name, Measured>
}

async function profiled(file: string, work: () => Promise<unknown>): Promise<void> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(profile))
}

/** Does something over and over, several at a time, for some seconds; gives how often per second. `i` counts up. */
export async function rateOf(
  work: (i: number) => Promise<unknown>,
  { seconds, width }: { seconds: number; width: number },
): Promise<number> {
  const start = performance.now()
  const end = start + seconds * 1000
  let done = 0
  let next = 0
  const loop = async () => {
    while (performance.now() < end) {
      await work(next++)
      done++
    }
  }
  await Promise.all(Array.from({ length: width }, loop))
  return done / ((performance.now() - start) / 1000)
}

/** A spread as people read it. */
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`
