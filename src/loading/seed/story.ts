import type { PastAct, PastCase, PastOfficer } from '#engines/cases'
import { around, burdenOfMonth, minuteAtDesk, punctualityOf, type Random } from '../../../city/generate/index.ts'
import { valuesFor, type Filling } from './filling.ts'
import type { Workdays } from './workdays.ts'

/** Who of an organisation may do what a role does, and did not do what came before; nobody where the role is held by none. */
export type OfficerFor = (organisation: string, role: string, not: ReadonlySet<string>, random: Random) => PastOfficer | undefined

export interface StoryParts {
  workdays: Workdays
  officerFor: OfficerFor
}

type Waiting = ReturnType<PastCase['waiting']>[number]
type Offered = Awaited<ReturnType<PastCase['offers']>>[number]

/** How often each act of law is what happens, beside the others that are offered. */
const weights: Readonly<Record<string, number>> = {
  accept: 84,
  supplement: 12,
  refuse: 3,
  resubmit: 95,
  grant: 92,
  reject: 4.5,
  suspend: 0.5,
  resume: 100,
  extend: 0,
  deliver: 100,
  inspect: 60,
  withdraw: 0,
}
/** Applications that are taken back at some stage, and supplements that never come. */
const WITHDRAWN = 0.006
const NEVER_SUPPLEMENTED = 0.08
/** Extensions among the stages that would otherwise end late. */
const EXTENDED = 0.3

const weightOf = ({ act }: Offered): number => {
  if (act.as) return weights[act.as] ?? 1
  if (act.to === undefined) return 0
  return act.grave || act.to === 'end' ? 2 : /退回/.test(act.label) ? 1 : 50
}

function pick(offered: readonly Offered[], random: Random): Offered | undefined {
  const total = offered.reduce((sum, one) => sum + weightOf(one), 0)
  let left = random.next() * total
  for (const one of offered) {
    left -= weightOf(one)
    if (left < 0 && weightOf(one) > 0) return one
  }
  return undefined
}

/** When an officer of an organisation gets to something that came at a moment: mostly well within the limit, sometimes after it. */
function deskTime({ workdays }: StoryParts, waiting: Waiting, came: Date, random: Random): { at: Date; late: boolean } {
  const today = workdays.today(came)
  const { late, pace } = punctualityOf(waiting.organisationName)
  const left = waiting.due === null ? undefined : workdays.between(today, waiting.due)
  const isLate = left !== undefined && left < 60 && random.chance(late * burdenOfMonth(Number(today.slice(5, 7))))
  let days: number
  if (left === undefined) days = Math.floor(around(1.8, 0.9, random))
  else if (isLate) days = Math.max(0, left) + 1 + Math.floor(around(4, 1, random))
  // Several stages share a limit, and most leave some of it.
  else days = Math.min(Math.max(0, left - 1), Math.floor(around(Math.max(0.3, left * pace * 0.8), 0.6, random)))
  const comes = came.getTime() + 10 * 60_000
  let date = workdays.after(today, days)
  let at = workdays.at(date, minuteAtDesk(random))
  if (at.getTime() <= comes) {
    date = workdays.after(today, days + 1)
    at = workdays.at(date, minuteAtDesk(random))
  }
  return { at, late: isLate }
}

/** When an applicant does what is asked of them: some days later, as often in the evening as in the day. */
function homeTime({ workdays }: StoryParts, came: Date, random: Random): Date {
  const days = Math.floor(around(3, 0.8, random))
  const at = workdays.at(workdays.today(new Date(came.getTime() + days * 86_400_000)), 8 * 60 + random.below(14 * 60))
  return at.getTime() > came.getTime() ? at : new Date(at.getTime() + 86_400_000)
}

/**
 * Lets a case go its way until a moment: each task that waits is done by somebody who may, at a time that suits the organisation, by an act
 * that law and procedure then allow. What would happen after that moment has not happened: the case is still open.
 */
export async function live(
  parts: StoryParts,
  past: PastCase,
  opened: Date,
  until: Date,
  filling: Filling,
  atCounter: boolean,
): Promise<void> {
  const { random } = filling
  const came = new Map<string, Date>()
  const officers: Officers = new Map()
  if (atCounter) await enter(parts, past, opened, random, officers)
  const withdrawnAfter = random.chance(WITHDRAWN) ? 1 + random.below(2) : Infinity
  let now = opened
  for (let acts = 0; past.of.state === 'open' && acts < 60; acts++) {
    for (const { node } of past.waiting()) if (!came.has(node)) came.set(node, now)
    const next = nextTask(parts, past, came, now, filling)
    if (!next || next.at > until) break
    // An extension is made while there is still time; the decision then follows.
    const early =
      next.late && next.waiting.due !== null && random.chance(EXTENDED) ? inTime(parts, next.waiting.due, now, random) : undefined
    const at = early ?? next.at
    const offered = await past.offers(next.waiting.node, at)
    const withdrawal = acts >= withdrawnAfter ? offered.find(({ act }) => act.as === 'withdraw') : undefined
    const extension = early ? offered.find(({ act }) => act.as === 'extend') : undefined
    const chosen = withdrawal ?? extension ?? (early ? undefined : pick(offered, random))
    if (!chosen) {
      came.set(next.waiting.node, at)
      now = at
      continue
    }
    await past.act(actOf(parts, next.waiting, chosen, at, filling, officers))
    now = at
    came.delete(next.waiting.node)
    if (chosen.act.to === undefined) came.set(next.waiting.node, at)
  }
  await past.wait(until)
}

/** Has the application entered at the counter by the officer who then has it in hand, where the first task is an officer's. */
async function enter(parts: StoryParts, past: PastCase, opened: Date, random: Random, officers: Officers): Promise<void> {
  const [first] = past.waiting()
  const desk =
    first && (await past.offers(first.node, opened)).find(({ role, organisation }) => role !== null && organisation === first.organisation)
  const officer = desk && officerOf(parts, officers, first.organisation, desk.role!, random)
  if (officer) past.enteredBy(officer, { id: first.organisation, name: first.organisationName })
}

function inTime({ workdays }: StoryParts, due: string, now: Date, random: Random): Date | undefined {
  const at = workdays.at(due, minuteAtDesk(random))
  return at > now && workdays.works(due) ? at : undefined
}

/** The task that is done next, and when. */
function nextTask(parts: StoryParts, past: PastCase, came: ReadonlyMap<string, Date>, now: Date, { random }: Filling) {
  const planned = past.waiting().flatMap((waiting) => {
    const since = came.get(waiting.node) ?? now
    const byApplicant = waiting.organisationName === ''
    if (byApplicant && random.chance(NEVER_SUPPLEMENTED)) return []
    const time = byApplicant ? { at: homeTime(parts, since, random), late: false } : deskTime(parts, waiting, since, random)
    // Nothing happens before what has happened.
    return [{ waiting, ...time, at: time.at > now ? time.at : new Date(now.getTime() + 5 * 60_000) }]
  })
  return planned.sort((a, b) => a.at.getTime() - b.at.getTime())[0]
}

/** Who has a case in hand, by organisation and role: it stays with them, and whoever examined does not decide. */
type Officers = Map<string, PastOfficer>

function officerOf(parts: StoryParts, officers: Officers, organisation: string, role: string, random: Random): PastOfficer | undefined {
  const desk = `${organisation} ${role}`
  const taken = new Set([...officers.values()].map(({ account }) => account ?? ''))
  const officer = officers.get(desk) ?? parts.officerFor(organisation, role, taken, random)
  if (officer) officers.set(desk, officer)
  return officer
}

function actOf(
  parts: StoryParts,
  { node }: Waiting,
  { key, act, role, organisation }: Offered,
  at: Date,
  filling: Filling,
  officers: Officers,
): PastAct {
  const said = { ...filling, today: parts.workdays.today(at) }
  const input = valuesFor(act.asks ?? {}, said)
  const by = role !== null && organisation !== null ? officerOf(parts, officers, organisation, role, filling.random) : undefined
  return { node, act: key, at, input, ...(by ? { by } : {}) }
}
