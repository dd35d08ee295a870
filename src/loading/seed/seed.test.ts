import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { emptyDatabase } from '#testing'
import { prepareDatabase } from '#kernel/prepare'
import { inject } from 'vitest'
import { buildCity } from '../build.ts'
import type { Site } from '../../main.ts'
import { seedCity } from './index.ts'
import type { SeedPlan } from './plan.ts'

/** A city small enough for a test, from its first table to its last case. */
const plan: SeedPlan = { seed: 'test', persons: 700, entities: 80, cases: 120, until: '2026-06-30' }

const dropping: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of dropping) await drop()
})

async function emptySite(): Promise<Site> {
  const { site, drop } = await emptyDatabase()
  dropping.push(drop)
  const { database, ...admin } = site.connections.admin!
  await prepareDatabase(
    { ...(admin as pg.ClientConfig), database: 'postgres' },
    { database: database!, passwords: inject('ground').passwords },
  )
  return site
}

async function ask<T>(site: Site, text: string): Promise<T[]> {
  const client = new pg.Client(site.connections.migrator)
  await client.connect()
  try {
    await client.query(`set timezone = 'UTC'`)
    return (await client.query(text)).rows as T[]
  } finally {
    await client.end()
  }
}

/** What a city is, without what the time of making it and chance for its own sake decide: keys of what ships, salts, verification codes. */
const portrait = (site: Site) =>
  ask<Record<string, unknown>>(
    site,
    `select c.id, c.number, c.title, c.state, c.holder, c.opened, c.concluded, c.version,
      (select jsonb_agg(jsonb_build_object('id', m.id, 'act', m.act, 'at', m.at, 'actor', m.actor_name, 'post', m.post_name) order by m.seq) from cases.move m where m.case_id = c.id) as moves,
      (select jsonb_agg(jsonb_build_object('id', k.id, 'due', k.due, 'state', k.state, 'light', k.light) order by k.id) from cases.clock k where k.case_id = c.id) as clocks,
      (select jsonb_agg(i.number order by i.id) from cases.instrument i where i.case_id = c.id) as papers,
      (select jsonb_agg(jsonb_build_object('id', d.id, 'number', d.number) order by d.id) from documents.document d where d.case_id = c.id) as documents
    from cases."case" c order by c.id`,
  )

/** Who lives there, what they own and which certificates they hold, without keys of what ships. */
const peopled = (site: Site) =>
  ask<Record<string, unknown>>(
    site,
    `select 'person' as what, id, name, birth_date::text as day, address, household_number as other from population.person
    union all select 'entity', id, name, established_on::text, address, principal_name from entity.entity
    union all select 'certificate', id, number, null, null, null from licence.certificate order by 1, 2`,
  )

const going = (log: (line: string) => void = () => undefined) => ({ wanted: () => plan, log, check: true })

test('a city is generated, holds what it should, is the same for the same seed, and goes on where it was broken off', async () => {
  const whole = await emptySite()
  const seeded = await seedCity(whole, going())
  expect(seeded.before).toBe(false)
  expect(seeded.past.taken).toBe(plan.cases)
  expect(seeded.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(seeded.checks.length).toBeGreaterThan(12)

  const [people] = await ask<{ persons: string; holders: string; strange: string }>(
    whole,
    `select (select count(*) from population.person) as persons, (select count(distinct holder) from cases."case") as holders,
      (select count(*) from cases."case" c where not exists (select from population.person p where p.id = c.holder)) as strange`,
  )
  expect(Number(people!.persons)).toBe(plan.persons)
  expect(Number(people!.holders)).toBeGreaterThan(40)
  expect(Number(people!.strange)).toBe(0)
  // Whoever acted holds, by the registers, a post with the role at the organisation.
  const [strangers] = await ask<{ n: string }>(
    whole,
    `select count(*) as n from cases.move m where m.post is not null and not exists (
      select from identity.holding h join identity.post p on p.id = h.post where h.account = m.actor and p.id = m.post and p.organisation = m.organisation)`,
  )
  expect(Number(strangers!.n)).toBe(0)

  // Some came to a counter: an officer entered the application, by day, and it is still the applicant's.
  const [entered] = await ask<{ counter: string; all: string; strange: string }>(
    whole,
    `select count(*) filter (where m.post is not null) as counter, count(*) as all, count(*) filter (where m.post is not null and (m.person is not null
      or m.organisation <> c.organisation and not exists (select from cases.task t where t.case_id = c.id and t.organisation = m.organisation)
      or extract(hour from m.at at time zone 'Asia/Shanghai') not between 8 and 17)) as strange
    from cases.move m join cases."case" c on c.id = m.case_id where m.seq = 1`,
  )
  expect(Number(entered!.counter) / Number(entered!.all)).toBeGreaterThan(0.05)
  expect(Number(entered!.counter) / Number(entered!.all)).toBeLessThan(0.5)
  expect(Number(entered!.strange)).toBe(0)

  const again = await seedCity(whole, going())
  expect(again.before).toBe(true)
  expect(again.past.taken).toBe(0)
  await expect(seedCity(whole, { ...going(), wanted: () => ({ ...plan, cases: 500 }) })).rejects.toThrow('另一个计划')

  const broken = await emptySite()
  const stop = new Error('broken off')
  const breaking = (line: string) => {
    if (line.startsWith('机构和工作人员')) throw stop
  }
  await expect(seedCity(broken, going(breaking))).rejects.toBe(stop)
  const resumed = await seedCity(broken, going())
  expect(resumed.past.taken).toBe(plan.cases)
  expect(await portrait(broken)).toEqual(await portrait(whole))
  expect(await peopled(broken)).toEqual(await peopled(whole))
}, 240_000)

test('nothing is generated into the database of a real city', async () => {
  const site = await emptySite()
  await buildCity(site, { demo: false, log: () => undefined })
  await expect(seedCity(site, going())).rejects.toThrow('真实城市')
  expect(await ask(site, 'select 1 from population.person')).toEqual([])
}, 120_000)
