import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownBox } from '#engines/registers'
import { OPEN_BOX, type Actor, type Box } from '#kernel/context'
import { Conflict } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import { citizen, everything, newReader, officer, openSpine, readers, tariffs, type Spine } from './ground.ts'

let spine: Spine
const clerk = officer('east', [everything.name])
beforeAll(async () => {
  spine = await openSpine()
})
afterAll(() => spine.close())

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const second = (most: number) => fc.integer({ min: 0, max: most }).map((n) => new Date(n * 1000).toISOString())
const values = {
  name: fc.constantFrom('欧阳翠翠', "'; drop", '😀𠮷', 'a\\b%_'),
  phone: nullable(fc.constantFrom('13800138000', '13900139000')),
  born: nullable(fc.constantFrom('1949-10-01', '2000-02-29')),
  joined: nullable(second(2_000_000_000)),
  kind: fc.constantFrom('child', 'adult'),
  visits: nullable(fc.integer({ min: 0, max: 1000 })),
  deposit: nullable(fc.integer({ min: 0, max: 2 ** 40 })),
  active: fc.boolean(),
  home: nullable(fc.tuple(fc.integer({ min: 100, max: 110 }), fc.integer({ min: 20, max: 30 }))),
  loans: nullable(fc.array(fc.record({ title: fc.constantFrom('史记', '红楼梦'), days: fc.nat(9) }), { maxLength: 3 })),
}
const changes = fc.array(fc.record(values, { requiredKeys: [] }), { minLength: 1, maxLength: 8 })

/** The database's clock, a whole millisecond after everything before. */
async function tick(): Promise<Date> {
  const { rows } = await spine.admin.query<{ at: string }>(
    `select date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' as at from pg_sleep(0.002)`,
  )
  await spine.admin.query('select pg_sleep(0.002)')
  return new Date(rows[0]!.at)
}

const without = (record: Record<string, unknown>) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== 'recorded'))

test('what a record was at any instant is found from its history, for fields of every kind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(values), changes, async (first, steps) => {
      const before = await tick()
      const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader(first)))
      const read = () => spine.as(clerk, async (ctx) => (await spine.registers.getUntyped(ctx, readers.name, id)).record)
      const known = [{ at: await tick(), record: await read() }]
      for (const [i, step] of steps.entries()) {
        await spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, i + 1, step))
        known.push({ at: await tick(), record: await read() })
      }
      for (const { at, record } of known) {
        const then = await spine.as(clerk, (ctx) => spine.registers.asOf(ctx, readers, id, at))
        expect(then).toEqual(record)
        // The instant at which a version was recorded belongs to that version.
        const atOnce = await spine.as(clerk, (ctx) => spine.registers.asOf(ctx, readers, id, new Date(record.recorded)))
        expect(without(atOnce!)).toEqual(without(record))
      }
      expect(await spine.as(clerk, (ctx) => spine.registers.asOf(ctx, readers, id, before))).toBeUndefined()
      const versions = await spine.as(clerk, (ctx) => spine.registers.history(ctx, readers.name, id))
      expect(versions.map((one) => one.version)).toEqual(known.map((_, i) => known.length - i))
      for (const one of versions.filter(({ before }) => before))
        for (const [key, value] of Object.entries(one.before!)) expect(value).toEqual(known[one.version - 2]!.record[key])
    }),
    { numRuns: 20 },
  )
})

test('an ended record stays, with its history, and is running again at instants before its end', async () => {
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  const before = await tick()
  await spine.as(clerk, (ctx) => spine.registers.end(ctx, readers, id, 1))
  const [now, then] = await spine.as(clerk, async (ctx) => [
    (await spine.registers.getUntyped(ctx, readers.name, id)).record,
    await spine.registers.asOf(ctx, readers, id, before),
  ])
  expect(now).toMatchObject({ version: 2, ended: expect.any(String) })
  expect(then).toMatchObject({ version: 1, ended: null })
  await expect(spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, 2, { visits: 1 }))).rejects.toMatchObject({
    status: 404,
  })
})

test('the table refuses an update that keeps its version, skips one, changes the key, or is not by the box', async () => {
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  const { admin } = spine
  for (const set of ['visits = 1', 'version = version + 2', 'version = version - 1', `version = version + 1, id = '${newKey()}'`])
    await expect(admin.query(`update spine.reader set ${set} where id = '${id}'`), set).rejects.toThrow(
      'must keep the key and raise the version by one',
    )
  const app = await spine.client('app')
  const { rowCount } = await app.query(`update spine.reader set visits = 1, version = version + 1 where id = '${id}'`)
  expect(rowCount).toBe(0)
  for (const sql of [
    `delete from spine.reader`,
    `truncate spine.reader`,
    `update spine.reader_history set old = '{}'`,
    `delete from kernel.change`,
  ])
    await expect(app.query(sql), sql).rejects.toThrow('permission denied')
})

test('what the owner deletes or truncates leaves an envelope too, and the deleted row is kept', async () => {
  const own = await openSpine()
  try {
    const id = await own.as(clerk, (ctx) => own.registers.addUntyped(ctx, readers.name, newReader({ visits: 7 })))
    await own.admin.query(`delete from spine.reader where id = $1`, [id])
    await own.admin.query('truncate spine.fine')
    const { rows } = await own.admin.query(
      `select c.register, c.op, c.version, h.old->>'visits' as visits from kernel.change c left join spine.reader_history h on h.id = c.record and h.op = c.op
       where c.register like 'spine.%' order by c.seq`,
    )
    expect(rows).toEqual([
      { register: readers.name, op: 'I', version: 1, visits: null },
      { register: readers.name, op: 'D', version: 2, visits: '7' },
      { register: 'spine.fine', op: 'T', version: 0, visits: null },
    ])
  } finally {
    await own.close()
  }
})

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString()

test('periods of one key never overlap, and each instant finds the record that holds for it', async () => {
  const period = fc.tuple(fc.nat(30), fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }), fc.nat(2))
  await fc.assert(
    fc.asyncProperty(fc.array(period, { minLength: 1, maxLength: 14 }), async (periods) => {
      const keys = [newKey(), newKey(), newKey()]
      const held: { key: string; from: number; to: number; id: string }[] = []
      for (const [from, days, which] of periods) {
        const key = keys[which]!
        const to = days === null ? Infinity : from + days
        const record = { name: `第${from}日起`, fen: 100, key, from: day(from), ...(days === null ? {} : { to: day(to) }) }
        const adding = spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, tariffs.name, record))
        if (held.some((one) => one.key === key && one.from < to && from < one.to))
          await expect(adding).rejects.toMatchObject({ status: 409, code: 'period.overlap' })
        else held.push({ key, from, to, id: await adding })
      }
      expect(held.length).toBeGreaterThan(0)
      for (const n of [0, 7, 19, 30, 45]) {
        const page = await spine.as(clerk, (ctx) =>
          spine.registers.listUntyped(ctx, tariffs.name, { effective: new Date(day(n)), limit: 500 }),
        )
        const own = page.items.filter((one) => keys.includes(one.key as string)).map((one) => one.id as string)
        expect(own.sort()).toEqual(held.flatMap((one) => (one.from <= n && n < one.to ? [one.id] : [])).sort())
      }
    }),
    { numRuns: 12 },
  )
})

test('no two periods of a shipped region overlap', async () => {
  const { rows } = await spine.admin.query(
    `select count(*) filter (where a.id <> b.id)::int as overlaps, count(*)::int as periods from identity.region a join identity.region b
     on a.key = b.key and a.effective && b.effective and a.ended is null and b.ended is null`,
  )
  expect(rows[0].overlaps).toBe(0)
  expect(rows[0].periods).toBeGreaterThan(1000)
})

test('two writers of one version: one wins, the other is told', async () => {
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, 1, { visits: n }))),
  )
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  for (const one of results) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Conflict)
})

test('the wall itself shows whoever is let in as the holder the versions that were theirs, and the engine tells no others', async () => {
  const people = [newKey(), newKey(), newKey()]
  const holder = fc.integer({ min: 0, max: people.length }).map((nth) => people[nth] ?? null)
  const step = fc.record({ person: holder, visits: fc.nat(99) })
  const pastHands: boolean[] = []
  await fc.assert(
    fc.asyncProperty(holder, fc.array(step, { minLength: 1, maxLength: 8 }), async (first, steps) => {
      const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ person: first, visits: 0 })))
      const whose: (string | null)[] = [first]
      for (const [i, change] of steps.entries()) {
        await spine.as(clerk, (ctx) =>
          spine.registers.changeUntyped(ctx, readers.name, id, i + 1, { ...change, visits: change.visits + 100 * i + 1 }),
        )
        whose.push(change.person)
      }
      const kept = steps.map((_, i) => i + 1)
      const behind = (actor: Actor, box: Box, door: 'app' | 'hall') =>
        spine.as(
          actor,
          async (ctx) => {
            ctx.tx.open('spine_reader', 'read', box)
            const rows = await ctx.tx.rows({ text: 'select version from spine.reader_history where id = $1 order by 1', values: [id] })
            return rows.map(({ version }) => version as number)
          },
          { door },
        )
      expect(await behind(clerk, OPEN_BOX, 'app')).toEqual(kept)
      for (const person of people) {
        const me = citizen(person)
        const own = whose.at(-1) === person ? kept.filter((version) => whose[version - 1] === person) : []
        expect(await behind(me, ownBox(person), 'app')).toEqual(own)
        // A hall process sees no more, whatever box it sets.
        expect(await behind(me, OPEN_BOX, 'hall')).toEqual(own)
        if (whose.at(-1) !== person) continue
        pastHands.push(own.length < kept.length)
        const told = await spine.as(me, (ctx) => spine.registers.history(ctx, readers.name, id))
        // Nothing of before is told, and nothing since is missing; what the handing over replaced is another's.
        const since = whose.findLastIndex((one) => one !== person) + 2
        expect(told.map(({ version }) => version)).toEqual(
          whose
            .map((_, nth) => nth + 1)
            .filter((version) => version >= since)
            .toReversed(),
        )
        for (const { version, before } of told) expect(before !== null).toBe(version > since)
      }
    }),
    {
      numRuns: 30,
      // One record that stays with its holder and one that is handed over are always among them, whatever chance brings.
      examples: [
        [people[0]!, [{ person: people[0]!, visits: 1 }]],
        [
          people[0]!,
          [
            { person: people[1]!, visits: 1 },
            { person: people[1]!, visits: 2 },
          ],
        ],
      ],
    },
  )
  expect(new Set(pastHands)).toEqual(new Set([true, false]))
})
