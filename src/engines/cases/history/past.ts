import type { Act } from '#declare'
import { OPEN_BOX, type Actor, type Context, type Purpose } from '#kernel/context'
import type { AsSystem } from '#kernel/readers'
import { Broken, Invalid, NotAllowed } from '#kernel/errors'
import { settle, WHOLE } from '../clocks/index.ts'
import { getTaskNode } from '../graph/index.ts'
import type { Implementation } from '../matters/index.ts'
import { act } from '../moves/act.ts'
import { refusal } from '../moves/offer.ts'
import { tickClocks } from '../moves/clocks.ts'
import { openCase } from '../moves/open.ts'
import { organisationKey, type Parts } from '../moves/parts.ts'
import type { ActingCase, CasesOutside, CertificateFacts } from '../outside.ts'
import { standingOf, type CaseRow } from '../rows.ts'
import type { Keys } from './keys.ts'
import { recordingTransaction } from './recorder.ts'
import { emptyRows, signFor, type PastRows } from './rows.ts'
import { implementationsEverywhere } from './sql.ts'

/** An officer of the past: as much as is still known of one. */
export interface PastOfficer {
  name: string
  account?: string | null
  post?: string | null
  postName?: string | null
}

/** An application of the past. */
export interface PastApplication {
  matter: string
  region: string
  guide: Record<string, unknown>
  answers: Record<string, unknown>
  applicant: { person: string; account?: string | null; name: string }
  entity?: { id: string; name: string }
  /** Files that came with it. Materials without one are taken to have been handed in on paper. */
  materials?: readonly { key: string; file: string }[]
  at: Date
  /** The number under which people know it; one of this city's own when not said. */
  number?: string
}

/** An act of the past. */
export interface PastAct {
  /** Where: a stage, or a fork, branch and stage as `handle/food/decide`. */
  node: string
  act: string
  at: Date
  /** Who did it; the applicant when not said. */
  by?: PastOfficer
  input?: Record<string, unknown>
  materials?: readonly { key: string; file: string }[]
  /** What the act's action gave then, such as the number of a permit: it is not run again. */
  gave?: Record<string, unknown>
}

/** A past case while it is told again. */
export interface PastCase {
  readonly rows: PastRows
  readonly of: Readonly<CaseRow>
  /** What waits now, by node. */
  waiting(): { node: string; stage: string; branch: string; due: string | null; organisation: string; organisationName: string }[]
  /** The acts that law and procedure let happen at a node then, with who does them: the applicant, or a role at an organisation. */
  offers(node: string, at: Date): Promise<{ key: string; act: Act; role: string | null; organisation: string | null }[]>
  /** Says who entered the application for its applicant at a counter; an application of which nobody says it came over the net. */
  enteredBy(officer: PastOfficer, organisation: { id: string; name: string }): void
  /** What stands, until the part is packed, for the next number without gaps of a counter: `prefix`, the number, 号. */
  numberOf(counter: string, prefix: string, at: Date): string
  /** Lets the lights turn that turn until then. */
  wait(until: Date): Promise<void>
  /** @throws Invalid, NotAllowed, Conflict as a live act would; the case stays as it was before the act */
  act(did: PastAct): Promise<void>
}

/** What one past case is given beside what is told of it. */
export interface PastGiven {
  keys(): Keys
  /** A business number for a case that has none, from its first part on. */
  nextNumber(prefix: string): string
  /** Runs an act's action over again, where nobody says what it gave; `numberOf` as in `PastCase`. */
  runAction?(run: PastRun): Promise<Record<string, unknown>>
  /** Certificates that came out of the case so far. */
  certificates?(): readonly CertificateFacts[]
}

/** An action of the past to be run over again. */
export interface PastRun {
  system: string
  action: string
  input: Record<string, unknown>
  case: ActingCase
  at: Date
  numberOf: PastCase['numberOf']
}

const fewTimes = 64

/** Materials without files are there on paper: they are listed, and nobody asks for them. */
function onPaper(implementations: readonly Implementation[], given: readonly { key: string }[]): Implementation[] {
  const handed = new Set(given.map(({ key }) => key))
  return implementations.map((one) => ({
    ...one,
    body: {
      ...one.body,
      materials: one.body.materials.map((material) =>
        material.source === 'applicant' && !handed.has(material.key) ? { ...material, source: 'shared-data' as const } : material,
      ),
    },
  }))
}

/** What is going on in a past case, for whoever is asked about it. */
interface Now {
  officer?: PastOfficer
  entity?: { id: string; name: string }
  organisation: string | null
  gave: Record<string, unknown> | undefined
}

/** Asks once for what a city's cases ask for over and over. */
function keeping<K extends unknown[], T>(ask: (...of: K) => Promise<T>): (...of: K) => Promise<T> {
  const kept = new Map<string, Promise<T>>()
  return (...of) => {
    const key = JSON.stringify(of)
    const known = kept.get(key) ?? ask(...of)
    kept.set(key, known)
    return known
  }
}

type Placed<T> = T & { regionPath: string }

/** Of things that belong to regions, the one that is nearest to a place. */
function nearest<T>(all: readonly Placed<T>[], path: string): T | undefined {
  let found: Placed<T> | undefined
  for (const one of all) if (path.startsWith(one.regionPath) && one.regionPath.length > (found?.regionPath.length ?? 0)) found = one
  return found
}

const levels = ['city', 'county', 'town', 'village']

/**
 * Reads what past cases stand on, each thing once, in a transaction of its own. A live case asks anew for its own village; here whatever an
 * organ or a matter has in all the city is read at once, because every village comes up.
 */
function knowledge({ matters, calendars, outside }: Parts, asSystem: AsSystem) {
  const reading = <T>(work: (ctx: Context) => Promise<T>) => asSystem('过往办件', work)
  const ground = keeping(() => reading(async (ctx) => ({ ground: ctx.ground, actor: ctx.actor })))
  const place = keeping((region: string) => reading((ctx) => outside.placeOf(ctx, region)))
  const everywhere = keeping((matter: string) =>
    reading(async (ctx) => {
      ctx.tx.open('cases_implementation', 'read', { ...OPEN_BOX, class: [0, 0] })
      return (await ctx.tx.rows(implementationsEverywhere([matter]))) as unknown as Placed<Implementation>[]
    }),
  )
  const organs = keeping(async (fn: string) => {
    const { actor } = await ground()
    return reading(async (ctx) => {
      const found: Placed<{ id: string; name: string; mark?: string }>[] = []
      for (const level of levels)
        for (const { organisation, region } of await outside.exercisers(ctx, fn, actor.region.code, level))
          found.push({ ...organisation, regionPath: region.path })
      return found
    })
  })
  return {
    ground,
    place,
    calendar: keeping((path: string) => reading((ctx) => calendars.of(ctx, path))),
    pinned: keeping((ids: readonly string[]) => reading((ctx) => matters.pinned(ctx, ids))),
    async at(names: readonly string[], path: string): Promise<Implementation[]> {
      const found = await Promise.all(names.map(async (name) => nearest(await everywhere(name), path)))
      return found.filter((one) => one !== undefined)
    },
    async organ(fn: string, region: string) {
      const found = nearest(await organs(fn), (await place(region)).path)
      return found && { id: found.id, name: found.name, ...(found.mark === undefined ? {} : { mark: found.mark }) }
    },
  }
}

/** What a past case asks of the rest of the house: names and places are looked up, nobody is told anything, no action runs. */
const outsideOf = (
  real: CasesOutside,
  known: ReturnType<typeof knowledge>,
  given: PastGiven,
  rows: PastRows,
  now: () => Now,
): CasesOutside => ({
  ...real,
  placeOf: (_ctx, region) => known.place(region),
  organisationFor: (_ctx, fn, region) => known.organ(fn, region),
  titlesOf: async () => ({ post: now().officer?.postName ?? null, organisation: now().organisation }),
  async entityOf(_ctx, id) {
    const { entity } = now()
    if (entity?.id !== id) throw new NotAllowed('不是这次申请的市场主体', { code: 'case.entity' })
    return entity
  },
  attachFiles: async () => undefined,
  async runAction(ctx, { system, action, input, case: of }) {
    const { gave } = now()
    if (gave || !given.runAction) return gave ?? {}
    return given.runAction({
      system,
      action,
      input,
      case: of,
      at: ctx.now,
      numberOf: (counter, prefix, at) => signFor(rows, counter, prefix, at),
    })
  },
  issueCertificate: async () => undefined,
  certificatesOf: async () => [...(given.certificates?.() ?? [])],
  noteReading: async () => undefined,
  notify: async () => undefined,
})

const purpose: Purpose = { kind: 'system', what: '过往办件' }

/** Which day it is, kept by the quarter of an hour: no zone begins its day within one. Past cases ask for all days at once. */
function keptDays(today: Parts['today']): Parts['today'] {
  const days = new Map<number, string>()
  return (now) => {
    const quarter = Math.floor(now.getTime() / 900_000)
    const known = days.get(quarter) ?? today(now)
    days.set(quarter, known)
    return known
  }
}

/** Makes what opens past cases. */
export function openPast(live: Parts, asSystem: AsSystem) {
  const today = keptDays(live.today)
  const known = knowledge(live, asSystem)
  return async function tell(application: PastApplication, given: PastGiven): Promise<PastCase> {
    const { ground, actor: system } = await known.ground()
    const rows = emptyRows(given.keys())
    const { applicant, entity, materials = [], at } = application
    const now: Now = { organisation: null, gave: undefined, ...(entity ? { entity } : {}) }
    const handed = [...materials]
    const parts: Parts = {
      ...live,
      today,
      calendars: { of: (_ctx, path) => known.calendar(path) },
      matters: {
        ...live.matters,
        get: (name) => live.matters.get(name),
        at: async (_ctx, names, path) => onPaper(await known.at(names, path), handed),
        pinned: async (_ctx, ids) => new Map(onPaper([...(await known.pinned(ids)).values()], handed).map((one) => [one.id, one])),
      },
      outside: outsideOf(live.outside, known, given, rows, () => now),
    }
    const contextOf = (actor: Actor, now: Date): Context => ({
      ground,
      actor,
      purpose,
      now,
      tx: recordingTransaction(rows, actor, (prefix) => application.number ?? given.nextNumber(prefix)),
      afterCommit: () => undefined,
    })
    const root = system.region
    const person: Actor = {
      kind: 'person',
      name: applicant.name,
      account: applicant.account ?? null,
      person: applicant.person,
      post: null,
      organisation: null,
      region: root,
      duties: [],
    }
    const { matter, region, guide, answers } = application
    await openCase(parts, contextOf(person, at), {
      matter,
      region,
      guide,
      answers,
      materials,
      ...(entity ? { entity: entity.id } : {}),
      idempotencyKey: '',
    })
    const of = rows.of!.row
    const { graph } = live.graph(of.procedure, of.procedure_version)

    const wait = async (until: Date) => {
      for (let turns = 0; ; turns++) {
        const next = [...rows.clocks.values()].flatMap(({ row }) => (row.next_at === null ? [] : [Date.parse(row.next_at)]))
        const first = Math.min(...next)
        if (!(first <= until.getTime())) return
        if (turns > fewTimes) throw new Broken('the clocks of a past case never came to rest', { code: 'history.clocks' })
        await tickClocks(parts, contextOf(system, new Date(first)), 1)
      }
    }
    const taskAt = (node: string) => {
      const task = [...rows.tasks.values()].find(({ row }) => row.node === node && row.closed === null)?.row
      if (!task) throw new Invalid(`办件没有停在“${node}”`, { code: 'history.node', path: 'node' })
      return task
    }
    return {
      rows,
      of,
      waiting: () =>
        [...rows.tasks.values()].flatMap(({ row }) =>
          row.closed === null
            ? [
                {
                  node: row.node,
                  stage: row.stage,
                  branch: row.branch,
                  due: row.due,
                  organisation: row.organisation,
                  organisationName: row.organisation_name,
                },
              ]
            : [],
        ),
      async offers(node, then) {
        await wait(then)
        const { branch, declared } = getTaskNode(graph, node)
        const clocks = [...rows.clocks.values()].map(({ row }) => row)
        const standing = standingOf(of, clocks, await known.calendar(of.region_path), today(then))
        settle(standing)
        return Object.entries(declared.acts).flatMap(([key, one]) => {
          if (refusal(of, standing, branch, one) !== undefined) return []
          const by = one.by ?? declared.by
          const organisation = of.organisations[organisationKey(graph, branch, by) ?? '']?.id ?? null
          return [{ key, act: one, role: 'role' in by ? by.role : null, organisation }]
        })
      },
      enteredBy(officer, organisation) {
        Object.assign(rows.moves[0]!, {
          organisation: organisation.id,
          organisation_name: organisation.name,
          actor: officer.account ?? null,
          person: null,
          actor_name: `${officer.name}（代${applicant.name}）`,
          post: officer.post ?? null,
          post_name: officer.postName ?? null,
        })
      },
      numberOf: (counter, prefix, then) => signFor(rows, counter, prefix, then),
      wait,
      async act(did) {
        await wait(did.at)
        const task = taskAt(did.node)
        const { declared } = getTaskNode(graph, did.node)
        const who = declared.acts[did.act]?.by ?? declared.by
        delete now.officer
        Object.assign(now, { gave: did.gave, ...(did.by ? { officer: did.by } : {}) })
        handed.push(...(did.materials ?? []))
        const byOfficer = 'role' in who
        if (byOfficer !== (did.by !== undefined))
          throw new Invalid(byOfficer ? '这一步由工作人员办理' : '这一步由申请人办理', { code: 'history.by', path: 'by' })
        const doing = of.organisations[organisationKey(graph, task.branch === WHOLE ? null : task.branch, who) ?? '']
        now.organisation = doing?.name ?? null
        const actor: Actor = did.by
          ? {
              kind: 'post',
              name: did.by.name,
              account: did.by.account ?? null,
              person: null,
              post: did.by.post ?? null,
              organisation: doing?.id ?? null,
              region: root,
              duties: byOfficer && doing ? [{ role: who.role, organisation: doing.id, regionPath: of.region_path }] : [],
            }
          : person
        await act(parts, contextOf(actor, did.at), {
          case: of.id,
          task: task.id,
          act: did.act,
          version: of.version,
          input: did.input ?? {},
          ...(did.materials ? { materials: did.materials } : {}),
          idempotencyKey: '',
        })
      },
    }
  }
}
