import type { Context } from '#kernel/context'
import type { TaskNode } from '../graph/index.ts'
import type { Parts } from './parts.ts'

type Opened = readonly { id: string; role: string; organisation: string | null; node: TaskNode }[]

/** Tells each new task's people that it waits for them. */
export async function tellOpened(
  parts: Parts,
  ctx: Context,
  of: { id: string; title: string; regionPath: string; holder: string | null },
  opened: Opened,
): Promise<void> {
  for (const { id, role, organisation, node } of opened) {
    const to =
      role === ''
        ? of.holder
          ? { person: of.holder }
          : undefined
        : organisation
          ? { role, organisation, regionPath: of.regionPath }
          : undefined
    if (!to) continue
    await parts.outside.notify(ctx, {
      to,
      title: role === '' ? `请您办理：${node.declared.label}` : `待办：${node.declared.label}`,
      text: of.title,
      link: role === '' ? `/cases/${of.id}` : `/desk/cases/${of.id}`,
      key: `task:${id}`,
    })
  }
}

/** Tells the applicant what was done with the application. */
export async function tellApplicant(
  parts: Parts,
  ctx: Context,
  of: { id: string; title: string; holder: string | null },
  what: string,
  key: string,
): Promise<void> {
  if (of.holder) await parts.outside.notify(ctx, { to: { person: of.holder }, title: what, text: of.title, link: `/cases/${of.id}`, key })
}
