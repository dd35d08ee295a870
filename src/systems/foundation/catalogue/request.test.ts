import { afterAll, beforeAll, expect, test } from 'vitest'
import { actOn, testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let civil: Visitor
let market: Visitor
let entity: { id: string; items: { name: string }[] }
let names: string[]
beforeAll(async () => {
  city = await testCity()
  // A Tuesday; the national holiday begins on 1 October.
  city.setNow('2026-09-22T02:00:00Z')
  civil = await city.as('data-civil')
  market = await city.as('data-market')
  const { items } = (await civil.get(`/api/catalogue?search=${encodeURIComponent('市场主体')}`)).body
  const { entry, requestable } = (await civil.get(`/api/catalogue/${items[0].id}`)).body
  if (!requestable || entry.register !== 'entity.entity') throw new Error('the search finds another entry first')
  entity = entry
  names = entity.items.slice(0, 3).map(({ name }) => name)
})
afterAll(() => city.stop())

const wanted = { purpose: '核验救助对象名下的市场主体', ground: '《社会救助暂行办法》第五十八条', until: '2027-03-31' }
const asks = async (items: string[], entry = entity.id) =>
  (await civil.post(`/api/catalogue/${entry}/requests`, { ...wanted, items })).body.request as { case: string; number: string }
const view = async (by: Visitor, id: string) => (await by.get(`/api/cases/${id}`)).body
const rows = (items: readonly string[]) => items.map((name) => ({ name }))
const granting = (items: readonly string[], more: object = {}) => ({
  reason: '与职责相符',
  items: rows(items),
  purpose: wanted.purpose,
  until: wanted.until,
  ...more,
})
const recordOf = async (number: string) =>
  (await market.get(`/api/registers/catalogue.request?where.number=${number}`)).body.items[0] as Record<string, unknown>

test('what is not the resource’s, or is past, is not asked for', async () => {
  const to = `/api/catalogue/${entity.id}/requests`
  expect(await civil.post(to, { ...wanted, items: ['没有的项'] })).toMatchObject({ status: 422, body: { code: 'catalogue.items' } })
  expect(await civil.post(to, { ...wanted, items: names, until: '2026-09-22' })).toMatchObject({ body: { code: 'catalogue.until' } })
  expect(await market.post(to, { ...wanted, items: names })).toMatchObject({ body: { code: 'catalogue.own' } })
})

test('a request is a case with the limit of the law, in the inbox of the department that keeps the data', async () => {
  const asked = await asks(names)
  const seen = await view(civil, asked.case)
  expect(seen).toMatchObject({
    state: 'open',
    matter: { name: 'catalogue.data-request', label: '用数申请' },
    applicant: { name: '清远市民政局' },
    organisation: { name: '清远市市场监督管理局' },
    ask: { kind: 'catalogue.request' },
    answers: { ...wanted, items: rows(names), share: 'conditional', kept: 'here' },
  })
  // Ten working days after 22 September: the 23rd, 24th, 28th to 30th, then 8 October to the 10th, a Saturday that is worked, the 12th and 13th.
  expect(seen.clocks).toMatchObject([
    { key: 'answer', limitDays: 10, due: '2026-10-13', light: 'green', origin: 'law', basis: { article: '第二十一条', verified: true } },
  ])
  const acts = (seen.tasks as { acts: { key: string }[] }[]).flatMap((task) => task.acts.map(({ key }) => key))
  expect(acts).toEqual(['withdraw'])
  expect((await market.get('/api/inbox')).body.items).toMatchObject([{ case: asked.case, stageLabel: '答复', due: '2026-10-13' }])
  expect((await market.get('/api/messages')).body.items[0]).toMatchObject({ link: `/desk/cases/${asked.case}` })
  // The whole department that asked sees how it stands; nobody else sees that there is one.
  expect((await civil.get('/api/inbox/asked')).body.items).toMatchObject([
    { id: asked.case, state: 'open', stageLabels: ['答复'], due: '2026-10-13', light: 'green' },
  ])
  expect((await market.get('/api/inbox/asked')).body.items).toEqual([])
  expect((await (await city.as('data-police')).get(`/api/cases/${asked.case}`)).status).toBe(404)
  expect(await recordOf(asked.number)).toMatchObject({ state: 'open', purpose: wanted.purpose })
  expect((await actOn(civil, asked.case, 'withdraw', { reason: '改用其他来源' })).body.case.state).toBe('withdrawn')
  expect(await recordOf(asked.number)).toMatchObject({ state: 'withdrawn', answer: '改用其他来源', answeredOn: null })
})

test('the answer is put off once, by fewer days than the law allows, with the consent of who keeps the catalogue; then a part is granted', async () => {
  const asked = await asks(names)
  const keeper = await city.as('catalogue')
  expect((await actOn(market, asked.case, 'putOff', { why: '正在核对字段', wanted: 5 })).status).toBe(200)
  expect((await keeper.get('/api/inbox')).body.items).toMatchObject([{ case: asked.case, stageLabel: '延长答复期限' }])
  expect((await actOn(keeper, asked.case, 'allow', { reason: '核对字段需要时间', days: 11 })).status).toBe(422)
  expect((await actOn(keeper, asked.case, 'allow', { reason: '核对字段需要时间', days: 5 })).status).toBe(200)
  const later = await view(market, asked.case)
  expect(later.clocks).toMatchObject([{ limitDays: 15, extended: 5, due: '2026-10-20' }])
  const offered = (later.tasks as { acts: { key: string; prefill: string[] }[] }[])[0]!.acts
  expect(offered.map(({ key }) => key)).toEqual(['agree', 'refuse', 'missing'])
  expect(offered[0]!.prefill).toEqual(['items', 'purpose', 'until'])
  expect((await civil.get('/api/messages')).body.items[0]).toMatchObject({ title: '同意延长', link: `/desk/cases/${asked.case}` })

  // Not more than was asked for, nor for longer: the move is not made.
  const more = entity.items.map(({ name }) => name).slice(0, 4)
  expect(await actOn(market, asked.case, 'agree', granting(more))).toMatchObject({ status: 422, body: { code: 'catalogue.items' } })
  expect(await actOn(market, asked.case, 'agree', granting(names, { until: '2027-04-01' }))).toMatchObject({
    status: 422,
    body: { code: 'catalogue.until' },
  })
  expect((await view(market, asked.case)).state).toBe('open')

  const granted = granting(names.slice(0, 2), { until: '2026-12-31', purpose: '核验低保对象名下的市场主体' })
  expect((await actOn(market, asked.case, 'agree', granted)).body.case.state).toBe('concluded')
  const [grant] = (await market.get('/api/registers/catalogue.grant')).body.items
  const { record } = (await market.get(`/api/registers/catalogue.grant/${grant.id}`)).body
  expect(record).toMatchObject({
    register: 'entity.entity',
    items: names.slice(0, 2).map((name) => ({ name, key: expect.any(String) })),
    purpose: '核验低保对象名下的市场主体',
    since: '2026-09-22',
    until: '2026-12-31',
    reason: '与职责相符',
  })
  expect(await recordOf(asked.number)).toMatchObject({ id: record.request, state: 'agreed', inTime: true, answeredOn: '2026-09-22' })
  const { moves, instruments } = await view(civil, asked.case)
  expect(moves.at(-1)).toMatchObject({ legal: 'grant', actLabel: '同意共享' })
  expect(instruments).toMatchObject([{ label: '用数申请同意答复书' }])
  expect((await civil.get('/api/messages')).body.items[0]).toMatchObject({ title: '同意共享', link: `/desk/cases/${asked.case}` })
})

test('what is missing is told once, and a refusal says why', async () => {
  const asked = await asks(names.slice(0, 1))
  expect((await actOn(market, asked.case, 'missing', { question: '用于哪一类救助' })).status).toBe(200)
  expect((await civil.get('/api/inbox/asked')).body.items[0]).toMatchObject({ asked: true, stageLabels: ['补充说明'] })
  expect((await actOn(civil, asked.case, 'supply', { explanation: '临时救助' })).status).toBe(200)
  const acts = (await view(market, asked.case)).tasks[0].acts.map(({ key }: { key: string }) => key)
  expect(acts).toEqual(['agree', 'refuse', 'putOff'])
  expect((await actOn(market, asked.case, 'refuse')).status).toBe(422)
  expect((await actOn(market, asked.case, 'refuse', { reason: '超出履行职责所需' })).status).toBe(200)
  expect(await recordOf(asked.number)).toMatchObject({ state: 'refused', answer: '超出履行职责所需', inTime: true })
  expect((await market.get('/api/registers/catalogue.grant')).body.items).toHaveLength(1)
})

test('data that is kept elsewhere is provided within twenty working days of agreeing', async () => {
  const id = await city.identity.asSystem('测试', async (ctx) => {
    const { record } = await city.registers.getUntyped(ctx, 'catalogue.resource', entity.id)
    const { provider, region } = record
    ctx.tx.set('app.catalogue', 'keeper')
    return city.registers.addUntyped(ctx, 'catalogue.resource', {
      code: 'TEST-ELSEWHERE',
      name: '企业年报信息',
      kind: 'department',
      provider,
      region,
      about: '企业年度报告',
      format: 'database',
      items: [{ name: '年份', type: '数值型N' }],
      share: 'unconditional',
      opening: 'none',
      cycle: 'yearly',
      state: 'published',
    })
  })
  const asked = await asks(['年份'], id)
  expect((await view(civil, asked.case)).clocks).toMatchObject([{ key: 'answer', limitDays: 1, due: '2026-09-23' }])
  expect((await actOn(market, asked.case, 'agreeAndProvide', granting(['年份']))).status).toBe(200)
  const seen = await view(civil, asked.case)
  expect(seen).toMatchObject({ state: 'open', tasks: [{ stageLabel: '提供数据' }] })
  expect(seen.clocks[1]).toMatchObject({ key: 'provide', limitDays: 20, due: '2026-10-27', basis: { article: '第二十二条' } })
  expect((await actOn(market, asked.case, 'provided', { way: '前置机交换' })).body.case.state).toBe('concluded')
})

test('an answer that is late is counted as late, and the rates follow', async () => {
  const asked = await asks(names.slice(0, 1))
  city.setNow('2027-01-04T02:00:00Z')
  const keeper = await city.as('catalogue')
  const told = async () =>
    (await keeper.get('/api/messages')).body.items.filter(
      ({ title, link }: { title: string; link: string }) =>
        title === '逾期未办理' && link === `/desk/registers/catalogue.request?where.case=${asked.case}`,
    )
  expect(await told()).toEqual([])
  await city.jobs['cases-clocks']!({})
  await city.jobs['cases-clocks']!({})
  // Whoever keeps the catalogue is told once, and finds the request; another department is not told.
  expect(await told()).toHaveLength(1)
  expect((await keeper.get(`/api/registers/catalogue.request?where.case=${asked.case}`)).body.items).toMatchObject([
    { number: asked.number },
  ])
  expect((await (await city.as('data-police')).get('/api/messages')).body.items).toEqual([])
  expect((await view(market, asked.case)).clocks).toMatchObject([{ key: 'answer', light: 'red' }])
  expect((await actOn(market, asked.case, 'refuse', { reason: '超出履行职责所需' })).status).toBe(200)
  expect(await recordOf(asked.number)).toMatchObject({ state: 'refused', inTime: false })
  await city.jobs['indicators-count']!({})
  expect((await keeper.get('/api/indicators/catalogue.satisfaction?period=2026-09')).status).toBe(200)
})
