import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything, newReader, officer, openSpine, readers, type Spine } from '../../../test/spine/ground.ts'

let spine: Spine
const steward = officer('east', [everything.name])
/** Whom the search finds, and the others: enough of both for the planner to weigh its ways as it does in a large register. */
const FOUND = 5_000
const OTHERS = 35_000

/** Adds copies of a reader, but for what is theirs alone. */
async function copies(admin: pg.Client, id: string, many: number): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'spine' and table_name = 'reader'`,
  )
  const others = rows.map(({ name }) => `"${name}"`).filter((name) => !['"id"', '"card"'].includes(name))
  await admin.query(
    `insert into spine.reader (id, card, ${others.join(', ')})
     select gen_random_uuid(), 'C-' || $1 || n, ${others.map((name) => `r.${name}`).join(', ')}
     from (select * from spine.reader where id = $2) r, generate_series(1, $1::integer) n`,
    [many, id],
  )
}

beforeAll(async () => {
  spine = await openSpine()
  const [found, other] = await spine.as(officer('eastTown', [everything.name]), (ctx) =>
    spine.registers.addManyUntyped(ctx, readers.name, [newReader({ card: 'A-1', name: '众人' }), newReader({ card: 'A-2', name: '旁边' })]),
  )
  await spine.admin.query('set session_replication_role = replica')
  await copies(spine.admin, found!, FOUND - 1)
  await copies(spine.admin, other!, OTHERS - 1)
  await spine.admin.query('set session_replication_role = origin')
  await spine.admin.query('analyze spine.reader')
})
afterAll(() => spine.close())

const exported = () =>
  spine.as(steward, (ctx) => spine.registers.exportList(ctx, readers.name, { search: '众人', columns: ['card'], reason: '核对众人' }))
const cardsIn = (piece: Buffer) => piece.toString('utf8').split('\r\n').slice(0, -1)

/** How many rows and entries of indexes were read of the table since it was made, once every connection has told. */
async function read(): Promise<{ rows: number; words: number }> {
  const pool = spine.ground.pools.app
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  for (const client of clients) await client.query('select pg_stat_force_next_flush()')
  for (const client of clients) client.release()
  const { rows } = await spine.admin.query(
    `select (t.seq_tup_read + t.idx_tup_fetch)::integer as rows, i.idx_scan::integer as words
     from pg_stat_user_tables t join pg_stat_user_indexes i using (relid)
     where t.schemaname = 'spine' and t.relname = 'reader' and i.indexrelname like '%by_words'`,
  )
  return rows[0]
}

test('an export of a search with a common word finds its records once, and reads each of them once more', async () => {
  const before = await read()
  const { count, file } = await exported()
  const cards: string[] = []
  for await (const piece of file) cards.push(...cardsIn(piece))
  const after = await read()
  expect(count).toBe(FOUND)
  expect(new Set(cards.slice(1)).size).toBe(FOUND)
  expect(after.words - before.words).toBe(1)
  expect(after.rows - before.rows).toBe(2 * FOUND)
})

test('what ends while it is written is left out of what is still to come, and what is added does not come in', async () => {
  const { count, file } = await exported()
  const pieces = file[Symbol.asyncIterator]()
  await pieces.next()
  const first = cardsIn((await pieces.next()).value as Buffer)
  const { rows } = await spine.admin.query<{ id: string; card: string }>(
    `select id, card from spine.reader where words = (select words from spine.reader where card = 'A-1') and card <> all($1)
     order by region_path desc, id desc limit 1`,
    [first],
  )
  const gone = rows[0]!
  await spine.as(steward, (ctx) => spine.registers.end(ctx, readers.name, gone.id, 1))
  await spine.as(officer('eastTown', [everything.name]), (ctx) =>
    spine.registers.addUntyped(ctx, readers.name, newReader({ card: 'Z-1', name: '众人' })),
  )
  const rest: string[] = []
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) rest.push(...cardsIn(next.value as Buffer))
  expect(count).toBe(FOUND)
  expect(first.length + rest.length).toBe(FOUND - 1)
  expect(rest).not.toContain(gone.card)
  expect(rest).not.toContain('Z-1')
})
