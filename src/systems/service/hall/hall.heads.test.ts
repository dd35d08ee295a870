import { afterAll, beforeAll, expect, it } from 'vitest'
import { duties, holdings, posts } from '#engines/identity'
import { testCity, type TestCity, type Visitor } from '#testing'
import { decision, ok, opinion, regionNamed, type Seen as SeenCase } from './restaurant/samples.ts'

/** Whoever leads an office gives its tasks to others; several tasks are done at once; nobody decides on the own case. */

let city: TestCity
let citizen: Visitor
let village = ''
const opened: string[] = []

interface Seen extends SeenCase {
  tasks: (SeenCase['tasks'][number] & { acts: { key: string }[]; claimedBy: { id: string; name: string } | null })[]
  moves: (SeenCase['moves'][number] & { who: string; said: { label: string; value: string | null }[] })[]
}
interface Candidates {
  items: { account: string; name: string; postName: string; open: number; why: string | null }[]
  current: { id: string; name: string } | null
}

/** A colleague with the same post as another, and the password to sign in. */
async function colleague(login: string, name: string, post: string, person: string | null): Promise<string> {
  return city.identity.asSystem('同事', async (ctx) => {
    const account = await city.identity.addAccount(ctx, { login, name, password: `chengshu-${login}`, person })
    await city.registers.add(ctx, holdings, { account, post, since: '2020-01-01' })
    return account
  })
}

async function signedIn(login: string): Promise<Visitor> {
  const answer = await fetch(`${city.address}/api/session`, {
    method: 'POST',
    headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ account: login, password: `chengshu-${login}` }),
  })
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
  const call = async (method: string, url: string, body?: unknown) => {
    const got = await fetch(city.address + url, {
      method,
      headers: { 'x-chengshu': '1', cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: got.status, body: await got.json(), headers: got.headers }
  }
  return { get: (url) => call('GET', url), post: (url, body) => call('POST', url, body) } as Visitor
}

const view = async (who: Visitor, id: string) => ok<Seen>(await who.get(`/api/cases/${id}`))

async function act(who: Visitor, id: string, key: string, input: Record<string, unknown> = {}) {
  const now = await view(who, id)
  const task = now.tasks.find((one) => one.acts.some((offered) => offered.key === key)) ?? now.tasks[0]!
  return who.post(`/api/cases/${id}/acts`, {
    task: task.id,
    act: key,
    version: now.version,
    input,
    idempotencyKey: `heads-${Math.random()}`,
  })
}

beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-09T09:30:00+08:00')
  citizen = await city.as('citizen')
  village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  const matter = city.cases.matters.all.find(
    (one) => one.origin && one.kind === 'administrative-licence' && one.function === 'market-regulation',
  )!
  const { body: prefill } = await citizen.get(`/api/matters/${matter.name}/prefill`)
  for (let i = 0; i < 4; i++) {
    const answer = await citizen.post('/api/cases', {
      matter: matter.name,
      region: village,
      guide: {},
      answers: { ...prefill.values, region: village, address: '人民路 1 号', asked: `第 ${i} 件`, truthDeclared: true },
      materials: [],
      idempotencyKey: `heads-${i}-${matter.name}`,
    })
    opened.push(ok<{ case: Seen }>(answer).case.id)
  }
})
afterAll(() => city?.stop())

it('one act on several tasks is answered for each; what can’t be done leaves the others done', async () => {
  const window = await city.as('window')
  const tasks = await Promise.all(
    opened.map(async (id) => {
      const seen = await view(window, id)
      return { case: id, task: seen.tasks[0]!.id, version: seen.version }
    }),
  )
  // As it was before the application was in.
  tasks[2]!.version = 1
  const stranger = { case: opened[0]!, task: '019b0000-0000-7000-8000-000000000000', version: 1 }
  const body = { act: 'accept', input: {}, tasks: [...tasks.slice(0, 2), stranger, ...tasks.slice(2)], idempotencyKey: 'heads-accept' }
  const { results } = ok<{ results: { task: string; done: boolean; problem: { code: string } | null }[] }>(
    await window.post('/api/tasks/acts', body),
  )
  expect(results.map(({ done, problem }) => problem?.code ?? done)).toEqual([true, true, 'case.task', 'case.moved', true])
  // Asked again under the same key, what was done is done once.
  const again = ok<{ results: { done: boolean }[] }>(await window.post('/api/tasks/acts', body))
  expect(again.results.map(({ done }) => done)).toEqual([true, true, false, false, true])
  for (const id of [opened[0]!, opened[1]!, opened[3]!]) {
    const { moves } = await view(window, id)
    expect(moves.filter(({ act: one }) => one === 'accept')).toHaveLength(1)
  }
  expect((await view(window, opened[2]!)).moves.map((one) => one.act)).toEqual(['open'])
})

it('a head gives a task to a colleague with the role, and a move says who, to whom and why', async () => {
  const examiner = await city.as('market-examiner')
  const approver = await city.as('market-approver')
  const [id] = opened as [string]
  const [task] = (await view(examiner, id)).tasks
  const post = await city.identity.asSystem('岗位', async (ctx) => {
    const { items } = await city.registers.list(ctx, posts, { limit: 500 })
    return items.find(({ name }) => name === '注册许可审查员')!.id
  })
  const applicant = ok<{ actor: { person: string } }>(await citizen.get('/api/session')).actor.person
  const other = await colleague('second-examiner', '周小梅', post, null)
  const self = await colleague('own-examiner', '本人', post, applicant)

  expect((await examiner.get(`/api/tasks/${task!.id}/candidates`)).body).toMatchObject({ code: 'case.head' })
  expect((await (await city.as('yangshan-market')).get(`/api/tasks/${task!.id}/candidates`)).body).toMatchObject({ code: 'case.task' })
  const whom = ok<Candidates>(await approver.get(`/api/tasks/${task!.id}/candidates`))
  expect(whom.current).toBeNull()
  expect(Object.fromEntries(whom.items.map((one) => [one.name, one.why]))).toEqual({ 冯志坚: null, 周小梅: null, 本人: '是申请人本人' })

  const assign = (who: Visitor, account: string | null, reason?: string) =>
    who.post(`/api/tasks/${task!.id}/assign`, { account, ...(reason ? { reason } : {}) })
  expect((await assign(examiner, other)).body).toMatchObject({ code: 'case.head' })
  expect((await assign(approver, self)).body).toMatchObject({ code: 'case.assign' })
  expect((await assign(approver, '019b0000-0000-7000-8000-000000000000')).body).toMatchObject({ code: 'case.assign' })
  ok(await assign(approver, other, '冯志坚外出核查'))

  const seen = await view(examiner, id)
  expect(seen.tasks[0]!.claimedBy).toEqual({ id: other, name: '周小梅' })
  expect(seen.moves.at(-1)).toMatchObject({
    act: 'assign',
    actLabel: '调整经办人',
    who: '清远市清城区市场监督管理局 注册许可负责人 黎慧敏',
    said: [
      { label: '现经办人', value: '周小梅' },
      { label: '理由', value: '冯志坚外出核查' },
    ],
  })
  expect((await view(citizen, id)).moves.some((move) => move.act === 'assign')).toBe(false)
  expect((await act(examiner, id, 'propose', opinion)).body).toMatchObject({ code: 'case.claimed' })

  const second = await signedIn('second-examiner')
  expect(ok<{ items: { title: string }[] }>(await second.get('/api/messages')).items[0]).toMatchObject({ title: '交给您办理：审查' })
  ok(await act(second, id, 'propose', opinion))
  // Giving it away is not examining it: the head may decide.
  ok(await act(approver, id, 'grant', decision))
})

it('a head sees every task of the office, others see their own', async () => {
  const approver = await city.as('market-approver')
  const office = async (who: Visitor, whose: string) =>
    ok<{ items: { case: string }[] }>(await who.get(`/api/inbox?whose=${whose}`))
      .items.map((one) => one.case)
      .sort()
  expect(await office(approver, 'office')).toEqual([opened[0], opened[1], opened[3]].sort())
  expect(await office(approver, 'own')).toEqual([])
  expect(await office(await city.as('market-examiner'), 'office')).toEqual([])
  expect((await approver.get(`/api/cases/${opened[3]}`)).status).toBe(200)
  expect((await approver.get(`/api/cases/${opened[2]}`)).status).toBe(404)
})

it('a head takes a task back for all who have the role', async () => {
  const approver = await city.as('market-approver')
  const examiner = await city.as('market-examiner')
  const [, id] = opened as [string, string]
  const [task] = (await view(examiner, id)).tasks
  const { items } = ok<Candidates>(await approver.get(`/api/tasks/${task!.id}/candidates`))
  const second = items.find(({ name }) => name === '周小梅')!
  ok(await approver.post(`/api/tasks/${task!.id}/assign`, { account: second.account }))
  ok(await approver.post(`/api/tasks/${task!.id}/assign`, { account: null }))
  expect((await view(examiner, id)).tasks[0]!.claimedBy).toBeNull()
  ok(await act(examiner, id, 'propose', opinion))
})

it('an officer is offered nothing in the own case, and may neither take nor do it', async () => {
  const self = await signedIn('own-examiner')
  const id = opened[3]!
  const seen = await view(self, id)
  expect(seen.tasks.flatMap(({ acts }) => acts.map(({ key }) => key))).toEqual(['withdraw'])
  expect((await act(self, id, 'propose', opinion)).body).toMatchObject({ code: 'case.own' })
  const put = await fetch(`${city.address}/api/tasks/${seen.tasks[0]!.id}/claim`, { method: 'PUT' })
  expect(put.status).toBe(403)
})

it('a duty over another county leads nobody here', async () => {
  const yangshan = (await city.identity.places.byCode('441823'))!
  const approver = await city.as('market-approver')
  const [task] = (await view(await city.as('market-approver'), opened[3]!)).tasks
  await city.identity.asSystem('换区', async (ctx) => {
    const { items } = await city.registers.list(ctx, duties, { equals: { role: 'cases.head' }, limit: 10 })
    await city.registers.change(ctx, duties, items[0]!.id, items[0]!.version, { region: yangshan.id })
  })
  await expect
    .poll(async () => (await approver.get(`/api/tasks/${task!.id}/candidates`)).body.code, { timeout: 5_000, interval: 300 })
    // Without the duty here, and with nothing to do in the task, it is not there.
    .toBe('case.task')
})
