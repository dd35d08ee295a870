import type { Actor, Context, Purpose } from '#kernel/context'
import { Invalid } from '#kernel/errors'
import { WHOLE } from '../clocks/index.ts'
import { getTaskNode } from '../graph/index.ts'
import type { Implementation } from '../matters/index.ts'
import { act } from '../moves/act.ts'
import { tickClocks } from '../moves/clocks.ts'
import { openCase } from '../moves/open.ts'
import { organisationKey, type Parts } from '../moves/parts.ts'
import type { CasesOutside } from '../outside.ts'
import type { CaseRow } from '../rows.ts'
import type { Keys } from './keys.ts'
import { recordingTransaction } from './recorder.ts'
import { emptyRows, type PastRows } from './rows.ts'

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
  waiting(): { node: string; branch: string; due: string | null; organisation: string }[]
  /** Lets the lights turn that turn until then. */
  wait(until: Date): Promise<void>
  /** @throws Invalid, NotAllowed, Conflict as a live act would; the case stays as it was before the act */
  act(did: PastAct): Promise<void>
}

/** What past cases are made with; asked for once and kept, for a city's cases ask for the same things over and over. */
export interface PastParts {
  parts: Parts
  /** The context in which what the database knows is read. */
  ctx: Context
  keys(): Keys
  nextNumber(prefix: string): string
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

/** What a past case asks of the rest of the house: names and places are looked up, nobody is told anything, no action runs. */
function outsideOf(
  real: CasesOutside,
  ctx: Context,
  now: () => { officer?: PastOfficer; entity?: { id: string; name: string }; organisation: string | null; gave: Record<string, unknown> },
): CasesOutside {
  return {
    ...real,
    placeOf: (_ctx, region) => real.placeOf(ctx, region),
    organisationFor: (_ctx, fn, region) => real.organisationFor(ctx, fn, region),
    titlesOf: async () => ({ post: now().officer?.postName ?? null, organisation: now().organisation }),
    entityOf: async (_ctx, id) => {
      const { entity } = now()
      if (entity?.id !== id) throw new Invalid('没有这个市场主体', { code: 'case.entity', path: 'entity' })
      return entity
    },
    attachFiles: async () => undefined,
    runAction: async () => now().gave,
    issueCertificate: async () => undefined,
    certificatesOf: async () => [],
    noteReading: async () => undefined,
    notify: async () => undefined,
  }
}

/** Reads what many cases ask for once. */
function keeping(parts: Parts, ctx: Context): Pick<Parts, 'matters' | 'calendars'> {
  const at = new Map<string, Promise<Implementation[]>>()
  const calendars = new Map<string, ReturnType<Parts['calendars']['of']>>()
  const kept = <T>(store: Map<string, Promise<T>>, key: string, read: () => Promise<T>) => {
    const known = store.get(key) ?? read()
    store.set(key, known)
    return known
  }
  return {
    matters: {
      ...parts.matters,
      at: (_ctx, names, path) => kept(at, `${path} ${names.join(' ')}`, () => parts.matters.at(ctx, names, path)),
      pinned: (_ctx, ids) => parts.matters.pinned(ctx, ids),
    },
    calendars: { of: (_ctx, path) => kept(calendars, path, () => parts.calendars.of(ctx, path)) },
  }
}

const purpose: Purpose = { kind: 'system', what: '过往办件' }

/** Makes what opens past cases. */
export function openPast({ parts: live, ctx, keys, nextNumber }: PastParts) {
  const known = keeping(live, ctx)
  return async function tell(application: PastApplication): Promise<PastCase> {
    const rows = emptyRows(keys())
    const { applicant, entity, materials = [], at } = application
    let officer: PastOfficer | undefined
    let organisation: string | null = null
    let gave: Record<string, unknown> = {}
    const handed = [...materials]
    const parts: Parts = {
      ...live,
      ...known,
      matters: {
        ...known.matters,
        at: async (given, names, path) => onPaper(await known.matters.at(given, names, path), handed),
        pinned: async (given, ids) =>
          new Map(onPaper([...(await known.matters.pinned(given, ids)).values()], handed).map((one) => [one.id, one])),
      },
      outside: outsideOf(live.outside, ctx, () => ({ ...(officer ? { officer } : {}), ...(entity ? { entity } : {}), organisation, gave })),
    }
    const contextOf = (actor: Actor, now: Date): Context => ({
      ground: ctx.ground,
      actor,
      purpose,
      now,
      tx: recordingTransaction(rows, actor, (prefix) => application.number ?? nextNumber(prefix)),
      afterCommit: () => undefined,
    })
    const root = ctx.actor.region
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
        if (turns > fewTimes) throw new Invalid('时限没有停下来', { code: 'history.clocks' })
        await tickClocks(parts, contextOf(ctx.actor, new Date(first)), 1)
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
          row.closed === null ? [{ node: row.node, branch: row.branch, due: row.due, organisation: row.organisation }] : [],
        ),
      wait,
      async act(did) {
        await wait(did.at)
        const task = taskAt(did.node)
        const { declared } = getTaskNode(graph, did.node)
        const who = declared.acts[did.act]?.by ?? declared.by
        officer = did.by
        gave = did.gave ?? {}
        handed.push(...(did.materials ?? []))
        const byOfficer = 'role' in who
        if (byOfficer !== (did.by !== undefined))
          throw new Invalid(byOfficer ? '这一步由工作人员办理' : '这一步由申请人办理', { code: 'history.by', path: 'by' })
        const doing = of.organisations[organisationKey(graph, task.branch === WHOLE ? null : task.branch, who) ?? '']
        organisation = doing?.name ?? null
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
