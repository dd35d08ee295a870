import { OPEN_BOX, pathsBelow, type Context } from '#kernel/context'
import { NO_KEY, LAST_KEY } from '#kernel/keys'
import { Invalid } from '#kernel/errors'
import { covers } from '../mandate.ts'
import type { Parts } from '../moves/parts.ts'
import { head } from '../roles.ts'
import type { Light } from '../clocks/index.ts'
import type { CaseRow, TaskRow } from '../rows.ts'
import { openTables } from '../moves/known.ts'
import { casesAskedBy, casesBeginning, casesOfHolder, countTasks, doneTasks, openTasks } from '../sql.ts'

/** A task in the list of an officer. */
export interface TaskSummary {
  id: string
  case: string
  number: string
  title: string
  matterLabel: string
  branch: string | null
  branchLabel: string | null
  stage: string
  stageLabel: string
  organisationName: string
  region: { id: string; name: string }
  created: string
  closed: string | null
  due: string | null
  light: Light | null
  claimedBy: { id: string; name: string } | null
  provisional: boolean
}

/** A case in the list of its applicant, or of the organisation that asked what it answers. */
export interface CaseSummary {
  id: string
  number: string
  title: string
  matter: string
  label: string
  state: CaseRow['state']
  opened: string
  stageLabels: string[]
  /** Whose turn it is, in words. */
  holder: string
  /** Something of it waits for the applicant. */
  asked: boolean
  due: string | null
  light: Light | null
  region: { id: string; name: string }
}

export interface InboxQuery {
  /** `office`: every task of the offices that the actor leads, whoever it is for. */
  whose?: 'own' | 'office'
  state?: 'open' | 'done'
  light?: string
  after?: string
  limit?: number
}

export interface Inbox {
  items: TaskSummary[]
  next: string | null
  counts: { open: number; yellow: number; red: number }
}

/** A task as lists read it. */
type ListedTask = TaskRow & { region: string }

interface Labels {
  stage: string
  branch: string | null
}

/** Words for a task; a procedure version that is no longer declared leaves the bare keys. */
function labelsOf(parts: Parts, procedure: string, node: string, stage: string): Labels {
  const { graph } = parts.newest(procedure)
  const found = graph.nodes.get(node)
  if (found?.kind !== 'task') return { stage, branch: null }
  return { stage: found.declared.label, branch: found.branch === null ? null : (graph.branches.get(found.branch)?.label ?? null) }
}

function summaryOf(parts: Parts, row: ListedTask, regions: ReadonlyMap<string, string>): TaskSummary {
  const labels = labelsOf(parts, row.procedure, row.node, row.stage)
  return {
    id: row.id,
    case: row.case_id,
    number: row.number,
    title: row.title,
    matterLabel: parts.matters.find(row.matter)?.label ?? row.matter,
    branch: row.branch || null,
    branchLabel: labels.branch,
    stage: row.stage,
    stageLabel: labels.stage,
    organisationName: row.organisation_name,
    region: { id: row.region, name: regions.get(row.region) ?? '' },
    created: row.opened,
    closed: row.closed,
    due: row.due,
    light: row.light,
    claimedBy: row.claimed_by ? { id: row.claimed_by, name: row.claimed_name ?? '' } : null,
    provisional: row.provisional,
  }
}

/** Where a page ended: day or moment, and key, since one move may close several tasks at the same moment. */
function cursorOf(after: string, at: RegExp): [at: string, id: string] {
  const [first, id] = after.split('~')
  if (!first || !id || !at.test(first) || !/^[\da-f-]{36}$/.test(id))
    throw new Invalid('列表的位置不对', { code: 'inbox.cursor', path: 'after' })
  return [first, id]
}

function openCursor(after: string | undefined): { due: string; id: string } {
  if (after === undefined) return { due: '-infinity', id: NO_KEY }
  const [due, id] = cursorOf(after, /^(\d{4}-\d\d-\d\d|infinity)$/)
  return { due, id }
}

function doneCursor(after: string | undefined): { closed: string; id: string } {
  if (after === undefined) return { closed: 'infinity', id: LAST_KEY }
  const [closed, id] = cursorOf(after, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  return { closed, id }
}

/** What waits for, or was done by, the acting post's roles: the most pressing first, the latest done first. */
export async function inbox(
  parts: Parts,
  ctx: Context,
  { whose = 'own', state = 'open', light, after, limit = 50 }: InboxQuery,
): Promise<Inbox> {
  const { actor } = ctx
  const organisation = actor.organisation
  if (!organisation) return { items: [], next: null, counts: { open: 0, yellow: 0, red: 0 } }
  const most = Math.min(Math.max(limit, 1), 200)
  const items: ListedTask[] = []
  const counts = { open: 0, yellow: 0, red: 0 }
  const reach = rolesByRegion(ctx)
  const asked: ReadonlyMap<string, readonly string[]> =
    whose === 'own'
      ? reach
      : new Map([...reach].flatMap(([path, roles]) => (roles.includes(head.name) ? [[path, parts.roles()] as const] : [])))
  for (const [regionPath, roles] of asked) {
    openTables(ctx, { ...OPEN_BOX, regionPath: pathsBelow(regionPath), organisation: [organisation, organisation] }, ['task'])
    const statement =
      state === 'open'
        ? openTasks({ organisation, roles, light: light ?? null, after: openCursor(after), most: most + 1 })
        : doneTasks({ organisation, roles, before: doneCursor(after), most: most + 1 })
    const [page, counted] = await ctx.tx.queries([statement, countTasks(organisation, roles)])
    items.push(...(page!.rows as unknown as ListedTask[]))
    const row = counted!.rows[0]!
    counts.open += row.open as number
    counts.yellow += row.yellow as number
    counts.red += row.red as number
  }
  const key = (row: ListedTask) => (state === 'open' ? `${row.due ?? 'infinity'}~${row.id}` : `${row.closed}~${row.id}`)
  const sorted = items.sort((a, b) => (state === 'open' ? (key(a) < key(b) ? -1 : 1) : key(a) > key(b) ? -1 : 1))
  const page = sorted.slice(0, most)
  const regions = await regionNames(parts, ctx, page)
  return { items: page.map((row) => summaryOf(parts, row, regions)), next: sorted.length > most ? key(page.at(-1)!) : null, counts }
}

/** What the regions of tasks are called. */
async function regionNames(parts: Parts, ctx: Context, rows: readonly ListedTask[]): Promise<Map<string, string>> {
  const keys = [...new Set(rows.map((row) => row.region))]
  const places = await Promise.all(keys.map((key) => parts.outside.placeOf(ctx, key)))
  return new Map(keys.map((key, i) => [key, places[i]!.name]))
}

/** Cases that the acting post works, or worked, on and whose number or applicant begins so, the latest first. */
export async function findCases(
  ctx: Context,
  words: string,
  most: number,
): Promise<{ id: string; number: string; title: string; open: boolean }[]> {
  const { organisation } = ctx.actor
  if (!organisation || words.trim() === '') return []
  const found = new Map<string, { id: string; number: string; title: string; open: boolean }>()
  for (const [regionPath, roles] of rolesByRegion(ctx)) {
    openTables(ctx, { ...OPEN_BOX, regionPath: pathsBelow(regionPath), organisation: [organisation, organisation] }, ['task'])
    for (const row of await ctx.tx.rows(casesBeginning({ organisation, roles, words: words.trim(), most })))
      found.set(row.id as string, row as { id: string; number: string; title: string; open: boolean })
  }
  return [...found.values()].sort((one, other) => (one.id > other.id ? -1 : 1)).slice(0, most)
}

/** The acting post's roles at its organisation, by the region that they reach over. */
function rolesByRegion(ctx: Context): Map<string, string[]> {
  const regions = new Map<string, string[]>()
  const { duties, organisation } = ctx.actor
  for (const duty of duties) {
    if (duty.organisation !== organisation) continue
    // What a duty over the city lists, the same duty over a county would list and count again.
    const wider = duties.some(
      (other) =>
        other.role === duty.role &&
        other.organisation === organisation &&
        other.regionPath !== duty.regionPath &&
        duty.regionPath.startsWith(other.regionPath),
    )
    if (wider) continue
    const known = regions.get(duty.regionPath)
    if (known) known.push(duty.role)
    else regions.set(duty.regionPath, [duty.role])
  }
  return regions
}

/** The actor's own cases, the latest first. */
export async function listMine(parts: Parts, ctx: Context, most = 100): Promise<CaseSummary[]> {
  const { person } = ctx.actor
  if (!person) return []
  openTables(ctx, { ...OPEN_BOX, holder: [person, person], case: [NO_KEY, LAST_KEY] }, ['case', 'task'])
  const rows = (await ctx.tx.rows(casesOfHolder(person, Math.min(most, 200)))).filter((row) =>
    covers(ctx.actor, { id: row.id as string, matter: row.matter as string, entity: row.entity as string | null }),
  )
  return caseSummaries(parts, rows)
}

/** What the acting post's organisation asked and cases answer, the latest first: how each stands, for everybody at a post there. */
export async function listAsked(parts: Parts, ctx: Context, most = 200): Promise<CaseSummary[]> {
  const { kind, organisation } = ctx.actor
  if (kind !== 'post' || !organisation) return []
  openTables(ctx, OPEN_BOX, ['case', 'task'])
  return caseSummaries(parts, await ctx.tx.rows(casesAskedBy(organisation, most)))
}

function caseSummaries(parts: Parts, rows: readonly Record<string, unknown>[]): CaseSummary[] {
  return rows.map((row) => {
    const tasks = row.tasks as {
      branch: string
      node: string
      stage: string
      role: string
      organisation: string
      due: string | null
      light: Light | null
    }[]
    const pressing = tasks.filter((task) => task.due !== null).sort((a, b) => (a.due! < b.due! ? -1 : 1))[0] ?? tasks[0]
    const organisations = [...new Set(tasks.flatMap((task) => (task.role === '' ? [] : [task.organisation])))]
    const holders = [
      ...(tasks.some((task) => task.role === '') ? ['等您办理'] : []),
      ...(organisations.length > 0 ? [`${organisations.join('、')}办理中`] : []),
    ]
    return {
      id: row.id as string,
      number: row.number as string,
      title: row.title as string,
      matter: row.matter as string,
      label: parts.matters.find(row.matter as string)?.label ?? (row.matter as string),
      state: row.state as CaseRow['state'],
      opened: row.opened as string,
      stageLabels: tasks.map((task) => {
        const labels = labelsOf(parts, row.procedure as string, task.node, task.stage)
        return labels.branch ? `${labels.branch}：${labels.stage}` : labels.stage
      }),
      holder: holders.join('；') || '已办结',
      asked: tasks.some(({ role }) => role === ''),
      due: pressing?.due ?? null,
      light: pressing?.light ?? null,
      region: { id: row.region as string, name: row.regionName as string },
    }
  })
}
