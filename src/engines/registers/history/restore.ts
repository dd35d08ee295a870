import { kindOf, type Problem, type RefField } from '#declare'
import type { Context } from '#kernel/context'
import { Invalid, NotFound } from '#kernel/errors'
import type { Definition } from '../definitions.ts'
import { runningOf } from '../outside-checks.ts'
import { get, type AnyRecord } from '../read.ts'
import { change, reopened, type WriteParts } from '../write.ts'
import { giveGround } from './grounds.ts'
import { pastRecord } from './past.ts'

/** What is to be put back. */
export interface Restoring {
  /** The version that stands now, as whoever asks saw it. */
  version: number
  /** The version whose values come back. */
  to: number
  /** Which fields; all that differ when not said. */
  fields?: readonly string[] | undefined
  reason: string
}

const keysIn = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [])

/** What these values refer to that no longer counts: ended records, regions that are no more; by the path of each. */
async function refersToEnded(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  values: Readonly<Record<string, unknown>>,
): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const { key, field } of definition.columns) {
    const ids = keysIn(values[key])
    if (ids.length === 0) continue
    if (field.kind === 'region')
      await parts.placeOf(ctx, ids[0]!).catch((error: unknown) => {
        if (!(error instanceof Invalid)) throw error
        problems.push({ path: key, message: '这个行政区划已经撤销' })
      })
    if (field.kind !== 'ref' && field.kind !== 'references') continue
    const running = await runningOf(parts, ctx, (field as unknown as RefField).to, new Set(ids))
    ids.forEach((id, i) => {
      if (!running.has(id))
        problems.push({ path: field.kind === 'references' ? `${key}.${i}` : key, message: '所指的记录已终止，或不归您查看' })
    })
  }
  return problems
}

const refused = (problems: readonly Problem[]) =>
  new Invalid(`有 ${problems.length} 处现在不能恢复`, { code: 'restore.values', problems: [...problems] })

/**
 * Puts values of an earlier version back, as a new version, as `put` changes records by hand. What the register gives out itself stays as
 * it is.
 * @throws Invalid with the path of each value that no longer fits or isn't seen plainly, Conflict, NotFound, NotAllowed
 */
export async function restore(
  parts: WriteParts,
  ctx: Context,
  name: string,
  id: string,
  asked: Restoring,
  put: typeof change,
): Promise<AnyRecord> {
  const definition = parts.definitions.get(name)
  const { record: now, masked } = await get(parts, ctx, name, id)
  const past = await pastRecord(parts, ctx, name, id, { version: asked.to })
  if (!past) throw new NotFound('没有这一版，或不归您查看', { code: 'register.version-none', path: 'to' })
  const unseen = new Set([...masked, ...past.masked])
  const unknown = asked.fields?.find((key) => !definition.columns.some((column) => column.key === key))
  if (unknown !== undefined) throw refused([{ path: unknown, message: '没有这个字段' }])
  const written = definition.columns.filter(({ key, field }) => !kindOf(field).given && (asked.fields?.includes(key) ?? true))
  const differing = written.filter(({ key }) => unseen.has(key) || JSON.stringify(now[key]) !== JSON.stringify(past.record[key]))
  const hidden = differing.filter(({ key }) => unseen.has(key))
  if (hidden.length > 0) throw refused(hidden.map(({ key, field }) => ({ path: key, message: `看不到“${field.label}”的明文，不能恢复` })))
  if (differing.length === 0) throw new Invalid('和现在的内容一样，没有可以恢复的', { code: 'restore.same' })
  const values = Object.fromEntries(differing.map(({ key }) => [key, past.record[key] ?? null]))
  const ended = await refersToEnded(parts, ctx, definition, values)
  if (ended.length > 0) throw refused(ended)
  giveGround(ctx, id, { reason: `恢复到第 ${asked.to} 版：${asked.reason.trim()}` })
  return put(parts, ctx, name, id, asked.version, values)
}

/**
 * Makes an ended record count again, under the rules of a new one: nothing else has its keys or its period, what it refers to is there.
 * @throws Invalid, Conflict, NotFound, NotAllowed
 */
export async function reopen(
  parts: WriteParts,
  ctx: Context,
  name: string,
  id: string,
  version: number,
  reason: string,
): Promise<AnyRecord> {
  const definition = parts.definitions.get(name)
  const { record } = await get(parts, ctx, name, id)
  const ended = await refersToEnded(parts, ctx, definition, record)
  if (ended.length > 0) throw refused(ended)
  giveGround(ctx, id, { reason })
  return reopened(parts, ctx, name, id, version)
}
