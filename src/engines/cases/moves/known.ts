import { OPEN_BOX, type Box, type Context } from '#kernel/context'
import { covers } from '../mandate.ts'
import { askedByOrganisation, tasksOfOrganisation, wholeCase } from '../sql.ts'
import { holdsDuty, leads } from './parts.ts'

const tables = ['case', 'task', 'move', 'clock', 'material', 'instrument']

/** Opens the tables of cases to a box. */
export const openTables = (ctx: Context, box: Box, names: readonly string[] = tables): void => {
  for (const name of names) ctx.tx.open(`cases_${name}`, 'read', box)
}

/** Everything of one case. */
export const boxOf = (id: string): Box => ({ ...OPEN_BOX, case: [id, id] })
const NOTHING: Box = { ...OPEN_BOX, regionPath: ['~', '!'] }

/**
 * Whether an officer may read a case: one of its tasks, open or done, was addressed to one of the officer's duties, or to the office that the officer leads, or it answers what the officer's organisation asked. When so, everything of
 * the case is read by the case's side of the box for the rest of the unit of work.
 */
export async function readsCase(ctx: Context, id: string): Promise<boolean> {
  const { actor } = ctx
  if (actor.proxy) return readsAsAgent(ctx, id)
  if (actor.kind !== 'post' || !actor.organisation) return false
  const organisation = actor.organisation
  openTables(ctx, { ...boxOf(id), organisation: [organisation, organisation] }, ['task'])
  const tasks = await ctx.tx.rows(tasksOfOrganisation(id, organisation))
  const mine = tasks.some((task) => {
    const at = { role: task.role as string, organisation, region_path: task.regionPath as string }
    return holdsDuty(actor, at) || (at.role !== '' && leads(actor, at))
  })
  openTables(ctx, boxOf(id))
  if (mine || (await ctx.tx.row(askedByOrganisation(id, organisation)))!.asked) return true
  openTables(ctx, NOTHING)
  return false
}

/** Whether the mandate under which somebody acts covers a case of the principal. */
async function readsAsAgent(ctx: Context, id: string): Promise<boolean> {
  const { person } = ctx.actor
  if (!person) return false
  openTables(ctx, { ...boxOf(id), holder: [person, person] })
  const [head] = await ctx.tx.rows(wholeCase(id)[0]!)
  return head !== undefined && covers(ctx.actor, { id, matter: head.matter as string, entity: head.entity as string | null })
}

/** Whether a case is any of the actor's business: to everybody else it is not there, whatever they try with it. */
export async function knowsCase(ctx: Context, id: string): Promise<boolean> {
  const { person, proxy } = ctx.actor
  if (await readsCase(ctx, id)) return true
  if (!person || proxy) return false
  openTables(ctx, { ...boxOf(id), holder: [person, person] })
  return (await ctx.tx.rows(wholeCase(id)[0]!)).length > 0
}
