import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMessages } from '#engines/messages'
import { systemActor } from '#engines/identity'
import { openAccessLog } from '#kernel/access'
import { inContext, type Actor } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { testCity, type TestCity } from '#testing'
import { casesOutside } from './cases-outside.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

test('an officer who reads every enterprise applies for the own one alone, and is given no other to begin with', async () => {
  const outside = casesOutside({ ...city, messages: createMessages(), access: openAccessLog(city.ground.pools.app) })
  const { items } = await city.identity.asSystem('测试', (ctx) => city.registers.listUntyped(ctx, 'entity.entity', { limit: 50 }))
  const mine = items.find((one) => one.principal !== null)!
  const theirs = items.find((one) => one.principal !== null && one.principal !== mine.principal)!
  const root = (await city.identity.places.root())!
  const organisation = newKey()
  const officer: Actor = {
    kind: 'post',
    name: '专员',
    account: newKey(),
    person: String(mine.principal),
    post: newKey(),
    organisation,
    region: root,
    duties: [{ role: 'entity.steward', organisation, regionPath: root.path }],
  }
  const as = <T>(work: Parameters<typeof inContext<T>>[3]) => inContext(city.ground, officer, { kind: 'duty', what: '测试' }, work)
  expect((await as((ctx) => city.registers.getUntyped(ctx, 'entity.entity', theirs.id))).record.id).toBe(theirs.id)
  await expect(as((ctx) => outside.entityOf(ctx, theirs.id))).rejects.toMatchObject({ status: 403, code: 'case.entity' })
  expect((await as((ctx) => outside.recordsFor(ctx, theirs.id))).entity.values).toEqual({})
  expect(await as((ctx) => outside.entityOf(ctx, mine.id))).toMatchObject({ id: mine.id })
})

test('that an officer looked at a case is shown to its applicant, by the name of what it is', async () => {
  const access = openAccessLog(city.ground.pools.app)
  const outside = casesOutside({ ...city, messages: createMessages(), access })
  const citizen = await city.as('citizen')
  const { person } = (await citizen.get('/api/session')).body.actor
  const root = (await city.identity.places.root())!
  const officer: Actor = { ...systemActor(root), kind: 'post', account: newKey(), post: newKey(), organisation: newKey() }
  await inContext(city.ground, officer, { kind: 'duty', what: '办件详情' }, async (ctx) =>
    outside.noteReading(ctx, { case: newKey(), holder: person }),
  )
  expect((await citizen.get('/api/me/access')).body.items).toMatchObject([
    { register: '办件', act: 'read', fields: ['answers', 'materials'] },
  ])
})
