import type { ClockEnd, ClockStart, LegalAct } from '#declare'
import type { Calendar, LocalDate } from '#kernel/days'
import { isOpen, reckon, startClock, stopClock, type ClockPlan, type RunningClock, type Wait } from './clock.ts'

/** How a branch, or the case itself under the key '', came out. */
export type ScopeState = 'waiting' | 'running' | 'granted' | 'rejected' | 'refused' | 'done' | 'withdrawn' | 'not-needed'

/** What has happened in law to a branch or to the case itself. */
export interface Scope {
  state: ScopeState
  /** The day on which the application, or all its supplements, came in. */
  receipt: LocalDate | null
  acceptance: LocalDate | null
  inspection: LocalDate | null
  decision: LocalDate | null
  delivery: LocalDate | null
  /** Accepted by law because the check ran out. */
  lapsed: boolean
  /** The whole case was accepted in one for all its branches. */
  forAll?: boolean
  /** Notices of supplement given before acceptance, and how many may be given. */
  notices: number
  mostNotices: number | null
  /** Branches, with their labels, that must have been granted before this one may be. */
  after?: Record<string, string>
  /** No task is left in it. */
  over: boolean
}

/** The whole case as the law's clock sees it. Made afresh for each move; the functions below change it. */
export interface Standing {
  scopes: Record<string, Scope>
  plans: Record<string, ClockPlan[]>
  clocks: RunningClock[]
  calendar: Calendar
  today: LocalDate
}

/** Key of the case itself among the scopes. */
export const WHOLE = ''

/** A scope to which nothing has happened yet. */
export const freshScope = (state: ScopeState, mostNotices: number | null): Scope => ({
  state,
  receipt: null,
  acceptance: null,
  inspection: null,
  decision: null,
  delivery: null,
  lapsed: false,
  notices: 0,
  mostNotices,
  over: state === 'not-needed',
})

const clocksOf = (standing: Standing, scope: string) => standing.clocks.filter((clock) => clock.scope === scope && isOpen(clock))

function stopAt(standing: Standing, scope: string, ends: readonly ClockEnd[], on: LocalDate): void {
  for (const clock of clocksOf(standing, scope)) if (ends.includes(clock.ends)) stopClock(clock, on, standing.calendar)
}

function startFrom(standing: Standing, scope: string, from: ClockStart, on: LocalDate): void {
  for (const plan of standing.plans[scope] ?? []) {
    if (plan.from !== from || standing.clocks.some((clock) => clock.scope === scope && clock.key === plan.key)) continue
    const clock = startClock(plan, scope, on, standing.calendar, standing.today)
    // A hearing in a branch holds the whole case's limit too, also one that starts meanwhile.
    if (scope === WHOLE && clock.ends === 'decision') clock.waits.push(...openWaits(standing))
    reckon(clock, standing.calendar, standing.today)
    standing.clocks.push(clock)
  }
}

const openWaits = (standing: Standing): Wait[] => {
  const found = new Map<string, Wait>()
  for (const clock of standing.clocks)
    if (clock.scope !== WHOLE) for (const wait of clock.waits) if (wait.to === undefined) found.set(wait.scope, { ...wait })
  return [...found.values()]
}

/**
 * The application reaches a branch, or the case opens: clocks from receipt begin. What one window received and accepted for all
 * (行政许可法 art. 26), every branch has received and accepted, from that same day.
 */
export function receive(standing: Standing, key: string): void {
  const scope = standing.scopes[key]!
  const whole = standing.scopes[WHOLE]!
  scope.state = 'running'
  scope.receipt = (key === WHOLE ? null : whole.receipt) ?? standing.today
  startFrom(standing, key, 'receipt', scope.receipt)
  // The day on which another branch was first accepted is not this one's.
  if (key === WHOLE || whole.acceptance === null || !whole.forAll) return
  scope.acceptance = whole.acceptance
  scope.lapsed = whole.lapsed
  startFrom(standing, key, 'acceptance', whole.acceptance)
}

function accepted(standing: Standing, key: string, on: LocalDate): void {
  const scope = standing.scopes[key]!
  if (scope.acceptance === null) {
    scope.acceptance = on
    if (key === WHOLE) scope.forAll = true
    startFrom(standing, key, 'acceptance', on)
  }
  // The first acceptance in a branch is the earliest from which a limit of the whole case can be said to run: the strict reading.
  if (key === WHOLE) stopAt(standing, WHOLE, ['acceptance'], standing.today)
  else if (standing.scopes[WHOLE]!.acceptance === null) {
    standing.scopes[WHOLE]!.acceptance = on
    stopAt(standing, WHOLE, ['acceptance'], standing.today)
    startFrom(standing, WHOLE, 'acceptance', on)
  }
}

/** The case is decided when every branch that it needs is. */
function decidedAsWhole(standing: Standing): void {
  const branches = Object.entries(standing.scopes).filter(([key, scope]) => key !== WHOLE && scope.state !== 'not-needed')
  const whole = standing.scopes[WHOLE]!
  if (branches.length === 0) return
  if (whole.decision === null && branches.every(([, scope]) => scope.decision !== null || scope.over)) {
    whole.decision = standing.today
    stopAt(standing, WHOLE, ['acceptance', 'inspection', 'decision'], standing.today)
    startFrom(standing, WHOLE, 'decision', standing.today)
  }
  if (whole.delivery === null && branches.every(([, scope]) => scope.delivery !== null || scope.over)) {
    whole.delivery = standing.today
    stopAt(standing, WHOLE, ['delivery'], standing.today)
  }
}

/** A branch has no task left: nothing of it runs on. */
export function finish(standing: Standing, key: string): void {
  const scope = standing.scopes[key]!
  scope.over = true
  if (scope.state === 'running') scope.state = 'done'
  for (const clock of clocksOf(standing, key)) stopClock(clock, standing.today, standing.calendar)
  resumed(standing, key)
  decidedAsWhole(standing)
}

/** The case is over: every clock stops, every branch that still ran ends. */
export function finishAll(standing: Standing, withdrawn: boolean): void {
  for (const [key, scope] of Object.entries(standing.scopes)) {
    scope.over = true
    if (scope.state === 'running' || (scope.state === 'waiting' && withdrawn)) scope.state = withdrawn ? 'withdrawn' : 'done'
    for (const clock of clocksOf(standing, key)) stopClock(clock, standing.today, standing.calendar)
  }
}

const waitsFor = (clock: RunningClock) => clock.ends === 'decision' || clock.ends === 'inspection'

function resumed(standing: Standing, key: string): void {
  for (const clock of standing.clocks) {
    if (clock.scope !== key && clock.scope !== WHOLE) continue
    for (const wait of clock.waits) if (wait.scope === key) wait.to ??= standing.today
    reckon(clock, standing.calendar, standing.today)
  }
}

const isSuspended = (standing: Standing, key: string) =>
  standing.clocks.some((clock) => isOpen(clock) && clock.waits.some((wait) => wait.scope === key && wait.to === undefined))

const extendable = (standing: Standing, key: string) => clocksOf(standing, key).filter((clock) => clock.extension !== null)

/** The days by which the limits that can still be extended may be, at most. */
export const mostExtension = (standing: Standing, key: string): number =>
  Math.max(0, ...extendable(standing, key).flatMap((clock) => (clock.extended > 0 || isPast(standing, clock) ? [] : [clock.extension!])))

const isPast = (standing: Standing, { due }: RunningClock) => due !== null && standing.today > due

/**
 * Why the law does not let this act happen now, as a sentence; nothing when it does.
 * 行政许可法 articles 32 (one notice, lapse into acceptance), 42 (one extension, before the limit is over), 45 (what does not count).
 */
export function hindrance(standing: Standing, key: string, act: LegalAct): string | undefined {
  const scope = standing.scopes[key]!
  const plans = standing.plans[key] ?? []
  switch (act) {
    case 'supplement':
      return scope.acceptance === null && scope.mostNotices !== null && scope.notices >= scope.mostNotices
        ? '需要补正的内容应当一次性告知，已经告知过'
        : undefined
    case 'accept':
      return scope.acceptance !== null && !scope.lapsed ? '已经受理' : undefined
    case 'refuse':
      return scope.acceptance !== null ? '已经受理，不能再不予受理' : undefined
    case 'suspend':
      if (isSuspended(standing, key)) return '已经在特别程序中'
      return clocksOf(standing, key).some(waitsFor) ? undefined : '没有正在计算的办理期限'
    case 'resume':
      return isSuspended(standing, key) ? undefined : '没有中止计时'
    case 'extend': {
      const open = extendable(standing, key)
      if (open.length === 0) return '没有可以延长的期限'
      const once = open.filter((clock) => clock.extended === 0)
      if (once.length === 0) return '期限只能延长一次'
      return once.every((clock) => isPast(standing, clock)) ? '期限已过，不能再延长' : undefined
    }
    case 'grant':
    case 'reject':
      if (scope.decision !== null) return '已经作出决定'
      for (const [branch, label] of act === 'grant' ? Object.entries(scope.after ?? {}) : []) {
        const other = standing.scopes[branch]?.state
        if (other !== undefined && other !== 'granted' && other !== 'not-needed') return `须在“${label}”准予之后作出`
      }
      return plans.some((plan) => plan.from === 'acceptance') && scope.acceptance === null ? '尚未受理' : undefined
    case 'deliver':
      return scope.decision === null ? '尚未作出决定' : undefined
    case 'withdraw':
      return Object.values(standing.scopes).some((one) => one.decision !== null) ? '已经作出决定，不能撤回' : undefined
    case 'inspect':
    case 'resubmit':
      return undefined
  }
}

/** What the law's clock needs to know of an act. */
export interface ActSaid {
  ground?: string
  expectedDays?: number
  /** Of an extension: fewer days than the limit allows; all of them when not said. */
  days?: number
}

/** Lets an act of law happen to a branch, or to the case itself. `hindrance` was asked before. */
export function happen(standing: Standing, key: string, act: LegalAct, said: ActSaid): void {
  const scope = standing.scopes[key]!
  const { today } = standing
  switch (act) {
    case 'supplement':
      // After acceptance a supplement stops nothing: only article 45 does.
      if (scope.acceptance !== null) return
      scope.notices++
      for (const clock of clocksOf(standing, key)) {
        if (!clock.restarts) continue
        clock.awaits = true
        reckon(clock, standing.calendar, today)
      }
      return
    case 'resubmit':
      if (scope.acceptance !== null) return
      scope.receipt = today
      for (const clock of clocksOf(standing, key)) {
        if (!clock.awaits) continue
        clock.awaits = false
        clock.started = today
        reckon(clock, standing.calendar, today)
      }
      return
    case 'accept':
      stopAt(standing, key, ['acceptance'], today)
      accepted(standing, key, today)
      return
    case 'inspect':
      scope.inspection = today
      stopAt(standing, key, ['inspection'], today)
      startFrom(standing, key, 'inspection', today)
      return
    case 'suspend': {
      const wait: Wait = { from: today, ground: said.ground ?? '', expectedDays: said.expectedDays ?? 0, scope: key }
      for (const clock of standing.clocks) {
        if (!isOpen(clock) || !waitsFor(clock) || (clock.scope !== key && clock.scope !== WHOLE)) continue
        clock.waits.push({ ...wait })
        reckon(clock, standing.calendar, today)
      }
      return
    }
    case 'resume':
      resumed(standing, key)
      return
    case 'extend':
      for (const clock of extendable(standing, key)) {
        // A promise that ran out stays broken when the limit of the law is extended.
        if (clock.extended > 0 || isPast(standing, clock)) continue
        clock.extended = Math.min(said.days ?? clock.extension!, clock.extension!)
        reckon(clock, standing.calendar, today)
      }
      return
    case 'refuse':
      scope.state = 'refused'
      for (const clock of clocksOf(standing, key)) stopClock(clock, today, standing.calendar)
      return
    case 'grant':
    case 'reject':
      scope.decision = today
      scope.state = act === 'grant' ? 'granted' : 'rejected'
      resumed(standing, key)
      stopAt(standing, key, ['acceptance', 'inspection', 'decision'], today)
      // Article 44 gives the days of issue and delivery to a licence that was granted.
      if (act === 'grant') startFrom(standing, key, 'decision', today)
      decidedAsWhole(standing)
      return
    case 'deliver':
      scope.delivery = today
      stopAt(standing, key, ['delivery'], today)
      decidedAsWhole(standing)
      return
    case 'withdraw':
      return
  }
}

/**
 * Brings every clock to today and draws the consequence of a check that ran out without a notice: the application counts as accepted
 * from the day of receipt. Done before every act too, so that nothing depends on when the scheduler came.
 * @returns the scopes that lapsed now
 */
export function settle(standing: Standing): string[] {
  const lapsed: string[] = []
  for (const clock of standing.clocks) {
    reckon(clock, standing.calendar, standing.today)
    if (!clock.lapses || clock.state !== 'running' || clock.light !== 'red') continue
    const scope = standing.scopes[clock.scope]!
    clock.state = 'lapsed'
    clock.ended = clock.due
    clock.nextOn = null
    if (scope.acceptance !== null || scope.receipt === null) continue
    scope.lapsed = true
    lapsed.push(clock.scope)
    accepted(standing, clock.scope, scope.receipt)
  }
  return lapsed
}
