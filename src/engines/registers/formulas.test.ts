import pg from 'pg'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formula, money, number, register, type Fields } from '#declare'
import { whole } from '#kernel/migrate'
import { testDatabase } from '#testing'
import { defineAll } from './definitions.ts'
import { formulasOf, workedOut } from './formulas.ts'
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

const shelf = (more: Fields) =>
  register('toll.passage', {
    label: '通行',
    title: 'tons',
    steward: 'transport',
    fields: { tons: number('吨数', { decimals: 3, optional: true }), rate: money('每吨', { optional: true }), ...more },
  })
const fee = (text: string) => formula('通行费', text, { gives: 'money' })
const apply = (more: Fields) => whole(client, () => applyDefinitions(client, defineAll([shelf(more)], [])))

test('an amount is worked out to the fen as it would be by hand, half a fen upwards', () => {
  const declared = shelf({ fee: fee('rate * tons') })
  const parts = { register: declared, formulas: formulasOf(declared) }
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 1e6 }), (rate, kilograms) => {
      const exact = BigInt(rate) * BigInt(kilograms)
      const size = exact < 0n ? -exact : exact
      const fen = Number((size + 500n) / 1000n) * (exact < 0n ? -1 : 1)
      expect(workedOut(parts, { rate, tons: kilograms / 1000 })).toEqual({ given: { fee: fen + 0 }, problems: [] })
    }),
    { numRuns: 1000 },
  )
})

test('formulas that read each other are worked out in order, and none out of itself', () => {
  const declared = shelf({ total: fee('fee + 5'), fee: fee('rate * tons') })
  expect(formulasOf(declared).map(({ key }) => key)).toEqual(['fee', 'total'])
  expect(workedOut({ register: declared, formulas: formulasOf(declared) }, { rate: 100, tons: 2.5 }).given).toEqual({
    fee: 250,
    total: 750,
  })
  expect(() => formulasOf(shelf({ one: fee('other'), other: fee('one') }))).toThrow('worked out of itself')
  expect(() => formulasOf(shelf({ one: fee('rate *') }))).toThrow('公式到这里没有写完')
})

test('another formula is worked out again for every record there is, each as a version of its own', async () => {
  expect(await apply({ fee: fee('rate * tons') })).toEqual(['toll.passage'])
  expect(await apply({ fee: fee('rate * tons') })).toEqual([])
  const { rows: made } = await client.query<{ id: string }>(
    `insert into toll.passage (id, region, region_code, region_path, organisation, class, tons, rate, fee, ended)
     select gen_random_uuid(), gen_random_uuid(), '', '/c/', gen_random_uuid(), 1, i / 1000.0, 200, round(i / 5.0), case when i = 7 then now() end
     from generate_series(1, 2500) i returning id`,
  )
  const kept = () =>
    client.query<{ version: number; n: number }>('select version, count(*)::integer as n from toll.passage group by 1 order by 1')
  // What is written otherwise is another formula; what it gives is the same, and nothing is written.
  expect(await apply({ fee: fee('tons * rate') })).toEqual(['toll.passage'])
  expect((await kept()).rows).toEqual([{ version: 1, n: 2500 }])
  expect(await apply({ fee: fee('if tons >= 1 then tons * rate else 0'), total: fee('fee + 1') })).toEqual(['toll.passage'])
  expect((await kept()).rows).toEqual([{ version: 2, n: 2500 }])
  const { rows } = await client.query<{ wrong: number }>(
    `select count(*)::integer as wrong from toll.passage where fee <> case when tons >= 1 then round(tons * rate) else 0 end or total is distinct from fee + 100`,
  )
  expect(rows[0]!.wrong).toBe(0)
  const { rows: envelopes } = await client.query(
    `select op, fields, purpose, (select old from toll.passage_history h where h.id = c.record) as old
     from kernel.change c where c.record = (select id from toll.passage where tons = 0.5) order by c.version`,
  )
  expect(envelopes).toMatchObject([
    { op: 'I' },
    { op: 'U', fields: ['fee', 'total'], purpose: 'system:公式改变后重新计算', old: { fee: 100, total: null } },
  ])
  expect(made).toHaveLength(2500)
  // A formula that reads another one changes with it, though its own text stays.
  await apply({ fee: fee('tons * rate'), total: fee('fee + 1') })
  const { rows: again } = await client.query('select fee, total from toll.passage where tons = 0.5')
  expect(again).toEqual([{ fee: 100, total: 200 }])
  expect(await apply({ fee: fee('tons * rate'), total: fee('fee + 1') })).toEqual([])
})
