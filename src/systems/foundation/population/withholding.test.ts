import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

/** Looks that the law keeps from whom they are about, until their day: asked for by one, approved by another, then told with the ground. */

let city: TestCity
let asker: Visitor
let approver: Visitor
let citizen: Visitor
let person: string
/** Days counted from the real one: looks are recorded by the database's clock. */
const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
const at = (n: number) => city.setNow(`${day(n)}T04:00:00Z`)
const today = -30

beforeAll(async () => {
  city = await testCity()
  at(today)
  asker = await city.as('population')
  approver = await city.as('population-review')
  citizen = await city.as('citizen')
  person = (await citizen.get('/api/session')).body.actor.person
  await asker.get(`/api/registers/population.person/${person}`)
})
afterAll(() => city.stop())

const withhold = (changes: Record<string, unknown> = {}, by = asker) =>
  by.post('/api/systems/population/actions/withhold', {
    person,
    since: day(-1),
    ground: 'hinders',
    document: '清公（刑）立字〔2026〕7号',
    reason: '告知会妨碍正在进行的核查',
    until: day(-10),
    ...changes,
  })
const looks = async () =>
  (await citizen.get('/api/me/access')).body.items as { organisation: string; withheld: { until: string; ground: string } | null }[]
const answer = async (id: string, accept: boolean, by = approver) => by.post(`/api/asks/${id}/answer`, { accept, reason: '已核对文书' })
const police = '清远市公安局清城分局'
const ground = '告知将妨碍国家机关履行法定职责（个人信息保护法第三十五条）'
let withholding: string

test('what is asked for hides nothing until another person has approved it', async () => {
  expect((await looks()).map(({ organisation }) => organisation)).toContain(police)
  expect((await withhold({ until: day(today) })).body.code).toBe('withholding.until')
  expect((await withhold({ until: day(today + 400) })).body.code).toBe('withholding.until')
  expect((await withhold({ through: day(-2) })).body.code).toBe('withholding.through')
  expect((await withhold({}, await city.as('window'))).body.code).toBe('action.role')
  const asked = await withhold()
  expect(asked).toMatchObject({ status: 200 })
  withholding = asked.body.withholding
  expect((await looks()).map(({ organisation }) => organisation)).toContain(police)
})

test('whoever asked does not approve, and nobody goes around the answer', async () => {
  const waiting = (await approver.get('/api/asks')).body.items
  expect(waiting).toMatchObject([{ id: withholding, kind: 'registers.withholding', state: 'open', askerName: '罗静文' }])
  // Whoever approves knows whose looks they are, and on what ground.
  expect((await approver.get(`/api/registers/access.withholding/${withholding}`)).body.record).toMatchObject({ person, ground: 'hinders' })
  expect((await answer(withholding, true, asker)).status).toBeGreaterThanOrEqual(400)
  const around = { version: 1, changes: { state: 'approved' } }
  for (const who of [asker, approver])
    expect(await who.patch(`/api/registers/access.withholding/${withholding}`, around)).toMatchObject({ status: 403 })
  for (const changes of [{ until: day(300) }, { ground: 'secret' }, { liftedOn: day(0) }])
    expect(await approver.patch(`/api/registers/access.withholding/${withholding}`, { version: 1, changes })).toMatchObject({ status: 403 })
  expect((await answer(withholding, true)).body.ask).toMatchObject({ state: 'accepted' })
})

test('once it is approved the person is told nothing of those looks, nor of the withholding, and everything of others', async () => {
  await (await city.as('market-examiner')).get('/api/registers/entity.entity?limit=1')
  expect((await looks()).map(({ organisation }) => organisation)).not.toContain(police)
  for (const who of [citizen, await city.as('population-qingxin'), await city.as('window')])
    expect([403, 404]).toContain((await who.get(`/api/registers/access.withholding/${withholding}`)).status)
  expect((await (await city.as('audit')).get(`/api/registers/access.withholding/${withholding}`)).body.record).toMatchObject({
    state: 'approved',
    asker: '罗静文',
  })
  const told = (await asker.get('/api/messages')).body.items.map(({ title }: { title: string }) => title)
  expect(told).toContain('您申请的查阅记录暂缓展示：已经批准')
})

test('on its day the look appears, with until when it was withheld and on what ground', async () => {
  at(-11)
  expect((await looks()).map(({ organisation }) => organisation)).not.toContain(police)
  at(-10)
  expect((await looks()).find(({ organisation }) => organisation === police)).toMatchObject({ withheld: { until: day(-10), ground } })
})

test('a business day to come shows nothing before the real one has come', async () => {
  at(-9)
  const { body } = await withhold({ until: day(200) })
  await answer(body.withholding, true)
  at(201)
  expect((await looks()).map(({ organisation }) => organisation)).not.toContain(police)
  at(-9)
  const lifted = await approver.post('/api/systems/population/actions/lift', { withholding: body.withholding })
  expect(lifted).toMatchObject({ status: 200 })
  expect((await looks()).find(({ organisation }) => organisation === police)).toMatchObject({ withheld: { ground } })
  expect((await approver.post('/api/systems/population/actions/lift', { withholding: body.withholding })).body.code).toBe(
    'withholding.state',
  )
})

test('what is sent back withholds nothing', async () => {
  const { body } = await withhold({ until: day(-5) })
  expect((await answer(body.withholding, false)).body.ask).toMatchObject({ state: 'refused' })
  expect((await looks()).map(({ organisation }) => organisation)).toContain(police)
})
