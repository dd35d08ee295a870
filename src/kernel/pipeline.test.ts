import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { run, traffic } from './database.ts'

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

test('several statements go in one round trip, and their answers come in order', async () => {
  const before = { ...traffic }
  const answers = await run(client, [
    { text: 'select 1 as a' },
    { name: 'named', text: 'select $1::int + 1 as b', values: [41] },
    { name: 'named', text: 'select $1::int + 1 as b', values: [1] },
    { text: '' },
    { text: `select $1::text as c, null as d`, values: ['欧阳'] },
  ])
  expect(answers.map(({ rows }) => rows)).toEqual([[{ a: 1 }], [{ b: 42 }], [{ b: 2 }], [], [{ c: '欧阳', d: null }]])
  expect(traffic).toEqual({ roundTrips: before.roundTrips + 1, statements: before.statements + 5 })
})

test('without a transaction block they are one transaction: an error undoes all of them', async () => {
  await client.query('create temp table t (n int primary key)')
  await expect(
    run(client, [{ text: 'insert into t values (1)' }, { text: 'insert into t values (1)' }, { text: 'insert into t values (2)' }]),
  ).rejects.toMatchObject({ status: 409 })
  expect((await run(client, [{ text: 'select n from t' }]))[0]!.rows).toEqual([])
})

test('after an error the connection goes on, and statements that were not reached are prepared later', async () => {
  const statements = [{ text: 'select 1/0' }, { name: 'late', text: 'select 7 as n' }]
  await expect(run(client, statements)).rejects.toMatchObject({ code: '22012' })
  expect((await run(client, [{ name: 'late', text: 'select 7 as n' }]))[0]!.rows).toEqual([{ n: 7 }])
  expect((await run(client, [{ name: 'late', text: 'select 7 as n' }]))[0]!.rows).toEqual([{ n: 7 }])
})

test('one name with two texts is refused before anything is sent', async () => {
  await run(client, [{ name: 'one', text: 'select 1 as n' }])
  for (const statements of [
    [{ text: 'insert into t values (9)' }, { name: 'one', text: 'select 2 as n' }],
    [
      { name: 'two', text: 'select 1 as n' },
      { name: 'two', text: 'select 2 as n' },
    ],
  ])
    await expect(run(client, statements)).rejects.toMatchObject({ kind: 'broken' })
  expect(
    (await run(client, [{ text: 'select count(*) as n from t where n = 9' }, { name: 'one', text: 'select 1 as n' }])).map(
      (one) => one.rows[0],
    ),
  ).toEqual([{ n: 0 }, { n: 1 }])
})

test('answers of thousands of rows and statements one after another do not mix', async () => {
  const results = await Promise.all(
    [3000, 1, 500].map((n) =>
      run(client, [
        { text: 'select i from generate_series(1, $1::int) i', values: [n] },
        { text: 'select $1::int as n', values: [n] },
      ]),
    ),
  )
  expect(results.map(([rows, n]) => [rows!.rows.length, n!.rows[0]])).toEqual([
    [3000, { n: 3000 }],
    [1, { n: 1 }],
    [500, { n: 500 }],
  ])
})

test('COPY has no place among statements, and the connection survives being asked', async () => {
  await expect(run(client, [{ text: 'copy t from stdin' }])).rejects.toThrow(/已停止/)
  expect((await run(client, [{ text: 'select 1 as n' }]))[0]!.rows).toEqual([{ n: 1 }])
})
