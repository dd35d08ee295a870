import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '#kernel/keys'
import { testCity, type TestCity } from '#testing'
import type { Context } from '#kernel/context'
import { checkAnonymity, groupClasses, stepsOf } from './anonymity.ts'
import { classSizes, compareClasses } from './difference.ts'
import type { Selected } from './selection.ts'
import { asKeeper, stageOf } from './stage.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city?.stop())

/** Rows of two values that others know, each with two coarser levels, and one that they don't. */
type Row = readonly [number, number, string]
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b')), {
  minLength: 1,
  maxLength: 60,
})

const level = (key: string) => ({ key, label: key, sql: () => '' })
const column = (at: string, quasi: boolean, levels: readonly string[]) =>
  ({ field: at, label: at, kind: 'text', level: levels[0], at, quasi, heads: [], levels: levels.map(level) }) as unknown as Selected
const columns = [column('c0', true, ['l0', 'l1', 'l2']), column('c1', true, ['l0', 'l1']), column('c2', false, ['l0'])]
/** What a value is at a level: halved each time; the last says nothing. */
const said = (value: number, up: number) => String(value >> up)

async function staged(ctx: Context, given: readonly Row[]): Promise<string> {
  const version = newKey()
  asKeeper(ctx)
  await ctx.tx.query({
    text: 'select open.open_stage($1::uuid, $2::text[], $3::text[])',
    values: [version, ['c0', 'c0_1', 'c0_2', 'c1', 'c1_1', 'c2'], ['c0', 'c0_1', 'c0_2', 'c1', 'c1_1']],
  })
  const at = (of: (row: Row) => string) => given.map(of)
  await ctx.tx.query({
    text: `insert into ${stageOf(version)} (id, c0, c0_1, c0_2, c1, c1_1, c2)
      select gen_random_uuid(), * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
    values: [
      at(([a]) => said(a, 0)),
      at(([a]) => said(a, 1)),
      at(([a]) => said(a, 2)),
      at(([, b]) => said(b, 0)),
      at(([, b]) => said(b, 1)),
      at(([, , c]) => c),
    ],
  })
  return version
}

/** Sizes of the classes by hand; a level past the last leaves the column out. */
function classesAt(given: readonly Row[], [first, second]: readonly [number, number]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const [a, b] of given) {
    const key = `${first === 3 ? '*' : said(a, first)} ${second === 2 ? '*' : said(b, second)}`
    sizes.set(key, (sizes.get(key) ?? 0) + 1)
  }
  return sizes
}
const smallIn = (sizes: ReadonlyMap<string, number>, k: number) => [...sizes.values()].filter((n) => n < k).reduce((a, b) => a + b, 0)

const asSystem = <T>(work: (ctx: Context) => Promise<T>) => city.identity.asSystem('test', work)

describe('whether people can be told apart', () => {
  it('is what a count by hand says, and each suggestion does what it says and no less would', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 2, max: 6 }), async (given, k) => {
        const found = await asSystem(async (ctx) => {
          const version = await staged(ctx, given)
          await groupClasses(ctx, version, columns)
          return checkAnonymity(ctx, { version, columns, k, hold: false, rows: given.length })
        })
        const own = classesAt(given, [0, 0])
        expect([found.classes, found.small]).toEqual([own.size, smallIn(own, k)])
        expect(found.searchedWhole).toBe(true)
        const may = Math.floor(given.length * 0.01)
        const nodes = [0, 1, 2, 3].flatMap((a) => [0, 1, 2].map((b) => [a, b] as const))
        const good = nodes.filter((node) => smallIn(classesAt(given, node), k) <= may)
        const minimal = good.filter(([a, b]) => !good.some(([c, d]) => (c !== a || d !== b) && c <= a && d <= b))
        const told = found.suggestions.map(({ columns: changed, held }) => {
          const up = (field: string, most: number) => {
            const one = changed.find((each) => each.field === field)
            return one === undefined ? 0 : one.level === null ? most : Number(one.level.slice(1))
          }
          const node = [up('c0', 3), up('c1', 2)] as const
          expect(held).toBe(smallIn(classesAt(given, node), k))
          return node.join()
        })
        const wanted = minimal.map((node) => node.join())
        if (found.small === 0) expect(told).toEqual([])
        else {
          expect(told).toHaveLength(Math.min(3, wanted.length))
          expect(wanted).toEqual(expect.arrayContaining(told))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('no longer, once those that too few are like stay out; and what is protected is counted among the rest', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 2, max: 5 }), async (given, k) => {
        const { kept, diversity } = await asSystem(async (ctx) => {
          const version = await staged(ctx, given)
          await groupClasses(ctx, version, columns)
          const found = await checkAnonymity(ctx, { version, columns, k, hold: true, rows: given.length })
          const rowsKept = await ctx.tx.rows({ text: `select t.c0, t.c1, t.c2 from ${stageOf(version)} t where not t.held` })
          return { kept: rowsKept as { c0: string; c1: string; c2: string }[], diversity: found.diversity }
        })
        const sizes = new Map<string, string[]>()
        for (const { c0, c1, c2 } of kept) sizes.set(`${c0} ${c1}`, [...(sizes.get(`${c0} ${c1}`) ?? []), c2])
        expect([...sizes.values()].every((all) => all.length >= k)).toBe(true)
        expect(kept).toHaveLength(given.length - smallIn(classesAt(given, [0, 0]), k))
        const kinds = [...sizes.values()].map((all) => new Set(all).size)
        const alone = [...sizes.values()].filter((all) => new Set(all).size === 1).reduce((n, all) => n + all.length, 0)
        expect(diversity).toEqual([{ field: 'c2', label: 'c2', least: kinds.length > 0 ? Math.min(...kinds) : 0, alone }])
      }),
      { numRuns: 25 },
    )
  })
})

describe('two versions after each other', () => {
  it('show nobody alone: classes that changed by fewer than k are found, and stay out when asked', async () => {
    const k = 3
    await fc.assert(
      fc.asyncProperty(rows, rows, async (first, second) => {
        const before = classesAt(first, [0, 0])
        const { difference, after } = await asSystem(async (ctx) => {
          const was = await staged(ctx, first)
          const { rows: sizes } = await ctx.tx.query({ text: classSizes(was, columns) })
          const dataSet = await anyDataSet(ctx)
          const kept = newKey()
          await ctx.tx.query({
            text: `insert into open.version (id, data_set, selection, columns, organisation, region_path, made_by_name)
              select $1, d.id, '{}', '[]', d.organisation, d.region_path, '' from open.data_set d where d.id = $2`,
            values: [kept, dataSet],
          })
          await ctx.tx.query({
            text: 'insert into open.class_size (version, class, size) select $1, c.class, c.size from unnest($2::uuid[], $3::bigint[]) as c(class, size)',
            values: [kept, sizes.map((row) => row.class), sizes.map((row) => row.size)],
          })
          const now = await staged(ctx, second)
          const found = await compareClasses(ctx, { version: now, columns, before: { id: kept, number: 1, columns }, k, hold: true })
          const left = await ctx.tx.rows({ text: `select t.c0, t.c1 from ${stageOf(now)} t where not t.held` })
          await ctx.tx.query({ text: `update open.version set state = 'dropped' where id = $1`, values: [kept] })
          return { difference: found, after: left as { c0: string; c1: string }[] }
        })
        const now = classesAt(second, [0, 0])
        const changes = [...new Set([...before.keys(), ...now.keys()])].map((key) => (now.get(key) ?? 0) - (before.get(key) ?? 0))
        const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0)
        expect(difference).toMatchObject({
          comparable: true,
          added: sum(changes.filter((one) => one > 0)),
          gone: Math.abs(sum(changes.filter((one) => one < 0))),
          alone: sum(changes.filter((one) => one !== 0 && Math.abs(one) < k).map(Math.abs)),
        })
        const shown = new Map<string, number>()
        for (const { c0, c1 } of after) shown.set(`${c0} ${c1}`, (shown.get(`${c0} ${c1}`) ?? 0) + 1)
        for (const [key, size] of shown) {
          const change = size - (before.get(key) ?? 0)
          expect(change === 0 || Math.abs(change) >= k, key).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })
})

const anyDataSet = async (ctx: Context): Promise<string> =>
  (await city.registers.listUntyped(ctx, 'open.data-set', { limit: 1 })).items[0]!.id

describe('steps', () => {
  it('get larger where there would be too many nodes, and never lose the chosen level or leaving it out', () => {
    const many = Array.from({ length: 9 }, () => ({ levels: Array.from({ length: 6 }, (_, i) => level(`l${i}`)) }))
    const steps = stepsOf(many)
    expect(steps.reduce((product, { length }) => product * length, 1)).toBeLessThanOrEqual(5000)
    for (const one of steps) expect([one[0], one.at(-1)]).toEqual([0, 6])
  })
})
