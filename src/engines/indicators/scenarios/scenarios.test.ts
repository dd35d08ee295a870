import { describe, expect, it } from 'vitest'
import type { Journeys } from '#engines/cases'
import { addCalendarDays, calendarFor } from '#kernel/days'
import { backTest } from './back-test.ts'
import { compareScenarios, queuedNow } from './compare.ts'
import { presentOf } from './present.ts'
import { daysBetween, historyOf, type History } from './history.ts'
import { fit, HOURS, type Model } from './model.ts'
import { count, studentQuantile, uniform } from './random.ts'
import { simulate, spread } from './simulate.ts'

const today = '2026-03-02'
const base = addCalendarDays(today, -760)
const calendar = calendarFor([], [])
const days = daysBetween(calendar, base, addCalendarDays(today, 480))
const seconds = (day: string, hour: number) => Date.parse(`${day}T00:00:00+08:00`) / 1000 + hour * 3600

/** Two years of cases: five on a working day; received, examined, decided; one in eight waits for a supplement first. */
function past({ perDay = 5, from = base, slower = 1 } = {}): History {
  const found: Journeys = { cases: [], tasks: [], clocks: [] }
  let n = 0
  for (let offset = Math.max(0, days.working.indexOf(1)); addCalendarDays(base, offset) < today; offset++) {
    const day = addCalendarDays(base, offset)
    if (days.kinds[offset] === 0 || day < from) continue
    const many = count(perDay, 1, uniform(1, 0, 1, offset))
    for (let k = 0; k < many; k++, n++) {
      const id = `case-${n}`
      const supplemented = uniform(1, 0, 2, n) < 0.125
      const ask = (purpose: number, most: number) => 1 + Math.floor(uniform(1, 0, purpose, n) * most * slower)
      const steps = supplemented
        ? ([
            ['clerk', 'check', 1],
            ['', 'supplement', ask(3, 6)],
            ['clerk', 'check', 1],
            ['chief', 'decide', ask(4, 8)],
          ] as const)
        : ([
            ['clerk', 'check', 1],
            ['chief', 'decide', ask(4, 8)],
          ] as const)
      let at = offset
      let over = false
      for (const [role, stage, took] of steps) {
        if (over) break
        const start = at
        for (let left: number = took; left > 0;) if (days.kinds[++at] !== 0) left--
        over = addCalendarDays(base, at) >= today
        found.tasks.push({
          case: id,
          branch: '',
          stage,
          role,
          organisation: 'office',
          opened: seconds(addCalendarDays(base, start), 10),
          closed: over ? null : seconds(addCalendarDays(base, at), 10),
          decides: stage === 'decide' && !over,
          actor: role === '' || over ? null : `${role} ${n % 3}`,
        })
      }
      found.cases.push({
        id,
        matter: n % 4 === 0 ? 'one' : 'other',
        procedure: 'plain',
        organisation: 'office',
        organisationName: 'Office',
        online: true,
        opened: seconds(day, 10),
        concluded: over ? null : seconds(addCalendarDays(base, at), 10),
      })
      const accepted = found.tasks.findLast((task) => task.case === id && task.stage === 'decide')
      if (accepted && !over)
        found.clocks.push({
          case: id,
          branch: '',
          limit: 'statutory',
          kind: 'working',
          starts: 'acceptance',
          days: 6,
          started: new Date((accepted.opened + 8 * 3600) * 1000).toISOString().slice(0, 10),
          ended: addCalendarDays(base, at),
          late: false,
          waits: [],
        })
    }
  }
  return historyOf(found, { calendar, days, today, timezone: 'Asia/Shanghai' })
}

const asked = { focus: {}, horizon: 120, seed: 3, replications: 12 }

describe('random numbers', () => {
  it('have the quantiles of Student’s t that tables print', () => {
    expect(studentQuantile(0.975, 29)).toBeCloseTo(2.045, 2)
    expect(studentQuantile(0.975, 11)).toBeCloseTo(2.201, 2)
  })
  it('count with the mean and the variance that were asked for', () => {
    const all = Array.from({ length: 4000 }, (_, i) => count(6, 2, uniform(9, 0, 0, i)))
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length
    const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / all.length
    expect(mean).toBeCloseTo(6, 0)
    expect(variance / mean).toBeGreaterThan(1.8)
    expect(variance / mean).toBeLessThan(2.2)
  })
})

describe('the queue', () => {
  it('waits as the formula of Pollaczek and Khinchine says for one officer with work of one length', () => {
    const plain = daysBetween(calendarFor([], []), base, addCalendarDays(base, 1600))
    // Every day is worked, so that arrivals are a Poisson process in working time.
    for (let i = 0; i < plain.kinds.length; i++) plain.kinds[i] = 1
    plain.working.forEach((_, i) => (plain.working[i] = i + 1))
    const task = { desk: 0, stage: 0, branch: -1, start: 0, end: 0.5, took: 0.5, decides: true, after: [], next: [] }
    const trace = {
      of: 0,
      matter: 0,
      procedure: 0,
      organisation: 0,
      online: true,
      supplemented: false,
      opened: 0,
      tasks: [task],
      clocks: [],
    }
    const model = {
      history: {
        days: plain,
        today: 0,
        now: 0,
        desks: [{ role: 'clerk', organisation: 'o' }],
        stages: [{ role: 'clerk', stage: 'check' }],
      },
      traces: [trace],
      open: [],
      arrivals: {
        level: 1.6,
        kinds: Array.from({ length: 7 }, () => 1),
        months: Array.from({ length: 12 }, () => 1),
        monthErrors: Array.from({ length: 12 }, () => 0),
        dispersion: 1,
        error: 0,
        n: 0,
        days: 0,
      },
      officers: Int32Array.of(1),
      hours: new Map([['clerk', HOURS / 2]]),
      from: 0,
      to: 0,
    } as unknown as Model
    const waits = Array.from({ length: 8 }, (_, replication) =>
      simulate({ model, focus: {}, drivers: {}, horizon: 1500, seed: 5, replication, queued: new Map() }).queues.get('clerk')!,
    )
    const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length
    // Load 0.8, work half a day: 0.8 · 0.5 / (2 · 0.2) = 1 day.
    expect(mean).toBeGreaterThan(0.85)
    expect(mean).toBeLessThan(1.15)
  })
  it('spreads officers by the work there, one at least at each desk', () => {
    expect(spread(10, [6, 3, 1])).toEqual([6, 3, 1])
    expect(spread(3, [90, 9, 1])).toEqual([1, 1, 1])
    expect(spread(7, [1, 1, 1]).reduce((sum, one) => sum + one, 0)).toBe(7)
  })
})

describe('the present', () => {
  const history = past()
  it('is what the cases show, with how many they are', () => {
    const found = presentOf({ key: 'past', history, focus: {}, seed: 1, replications: 10 })!
    expect(found.arrivals.perMonth).toBeGreaterThan(95)
    expect(found.arrivals.perMonth).toBeLessThan(120)
    expect(found.supplements.share).toBeGreaterThan(0.1)
    expect(found.supplements.share).toBeLessThan(0.15)
    expect(found.roles.map(({ role, officers }) => [role, officers])).toEqual([
      ['clerk', 3],
      ['chief', 3],
    ])
    expect(found.statutory!.days).toBe(6)
    expect(found.online).toMatchObject({ share: 1, other: 0 })
  })
  it('would have foretold the last half year of a past that stays as it is', () => {
    const test = backTest(history, {}, 1, 20)!
    expect(test.horizon).toBe(180)
    expect(Math.abs(test.measures.mean!.error)).toBeLessThan(6)
    expect(Math.abs(test.measures.received!.error)).toBeLessThan(12)
    expect(Math.abs(test.measures.lateStatutory!.error)).toBeLessThan(6)
    expect(test.measures.hours).toBeNull()
  })
  it('is not told from too few cases', () => {
    const few = past({ from: addCalendarDays(today, -70) })
    expect(fit(few)).toBeUndefined()
    expect(presentOf({ key: 'few', history: few, focus: {}, seed: 1, replications: 5 })).toBeUndefined()
  })
})

describe('scenarios', () => {
  const history = past()
  it('are the same again from the same seed, and nothing differs where nothing is changed', () => {
    const once = compareScenarios({ key: 'past', history, ...asked, scenarios: [{}] })!
    expect(compareScenarios({ key: 'past', history, ...asked, scenarios: [{}] })).toEqual(once)
    expect(compareScenarios({ key: 'past', history, ...asked, seed: 4, scenarios: [{}] })).not.toEqual(once)
    expect(once[1]!.differences.mean).toEqual({ mean: 0, low: 0, high: 0, real: false })
  })
  it('show what a driver does and leave what it does not touch', () => {
    const results = compareScenarios({
      key: 'past',
      history,
      ...asked,
      scenarios: [{ supplements: 0 }, { pace: { 'chief decide': 0.5 } }, { statutory: 0.5 }, { arrivals: 2 }],
    })!
    const [now, fewer, quicker, stricter, more] = results as [
      (typeof results)[0],
      (typeof results)[0],
      (typeof results)[0],
      (typeof results)[0],
      (typeof results)[0],
    ]
    expect(fewer.differences.mean).toMatchObject({ real: true })
    expect(fewer.outcomes.mean!.mean).toBeLessThan(now.outcomes.mean!.mean)
    expect(quicker.outcomes.lateStatutory!.mean).toBeLessThan(now.outcomes.lateStatutory!.mean)
    expect(stricter.outcomes.lateStatutory!.mean).toBeGreaterThan(now.outcomes.lateStatutory!.mean + 20)
    expect(stricter.differences.mean).toMatchObject({ mean: 0, real: false })
    expect(more.outcomes.received!.mean / now.outcomes.received!.mean).toBeGreaterThan(1.9)
    expect(more.outcomes.received!.mean / now.outcomes.received!.mean).toBeLessThan(2.1)
  })
  it('let files pile up where there are too few officers, and only there', () => {
    const [now, one] = compareScenarios({ key: 'past', history, ...asked, scenarios: [{ officers: { chief: 1 }, hours: { chief: 2.5 } }] })!
    expect(one!.queues.chief!).toBeGreaterThan(1)
    expect(one!.queues.clerk!).toBeCloseTo(now!.queues.clerk!, 1)
    expect(one!.differences.backlog).toMatchObject({ real: true })
    expect(one!.backlogs.at(-1)!.mean).toBeGreaterThan(one!.backlogs[0]!.mean)
  })
  it('change only what they are about, and tell of it alone', () => {
    const focus = { matter: history.matters.indexOf('one') }
    const [now, more] = compareScenarios({ key: 'past', history, ...asked, focus, scenarios: [{ arrivals: 1.5 }] })!
    expect(now!.outcomes.received!.mean).toBeLessThan(150)
    expect(more!.outcomes.received!.mean / now!.outcomes.received!.mean).toBeGreaterThan(1.35)
    expect(more!.outcomes.received!.mean / now!.outcomes.received!.mean).toBeLessThan(1.65)
  })
  it('do not count twice the waiting that past times hold already', () => {
    const model = fit(history)!
    const queued = queuedNow({ model, focus: {}, horizon: 60, seed: 1 })
    expect([...queued.keys()]).toEqual(['clerk', 'chief'])
    const [now] = compareScenarios({ key: 'past', history, ...asked, scenarios: [{}] })!
    const took = model.traces.flatMap(({ tasks, opened }) =>
      tasks.filter(({ decides }) => decides).map(({ end }) => Math.ceil(end) - Math.ceil(opened)),
    )
    const mean = took.reduce((sum, one) => sum + one, 0) / took.length
    expect(Math.abs(now!.outcomes.mean!.mean - mean)).toBeLessThan(0.5)
  })
})
