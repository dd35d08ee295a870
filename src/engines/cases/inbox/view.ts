import { text, type Fields, type Form, type Matter } from '#declare'
import { isSameHand, type Context } from '#kernel/context'
import type { LocalDate } from '#kernel/days'
import { NotFound } from '#kernel/errors'
import { settle, type Scope, type Standing } from '../clocks/index.ts'
import { getTaskNode, type Graph } from '../graph/index.ts'
import { neededMaterials } from '../matters/index.ts'
import { boxOf, openTables, readsCase } from '../moves/known.ts'
import { offeredActs, type Doer } from '../moves/offer.ts'
import { fieldsOfForms, isApplicant, type Parts } from '../moves/parts.ts'
import type { CertificateFacts, FileFacts } from '../outside.ts'
import { conditionData, standingOf, type CaseAsk, type CaseRow, type ClockRow, type TaskRow } from '../rows.ts'
import { wholeCase } from '../sql.ts'
import { clockViews, type ClockView } from './clock-views.ts'
import { keysIn, namesOf, noKeys, saidOf, type Said } from './names.ts'

/** Opens a case to its officers, or to its applicant alone. @throws NotFound when it can be none of the actor's business */
async function openTo(ctx: Context, id: string): Promise<void> {
  const { actor } = ctx
  if (actor.kind === 'system') return openTables(ctx, boxOf(id))
  if (await readsCase(ctx, id)) return
  if (!actor.person || actor.proxy) throw new NotFound('没有这个办件', { code: 'case.none' })
  openTables(ctx, { ...boxOf(id), holder: [actor.person, actor.person] })
}

/** One way to finish a task, as a page shows it. */
interface ActView {
  key: string
  label: string
  as: string | null
  asks: Fields
  prefill: readonly string[]
  grave: boolean
  instrument: string | null
}

/** Everything that somebody who may see a case is shown of it. */
export interface CaseView {
  id: string
  number: string
  version: number
  title: string
  matter: { name: string; label: string }
  state: CaseRow['state']
  opened: string
  concluded: string | null
  region: { id: string; name: string }
  organisation: { id: string; name: string }
  applicant: { id: string; name: string }
  entity: { id: string; name: string } | null
  /** What it answers; nothing where somebody applied for it. */
  ask: Pick<CaseAsk, 'id' | 'kind' | 'register' | 'subject'> | null
  guide: Record<string, unknown>
  guideForm: Form | null
  answers: Record<string, unknown>
  form: Form | null
  materials: { key: string; name: string; required: boolean; source: string; file: FileFacts | null; matters: string[] }[]
  branches: {
    key: string
    label: string
    matter: string
    organisation: { id: string; name: string } | null
    state: Scope['state']
    stageLabel: string | null
    receivedOn: LocalDate | null
    acceptedOn: LocalDate | null
    lapsed: boolean
    decidedOn: LocalDate | null
    clocks: ClockView[]
  }[]
  clocks: ClockView[]
  tasks: {
    id: string
    branch: string | null
    branchLabel: string | null
    stage: string
    stageLabel: string
    mine: boolean
    organisationName: string | null
    applicant: boolean
    help: string | null
    sections: readonly string[] | null
    claimedBy: { id: string; name: string } | null
    acts: ActView[]
  }[]
  moves: {
    id: string
    at: string
    act: string
    legal: string | null
    actLabel: string
    stageLabel: string
    branch: string | null
    branchLabel: string | null
    actorName: string
    postName: string | null
    organisationName: string | null
    /** Who did it, in one line: an officer with organisation and post, an applicant by name. */
    who: string
    /** What was said with it, as far as whoever looks is told. */
    said: Said[]
    instruments: { id: string; label: string; number: string | null; ready: boolean }[]
  }[]
  instruments: {
    id: string
    template: string
    label: string
    number: string | null
    issued: string
    ready: boolean
    document: string | null
    code: string | null
    branch: string | null
  }[]
  certificates: CertificateFacts[]
  /** Names of regions, codes, choices and records whose keys stand in answers. */
  titles: Record<string, string>
}

/** What is said with a change of who works on a task. */
const assignAsks: Fields = { from: text('原经办人'), to: text('现经办人'), reason: text('理由') }

const standingWords: Record<string, string> = {
  open: '提交申请',
  assign: '调整经办人',
  lapse: '收件审查期满未告知，自收到材料之日起视为受理',
}

/** What officers say among themselves stays inside; an act of law is told to the applicant with its grounds. */
const isTold = (row: Record<string, unknown>, of: CaseRow, applicant: boolean) =>
  !applicant || row.legal !== null || row.person === of.holder || (row.actor !== null && row.actor === of.data.ask?.account)

function moveViews(
  graph: Graph,
  of: CaseRow,
  rows: readonly Record<string, unknown>[],
  instruments: CaseView['instruments'],
  byMove: ReadonlyMap<string, string[]>,
  applicant: boolean,
  names: Readonly<Record<string, string>>,
): CaseView['moves'] {
  // Who of an office works on it is the office's own business.
  const shown = applicant ? rows.filter((row) => row.act !== 'assign') : rows
  return shown.map((row) => {
    const node = graph.nodes.get(row.node as string)
    const declared = node?.kind === 'task' ? node.declared : undefined
    const act = declared?.acts[row.act as string]
    const branch = (row.branch as string) || null
    return {
      id: row.id as string,
      at: row.at as string,
      act: row.act as string,
      legal: row.legal as string | null,
      actLabel: act?.label ?? standingWords[row.act as string] ?? (row.act as string),
      stageLabel: declared?.label ?? '',
      branch,
      branchLabel: branch === null ? null : (graph.branches.get(branch)?.label ?? branch),
      actorName: row.actor_name as string,
      postName: row.post_name as string | null,
      organisationName: row.organisation_name as string | null,
      who: [row.organisation_name, row.post_name, row.actor_name].filter(Boolean).join(' '),
      said: isTold(row, of, applicant)
        ? saidOf(row.act === 'assign' ? assignAsks : act?.asks, row.input as Record<string, unknown>, names)
        : [],
      instruments: (byMove.get(row.id as string) ?? []).flatMap((id) =>
        instruments.filter((one) => one.id === id).map(({ label, number, ready }) => ({ id, label, number, ready })),
      ),
    }
  })
}

function taskViews(
  parts: Parts,
  ctx: Context,
  graph: Graph,
  of: CaseRow,
  standing: Standing,
  tasks: readonly TaskRow[],
  moves: readonly Record<string, unknown>[],
): CaseView['tasks'] {
  return tasks.map((task) => {
    const node = getTaskNode(graph, task.node)
    const doers = moves
      .filter((move) => move.branch === task.branch && move.task !== null)
      .map((move): Doer => ({ stage: move.stage as string, actor: move.actor as string | null }))
    const stoodIn =
      ctx.actor.kind === 'post' && moves.some((move) => isSameHand(ctx.actor, move.actor as string | null) && move.person === of.holder)
    const acts = offeredActs(graph, of, standing, task.node, ctx.actor, doers).filter(
      ([, act]) => !stoodIn || !('role' in (act.by ?? node.declared.by)),
    )
    return {
      id: task.id,
      branch: node.branch,
      branchLabel: node.branch === null ? null : graph.branches.get(node.branch)!.label,
      stage: task.stage,
      stageLabel: node.declared.label,
      mine: acts.length > 0,
      organisationName: task.organisation_name || null,
      applicant: task.role === '',
      help: node.declared.help ?? null,
      sections: node.declared.sections ?? null,
      claimedBy: task.claimed_by ? { id: task.claimed_by, name: task.claimed_name ?? '' } : null,
      acts: acts.map(([key, act]) => ({
        key,
        label: act.label,
        as: act.as ?? null,
        asks: act.asks ?? {},
        prefill: act.prefill ?? [],
        grave: act.grave ?? false,
        instrument: act.instrument === undefined ? null : parts.template(act.instrument).label,
      })),
    }
  })
}

/** Everything of a case that the actor may see. @throws NotFound when that is nothing */
export async function getCase(parts: Parts, ctx: Context, id: string): Promise<CaseView> {
  await openTo(ctx, id)
  const [cases, tasks, clocks, moves, handedIn, papers] = (await ctx.tx.queries(wholeCase(id))).map((answer) => answer.rows) as [
    Record<string, unknown>[],
    TaskRow[],
    ClockRow[],
    Record<string, unknown>[],
    { key: string; file: string }[],
    Record<string, unknown>[],
  ]
  const found = cases[0] as unknown as (CaseRow & { stamp: string }) | undefined
  if (!found) throw new NotFound('没有这个办件', { code: 'case.none' })
  const { graph } = parts.graph(found.procedure, found.procedure_version)
  const standing = standingOf(found, clocks, await parts.calendars.of(ctx, found.region_path, found.stamp), parts.today(ctx.now))
  if (found.state === 'open') settle(standing)
  const pinned = await parts.matters.pinned(ctx, Object.values(found.implementations))
  const implementations = Object.entries(found.implementations).flatMap(([scope, key]) =>
    found.scopes[scope]?.state !== 'not-needed' && pinned.has(key) ? [pinned.get(key)!] : [],
  )
  const files = new Map(
    (
      await parts.outside.files(
        ctx,
        handedIn.map(({ file }) => file),
      )
    ).map((file) => [file.id, file]),
  )
  const given = new Map(handedIn.map(({ key, file }) => [key, files.get(file) ?? null]))
  const matter: Matter | undefined = parts.matters.find(found.matter)
  const { ask } = found.data
  const applicant = isApplicant(ctx.actor, found)
  const instruments = papers.map((row) => ({
    id: row.id as string,
    template: row.template as string,
    label: row.label as string,
    number: row.number as string | null,
    issued: row.issued as string,
    ready: row.document !== null,
    document: row.document as string | null,
    code: row.code as string | null,
    branch: (row.branch as string) || null,
  }))
  const byMove = new Map<string, string[]>()
  for (const row of papers) byMove.set(row.move as string, [...(byMove.get(row.move as string) ?? []), row.id as string])
  const allClocks = clockViews(standing)
  const keys = keysIn(fieldsOfForms([matter?.guide, matter?.form]), { ...found.data.guide, ...found.data.answers }, noKeys())
  for (const row of moves) {
    const node = graph.nodes.get(row.node as string)
    const asks = node?.kind === 'task' ? node.declared.acts[row.act as string]?.asks : undefined
    if (asks && isTold(row, found, applicant)) keysIn(asks, row.input as Record<string, unknown>, keys)
  }
  const titles = await namesOf(parts.outside, ctx, keys)
  return {
    id: found.id,
    number: found.number,
    version: found.version,
    title: found.title,
    matter: { name: found.matter, label: matter?.label ?? found.matter },
    state: found.state,
    opened: found.opened,
    concluded: found.concluded,
    region: { id: found.region, name: found.region_name },
    organisation: { id: found.organisation, name: found.organisation_name },
    applicant: { id: found.holder, name: found.applicant_name },
    entity: found.entity ? { id: found.entity, name: found.entity_name ?? '' } : null,
    ask: ask ? { id: ask.id, kind: ask.kind, register: ask.register, subject: ask.subject } : null,
    guide: found.data.guide,
    guideForm: matter?.guide ?? null,
    answers: found.data.answers,
    form: matter?.form ?? null,
    materials: neededMaterials(implementations, conditionData(found.data, found.scopes)).map(
      ({ key, name, required, source, matters }) => ({
        key,
        name,
        required,
        source,
        matters,
        file: given.get(key) ?? null,
      }),
    ),
    branches: [...graph.branches].map(([key, branch]) => {
      const scope = standing.scopes[key]!
      const task = tasks.find((one) => one.branch === key)
      return {
        key,
        label: branch.label,
        matter: branch.matter,
        organisation: found.organisations[`branch:${key}`] ?? null,
        state: scope.state,
        stageLabel: task ? getTaskNode(graph, task.node).declared.label : null,
        receivedOn: scope.receipt,
        acceptedOn: scope.acceptance,
        lapsed: scope.lapsed,
        decidedOn: scope.decision,
        clocks: allClocks.filter((clock) => clock.branch === key),
      }
    }),
    clocks: allClocks,
    tasks: taskViews(parts, ctx, graph, found, standing, tasks, moves),
    moves: moveViews(graph, found, moves, instruments, byMove, applicant, titles),
    instruments,
    certificates: await parts.outside.certificatesOf(ctx, found.id),
    titles,
  }
}
