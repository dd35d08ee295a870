import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import { applicationOf, follow, ok, regionNamed, upload, type Seen } from './restaurant/samples.ts'

/** Somebody lets a neighbour see an application through, over HTTP. Each `it` goes on where the one before it stopped. */

let city: TestCity
let citizen: Visitor
let neighbour: Visitor
let window: Visitor
let caseId: string
let proxy: string
let self: { name: string; number: string }
const { act, attempt } = follow(() => caseId)

interface Person {
  items: { name: string; personId: string }[]
}
interface Session {
  actor: {
    name: string
    actingFor: { name: string } | null
    principals: { proxy: string; kind: string; name: string }[]
    entities: unknown[]
  }
}
interface Proxies {
  items: { id: string; state: string; principal: { name: string } }[]
}

beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-09T09:30:00+08:00')
  citizen = await city.as('citizen')
  neighbour = await city.as('neighbour')
  window = await city.as('window')
  const [me] = ok<Person>(await neighbour.get('/api/registers/population.person')).items
  self = { name: me!.name, number: me!.personId }
  const village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  caseId = ok<{ case: Seen }>(await citizen.post('/api/cases', await applicationOf(citizen, village))).case.id
  await act(window, 'check', 'supplement', { gaps: [{ body: 'fire', material: '场所消防设施平面图', problem: '不清楚', request: '重传' }] })
})
afterAll(() => city?.stop())

const until = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
const offer = (more: Record<string, unknown> = {}) => ({
  agentName: self.name,
  agentNumber: self.number,
  matters: null,
  case: caseId,
  until: until(),
  ...more,
})

describe('a neighbour takes over as proxy', () => {
  it('nobody else sees the case before there is a mandate', async () => {
    expect((await neighbour.get(`/api/cases/${caseId}`)).status).toBe(404)
    const session = ok<Session>(await neighbour.get('/api/session'))
    expect(session.actor).toMatchObject({ actingFor: null, principals: [], entities: [] })
  })

  it('what is wrong with an offer is said, each with its place', async () => {
    city.setNow(new Date())
    const past = await citizen.post('/api/proxies', offer({ until: '2020-01-01' }))
    expect([past.status, past.body.path]).toEqual([422, 'until'])
    const number = await citizen.post('/api/proxies', offer({ agentNumber: '441802199013011239' }))
    expect(number.status).toBe(422)
    const [me] = ok<Person>(await citizen.get('/api/registers/population.person')).items
    const own = await citizen.post('/api/proxies', offer({ agentNumber: me!.personId }))
    expect([own.status, own.body.path]).toEqual([422, 'agentNumber'])
    const foreign = await citizen.post('/api/proxies', offer({ entity: caseId }))
    expect(foreign.status).toBe(403)
  })

  it('whoever has the number but another name is not meant', async () => {
    const { id } = ok<{ id: string }>(await citizen.post('/api/proxies', offer({ agentName: '另一个人' })))
    const taken = await neighbour.post(`/api/proxies/${id}/accept`)
    expect([taken.status, taken.body.code]).toEqual([403, 'proxy.name'])
    expect(ok(await neighbour.post(`/api/proxies/${id}/decline`))).toMatchObject({ state: 'declined' })
  })

  it('the mandate waits until the agent takes it, and the principal can’t take it for the agent', async () => {
    proxy = ok<{ id: string }>(await citizen.post('/api/proxies', offer())).id
    expect((await citizen.post(`/api/proxies/${proxy}/accept`)).status).toBe(403)
    expect((await neighbour.put('/api/session', { actFor: proxy })).status).toBe(409)
    const { items } = ok<Proxies>(await neighbour.get('/api/proxies?side=received'))
    expect(items).toMatchObject([{ id: proxy, state: 'offered' }, { state: 'declined' }])
    expect(ok(await neighbour.post(`/api/proxies/${proxy}/accept`))).toMatchObject({ state: 'accepted' })
    expect((await neighbour.post(`/api/proxies/${proxy}/accept`)).status).toBe(409)
  })

  it('acting for the principal, the agent does what is asked, and the record says who did it', async () => {
    const session = ok<Session>(await neighbour.put('/api/session', { actFor: proxy }))
    expect(session.actor.principals).toMatchObject([{ proxy, kind: 'person' }])
    expect(session.actor.actingFor?.name).toBe(session.actor.name)
    expect(ok<{ items: { id: string }[] }>(await neighbour.get('/api/cases/mine')).items.map(({ id }) => id)).toEqual([caseId])
    const file = await upload(neighbour, 'fire-facilities-plan-by-agent')
    const seen = await act(neighbour, 'supplement', 'resubmit', {}, { materials: [{ key: 'fire-facilities-plan', file }] })
    expect(seen.moves.at(-1)).toMatchObject({ act: 'resubmit' })
    expect(JSON.stringify(seen.moves.at(-1))).toContain(`${self.name}（代${session.actor.name}）`)
    await city.runJobs()
    expect((await neighbour.bytes(`/api/files/${file}`)).status).toBe(200)
    const sql = await city.sql('admin')
    const { rows } = await sql.query<{ login: string }>(
      `select a.login from cases.move m join identity.account a on a.id = m.actor where m.case_id = $1 order by m.seq desc limit 1`,
      [caseId],
    )
    await sql.end()
    expect(rows).toEqual([{ login: 'neighbour' }])
  })

  it('the mandate opens nothing but its case', async () => {
    expect((await neighbour.get('/api/messages')).status).toBe(403)
    expect((await neighbour.get('/api/me/access')).status).toBe(403)
    expect((await neighbour.get('/api/registers/licence.certificate')).status).toBe(403)
    expect((await neighbour.get('/api/registers/population.person')).status).toBe(403)
    const opened = await neighbour.post('/api/cases', {
      ...(await applicationOf(citizen, await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会'))),
    })
    expect([opened.status, opened.body.code]).toEqual([403, 'case.mandate'])
    // Nor is the form of another application filled in with what the registers hold of the principal.
    const filled = await neighbour.get('/api/matters/library.card/prefill')
    expect([filled.status, filled.body.code]).toEqual([403, 'case.mandate'])
  })

  it('ended by the principal, it is over within a second', async () => {
    expect(ok(await citizen.post(`/api/proxies/${proxy}/end`))).toMatchObject({ state: 'ended' })
    await expect.poll(async () => (await neighbour.get(`/api/cases/${caseId}`)).status, { timeout: 3000 }).toBe(404)
    const session = ok<Session>(await neighbour.get('/api/session'))
    expect(session.actor).toMatchObject({ actingFor: null, principals: [] })
    expect((await attempt(citizen, 'check', 'accept').catch(() => ({ status: 0 }))).status).not.toBe(200)
  })
})

it('an agent whose mandate ended does nothing in the own name by mistake', async () => {
  await neighbour.put('/api/session', { actFor: null })
  const again = ok<{ id: string }>(await citizen.post('/api/proxies', offer())).id
  ok(await neighbour.post(`/api/proxies/${again}/accept`))
  ok(await neighbour.put('/api/session', { actFor: again }))
  ok(await citizen.post(`/api/proxies/${again}/end`))
  await expect.poll(async () => (await neighbour.get(`/api/cases/${caseId}`)).status, { timeout: 3000 }).toBe(404)
  const village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  const refused = await neighbour.post('/api/cases', {
    matter: 'x',
    region: village,
    guide: {},
    answers: {},
    materials: [],
    idempotencyKey: again,
  })
  expect([refused.status, refused.body.code]).toEqual([403, 'session.mandate-over'])
  // Told once, the session is one’s own again.
  expect(
    (await neighbour.post('/api/cases', { matter: 'x', region: village, guide: {}, answers: {}, materials: [], idempotencyKey: again }))
      .status,
  ).not.toBe(403)
})

it('an officer who stood in for the applicant does not decide on the application', async () => {
  const sql = await city.sql('admin')
  const { rows } = await sql.query<{ person: string }>(`select person from identity.account where login = 'neighbour'`)
  await sql.query(`update identity.account set person = null, version = version + 1 where login = 'neighbour'`)
  await sql.query(`update identity.account set person = $1, version = version + 1 where login = 'window'`, [rows[0]!.person])
  await sql.end()
  const officer = await city.as('window')
  const post = ok<{ actor: { post: { id: string } } }>(await officer.get('/api/session')).actor.post.id
  const { id } = ok<{ id: string }>(await citizen.post('/api/proxies', offer({ case: undefined })))
  ok(await officer.post(`/api/proxies/${id}/accept`))
  ok(await officer.put('/api/session', { actFor: id }))
  const village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  const { id: filed } = ok<{ case: Seen }>(await officer.post('/api/cases', await applicationOf(officer, village))).case
  ok(await officer.put('/api/session', { post }))
  const { tasks, version } = ok<{ tasks: { id: string; stage: string; acts: unknown[] }[]; version: number }>(
    await officer.get(`/api/cases/${filed}`),
  )
  const check = tasks.find(({ stage }) => stage === 'check')!
  expect(check.acts).toEqual([])
  const decided = await officer.post(`/api/cases/${filed}/acts`, {
    task: check.id,
    act: 'accept',
    version,
    input: {},
    idempotencyKey: 'an-agent-decides',
  })
  expect([decided.status, decided.body.code]).toEqual([403, 'case.own'])
})
