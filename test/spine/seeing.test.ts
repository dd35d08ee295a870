import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import { sampleOf } from '../architecture/samples-of.ts'
import { platformRoutes } from '../../src/platform-routes.ts'

let city: TestCity
let security: Visitor
let steward: Visitor
let post: string
const people = '/api/registers/population.person'

beforeAll(async () => {
  city = await testCity()
  security = await city.as('security')
  steward = await city.as('population')
  post = (await steward.get('/api/session')).body.actor.post.id
})
afterAll(() => city.stop())

const begin = (who: Visitor, of = post) => who.post('/api/session/seeing', { post: of })

test('who gives duties sees what a post is shown, masked, on record, and can do nothing', async () => {
  expect((await security.get(people)).status).toBe(403)
  const { body: plain } = await steward.get(`${people}?limit=1`)
  const started = await begin(security)
  expect(started.body.actor).toMatchObject({ post: { id: post }, seeing: { ownPost: '安全管理员' } })
  const minutes = (Date.parse(started.body.actor.seeing.until) - Date.now()) / 60_000
  expect([minutes > 28, minutes <= 30]).toEqual([true, true])

  const shown = (await security.get(`${people}?limit=1`)).body
  expect(shown.items[0].id).toBe(plain.items[0].id)
  for (const key of ['name', 'personId', 'birthDate', 'address']) expect(shown.masked).toContain(key)
  expect(JSON.stringify(shown)).not.toContain(plain.items[0].personId)
  expect((await security.get(`${people}?where.name=${encodeURIComponent(plain.items[0].name)}`)).status).toBe(403)
  const detail = (await security.get(`${people}/${plain.items[0].id}`)).body
  expect(detail.acts).toEqual(['read', 'history'])

  const refused: string[] = []
  const leaving = new Set(['DELETE /api/session/seeing', 'DELETE /api/session'])
  for (const { method, url, body } of [...platformRoutes(city), ...city.routes]) {
    if (method === 'GET' || leaving.has(`${method} ${url}`)) continue
    const at = url.replace(':register', 'population.person').replaceAll(/:\w+/g, plain.items[0].id)
    const got = await security[method.toLowerCase() as 'post'](at, body ? sampleOf(body) : {})
    if (got.status !== 403 || got.body.code !== 'session.seeing-only') refused.push(`${method} ${url}: ${got.status} ${got.body?.code}`)
  }
  expect(refused).toEqual([])
  // What is at other posts' doors is not lists and records: the inbox, messages, the audit.
  for (const url of ['/api/inbox', '/api/messages', '/api/audit/access', '/api/me/access'])
    expect([url, (await security.get(url)).status]).toEqual([url, 403])

  const sql = await city.sql('admin')
  const { rows } = await sql.query(
    `select a.purpose, p.name from kernel.access a join identity.post p on p.id = a.post where a.purpose like '%视角%' group by 1, 2 order by p.name collate "C", a.purpose collate "C"`,
  )
  expect(rows).toEqual([
    { purpose: 'duty:以岗位视角查看（安全管理员）：查看数据目录', name: '人口信息专员' },
    { purpose: 'duty:以岗位视角查看（安全管理员）：查看记录', name: '人口信息专员' },
    { purpose: 'duty:以岗位视角查看：人口信息专员', name: '安全管理员' },
  ])
  await sql.query(`update identity.session set seeing_until = clock_timestamp() where seeing is not null`)
  await sql.end()
  await vi.waitFor(async () => expect((await security.get('/api/session')).body.actor.seeing).toBeNull(), { timeout: 5000 })
  expect((await security.get(people)).status).toBe(403)
}, 60_000)

test('it is ended by hand, and is for administrators alone, of posts that are none', async () => {
  expect((await begin(security)).status).toBe(200)
  expect((await security.delete('/api/session/seeing')).body.actor.seeing).toBeNull()
  expect((await begin(steward)).status).toBe(409)
  const { id } = (await (await city.as('administrator')).get('/api/session')).body.actor.post
  expect((await begin(security, id)).status).toBe(409)
  expect((await begin(await city.as('citizen'))).status).toBe(403)
})

test('who may see a record is told to whoever answers for it and to administrators, with who has seen it', async () => {
  const { id } = (await steward.get(`${people}?limit=1`)).body.items[0]
  const readers = (await steward.get(`${people}/${id}/readers`)).body
  expect(readers).toMatchObject({ everybody: null, holder: true })
  expect(readers.count).toBe(readers.items.length)
  const own = readers.items.find((one: { post: string }) => one.post === post)
  expect(own).toMatchObject({ postName: '人口信息专员', masked: [] })
  expect(own.plain).toContain('姓名')
  // Of another county, whose steward sees nothing of it.
  expect(readers.items.filter(({ postName }: { postName: string }) => postName === '人口信息专员')).toHaveLength(1)
  expect(readers.seen).toContainEqual(expect.objectContaining({ postName: '人口信息专员', name: '罗静文' }))
  expect((await (await city.as('audit')).get(`${people}/${id}/readers`)).body.count).toBe(readers.count)
  for (const account of ['health', 'entity']) expect((await (await city.as(account)).get(`${people}/${id}/readers`)).status).toBe(403)
})
