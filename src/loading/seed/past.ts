import { newKeys, numberOf, type PastCase } from '#engines/cases'
import type { Matter } from '#declare'
import { Fault } from '#kernel/errors'
import { arrivals, randomFrom, type Arrival, type Random } from '../../../city/generate/index.ts'
import type { City } from '../../main.ts'
import { answersFor, type Applicant, type Filling } from './filling.ts'
import { noGifts, type Gifts, type Giving } from './giving.ts'
import type { Pool } from './people.ts'
import { enterpriseShare, matterPicker, ranked } from './popularity.ts'
import type { Progress } from './progress.ts'
import { officersOf } from './staff.ts'
import { live, type StoryParts } from './story.ts'
import { openWorkdays, type Workdays } from './workdays.ts'

/** Cases in one transaction. */
const PART = 100
const MOST_TRIES = 6

export interface PastOptions {
  seed: string
  cases: number
  /** The days of the past, YYYY-MM-DD, the last one not included: what has not happened when it begins is still open. */
  from: string
  until: string
}

/** What came of it. */
export interface PastMade {
  taken: number
  /** Applications that could not be made, with how often each reason came. */
  refused: Map<string, number>
}

interface Told {
  past: PastCase
  gifts: Gifts
}

/** What came of a part's cases, with the numbers that the papers were given in the end. */
function filled(told: readonly Told[], fill: (text: string) => string): Gifts {
  const put = (_key: string, value: unknown) => (typeof value === 'string' ? fill(value) : value)
  const whole = <T>(value: T): T => JSON.parse(JSON.stringify(value, put)) as T
  return {
    records: told.flatMap(({ gifts }) => gifts.records.map(({ register, record }) => ({ register, record: whole(record) }))),
    documents: told.flatMap(({ gifts }) => gifts.documents.map((one) => ({ ...one, number: fill(one.number), data: whole(one.data) }))),
  }
}

/** Eight bytes out of a row of chance. */
const bytesOf = (random: Random) => Uint8Array.from({ length: 8 }, () => random.below(256))

function applicantOf(pool: Pool, matter: Matter, random: Random): Applicant | undefined {
  const enterprise =
    matter.applicants.includes('enterprise') &&
    pool.entities.length > 0 &&
    (!matter.applicants.includes('person') || random.chance(enterpriseShare(matter.function)))
  if (enterprise) {
    const { entity, owner, active } = random.of(pool.entities)
    return active ? { person: pool.people[owner]!, entity } : undefined
  }
  return { person: random.of(pool.people) }
}

/** Of those who apply while counters are open, how many come to one; the elder more often. Shares of our own: no source gives them for the city. */
const TO_COUNTER = { others: 0.3, elder: 0.65 }
const ELDER_YEARS = 60

function comesToCounter(workdays: Workdays, { date, minute }: Arrival, { person }: Applicant, random: Random): boolean {
  const open = workdays.works(date) && ((minute >= 8 * 60 + 30 && minute < 12 * 60) || (minute >= 14 * 60 + 30 && minute < 17 * 60 + 30))
  const elder = Number(date.slice(0, 4)) - Number(person.personId.slice(6, 10)) >= ELDER_YEARS
  return random.chance(elder ? TO_COUNTER.elder : TO_COUNTER.others) && open
}

/** Matters that can be asked for by themselves; the fictional example is no part of a city's life. */
function real({ cases, systems }: City): Matter[] {
  const fictional = new Set(systems.flatMap(({ system }) => (system.domain === 'example' ? system.matters.map(({ name }) => name) : [])))
  return cases.matters.all.filter(({ name, procedure }) => procedure !== undefined && !fictional.has(name))
}

/** Generates two years of cases and takes them in, part by part; parts that are in already are passed over. */
export async function addPast(city: City, pool: Pool, options: PastOptions, giving: Giving, progress: Progress): Promise<PastMade> {
  const { identity, cases, ground } = city
  const { seed } = options
  const { history } = cases
  const source = `generated:${seed}:${options.cases}:${options.until}`
  const workdays = openWorkdays(ground.timezone)
  const now = workdays.at(options.until, 0)
  const parts: StoryParts = { workdays, officerFor: await officersOf(city) }
  const pick = matterPicker(ranked(real(city), seed))
  const known = pool.people.filter(({ account }) => account !== null)
  // Those who can sign in to the demonstration have more behind them than others.
  const ofKnown = Math.min(0.05, (12 * known.length) / Math.max(1, options.cases))
  const made: PastMade = { taken: 0, refused: new Map() }
  const counter = progress.of('办件 cases', options.cases)
  const done = await identity.asSystem('生成演示办件', (ctx) => history.parts(ctx, source))
  const counters = await identity.asSystem('生成演示办件', (ctx) => history.counters(ctx))

  const teller = history.teller(identity.asSystem)
  const makeOne = async (arrival: Arrival, index: number, number: number): Promise<Told | undefined> => {
    const random = randomFrom(`${seed}/case/${index}`)
    for (let tried = 0; tried < MOST_TRIES; tried++) {
      const matter = pick(random)
      const applicant = random.chance(ofKnown) ? { person: random.of(known) } : applicantOf(pool, matter, random)
      if (!applicant) continue
      if (!applicant.entity && !matter.applicants.includes('person')) continue
      const filling: Filling = { random, today: arrival.date, applicant, matter: matter.label }
      const wanted = applicant.entity ? { hasLicence: true } : {}
      const said = answersFor(matter, filling, wanted)
      if (!said) continue
      try {
        const at = workdays.at(arrival.date, arrival.minute + random.next())
        const chance = randomFrom(`${seed}/keys/${index}`)
        const application = {
          matter: matter.name,
          region: (said.answers.region as string | undefined) ?? applicant.entity?.region ?? applicant.person.region,
          ...said,
          applicant: { person: applicant.person.id, account: applicant.person.account, name: applicant.person.name },
          ...(applicant.entity ? { entity: { id: applicant.entity.id, name: applicant.entity.name } } : {}),
          at,
        }
        const gifts = noGifts()
        const given = randomFrom(`${seed}/gifts/${index}`)
        const giftKeys = newKeys(() => bytesOf(given))
        const past = await teller(application, {
          runAction: (run) => giving.run(run, gifts, giftKeys),
          certificates: () => giving.certificates(gifts),
          keys: () => newKeys(() => bytesOf(chance)),
          nextNumber: (prefix) => numberOf(prefix, number),
        })
        await live(parts, past, at, now, filling, comesToCounter(workdays, arrival, applicant, randomFrom(`${seed}/counter/${index}`)))
        return { past, gifts }
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        const why = `${matter.name}: ${error.code ?? ''} ${error.message}`
        made.refused.set(why, (made.refused.get(why) ?? 0) + 1)
      }
    }
    return undefined
  }

  const coming = arrivals(workdays.kinds(options.from, options.until), options.cases, (date) => randomFrom(`${seed}/arrivals/${date}`))
  let storing: Promise<void> = Promise.resolve()
  let index = 0
  for (let part = 0, more = true; more; part++) {
    const slice: Arrival[] = []
    while (slice.length < PART) {
      const next = coming.next()
      if (next.done) {
        more = false
        break
      }
      slice.push(next.value)
    }
    const first = index
    index += slice.length
    if (slice.length === 0 || done.has(part)) {
      counter.add(slice.length)
      continue
    }
    const numbers = await identity.asSystem('生成演示办件', (ctx) => history.numbers(ctx, slice.length))
    const told: Told[] = []
    for (const [nth, arrival] of slice.entries()) {
      const one = await makeOne(arrival, first + nth, numbers[nth]!)
      if (one) told.push(one)
    }
    const packed = history.pack(
      source,
      part,
      told.map(({ past }) => past),
      counters,
    )
    const gifts = filled(told, packed.fill)
    await storing
    storing = identity
      .asSystem('生成演示办件', async (ctx) => {
        const taken = await history.store(ctx, packed)
        if (taken > 0) await giving.store(ctx, gifts)
        return taken
      })
      .then((taken) => {
        made.taken += taken
        counter.add(slice.length)
      })
  }
  await storing
  counter.done()
  return made
}
