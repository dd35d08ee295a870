import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'
import { payloads } from './injection.ts'

/** S4: words that would be statements stay words, at every place where the registers take words; beside it `test/architecture/code.test.ts` reads the code. */

const at = '/api/registers/population.person'
const all = payloads(20261123, 500)
let city: TestCity
let admin: pg.Client
let steward: Visitor
let region: string
let id: string
beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  await admin.query(`create table public.canary (kept boolean); insert into public.canary values (true);
    grant select, insert, update, delete, truncate on public.canary to public`)
  steward = await city.as('population')
  const [first] = (await steward.get(`${at}?limit=1`)).body.items
  region = first.region
  id = first.id
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

/** What must stay as it is: the canary, who may do what, what is there of every register. */
const state = async () =>
  (
    await admin.query(`select (select array_agg(kept) from public.canary) as canary,
      (select count(*)::int from population.person) as persons, (select count(*)::int from identity.account) as accounts,
      (select md5(string_agg(rolname || rolsuper || rolbypassrls, ',' order by rolname)) from pg_roles) as roles,
      (select md5(string_agg(c.relname || c.relrowsecurity || c.relforcerowsecurity, ',' order by c.oid)) from pg_class c
        where c.relkind in ('r', 'p') and c.relname not like 'staging%') as walls`)
  ).rows[0] as Record<string, unknown>

const failures: string[] = []
/** Whether an answer is definite and quick, and says nothing of the database. */
function hold(place: string, payload: string, since: number, { status, body }: Got) {
  const said = JSON.stringify(body) ?? ''
  const took = performance.now() - since
  if (status >= 500) failures.push(`${place} ${JSON.stringify(payload)}: ${status} ${said.slice(0, 200)}`)
  if (took > 4_500) failures.push(`${place} ${JSON.stringify(payload)}: ${Math.round(took)} ms`)
  if (/PostgreSQL|pg_shadow|syntax error|SCRAM-SHA|root:x:/.test(said.replaceAll(JSON.stringify(payload).slice(1, -1), '')))
    failures.push(`${place} ${JSON.stringify(payload)}: tells ${said.slice(0, 200)}`)
}
async function ask(place: string, payload: string, asked: () => Promise<Got>): Promise<Got> {
  const since = performance.now()
  const got = await asked()
  hold(place, payload, since, got)
  return got
}

test('at every place of an address, by whoever may read and by strangers', async () => {
  expect(new Set(all).size).toBe(500)
  const before = await state()
  const places: Record<string, (word: string) => string> = {
    'filter of words': (word) => `${at}?where.name.contains=${word}`,
    'filter of a choice': (word) => `${at}?where.sex=${word}`,
    'filter of a sealed number': (word) => `${at}?where.personId=${word}`,
    'filter between': (word) => `${at}?where.birthDate.between=${word}&where.birthDate.between=${word}`,
    'filter in': (word) => `${at}?where.region.in=${word}`,
    'name of a filter': (word) => `${at}?where.${word}=1`,
    operator: (word) => `${at}?where.name.${word}=1`,
    search: (word) => `${at}?search=${word}`,
    sort: (word) => `${at}?sort=${word}`,
    fields: (word) => `${at}?fields=${word}`,
    cursor: (word) => `${at}?after=${word}`,
    'words of a cursor': (word) => `${at}?after=${Buffer.from(decodeURIComponent(word)).toString('base64url')}`,
    limit: (word) => `${at}?limit=${word}`,
    key: (word) => `${at}/${word}`,
    register: (word) => `/api/registers/${word}`,
    history: (word) => `${at}/${id}/history?asOf=${word}`,
    'code list': (word) => `/api/codes/ethnicity?search=${word}`,
    finding: (word) => `/api/find?search=${word}`,
    catalogue: (word) => `/api/catalogue?search=${word}&kind=${word}`,
    open: (word) => `/api/registers/identity.region?where.name.contains=${word}&search=${word}`,
  }
  const names = Object.keys(places)
  for (const [i, payload] of all.entries()) {
    const word = encodeURIComponent(Buffer.from(payload).toString())
    // Every payload at a few places, and every place with each core of them.
    for (const name of i < 130 ? names : [names[i % names.length]!, names[(i * 7 + 3) % names.length]!]) {
      await ask(name, payload, () => steward.get(places[name]!(word)))
      if (i % 10 === 0) await ask(`${name} by a stranger`, payload, () => city.stranger.get(places[name]!(word)))
    }
  }
  expect(failures).toEqual([])
  expect(await state()).toEqual(before)
}, 300_000)

test('yes and no said to a filter find the same: nothing', async () => {
  for (const operator of ['is', 'contains', 'in']) {
    const [yes, no] = await Promise.all(
      [`x' or '1'='1`, `x' or '1'='2`].map((word) => steward.get(`${at}?where.name.${operator}=${encodeURIComponent(word)}`)),
    )
    expect([operator, yes!.body.items, no!.body.items]).toEqual([operator, [], []])
  }
})

test('in what is written each stays the words that it is', async () => {
  const given = all.filter((word) => !word.includes('\u0000') && word.trim() !== '').slice(0, 150)
  const before = await state()
  for (const [i, address] of given.entries()) {
    const person = {
      name: '司徒注',
      personId: makePersonId('441802', `19${30 + Math.floor(i / 100)}-07-07`, i % 100),
      sex: '1',
      birthDate: '1930-07-07',
      region,
      address,
    }
    const added = await ask('add', address, () => steward.with({ 'idempotency-key': randomUUID() }).post(at, person))
    if (added.status !== 200) failures.push(`add ${JSON.stringify(address)}: ${added.status} ${JSON.stringify(added.body)}`)
    else if (added.body.record.address !== address) failures.push(`add ${JSON.stringify(address)}: ${added.body.record.address}`)
    const changed = await ask('change', address, () =>
      steward.patch(`${at}/${added.body.record?.id ?? id}`, { version: 1, changes: { [address]: address } }),
    )
    if (changed.status === 200) failures.push(`change ${address}: a field of that name was changed`)
  }
  expect(failures).toEqual([])
  const { rows } = await admin.query(`select address from population.person where name = '司徒注'`)
  expect(rows.map(({ address }) => address as string).sort()).toEqual([...given].sort())
  expect(await state()).toEqual({ ...before, persons: (before.persons as number) + given.length })
}, 120_000)

test('in the header of a file, in a mapping and in what a list is kept under', async () => {
  const before = await state()
  for (const payload of all.slice(0, 120)) {
    const column = payload.replaceAll('"', '""')
    const { body } = await ask('header', payload, () =>
      steward.upload(`${at}/imports`, 'a.csv', Buffer.from(`"${column}",姓名\n1,"${column}"\n`)),
    )
    if (body.id)
      await ask('mapping', payload, () =>
        steward.put(`/api/imports/${body.id}/mapping`, {
          mapping: [payload, 'name'],
          mode: 'add',
          key: [payload],
          keepAs: payload.slice(0, 40),
        }),
      )
    await ask('export', payload, () =>
      steward.post(`${at}/export`, {
        query: `where.name.contains=${encodeURIComponent(Buffer.from(payload).toString())}&sort=x`,
        columns: ['name', payload.slice(0, 80)],
        reason: `核对${payload}`.slice(0, 200),
      }),
    )
    await ask('view', payload, () =>
      steward.put('/api/views', { page: 'registers/x', name: payload.slice(0, 40), query: payload, reach: 'own' }),
    )
    await ask('reason', payload, () =>
      steward.post(`${at}/${id}/reveal`, { field: payload.slice(0, 80), reason: `核对：${payload}`.slice(0, 200) }),
    )
  }
  expect(failures).toEqual([])
  expect(await state()).toEqual(before)
}, 120_000)
