import type { Context } from '#kernel/context'
import { Invalid, NotFound } from '#kernel/errors'
import { get, type AnyRecord, type ReadParts } from '../read.ts'
import type { Instant } from './instant.ts'
import { pastRecord } from './past.ts'
import { periodAt } from './periods.ts'

/** Which of a record's states is meant; the present one when nothing is said. */
export interface Then {
  asOf?: Instant | undefined
  version?: number | undefined
  effective?: Date | 'all' | undefined
}

/** The state of a record that is meant. @throws NotFound when there was none, or none that the actor may know of */
export async function getThen(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
  { asOf, version, effective }: Then,
  fields?: readonly string[],
): Promise<{ record: AnyRecord; masked: string[] }> {
  if (effective === 'all') throw new Invalid('一条记录只能看一个时间', { code: 'asof.instant', path: 'effective' })
  if (version !== undefined && (asOf || effective)) throw new Invalid('版本和时间只能说一样', { code: 'asof.instant', path: 'version' })
  if (effective) {
    const found = await periodAt(parts, ctx, name, id, { effective, asOf, fields })
    if (!found) throw new NotFound('那时没有有效的记录', { code: 'asof.none', path: 'effective' })
    return found
  }
  if (version === undefined && !asOf) return get(parts, ctx, name, id, fields)
  const found = await pastRecord(parts, ctx, name, id, asOf ? { at: asOf } : { version: version! }, fields)
  if (!found) throw new NotFound('那时还没有这条记录，或不归您查看', { code: 'asof.none', path: asOf ? 'asOf' : 'version' })
  return found
}
