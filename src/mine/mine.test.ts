import { afterAll, beforeAll, expect, it } from 'vitest'
import { actOn, testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let citizen: Visitor
let person: string
beforeAll(async () => {
  city = await testCity()
  citizen = await city.as('citizen')
  person = (await citizen.get('/api/session')).body.actor.person
})
afterAll(() => city.stop())

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64')
const correct = (by: Visitor, changes: object, reason: string, evidence?: string[]) =>
  by.post(`/api/registers/population.person/${person}/corrections`, { changes, reason, ...(evidence ? { evidence } : {}) })

it('shows somebody what registers hold of them, plainly, with who answers for it, and nothing of anybody else', async () => {
  const { items } = (await citizen.get('/api/me/records')).body
  const own = items.find((one: { register: { name: string } }) => one.register.name === 'population.person')
  expect(own).toMatchObject({ steward: '清远市公安局清城分局', correctable: true, more: false })
  expect(own.items).toMatchObject([{ id: person, personId: expect.stringMatching(/^\d{17}[\dX]$/) }])
  expect(Object.values(own.titles)).toContainEqual(expect.stringMatching(/.+/))
  // Each record names the person whose it is.
  for (const { items: rows } of items) for (const row of rows) expect(Object.values(row)).toContain(person)
  const text = JSON.stringify(items)
  const others = (await (await city.as('neighbour')).get('/api/session')).body.actor
  expect(text).not.toContain(others.person)
  const officer = await city.as('population')
  expect((await officer.get('/api/me/records')).body).toEqual({ items: [] })
})

it('carries a complaint about a wrong datum with its evidence to the steward, and the answer back', async () => {
  const { body: paper } = await citizen.upload('/api/files', '租赁合同.png', png, 'image/png')
  const asked = await correct(citizen, { address: '清远市清城区凤城街道新搬的地方 8 号' }, '上个月搬了家', [paper.id])
  expect(asked).toMatchObject({ status: 200, body: { ask: { state: 'open' } } })
  expect((await citizen.get('/api/me/asks')).body.items).toMatchObject([
    {
      id: asked.body.ask.id,
      register: 'population.person',
      registerLabel: '自然人',
      organisation: '清远市公安局清城分局',
      changes: { address: '清远市清城区凤城街道新搬的地方 8 号' },
      state: 'open',
      answer: null,
      evidence: [{ id: paper.id, name: '租赁合同.png' }],
      case: { id: asked.body.ask.case, number: expect.stringMatching(/^\d{21}$/), due: expect.any(String), light: 'green' },
    },
  ])
  const neighbour = await city.as('neighbour')
  expect((await neighbour.get('/api/me/asks')).body).toEqual({ items: [] })
  expect((await neighbour.get(`/api/files/${paper.id}`)).status).toBe(404)
  // Whoever answers reads the evidence; an officer of another bureau does not.
  const steward = await city.as('population')
  expect((await steward.get('/api/messages')).body.items).toMatchObject([
    { title: '待办：核实', link: `/desk/cases/${asked.body.ask.case}` },
  ])
  for (const by of [citizen, steward])
    expect((await by.get(`/api/asks/${asked.body.ask.id}`)).body.evidence).toMatchObject([{ id: paper.id, name: '租赁合同.png' }])
  expect((await steward.bytes(`/api/files/${paper.id}`)).status).toBe(200)
  expect((await (await city.as('health')).bytes(`/api/files/${paper.id}`)).status).toBe(404)
  expect((await (await city.as('entity')).bytes(`/api/files/${paper.id}`)).status).toBe(404)

  await actOn(steward, asked.body.ask.case, 'correct', { reason: '已核对租赁合同' })
  expect((await citizen.get('/api/me/asks')).body.items).toMatchObject([{ state: 'accepted', answer: '已核对租赁合同' }])
  expect((await citizen.get('/api/messages')).body.items).toMatchObject([
    { title: '属实，予以更正', link: `/cases/${asked.body.ask.case}`, read: false },
    { title: '已收到您对“自然人”的更正请求', link: `/cases/${asked.body.ask.case}` },
  ])
  const { items } = (await citizen.get('/api/me/records')).body
  const own = items.find((one: { register: { name: string } }) => one.register.name === 'population.person')
  expect(own.items[0]).toMatchObject({ version: 2, address: '清远市清城区凤城街道新搬的地方 8 号' })
  // That the steward looked is told in words.
  const looks = (await citizen.get('/api/me/access')).body.items
  expect(looks[0]).toMatchObject({ organisation: '清远市公安局清城分局', fieldLabels: expect.arrayContaining(['姓名', '住址']) })
  expect(looks.some((one: { fieldLabels: string[] }) => one.fieldLabels.includes('文件的内容'))).toBe(true)
})

it('takes no evidence that somebody else uploaded, and keeps nothing of such an ask', async () => {
  const { body: theirs } = await (await city.as('neighbour')).upload('/api/files', '别人的.png', png, 'image/png')
  expect(await correct(citizen, { address: '随便' }, '试试', [theirs.id])).toMatchObject({
    status: 422,
    body: { code: 'documents.attach' },
  })
  expect((await citizen.get('/api/me/asks')).body.items).toHaveLength(1)
})
