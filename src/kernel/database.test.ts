import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { connect, openPool, quote, run, snake } from './database.ts'
import { Broken, Unavailable } from './errors.ts'

let site: Awaited<ReturnType<typeof testDatabase>>['site']
let drop: () => Promise<void>
let pool: pg.Pool
const lost: Error[] = []
beforeAll(async () => {
  ;({ site, drop } = await testDatabase())
  pool = openPool({ ...site.connections.app, max: 2 }, (error) => lost.push(error))
})
afterAll(async () => {
  await pool.end()
  await drop()
})

const ask = async (text: string, values: unknown[] = []) => {
  const client = await connect(pool)
  try {
    return (await run(client, [{ text, values }]))[0]!.rows
  } finally {
    client.release()
  }
}

test('values come as programs use them', async () => {
  expect(
    await ask(
      `select 9007199254740991::bigint as big, 1.5::numeric as number, date '2024-02-29' as day, timestamptz '2026-03-01 09:00:00.123456+08' as at,
        timestamptz 'infinity' as never, timestamptz '1900-01-01 00:00:00+00' as old, true as flag, '{a}'::text[] as list, null::int as nothing`,
    ),
  ).toEqual([
    {
      big: 9007199254740991,
      number: 1.5,
      day: '2024-02-29',
      at: '2026-03-01T01:00:00.123Z',
      never: 'infinity',
      old: '1900-01-01T00:00:00.000Z',
      flag: true,
      list: ['a'],
      nothing: null,
    },
  ])
})

test.each([
  [`do $$ begin raise unique_violation; end $$`, 409, /^unique:/],
  [`do $$ begin raise exclusion_violation; end $$`, 409, /^overlap:/],
  [`do $$ begin raise foreign_key_violation; end $$`, 409, /^reference:/],
  [`select * from identity.credential`, 403, /^database.policy$/],
  [`do $$ begin raise serialization_failure; end $$`, 409, /^database.retry$/],
  [`do $$ begin raise exception '办理中' using errcode = 'CS409', hint = 'case.moved'; end $$`, 409, /^case.moved$/],
  [`select 2147483647::int + 1`, 422, /^database.range$/],
  [`select 'urn:uuid:01a20613-0d6a-74fd-97fc-5784ad95a130'::uuid`, 422, /^database.format$/],
  [`select 'yesterday at tea'::timestamptz`, 422, /^database.format$/],
  [`do $$ begin raise disk_full; end $$`, 503, /^database.away$/],
  [`do $$ begin raise query_canceled; end $$`, 503, /^database.timeout$/],
  [`select chr(0)`, 500, undefined],
])('%s is told as what it is', async (text, status, code) => {
  const error = (await ask(text).catch((thrown: unknown) => thrown)) as { status?: number; code?: string }
  if (code) {
    expect(error.status).toBe(status)
    expect(error.code).toMatch(code)
  } else expect(error.status).toBeUndefined()
})

test('a character that can not be kept is the giver’s mistake', async () => {
  await expect(ask('select $1::text', ['a\u0000b'])).rejects.toMatchObject({ status: 422, code: 'database.characters' })
})

test('a connection that is ended while it works gives a fault to its user, and the pool goes on', async () => {
  const client = await connect(pool)
  const working = run(client, [{ text: 'select pg_sleep(20)' }])
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  const ended = () =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(20)%' and datname = current_database()`,
    )
  await expect(
    Promise.race([
      working,
      (async () => {
        while ((await ended()).rowCount === 0);
        return working
      })(),
    ]),
  ).rejects.toBeInstanceOf(Unavailable)
  await expect(run(client, [{ text: 'select 1' }])).rejects.toBeInstanceOf(Unavailable)
  client.release()
  await admin.end()
  expect(await ask('select 1 as n')).toEqual([{ n: 1 }])
  expect(lost.length).toBeGreaterThan(0)
})

test('a database that is not there is unavailable, not broken', async () => {
  const nowhere = openPool({ host: '/nowhere', connectionTimeoutMillis: 500 }, () => undefined)
  await expect(connect(nowhere)).rejects.toMatchObject({ status: 503, code: 'database.away' })
  await nowhere.end()
})

test('only names of declarations become identifiers', () => {
  expect([quote('person_id'), snake('personId'), snake('food-permit')]).toEqual(['"person_id"', 'person_id', 'food_permit'])
  for (const wrong of ['a"b', 'a b', '1a', '', 'a;']) expect(() => quote(wrong)).toThrow(Broken)
})
