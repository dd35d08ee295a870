import { OPEN_BOX, type Actor } from '#kernel/context'
import type { News, NewsOf } from '#kernel/live'
import { covers } from '../mandate.ts'
import { holdsDuty, leads } from '../moves/parts.ts'
import { casesOfRecords } from '../sql.ts'
import { openTables } from '../moves/known.ts'

/** Whose business a case is: its applicant's, and that of the roles that its tasks are or were for. */
interface Concerned {
  id: string
  holder: string
  matter: string
  entity: string | null
  tasks: { role: string; organisation: string; region_path: string }[]
}

const registers = new Set(['cases.case', 'cases.task', 'cases.clock', 'cases.instrument'])

const isApplicant = (actor: Actor, of: Concerned) => actor.person !== null && actor.person === of.holder && covers(actor, of)
const works = (actor: Actor, of: Concerned) =>
  actor.kind === 'post' && of.tasks.some((task) => task.role !== '' && (holdsDuty(actor, task) || leads(actor, task)))

/** What changes of cases are news of: the case for whoever may see it, and the inbox and messages that come with it. */
export const casesNews: NewsOf = async (ctx, changes) => {
  const records = [...new Set(changes.filter(({ register }) => registers.has(register)).map(({ record }) => record))]
  if (records.length === 0) return []
  openTables(ctx, OPEN_BOX, ['case', 'task', 'clock', 'instrument'])
  const found = (await ctx.tx.rows(casesOfRecords(records))) as unknown as Concerned[]
  return found.flatMap((of): News[] => {
    const to = (actor: Actor) => isApplicant(actor, of) || works(actor, of)
    return [`case:${of.id}`, 'inbox', 'messages'].map((kind) => ({ kind, to }))
  })
}
