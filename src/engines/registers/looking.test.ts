import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { everything, newReader, officer, openSpine, organisations, readers, widely, type Spine } from '../../../test/spine/ground.ts'
import { traffic, type Statement } from '#kernel/database'

let spine: Spine
const steward = officer('east', [everything.name])
const counter = officer('city', [widely.name])
const west = officer('west', [everything.name], organisations.archive)
const all = (actor: typeof steward, query: Parameters<Spine['registers']['listUntyped']>[2] = {}) =>
  spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, query), { readOnly: true })
const everywhere = { ...steward, duties: [...steward.duties, ...west.duties] }
const child = [{ field: 'kind', operator: 'is' as const, value: 'child' }]
/** All pages, one after the other, and how many of them said that they stopped looking. */
async function walked(actor: typeof steward, query: Parameters<typeof all>[1]) {
  const pages = [await all(actor, query)]
  while (pages.at(-1)!.next !== null) pages.push(await all(actor, { ...query, after: pages.at(-1)!.next! }))
  return {
    ids: pages.flatMap(({ items }) => items.map(({ id }) => id)),
    stopped: pages.filter(({ looked }) => looked !== undefined).length,
  }
}

beforeAll(async () => {
  spine = await openSpine()
  const many = (of: string, kinds: readonly string[]) =>
    kinds.map((kind, i) => newReader({ card: `${of}-${kind}-${i}`, name: '赵六', kind }))
  const rare = ['adult', 'adult', 'adult', 'adult', 'adult', 'child', 'adult', 'adult']
  await spine.as(officer('eastTown', [everything.name]), (ctx) => spine.registers.addManyUntyped(ctx, readers.name, many('K', rare)))
  await spine.as(west, (ctx) => spine.registers.addManyUntyped(ctx, readers.name, many('W', rare.toReversed())))
})
afterAll(() => spine.close())

it('a list by what no index leads to finds the same in pieces as at once, each record once and in the same order, in one box and in several', async () => {
  const stopped: number[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      fc.constantFrom(steward, west, everywhere, counter),
      async (looks, limit, newestFirst, actor) => {
        const whole = await all(actor, { where: child, limit: 500, newestFirst })
        const pieces = await walked(actor, { where: child, limit, newestFirst, looks })
        expect(pieces.ids).toEqual(whole.items.map(({ id }) => id))
        stopped.push(pieces.stopped)
      },
    ),
    { numRuns: 40 },
  )
  expect(Math.max(...stopped)).toBeGreaterThan(3)
  expect(Math.min(...stopped)).toBe(0)
})
it('it says after how many records it stopped, also where none of them is meant, and nothing when it looked at all', async () => {
  const none = [{ field: 'visits', operator: 'is' as const, value: 12_345 }]
  expect(await all(steward, { where: none, looks: 4 })).toMatchObject({ items: [], looked: 4 })
  const whole = await all(steward, { where: none, looks: 4000 })
  expect(whole).toMatchObject({ items: [], next: null })
  expect(whole.looked).toBeUndefined()
  const sort = { field: 'visits', descending: false }
  await expect(all(steward, { where: none, sort, looks: 4 })).rejects.toMatchObject({ code: 'list.sort-many' })
  expect(await all(steward, { where: child, sort, looks: 4000 })).toEqual(await all(steward, { where: child, sort }))
})
it('it is not looked through where an index leads to what is meant', async () => {
  const card = [{ field: 'card', operator: 'is' as const, value: 'K-child-5' }]
  const found = await all(steward, { where: card, looks: 1 })
  expect(found.looked).toBeUndefined()
  expect(found.items).toHaveLength(1)
})
it('it reads no more than it looks at, and an index in order', async () => {
  const { watch } = traffic
  const asked: Statement[] = []
  traffic.watch = (statements) => void asked.push(...statements)
  await all(west, { where: child, looks: 7, limit: 50 })
  traffic.watch = watch
  const walking = asked.find(({ text }) => text.includes('spine"."reader') && text.includes('limit'))!
  const client = await spine.client('app')
  await client.query('begin')
  for (const { text, values } of asked) {
    if (text === walking.text) break
    if (text.includes('set_config')) await client.query(text, [...values!])
  }
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off, summary off) ${walking.text}`, [
    ...walking.values!,
  ])
  await client.query('rollback')
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Limit \(actual rows=7 loops=1\)/)
  expect(plan).toMatch(/Index Scan using reader_by_place on reader t_1 \(actual rows=7/)
  expect(plan).not.toMatch(/Sort|Seq Scan/)
})
