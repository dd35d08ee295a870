import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { number, personId, register, text } from '#declare'
import { testDatabase } from '#testing'
import { defineAll } from './definitions.ts'
import { applyDefinitions } from './tables.ts'

let client: pg.Client
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await testDatabase()
  drop = database.drop
  client = new pg.Client(database.site.connections.migrator)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await drop()
})

const declared = (more: Parameters<typeof register>[1]['fields'] = {}) =>
  defineAll([register('shelf.book', { label: '书', title: 'name', steward: 'library', fields: { name: text('书名'), ...more } })], [])

const insert = (set = '') =>
  client.query(
    `insert into shelf.book (id, region, region_code, region_path, organisation, class, name ${set && `, ${set}`})
     values (gen_random_uuid(), gen_random_uuid(), '', '/c/', gen_random_uuid(), 1, '史记' ${set && ', 300'}) returning id`,
  )

test('a register is made once, and widened when fields are added', async () => {
  expect(await applyDefinitions(client, declared())).toEqual(['shelf.book'])
  expect(await applyDefinitions(client, declared())).toEqual([])
  const { rows } = await insert()
  const wider = declared({ pages: number('页数', { optional: true }), owner: personId('主人', { optional: true }) })
  expect(await applyDefinitions(client, wider)).toEqual(['shelf.book'])
  expect(await applyDefinitions(client, wider)).toEqual([])
  const columns = await client.query(
    `select column_name from information_schema.columns where table_schema = 'shelf' and table_name = 'book' and column_name in ('pages', 'owner', 'owner_blind')`,
  )
  expect(columns.rowCount).toBe(3)
  await client.query('update shelf.book set pages = 526, version = version + 1 where id = $1', [rows[0].id])
  const { rows: kept } = await client.query('select old from shelf.book_history where id = $1', [rows[0].id])
  expect(kept).toEqual([{ old: { pages: null } }])
})

test('walls and triggers that an earlier version made otherwise are made anew', async () => {
  await client.query(`drop policy read on shelf.book; create policy read on shelf.book using (true)`)
  await client.query(
    `create or replace function kernel.log_shelf_book_insert() returns trigger language plpgsql as 'begin return null; end'`,
  )
  const wider = declared({ pages: number('页数', { optional: true }), owner: personId('主人', { optional: true }) })
  expect(await applyDefinitions(client, wider)).toEqual(['shelf.book'])
  const { rows } = await client.query<{ condition: string }>(
    `select pg_get_expr(polqual, polrelid) as condition from pg_policy where polname = 'read' and polrelid = 'shelf.book'::regclass`,
  )
  expect(rows[0]!.condition).toContain('box_part')
  const added = await insert('pages')
  const { rows: envelopes } = await client.query('select op from kernel.change where record = $1', [added.rows[0].id])
  expect(envelopes).toEqual([{ op: 'I' }])
})

test('history that was kept before it knew holders is told whose each version was', async () => {
  const owned = () =>
    defineAll(
      [
        register('shelf.copy', {
          label: '藏本',
          title: 'name',
          steward: 'library',
          holder: 'owner',
          fields: { name: text('书名'), owner: text('主人', { max: 36, optional: true }) },
        }),
      ],
      [],
    )
  await applyDefinitions(client, owned())
  const [first, second] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  const { rows } = await client.query(
    `insert into shelf.copy (id, region, region_code, region_path, organisation, class, name, holder, owner)
     values (gen_random_uuid(), gen_random_uuid(), '', '/c/', gen_random_uuid(), 1, '史记', $1::uuid, $1::text) returning id`,
    [first],
  )
  const change = (set: string, values: unknown[] = []) =>
    client.query(`update shelf.copy set ${set}, version = version + 1 where id = $1`, [rows[0].id, ...values])
  const hand = (to: string | null) => change(`owner = $2::text, holder = coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')`, [to])
  await change(`name = '汉书'`)
  await hand(second)
  await hand(null)
  await hand(first)
  await change(`name = '史记'`)
  const told = async () =>
    (await client.query('select version, holder from shelf.copy_history where id = $1 order by version', [rows[0].id])).rows
  const before = await told()
  expect(before.map(({ holder }) => holder)).toEqual([first, first, second, '00000000-0000-0000-0000-000000000000', first])
  await client.query(
    'drop policy read on shelf.copy_history; drop policy hall on shelf.copy_history; alter table shelf.copy_history drop column holder',
  )
  await client.query(`comment on policy read on shelf.copy is 'of an earlier version'`)
  expect(await applyDefinitions(client, owned())).toEqual(['shelf.copy'])
  expect(await told()).toEqual(before)
  expect(await applyDefinitions(client, owned())).toEqual([])
})
