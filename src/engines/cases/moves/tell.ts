import type { Context } from '#kernel/context'
import { NO_KEY } from '#kernel/keys'
import type { TaskNode } from '../graph/index.ts'
import type { Parts } from './parts.ts'

type Opened = readonly { id: string; role: string; organisation: string | null; node: TaskNode }[]

/** Whom a case is told to: the applicant, or who asked at a post what it answers. */
interface Told {
  id: string
  title: string
  holder: string | null
  asker: string | null
}

const applicantOf = ({ id, holder, asker }: Told) =>
  holder && holder !== NO_KEY
    ? { to: { person: holder }, link: `/cases/${id}` }
    : asker
      ? { to: { account: asker }, link: `/desk/cases/${id}` }
      : undefined

/** Tells each new task's people that it waits for them. */
export async function tellOpened(parts: Parts, ctx: Context, of: Told & { regionPath: string }, opened: Opened): Promise<void> {
  for (const { id, role, organisation, node } of opened) {
    const office = organisation ? { to: { role, organisation, regionPath: of.regionPath }, link: `/desk/cases/${of.id}` } : undefined
    const whom = role === '' ? applicantOf(of) : office
    if (!whom) continue
    await parts.outside.notify(ctx, {
      ...whom,
      title: role === '' ? `请您办理：${node.declared.label}` : `待办：${node.declared.label}`,
      text: of.title,
      key: `task:${id}`,
    })
  }
}

/** Tells the applicant what was done with the application. */
export async function tellApplicant(parts: Parts, ctx: Context, of: Told, what: string, key: string): Promise<void> {
  const whom = applicantOf(of)
  if (whom) await parts.outside.notify(ctx, { ...whom, title: what, text: of.title, key })
}
