import { clock } from '#declare'
import { calendarFor, type DayNotice, type LocalDate } from '#kernel/days'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  finish,
  freshScope,
  happen,
  hindrance,
  mostExtension,
  planClocks,
  receive,
  settle,
  WHOLE,
  type LimitRow,
  type Standing,
} from './index.ts'

type NoticeFile = { days: { date: string; isOffDay: boolean }[] }
const notices = [2025, 2026].flatMap((year) => {
  const file = JSON.parse(readFileSync(new URL(`../../../../city/cn/notices/${year}.json`, import.meta.url), 'utf8')) as NoticeFile
  return file.days.map(({ date, isOffDay }): DayNotice => ({ region: '', date, kind: isOffDay ? 'rest' : 'work', notice: `${year}` }))
})
const typhoon: DayNotice = { region: '/4418/441823/', date: '2026-08-12', kind: 'rest', notice: '台风停工' }
const national = calendarFor([], notices)

const clocks = {
  check: clock('收件审查', { limit: 'check', from: 'receipt', lapse: 'accepted-from-receipt' }),
  statutory: clock('法定时限', { limit: 'statutory', from: 'acceptance' }),
  promised: clock('承诺时限', { limit: 'promised', from: 'acceptance' }),
  delivery: clock('送达时限', { limit: 'delivery', from: 'decision' }),
}
const limits: LimitRow[] = [
  { clock: 'check', days: 5, kind: 'working', from: 'receipt', ends: 'acceptance' },
  { clock: 'statutory', days: 20, kind: 'working', from: 'acceptance', ends: 'decision' },
  { clock: 'extension', days: 10, kind: 'working', from: 'statutory-end', extends: 'statutory' },
  { clock: 'promised', days: 8, kind: 'working', from: 'acceptance', ends: 'decision' },
  { clock: 'delivery', days: 10, kind: 'working', from: 'decision', ends: 'delivery' },
]
const joint = { joint: clock('联办时限', { limit: 'joint', from: 'receipt' }) }

/** A case with one branch, received on this day. */
function received(on: LocalDate, calendar = national): Standing {
  const standing: Standing = {
    scopes: { [WHOLE]: freshScope('running', null), food: freshScope('waiting', 1) },
    plans: {
      [WHOLE]: planClocks(joint, [{ clock: 'joint', days: 45, kind: 'working', from: 'receipt', ends: 'decision' }], {}, {}),
      food: planClocks(clocks, limits, { maxNotices: 1 }, {}),
    },
    clocks: [],
    calendar,
    today: on,
  }
  receive(standing, WHOLE)
  receive(standing, 'food')
  return standing
}
const on = (standing: Standing, day: LocalDate) => {
  standing.today = day
  settle(standing)
  return standing
}
const face = (standing: Standing) => Object.fromEntries(standing.clocks.map((c) => [c.key, `${c.state} ${c.due ?? '-'}`]))

describe('the check of materials (行政许可法 art. 32)', () => {
  test('runs five working days from receipt, the day itself not counted', () => {
    // Monday 2026-03-02: Tuesday to the Monday after.
    expect(face(received('2026-03-02'))).toEqual({ joint: 'running 2026-05-08', check: 'running 2026-03-09' })
  })
  test('stops with a notice of supplement and starts afresh on the day all came', () => {
    const standing = received('2026-03-02')
    happen(on(standing, '2026-03-05'), 'food', 'supplement', {})
    expect(face(standing).check).toBe('paused -')
    expect(settle(on(standing, '2026-03-30'))).toEqual([])
    happen(standing, 'food', 'resubmit', {})
    // 2026-04-06 is the day off for Qingming.
    expect(face(standing).check).toBe('running 2026-04-07')
    expect(standing.scopes.food!.receipt).toBe('2026-03-30')
  })
  test('all gaps are told at once: there is no second notice', () => {
    const standing = received('2026-03-02')
    happen(standing, 'food', 'supplement', {})
    happen(standing, 'food', 'resubmit', {})
    expect(hindrance(standing, 'food', 'supplement')).toBe('需要补正的内容应当一次性告知，已经告知过')
  })
  test('that runs out counts as acceptance from the day of receipt', () => {
    const standing = received('2026-03-02')
    standing.today = '2026-03-09'
    expect(settle(standing)).toEqual([])
    standing.today = '2026-03-10'
    expect(settle(standing)).toEqual(['food'])
    expect(standing.scopes.food).toMatchObject({ acceptance: '2026-03-02', lapsed: true })
    expect(face(standing)).toEqual({
      joint: 'running 2026-05-08',
      check: 'lapsed 2026-03-09',
      statutory: 'running 2026-03-30',
      promised: 'running 2026-03-12',
    })
    expect(hindrance(standing, 'food', 'refuse')).toBe('已经受理，不能再不予受理')
    expect(hindrance(standing, 'food', 'accept')).toBeUndefined()
    // The paper may follow; the limit still runs from receipt.
    happen(standing, 'food', 'accept', {})
    expect(face(standing).statutory).toBe('running 2026-03-30')
  })
  test('that ran out by a resubmission lapses to the day on which the supplements came', () => {
    const standing = received('2026-03-02')
    happen(on(standing, '2026-03-03'), 'food', 'supplement', {})
    happen(on(standing, '2026-03-16'), 'food', 'resubmit', {})
    on(standing, '2026-03-24')
    expect(standing.scopes.food).toMatchObject({ acceptance: '2026-03-16', lapsed: true })
  })
})

test('what one window accepted for all is accepted in each branch that begins, from that day', () => {
  const standing = received('2026-03-02')
  standing.scopes.food = freshScope('waiting', 1)
  standing.clocks = standing.clocks.filter((c) => c.scope === WHOLE)
  happen(on(standing, '2026-03-04'), WHOLE, 'accept', {})
  receive(on(standing, '2026-03-05'), 'food')
  expect(standing.scopes.food).toMatchObject({ receipt: '2026-03-02', acceptance: '2026-03-04' })
  expect(face(standing)).toMatchObject({ statutory: 'running 2026-04-01' })
})

test('one branch that was accepted says nothing of another', () => {
  const standing = received('2026-03-02')
  standing.scopes.fire = freshScope('waiting', 1)
  standing.plans.fire = standing.plans.food!
  happen(on(standing, '2026-03-04'), 'food', 'accept', {})
  receive(standing, 'fire')
  expect(standing.scopes.fire.acceptance).toBeNull()
})

test('a branch waits for the one that must come first', () => {
  const standing = received('2026-03-02')
  happen(standing, 'food', 'accept', {})
  standing.scopes.licence = { ...freshScope('running', null), receipt: '2026-03-02' }
  standing.scopes.food!.after = { licence: '营业执照' }
  expect(hindrance(standing, 'food', 'grant')).toBe('须在“营业执照”准予之后作出')
  expect(hindrance(standing, 'food', 'reject')).toBeUndefined()
  standing.scopes.licence.state = 'granted'
  expect(hindrance(standing, 'food', 'grant')).toBeUndefined()
})

describe('the limit of the decision (art. 42)', () => {
  const accepted = () => {
    const standing = received('2026-03-02')
    happen(on(standing, '2026-03-04'), 'food', 'accept', {})
    return standing
  }
  test('runs from acceptance', () => {
    expect(face(accepted())).toEqual({
      joint: 'running 2026-05-08',
      check: 'done 2026-03-09',
      statutory: 'running 2026-04-01',
      promised: 'running 2026-03-16',
    })
  })
  test('is not stopped by a supplement after acceptance', () => {
    const standing = accepted()
    const before = face(standing)
    happen(on(standing, '2026-03-05'), 'food', 'supplement', {})
    expect(face(standing)).toEqual(before)
  })
  test('turns yellow when a fifth is left, red the day after the due date', () => {
    const standing = accepted()
    const light = (day: LocalDate) => on(standing, day).clocks.find((c) => c.key === 'statutory')
    expect(light('2026-03-25')).toMatchObject({ light: 'green', nextOn: '2026-03-26' })
    expect(light('2026-03-26')).toMatchObject({ light: 'yellow', nextOn: '2026-04-02' })
    expect(light('2026-04-01')).toMatchObject({ light: 'yellow' })
    expect(light('2026-04-02')).toMatchObject({ light: 'red', nextOn: null })
  })
  test('may be extended once, before it is over, and the promise is not', () => {
    const standing = accepted()
    happen(on(standing, '2026-03-31'), 'food', 'extend', {})
    expect(face(standing)).toMatchObject({ statutory: 'running 2026-04-16', promised: 'running 2026-03-16' })
    expect(hindrance(standing, 'food', 'extend')).toBe('期限只能延长一次')
    expect(hindrance(on(accepted(), '2026-04-02'), 'food', 'extend')).toBe('期限已过，不能再延长')
  })
  test('may be extended by fewer days than the law allows, and by no more', () => {
    const standing = accepted()
    expect(mostExtension(standing, 'food')).toBe(10)
    happen(on(standing, '2026-03-31'), 'food', 'extend', { days: 3 })
    expect(standing.clocks.find(({ key }) => key === 'statutory')).toMatchObject({ extended: 3, due: '2026-04-07' })
    expect(mostExtension(standing, 'food')).toBe(0)
    const other = accepted()
    happen(on(other, '2026-03-31'), 'food', 'extend', { days: 30 })
    expect(other.clocks.find(({ key }) => key === 'statutory')).toMatchObject({ extended: 10 })
  })
  test('leaves a limit that has run out as it is, though another may still be extended', () => {
    const standing = accepted()
    for (const clock of standing.clocks) if (clock.key === 'promised') clock.extension = 10
    const due = face(standing).promised
    happen(on(standing, '2026-03-31'), 'food', 'extend', {})
    expect(standing.clocks.map((one) => [one.key, one.extended])).toContainEqual(['statutory', 10])
    expect(face(standing).promised).toBe(due)
    expect(hindrance(standing, 'food', 'extend')).toBe('期限已过，不能再延长')
  })
  test('does not count a hearing, and neither does the joint limit', () => {
    const standing = accepted()
    happen(on(standing, '2026-03-06'), 'food', 'suspend', { ground: 'hearing', expectedDays: 10 })
    expect(face(standing)).toMatchObject({ joint: 'paused -', statutory: 'paused -', promised: 'paused -' })
    expect(hindrance(standing, 'food', 'suspend')).toBe('已经在特别程序中')
    happen(on(standing, '2026-03-20'), 'food', 'resume', {})
    expect(face(standing)).toMatchObject({ statutory: 'running 2026-04-16', promised: 'running 2026-03-30' })
  })
  test('is kept by a decision on the due date, missed by one a day later', () => {
    const kept = on(accepted(), '2026-04-01')
    happen(kept, 'food', 'grant', {})
    expect(face(kept)).toMatchObject({ statutory: 'done 2026-04-01', promised: 'late 2026-03-16', delivery: 'running 2026-04-16' })
    const missed = on(accepted(), '2026-04-02')
    happen(missed, 'food', 'reject', {})
    expect(face(missed)).toMatchObject({ statutory: 'late 2026-04-01' })
    expect(face(missed)).not.toHaveProperty('delivery')
  })
  test('the whole case is decided when its last branch is, and everything stops with the end', () => {
    const standing = accepted()
    happen(on(standing, '2026-03-10'), 'food', 'grant', {})
    expect(face(standing).joint).toBe('done 2026-05-08')
    finish(on(standing, '2026-03-11'), 'food')
    expect(standing.clocks.every((c) => c.ended !== null)).toBe(true)
  })
  test('cannot be decided before acceptance', () => {
    expect(hindrance(received('2026-03-02'), 'food', 'grant')).toBe('尚未受理')
  })
})

test('where materials are returned the whole limit from receipt starts anew; where only the check restarts it does not', () => {
  const registration = (beforeAcceptance: string) =>
    planClocks(
      { statutory: clock('法定时限', { limit: 'statutory', from: 'receipt' }) },
      [{ clock: 'statutory', days: 3, kind: 'working', from: 'receipt', ends: 'decision' }],
      { beforeAcceptance },
      {},
    )
  expect(registration('returns-materials')[0]!.restarts).toBe(true)
  expect(registration('restarts-check')[0]!.restarts).toBe(false)
})

test('a limit is chosen by the answers', () => {
  const rows: LimitRow[] = [
    { clock: 'statutory', days: 1, kind: 'working', from: 'acceptance', when: { field: 'mode', is: 'commitment' } },
    { clock: 'statutory', days: 13, kind: 'working', from: 'acceptance', when: { field: 'mode', is: 'inspection' } },
  ]
  const days = (mode: string) => planClocks({ s: clock('', { limit: 'statutory', from: 'acceptance' }) }, rows, {}, { mode })[0]?.days
  expect([days('commitment'), days('inspection'), days('other')]).toEqual([1, 13, undefined])
})

test('a typhoon day in Yangshan moves a limit there and not in Yingde', () => {
  const yangshan = received('2026-08-10', calendarFor(['/4418/441823/', '/4418/'], [...notices, typhoon]))
  const yingde = received('2026-08-10', calendarFor(['/4418/441881/', '/4418/'], [...notices, typhoon]))
  expect([face(yangshan).check, face(yingde).check]).toEqual(['running 2026-08-18', 'running 2026-08-17'])
})

test('a date in a year without a notice is provisional', () => {
  const standing = received('2026-12-28')
  expect(standing.clocks.find((c) => c.key === 'joint')).toMatchObject({ provisional: true })
})

test('due dates equal a walk day by day, whatever is suspended and extended', () => {
  const rest = new Map(notices.map((notice) => [notice.date, notice.kind]))
  const dayAt = (offset: number) => new Date(Date.UTC(2026, 0, 5) + offset * 86_400_000)
  const text = (offset: number) => dayAt(offset).toISOString().slice(0, 10)
  const works = (offset: number) => {
    const weekday = dayAt(offset).getUTCDay()
    return (rest.get(text(offset)) ?? (weekday === 0 || weekday === 6 ? 'rest' : 'work')) === 'work'
  }
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 120 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 12 })), { maxLength: 3 }),
      fc.boolean(),
      (start, pauses, extend) => {
        const standing = received(text(start))
        happen(standing, 'food', 'accept', {})
        const waits: [from: number, to: number][] = []
        let at = start
        for (const [gap, length] of pauses) {
          waits.push([at + gap, at + gap + length])
          happen(on(standing, text(at + gap)), 'food', 'suspend', { ground: 'testing', expectedDays: length })
          happen(on(standing, text(at + gap + length)), 'food', 'resume', {})
          at += gap + length
        }
        const extended = extend && hindrance(standing, 'food', 'extend') === undefined
        if (extended) happen(standing, 'food', 'extend', {})
        let left = 20 + (extended ? 10 : 0)
        let day = start
        while (left > 0) {
          day++
          if (works(day) && !waits.some(([from, to]) => from < day && day <= to)) left--
        }
        expect(standing.clocks.find((c) => c.key === 'statutory')!.due).toBe(text(day))
      },
    ),
    { numRuns: 300 },
  )
})
