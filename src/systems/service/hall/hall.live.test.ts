import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { ok, regionNamed, type Seen } from './restaurant/samples.ts'

/** What happens is told at once to those whose business it is, and to nobody else. */

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city?.stop())

/** Signs in and listens; what was told so far. */
async function listener(account: string) {
  const answer = await fetch(`${city.address}/api/session`, {
    method: 'POST',
    headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ account, password: `chengshu-${account}` }),
  })
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
  const stream = await fetch(`${city.address}/api/live`, { headers: { cookie, accept: 'text/event-stream' } })
  expect(stream.headers.get('content-type')).toMatch('text/event-stream')
  const heard = { kinds: [] as string[], ready: false, over: false }
  void (async () => {
    let text = ''
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      heard.ready ||= text.includes('event: ready')
      heard.kinds = [...text.matchAll(/event: changed\ndata: (.*)\n/g)].flatMap(
        ([, data]) => (JSON.parse(data!) as { kinds: string[] }).kinds,
      )
    }
    heard.over = true
  })().catch(() => (heard.over = true))
  await expect.poll(() => heard.ready).toBe(true)
  return Object.assign(heard, {
    signOut: () => fetch(`${city.address}/api/session`, { method: 'DELETE', headers: { 'x-chengshu': '1', cookie } }),
  })
}

it('an application is news for its applicant and the window of its county, and for nobody else; a stranger hears nothing', async () => {
  expect((await city.stranger.get('/api/live')).status).toBe(401)
  const heard = {
    citizen: await listener('citizen'),
    neighbour: await listener('neighbour'),
    window: await listener('window'),
    yangshan: await listener('yangshan-window'),
    health: await listener('health'),
    approver: await listener('market-approver'),
  }
  await city.live.look()
  const citizen = await city.as('citizen')
  const village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  const matter = city.cases.matters.all.find((one) => one.origin && one.function === 'market-regulation')!.name
  const { body: prefill } = await citizen.get(`/api/matters/${matter}/prefill`)
  const { case: opened } = ok<{ case: Seen & { tasks: { id: string }[] } }>(
    await citizen.post('/api/cases', {
      matter,
      region: village,
      guide: {},
      answers: { ...prefill.values, region: village, address: '人民路 1 号', asked: '申请办理', truthDeclared: true },
      materials: [],
      idempotencyKey: `live-${matter}`,
    }),
  )
  const told = [`case:${opened.id}`, 'inbox', 'messages']
  await expect.poll(() => heard.citizen.kinds, { timeout: 10_000 }).toEqual(expect.arrayContaining(told))
  await expect.poll(() => heard.window.kinds, { timeout: 10_000 }).toEqual(expect.arrayContaining(told))
  for (const who of ['neighbour', 'yangshan', 'health', 'approver'] as const) expect(heard[who].kinds, who).toEqual([])

  // A colleague at the window takes it: the others there learn it, the bureau that comes later does not.
  heard.window.kinds.length = 0
  const window = await city.as('window')
  const before = heard.citizen.kinds.length
  ok(await window.put(`/api/tasks/${opened.tasks[0]!.id}/claim`, { take: true }))
  await expect.poll(() => heard.citizen.kinds.length, { timeout: 10_000 }).toBeGreaterThan(before)
  expect(heard.approver.kinds).toEqual([])
  await heard.neighbour.signOut()
  await heard.citizen.signOut()
  const seen = ok<Seen>(await window.get(`/api/cases/${opened.id}`))
  const last = heard.citizen.kinds.length
  ok(
    await window.post(`/api/cases/${opened.id}/acts`, {
      task: opened.tasks[0]!.id,
      act: 'accept',
      version: seen.version,
      input: {},
      idempotencyKey: 'live-accept',
    }),
  )
  // Signed out: the stream ends at the next thing that would have been told, and it is not told.
  await expect.poll(() => heard.citizen.over, { timeout: 10_000 }).toBe(true)
  expect(heard.citizen.kinds.length).toBe(last)
  // An approver who leads the office hears what its examiners have now.
  await expect.poll(() => heard.approver.kinds, { timeout: 10_000 }).toEqual(expect.arrayContaining(told))
  expect(heard.yangshan.kinds).toEqual([])
})
