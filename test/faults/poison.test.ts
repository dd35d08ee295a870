import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'
import { poisonBatches } from './poison.ts'

/** R11: of two hundred poisoned batches each is refused in words or comes back row by row, and its good rows go in. */

const at = '/api/registers/population.person/imports'
let city: TestCity
let admin: pg.Client
let steward: Visitor
let village: string
let made = 0
beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  steward = await city.as('population')
  const { rows } = await admin.query(
    `select min(code) as code from identity.region where level = 'village' and code like '441802%' and ended is null`,
  )
  village = rows[0].code
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

const good = (count: number) =>
  Array.from({ length: count }, () => {
    made += 1
    const born = `19${String(10 + Math.floor(made / 900)).padStart(2, '0')}-05-05`
    return ['司徒良', makePersonId('441802', born, made % 900), made % 2 ? '男' : '女', born, village, '某街'].join(',')
  })
const there = async () => (await admin.query(`select count(*)::int as n from population.person where name = '司徒良'`)).rows[0].n as number

test('two hundred poisoned batches', async () => {
  const failures: string[] = []
  const begun = process.memoryUsage().rss
  let most = 0
  let slowest = 0
  const batches = poisonBatches(20261123, 200, good)
  for (const [i, { kind, name, bytes, wanted }] of batches.entries()) {
    const fail = (what: unknown) => void failures.push(`${i} ${kind}: ${typeof what === 'string' ? what : JSON.stringify(what)}`)
    const since = performance.now()
    const before = await there()
    const { status, body } = await steward.upload(at, name, bytes)
    if (wanted === 'refused') {
      if (status !== 422 || !/\p{Script=Han}/u.test(String(body.detail))) fail([status, body])
    } else if (status !== 200) fail([status, body])
    else {
      const told = await steward.put(`/api/imports/${body.id}/mapping`, { mapping: body.mapping, mode: 'add' })
      if (told.status !== 200) fail([told.status, told.body])
      await city.runJobs()
      await steward.post(`/api/imports/${body.id}/start`)
      await city.runJobs()
      const { body: batch } = await steward.get(`/api/imports/${body.id}`)
      const { items } = (await steward.get(`/api/imports/${body.id}/refusals`)).body
      if (batch.state !== 'done' || batch.added !== wanted.good || batch.refused !== wanted.bad)
        fail([batch.state, batch.added, batch.refused, wanted, items])
      if ((await there()) !== before + wanted.good) fail('not all good rows are there')
      const said = (items as { n: number; problems: string[] }[]).every(
        ({ n, problems }) => n > 1 && problems.length > 0 && problems.every((one) => /\p{Script=Han}/u.test(one)),
      )
      if (items.length !== wanted.bad || !said) fail(items)
    }
    slowest = Math.max(slowest, performance.now() - since)
    most = Math.max(most, process.memoryUsage().rss - begun)
  }
  process.stdout.write(
    `poison batches: ${batches.length} tries, ${failures.length} failed, slowest ${(slowest / 1000).toFixed(1)} s, memory at most ${Math.round(most / 1e6)} MB more\n`,
  )
  expect(failures).toEqual([])
  expect(batches).toHaveLength(200)
  expect(most).toBeLessThan(2_000_000_000)
}, 400_000)
