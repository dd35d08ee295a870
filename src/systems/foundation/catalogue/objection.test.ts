import { afterAll, beforeAll, expect, test } from 'vitest'
import { actOn, testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let citizen: Visitor
let person: string
beforeAll(async () => {
  city = await testCity()
  // A Tuesday; ten working days later is 13 October, after the national holiday and a Saturday that is worked.
  city.setNow('2026-09-22T02:00:00Z')
  citizen = await city.as('citizen')
  person = (await citizen.get('/api/session')).body.actor.person
})
afterAll(() => city.stop())

const at = () => `/api/registers/population.person/${person}`
const objects = async (by: Visitor, changes: object, reason: string) => (await by.post(`${at()}/corrections`, { changes, reason })).body.ask
const view = async (by: Visitor, id: string) => (await by.get(`/api/cases/${id}`)).body

test('an objection is a case with the limit of the law, in the inbox of whoever answers for the register', async () => {
  const ask = await objects(citizen, { address: '清远市清城区凤城街道新搬的地方 8 号' }, '上个月搬了家')
  expect(ask).toMatchObject({ kind: 'registers.correction', state: 'open', case: expect.any(String) })
  const mine = await view(citizen, ask.case)
  expect(mine).toMatchObject({
    state: 'open',
    matter: { name: 'catalogue.data-objection', label: '登记信息更正' },
    applicant: { id: person },
    organisation: { name: '清远市公安局清城分局' },
    ask: { id: ask.id, kind: 'registers.correction', register: 'population.person', subject: person },
    answers: { about: '自然人：住址', reason: '上个月搬了家', asker: 'person' },
  })
  expect(mine.clocks).toMatchObject([{ key: 'answer', limitDays: 10, due: '2026-10-13', light: 'green', origin: 'demo' }])
  expect(mine.tasks.map(({ acts }: { acts: { key: string }[] }) => acts.map(({ key }) => key))).toEqual([['withdraw']])
  // What is proposed is nobody's but theirs who asked and who answer.
  expect(JSON.stringify(mine)).not.toContain('新搬的地方')
  expect((await citizen.get(`/api/asks/${ask.id}`)).body.ask.proposal.changes).toEqual({ address: '清远市清城区凤城街道新搬的地方 8 号' })
  expect((await (await city.as('neighbour')).get(`/api/asks/${ask.id}`)).status).toBe(404)

  const steward = await city.as('population')
  const inbox = (await steward.get('/api/inbox')).body.items
  expect(inbox).toMatchObject([{ case: ask.case, stageLabel: '核实', due: '2026-10-13', light: 'green' }])
  expect((await (await city.as('population-qingxin')).get(`/api/cases/${ask.case}`)).status).toBe(404)
  expect((await steward.get('/api/asks')).body.items).toMatchObject([{ id: ask.id, case: ask.case }])
  // The desk's own answer is closed: there is one way.
  expect(await steward.post(`/api/asks/${ask.id}/answer`, { accept: true, reason: '属实' })).toMatchObject({
    status: 409,
    body: { code: 'ask.case' },
  })
  expect(await citizen.post(`/api/asks/${ask.id}/withdraw`, {})).toMatchObject({ status: 409, body: { code: 'ask.withdraw' } })
})

test('what is verified is corrected in the transaction of the move; both values stay, and the record says by which case', async () => {
  const before = (await citizen.get(at())).body.record
  const [{ case: ofCase }] = (await citizen.get('/api/me/asks')).body.items.map((one: { case: { id: string } }) => ({ case: one.case.id }))
  const steward = await city.as('population')
  expect((await actOn(steward, ofCase, 'correct')).status).toBe(422)
  expect(await actOn(steward, ofCase, 'correct', { reason: '已核对租赁合同' })).toMatchObject({
    status: 200,
    body: { case: { state: 'concluded' } },
  })
  const after = (await citizen.get(at())).body.record
  expect(after).toMatchObject({ version: before.version + 1, address: '清远市清城区凤城街道新搬的地方 8 号' })
  expect((await citizen.get('/api/me/asks')).body.items).toMatchObject([{ state: 'accepted', answer: '已核对租赁合同' }])
  const { moves, instruments, clocks } = await view(citizen, ofCase)
  expect(moves.at(-1)).toMatchObject({ legal: 'grant', said: [{ label: '核实情况和答复', value: '已核对租赁合同' }] })
  expect(instruments).toMatchObject([{ label: '登记信息更正答复书' }])
  expect(clocks).toMatchObject([{ state: 'done' }])
  const words = (await citizen.get(`${at()}/sources`)).body.fields.find(({ field }: { field: string }) => field === 'address').words
  expect(words[0]).toMatchObject({ source: 'steward', value: '清远市清城区凤城街道新搬的地方 8 号', batch: ofCase })
  expect(words.map(({ value }: { value: string }) => value)).toContain(before.address)
  const told = (await citizen.get('/api/messages')).body.items.map(({ title, link }: { title: string; link: string }) => [title, link])
  expect(told).toContainEqual(['属实，予以更正', `/cases/${ofCase}`])
})

test('a refusal says why and changes nothing; whoever comes second is told so', async () => {
  const before = (await citizen.get(at())).body.record
  const ask = await objects(citizen, { name: '别的名字' }, '想改名')
  const [first, second] = [await city.as('population'), await city.as('population-review')]
  const { version, tasks } = await view(second, ask.case)
  expect((await actOn(first, ask.case, 'keep', { reason: '改名须先到派出所办理' })).status).toBe(200)
  const late = await second.post(`/api/cases/${ask.case}/acts`, {
    task: tasks[0].id,
    act: 'correct',
    version,
    materials: [],
    idempotencyKey: 'objection-late',
    input: { reason: '属实' },
  })
  expect(late).toMatchObject({ status: 409, body: { code: 'case.moved' } })
  expect((await citizen.get(at())).body.record).toMatchObject({ version: before.version, name: before.name })
  expect((await citizen.get(`/api/asks/${ask.id}`)).body.ask).toMatchObject({ state: 'refused', answer: '改名须先到派出所办理' })
})

test('a move whose answer the register refuses is not made', async () => {
  const ask = await objects(citizen, { phone: '13812345678' }, '换了号码')
  await city.identity.asSystem('另一处改动', async (ctx) => {
    const { record } = await city.registers.getUntyped(ctx, 'population.person', person)
    await city.registers.changeUntyped(ctx, 'population.person', person, record.version as number, { phone: '13912345678' })
  })
  const steward = await city.as('population')
  expect(await actOn(steward, ask.case, 'correct', { reason: '属实' })).toMatchObject({ status: 409, body: { code: 'correction.version' } })
  expect((await view(steward, ask.case)).state).toBe('open')
  expect((await steward.get(`/api/asks/${ask.id}`)).body.ask.state).toBe('open')
  expect((await actOn(steward, ask.case, 'keep', { reason: '号码已由运营商核实' })).status).toBe(200)
})

test('it may be asked about, explained, and taken back by who raised it', async () => {
  const ask = await objects(citizen, { address: '清远市清城区东城街道 1 号' }, '又搬了家')
  const steward = await city.as('population')
  expect((await actOn(steward, ask.case, 'ask', { question: '什么时候搬的？' })).status).toBe(200)
  expect((await actOn(citizen, ask.case, 'explain', { explanation: '九月' })).status).toBe(200)
  expect((await view(citizen, ask.case)).clocks[0].due).toBe('2026-10-13')
  expect((await (await city.as('neighbour')).get(`/api/cases/${ask.case}`)).status).toBe(404)
  expect((await actOn(citizen, ask.case, 'withdraw', { reason: '弄错了' })).body.case).toMatchObject({ state: 'withdrawn' })
  expect((await citizen.get(`/api/asks/${ask.id}`)).body.ask).toMatchObject({ state: 'withdrawn', answer: '弄错了' })
})

test('a department that uses the data objects too, within the days of the law, and does not answer itself', async () => {
  const window = await city.as('market-examiner')
  const own = (await (await city.as('entity')).get('/api/registers/entity.entity?limit=1')).body.items[0]
  const { body } = await window.post(`/api/registers/entity.entity/${own.id}/corrections`, {
    changes: { address: '另一个地址 1 号' },
    reason: '现场核查时不在这里',
  })
  expect(body.ask.case).toEqual(expect.any(String))
  const asked = await view(window, body.ask.case)
  expect(asked).toMatchObject({ answers: { asker: 'organisation' }, clocks: [{ origin: 'law', limitDays: 10 }] })
})

test('nobody opens such a case otherwise, and the list of matters does not offer it', async () => {
  const list = (await citizen.get('/api/matters')).body.map(({ name }: { name: string }) => name)
  expect(list).not.toContain('catalogue.data-objection')
  const region = (await citizen.get('/api/session')).body.actor.region.id
  const opened = await citizen.post('/api/cases', {
    matter: 'catalogue.data-objection',
    region,
    guide: {},
    answers: { about: '自然人', reason: '直接来', asker: 'person' },
    materials: [],
    idempotencyKey: 'objection-direct',
  })
  expect(opened).toMatchObject({ status: 422, body: { code: 'matter.asked' } })
})
