import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOG_START, nextChanges, type Cursor, type Envelope } from '#kernel/changes'
import { Conflict } from '#kernel/errors'
import { everything, newReader, officer, openSpine, readers, type Spine } from './ground.ts'

let spine: Spine
const clerk = officer('east', [everything.name])
beforeAll(async () => {
  spine = await openSpine()
})
afterAll(() => spine.close())

/** A connection that may read the log. */
async function logReader(): Promise<pg.Client> {
  const client = await spine.client('app')
  await client.query(`select set_config('app.log', 'reader', false)`)
  return client
}

const read = async (client: pg.Client, after: Cursor, most: number): Promise<Envelope[]> =>
  (await client.query<Envelope>(nextChanges(after, most) as pg.QueryConfig)).rows

/** Reads after a cursor until an envelope of this record turns up, which is the last that was written. */
async function readUntil(client: pg.Client, after: Cursor, record: string): Promise<Envelope[]> {
  const all: Envelope[] = []
  for (let cursor = after; ;) {
    const next = await read(client, cursor, 500)
    all.push(...next)
    cursor = next.at(-1) ?? cursor
    if (all.some((one) => one.record === record)) return all
  }
}

const add = (count = 1) =>
  spine.as(clerk, (ctx) =>
    spine.registers.addManyUntyped(
      ctx,
      readers.name,
      Array.from({ length: count }, () => newReader()),
    ),
  )

type Step = { act: 'add'; many: number } | { act: 'change'; which: number } | { act: 'linger'; turns: number }
interface Script {
  steps: Step[]
  fate: 'commit' | 'undo'
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constant('add' as const), many: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ act: fc.constant('change' as const), which: fc.nat(1000) }),
  fc.record({ act: fc.constant('linger' as const), turns: fc.integer({ min: 1, max: 25 }) }),
)
const script: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  fate: fc.constantFrom('commit' as const, 'commit' as const, 'commit' as const, 'undo' as const),
})

class Undone extends Error {}

/** Runs one transaction; gives what it wrote when it committed, and nothing when it was undone or lost a race. */
async function write({ steps, fate }: Script, known: string[]): Promise<string[]> {
  const own: string[] = []
  const wrote: string[] = []
  // Every writer goes through the shared records in one order, so that none waits for another in a ring.
  const shared = [...known]
  const changes = steps.flatMap((one) => (one.act === 'change' ? [one.which % shared.length] : [])).sort((a, b) => a - b)
  try {
    await spine.as(clerk, async (ctx) => {
      for (const one of steps) {
        if (one.act === 'linger') for (let i = 0; i < one.turns; i++) await ctx.tx.query({ text: 'select 1' })
        else if (one.act === 'add') {
          const records = Array.from({ length: one.many }, () => newReader())
          own.push(...(await spine.registers.addManyUntyped(ctx, readers.name, records)))
        } else {
          const id = shared[changes.shift()!]!
          const { record } = await spine.registers.getUntyped(ctx, readers.name, id)
          const changed = await spine.registers.changeUntyped(ctx, readers.name, id, record.version, { visits: one.which })
          wrote.push(`${id} ${changed.version} U`)
        }
      }
      if (fate === 'undo') throw new Undone()
    })
  } catch (error) {
    if (error instanceof Undone || error instanceof Conflict) return []
    throw error
  }
  known.push(...own)
  return [...own.map((id) => `${id} 1 I`), ...wrote]
}

test('a reader of the log sees what was committed, each change once and in the order of transactions, whatever the writers do meanwhile', async () => {
  const known = await add(20)
  const log = await logReader()
  let start = (await readUntil(log, LOG_START, known.at(-1)!)).at(-1)!
  let committed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 4, maxLength: 14 }), fc.integer({ min: 1, max: 40 }), async (scripts, batch) => {
      const seen: Envelope[] = []
      let cursor: Cursor = start
      const look = async () => {
        const next = await read(log, cursor, batch)
        seen.push(...next)
        cursor = next.at(-1) ?? cursor
      }
      const queue = [...scripts]
      const wrote: string[] = []
      let working = 6
      const worker = async () => {
        for (let one = queue.shift(); one; one = queue.shift()) wrote.push(...(await write(one, known)))
        working--
      }
      const workers = Promise.all(Array.from({ length: working }, worker))
      while (working > 0) await look()
      await workers
      const last = (await add())[0]!
      while (!seen.some((one) => one.record === last)) await look()
      const keys = seen.filter((one) => one.record !== last).map((one) => `${one.record} ${one.version} ${one.op}`)
      expect([...keys].sort()).toEqual([...wrote].sort())
      for (const [i, one] of seen.entries()) {
        const before = seen[i - 1]
        if (before) expect(BigInt(one.tx) > BigInt(before.tx) || (one.tx === before.tx && one.seq > before.seq)).toBe(true)
      }
      start = seen.at(-1)!
      committed += wrote.length
    }),
    { numRuns: 25 },
  )
  const all = await readUntil(log, LOG_START, (await add())[0]!)
  const versions = new Map<string, number[]>()
  for (const one of all) versions.set(one.record, [...(versions.get(one.record) ?? []), one.version])
  for (const list of versions.values()) expect(list.sort((a, b) => a - b)).toEqual(list.map((_, i) => i + 1))
  // Otherwise the scripts were too tame to show anything.
  expect(committed).toBeGreaterThan(100)
})

test('a reader that trusts the sequence alone loses the change of a slow writer, and ours does not', async () => {
  const log = await logReader()
  const start = (await readUntil(log, LOG_START, (await add())[0]!)).at(-1)!
  let slow = ''
  let fast = ''
  const seen: Envelope[] = []
  let seq = start.seq
  const bySeq: string[] = []
  const naive = async () => {
    const { rows } = await log.query<{ record: string; seq: number }>('select record, seq from kernel.change where seq > $1 order by seq', [
      seq,
    ])
    bySeq.push(...rows.map((row) => row.record))
    seq = rows.at(-1)?.seq ?? seq
  }
  await spine.as(clerk, async (ctx) => {
    slow = await spine.registers.addUntyped(ctx, readers.name, newReader())
    fast = (await add())[0]!
    await naive()
    seen.push(...(await read(log, start, 100)))
    expect(seen).toEqual([])
  })
  await naive()
  seen.push(...(await readUntil(log, start, fast)))
  expect(bySeq).toEqual([fast])
  expect(seen.map((one) => one.record)).toEqual([slow, fast])
})

test('a version may come before the one it follows, so that a reader has to compare versions', async () => {
  const log = await logReader()
  const [id] = await add()
  const start = (await readUntil(log, LOG_START, id!)).at(-1)!
  await spine.as(clerk, async (ctx) => {
    await spine.registers.addUntyped(ctx, readers.name, newReader())
    await spine.as(clerk, (later) => spine.registers.changeUntyped(later, readers.name, id!, 1, { visits: 1 }))
    await spine.registers.changeUntyped(ctx, readers.name, id!, 2, { visits: 2 })
  })
  const all = await readUntil(log, start, (await add())[0]!)
  expect(all.filter((one) => one.record === id).map((one) => one.version)).toEqual([3, 2])
})

test('a restore raises the incarnation, and readers go on with what was written since, though transaction numbers began again', async () => {
  const log = await logReader()
  const [before] = await add()
  const end = (await readUntil(log, LOG_START, before!)).at(-1)!
  // A dump that is loaded into a new server keeps the envelopes of old, far higher transactions.
  await spine.admin.query(`update kernel.change set tx = (tx::text::bigint + 1000000000)::text::xid8`)
  await spine.admin.query('update kernel.identity set incarnation = incarnation + 1')
  const cursor = { ...end, tx: String(BigInt(end.tx) + 1_000_000_000n) }
  const [after] = await add()
  const next = await readUntil(log, cursor, after!)
  expect(next.map((one) => [one.incarnation, one.record])).toEqual([[end.incarnation + 1, after]])
  const all = await readUntil(log, LOG_START, after!)
  expect(all.at(-1)!.record).toBe(after)
  expect(all.at(-2)!.record).toBe(before)
})
