import { OPEN_BOX, type Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { isKey, newKey } from '#kernel/keys'
import type { Linked } from './link.ts'
import type { Definition } from '../definitions.ts'
import { boxesFor, boxesWithin } from '../permission.ts'
import { find, type ReadParts } from '../read.ts'
import { named } from '../statements.ts'
import * as sql from './merge-sql.ts'

/** How two records were found to be alike. */
export interface Found {
  one: string
  other: string
  method: 'linkage' | 'number'
  source: string | null
  weight: number
  reasons: Linked['reasons']
}

/** Keeps pairs for somebody to look at; they lie where the first of the two records lies. */
export async function keepPairs(ctx: Context, definition: Definition, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  ctx.tx.open(definition.box, 'read', OPEN_BOX)
  const ids = [...new Set(found.flatMap(({ one, other }) => [one, other]))]
  const places = await ctx.tx.rows(
    named(
      definition,
      `select t.id, t.region_path, t.organisation, t.holder, t.class, t.case_id from ${definition.full} t where t.id = any($1::uuid[])`,
      [ids],
    ),
  )
  const byId = new Map(places.map(({ id, ...place }) => [id as string, place]))
  const pairs = found.flatMap((pair) => {
    const [one, other] = [pair.one, pair.other].toSorted() as [string, string]
    const place = byId.get(one)
    return place && one !== other ? [{ ...place, ...pair, one, other, id: newKey(), register: definition.register.name }] : []
  })
  ctx.tx.open('registers_pair', 'read', OPEN_BOX)
  ctx.tx.open('registers_pair', 'write', OPEN_BOX)
  await ctx.tx.query(sql.keepPairs(pairs))
}

const MOST = 50

/** Open pairs, the likeliest first: those of which the actor may merge the records, with both as the actor sees them. */
export async function listPairs(parts: ReadParts, ctx: Context, name: string) {
  const definition = parts.definitions.get(name)
  const { register } = definition
  const boxes = boxesWithin(
    boxesFor(parts.definitions.roles, ctx, register, 'change'),
    boxesFor(parts.definitions.roles, ctx, register, 'end'),
  )
  const pairs = new Map<string, sql.Pair>()
  for (const box of boxes) {
    ctx.tx.open('registers_pair', 'read', box)
    for (const row of await ctx.tx.rows(sql.openPairs(name, box.regionPath, MOST))) pairs.set(row.id as string, row as unknown as sql.Pair)
  }
  const items = []
  for (const pair of [...pairs.values()].toSorted((one, other) => other.weight - one.weight).slice(0, MOST)) {
    const [one, other] = [await find(parts, ctx, name, pair.one), await find(parts, ctx, name, pair.other)]
    if (one && other && one.record.ended === null && other.record.ended === null)
      items.push({ ...pair, records: [one.record, other.record], masked: [...new Set([...one.masked, ...other.masked])] })
  }
  return items
}

/** Says of a pair that it is two. @throws NotFound for a pair that the actor may not merge */
export async function different(parts: ReadParts, ctx: Context, name: string, id: string): Promise<void> {
  const { register } = parts.definitions.get(name)
  for (const box of boxesFor(parts.definitions.roles, ctx, register, 'change')) {
    ctx.tx.open('registers_pair', 'read', box)
    ctx.tx.open('registers_pair', 'write', box)
    const pair = isKey(id) ? ((await ctx.tx.row(sql.onePair(id))) as unknown as sql.Pair | undefined) : undefined
    if (!pair || pair.register !== name) continue
    await ctx.tx.query(sql.settlePair(pair.one, pair.other, 'different', ctx.actor.account))
    return
  }
  throw new NotFound('没有这一对记录', { code: 'merge.pair' })
}
