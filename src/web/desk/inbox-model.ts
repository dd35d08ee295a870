import type { LightColour, TaskSummary } from '../api/types.ts'

/** What of the inbox is shown, as the address of its page says it. */
export interface InboxView {
  /** One's own tasks, every task of the office that one leads, or the cases that answer what one's organisation asked. */
  whose: 'own' | 'office' | 'asked'
  state: 'open' | 'done'
  light: LightColour | ''
  /** Name of a matter; empty for any. */
  matter: string
  /** Key of a region; empty for any. */
  region: string
  /** Taken by me, by nobody, or whoever. */
  mine: 'me' | 'nobody' | ''
  words: string
  sort: (typeof sorts)[number]
}
export const sorts = ['due', 'came', 'number'] as const
const lights: readonly string[] = ['green', 'yellow', 'red', 'paused']

const one = <const T extends string>(value: string | null, of: readonly T[], otherwise: T): T =>
  of.includes(value as T) ? (value as T) : otherwise

export const readView = (search: URLSearchParams): InboxView => ({
  whose: one(search.get('whose'), ['own', 'office', 'asked'], 'own'),
  state: one(search.get('state'), ['open', 'done'], 'open'),
  light: (lights.includes(search.get('light') ?? '') ? search.get('light') : '') as InboxView['light'],
  matter: search.get('matter') ?? '',
  region: search.get('region') ?? '',
  mine: one(search.get('mine'), ['me', 'nobody', ''], ''),
  words: search.get('words') ?? '',
  sort: one(search.get('sort'), sorts, 'due'),
})

/** The address that shows this; what is usual is left out, so that one view has one address. */
export function writeView({ whose, state, light, matter, region, mine, words, sort }: InboxView): string {
  const search = new URLSearchParams()
  const put = (key: string, value: string, usual = '') => value !== usual && search.set(key, value)
  put('whose', whose, 'own')
  put('state', state, 'open')
  put('light', light)
  put('matter', matter)
  put('region', region)
  put('mine', mine)
  put('words', words)
  put('sort', sort, 'due')
  return search.toString()
}

/** Words of a task that a filter looks through, in one piece. */
const wordsOf = (task: TaskSummary): string =>
  [task.number, task.title, task.matterLabel, task.branchLabel, task.stageLabel, task.region.name, task.claimedBy?.name]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()

/** The tasks that a view shows, in its order. `account` is whose tasks are mine. */
export function shown(tasks: readonly TaskSummary[], view: InboxView, account: string): TaskSummary[] {
  const words = view.words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = tasks.filter(
    (task) =>
      (view.light === '' || task.light === view.light) &&
      (view.matter === '' || task.matterLabel === view.matter) &&
      (view.region === '' || task.region.id === view.region) &&
      (view.mine === '' || (view.mine === 'nobody' ? task.claimedBy === null : task.claimedBy?.id === account)) &&
      words.every((word) => wordsOf(task).includes(word)),
  )
  if (view.state === 'done') return found
  const by: Record<InboxView['sort'], (task: TaskSummary) => string> = {
    due: (task) => `${task.due ?? '9999'} ${task.created}`,
    came: (task) => task.created,
    number: (task) => task.number,
  }
  const key = by[view.sort]
  return found.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
}

function groupBy<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(key(one))
    if (group) group.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}

/** Until when tasks wait, in the order in which one looks at them. */
export const spans = ['overdue', 'today', 'week', 'later', 'paused', 'none'] as const
export type Span = (typeof spans)[number]

const plus = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Until when a task waits, seen from a day (YYYY-MM-DD): this week ends with its Sunday. */
export function spanOf(task: Pick<TaskSummary, 'due' | 'light'>, today: string): Span {
  if (task.light === 'paused') return 'paused'
  if (task.due === null) return 'none'
  if (task.due < today) return 'overdue'
  if (task.due === today) return 'today'
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  return task.due <= plus(today, weekday === 0 ? 0 : 7 - weekday) ? 'week' : 'later'
}

/** Tasks by until when they wait; a span without tasks is left out. Sorted otherwise than by that, they stay in one piece. */
export function grouped(tasks: readonly TaskSummary[], view: InboxView, today: string): { span: Span | null; tasks: TaskSummary[] }[] {
  if (view.state === 'done' || view.sort !== 'due') return tasks.length > 0 ? [{ span: null, tasks: [...tasks] }] : []
  const bySpan = groupBy(tasks, (task) => spanOf(task, today))
  return spans.flatMap((span) => (bySpan.has(span) ? [{ span, tasks: bySpan.get(span)! }] : []))
}

/** Matters and regions that the tasks have, for choosing among, with how many each. */
export function facets(tasks: readonly TaskSummary[]): { matters: [string, number][]; regions: [string, string, number][] } {
  const matters = groupBy(tasks, (task) => task.matterLabel)
  const regions = groupBy(tasks, (task) => task.region.id)
  return {
    matters: [...matters].map(([name, all]): [string, number] => [name, all.length]).toSorted((one, other) => other[1] - one[1]),
    regions: [...regions]
      .map(([key, all]): [string, string, number] => [key, all[0]!.region.name, all.length])
      .toSorted((one, other) => other[2] - one[2]),
  }
}
