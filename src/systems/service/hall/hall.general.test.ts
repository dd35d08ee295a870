import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import { clockOf, decision, delivered, ok, opinion, regionNamed, type Seen as SeenCase } from './restaurant/samples.ts'

/** A matter of the published list, of which only name, kind and department are known, from application to delivery. */

let city: TestCity
let citizen: Visitor
let village = ''
let caseId = ''
beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-09T09:30:00+08:00')
  citizen = await city.as('citizen')
  village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
})
afterAll(() => city?.stop())

interface Seen extends SeenCase {
  number: string
  title: string
  titles: Record<string, string>
  moves: (SeenCase['moves'][number] & {
    who: string
    said: { label: string; value: string | null; ours: string | null; rows: unknown }[]
  })[]
  organisation: { name: string }
  tasks: (SeenCase['tasks'][number] & { acts: { key: string }[] })[]
  instruments: (SeenCase['instruments'][number] & { label: string })[]
}
interface Summary {
  name: string
  label: string
  kind: string
  code: string | null
  function: string
  category: string | null
  origin?: { list: string; place: string; fetched: string }
}

async function apply(matter: string, region = village) {
  const { body: prefill } = await citizen.get(`/api/matters/${matter}/prefill`)
  return citizen.post('/api/cases', {
    matter,
    region,
    guide: {},
    answers: { ...prefill.values, region, address: '人民路 1 号', asked: '申请办理。', truthDeclared: true },
    materials: [],
    idempotencyKey: `general-${matter}-${Math.random()}`,
  })
}

async function act(who: string, key: string, input: Record<string, unknown> = {}): Promise<Seen> {
  const visitor = who === 'citizen' ? citizen : await city.as(who)
  const { body: now } = await visitor.get(`/api/cases/${caseId}`)
  const task = (now as Seen).tasks.find((one) => one.acts.some((offered) => offered.key === key))
  expect(task, `${who} ${key}: ${JSON.stringify(now).slice(0, 300)}`).toBeDefined()
  return ok<{ case: Seen }>(
    await visitor.post(`/api/cases/${caseId}/acts`, {
      task: task!.id,
      act: key,
      version: now.version,
      input,
      idempotencyKey: `general-${key}-${Math.random()}`,
    }),
  ).case
}

const listOf = async () => ok<Summary[]>(await city.stranger.get('/api/matters'))
const licenceOf = async (fn: string) =>
  (await listOf()).find((one) => one.origin && one.kind === 'administrative-licence' && one.function === fn)!

it('the list of matters holds the declared and the listed, with code and origin', async () => {
  const all = await listOf()
  const listed = all.filter((one) => one.origin)
  expect(listed).toHaveLength(1132)
  expect(listed.filter(({ label }) => label.includes('四川'))).toEqual([])
  expect(listed.filter(({ label }) => label === '求职创业补贴申领')).toHaveLength(1)
  expect(all.find((one) => one.name === 'hall.general')).toBeUndefined()
  expect(all.find((one) => one.label === '教师资格认定')).toEqual({
    name: 'list.511a0138600000-511602000000-000-115113010833722043-1-00',
    label: '教师资格认定',
    about: '',
    kind: 'administrative-licence',
    applicants: ['person', 'enterprise'],
    function: 'education',
    code: '511A0138600000-511602000000-000-115113010833722043-1-00',
    category: null,
    origin: { list: '政务服务事项目录', place: '四川省广安市广安区', fetched: '2025-04' },
    components: [],
    alone: true,
    stages: ['schooling', 'qualification'],
  })
  expect(all.find((one) => one.name === 'hall.food-permit')).toMatchObject({ code: expect.any(String), category: null })
})

it('the list travels compressed, once', async () => {
  const ask = (headers: Record<string, string>) =>
    fetch(`${city.address}/api/matters`, { headers: { 'accept-encoding': 'gzip', ...headers } })
  const first = await ask({})
  expect(first.headers.get('content-encoding')).toBe('gzip')
  expect(Number(first.headers.get('content-length'))).toBeLessThan(60_000)
  expect(await first.json()).toEqual(city.cases.listMatters())
  const again = await ask({ 'if-none-match': first.headers.get('etag')! })
  expect([again.status, await again.text()]).toEqual([304, ''])
  // What is said in English is said by another answer.
  const english = await ask({ 'accept-language': 'en' })
  expect(((await english.json()) as Summary[]).find((one) => one.name === 'hall.food-permit')!.label).not.toMatch(/\p{Script=Han}/u)
  const plain = await ask({ 'accept-encoding': 'identity' })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(await plain.json()).toHaveLength(city.cases.listMatters().length)
})

it('a licence of the list has the limits of the law, and says that nobody told the rest', async () => {
  const { name } = await licenceOf('market-regulation')
  const { implementations } = ok<{ implementations: Record<string, unknown> }>(
    await city.stranger.get(`/api/matters/${name}?region=${village}`),
  )
  expect(implementations[name]).toMatchObject({
    organisation: { name: '清远市清城区市场监督管理局' },
    unknown: ['materials', 'fees'],
    limits: [
      { clock: 'check', days: 5, basis: { article: '第三十二条' } },
      { clock: 'statutory', days: 20, basis: { article: '第四十二条第一款' } },
      { clock: 'extension', days: 10 },
      { clock: 'delivery', days: 10, basis: { article: '第四十四条' } },
    ],
    remedies: [{ to: '清城区人民政府' }, { to: '清城区人民法院' }],
  })
})

it('runs from the window to delivery; who examined does not decide; each paper is numbered', async () => {
  const { name } = await licenceOf('market-regulation')
  const opened = ok<{ case: Seen }>(await apply(name)).case
  caseId = opened.id
  expect(clockOf(opened, null, 'check')).toMatchObject({ due: '2026-03-16' })
  expect((await (await city.as('yangshan-window')).get(`/api/cases/${caseId}`)).status).toBe(404)
  const accepted = await act('window', 'accept')
  expect(clockOf(accepted, null, 'statutory')).toMatchObject({ due: '2026-04-07' })
  const examined = await act('market-examiner', 'propose', opinion)
  expect(examined.tasks.every((task) => !task.mine)).toBe(true)
  await act('market-approver', 'grant', decision)
  await act('market-examiner', 'issue', { resultName: '许可证', resultNumber: '清城许〔2026〕1号' })
  const over = await act('window', 'deliver', delivered)
  expect(over.state).toBe('concluded')
  expect(over.instruments.map(({ label }) => label)).toEqual(['申请材料接收凭证', '受理通知书', '准予办理决定书', '送达回证'])
})

it('keys in answers have names, each step says who made it, and the applicant is told only what was decided', async () => {
  const seen = ok<Seen>(await citizen.get(`/api/cases/${caseId}`))
  expect(seen.titles[village]).toBe('清城区 凤城街道 高基里社区居委会')
  const grant = seen.moves.find(({ act: one }) => one === 'grant')!
  expect(grant.who).toBe('清远市清城区市场监督管理局 注册许可负责人 黎慧敏')
  expect(grant.said).toEqual([
    { label: '认定的事实', value: decision.facts, ours: null, rows: null },
    { label: '适用条款', value: decision.lawCited, ours: null, rows: null },
  ])
  expect(seen.moves.find(({ act: one }) => one === 'propose')!.said).toEqual([])
  const deliver = seen.moves.find(({ act: one }) => one === 'deliver')!
  expect(deliver.said[0]).toEqual({ label: '送达方式', value: '电子送达', ours: '电子送达', rows: null })
  const { items } = ok<{ items: { title: string }[] }>(await citizen.get('/api/messages'))
  expect(items.map(({ title }) => title)).toEqual(['送达', '准予办理', '受理'])
})

it('officers find their own cases by the beginning of the number; others find nothing', async () => {
  const { number } = ok<Seen>(await citizen.get(`/api/cases/${caseId}`))
  const find = async (who: string) =>
    ok<{ items: { id: string }[] }>(await (await city.as(who)).get(`/api/cases/find?search=${number}`)).items.map(({ id }) => id)
  for (const who of ['window', 'market-examiner', 'market-approver']) expect(await find(who), who).toEqual([caseId])
  for (const who of ['yangshan-window', 'health', 'fire-officer']) expect(await find(who), who).toEqual([])
})

it('a public service has no clock; where a county has no organ of the function, the city’s works on it', async () => {
  const service = (await listOf()).find((one) => one.origin && one.kind === 'public-service' && one.function === 'statistics')
  const other =
    service ?? (await listOf()).find((one) => one.origin && one.kind !== 'administrative-licence' && one.function === 'education')!
  const opened = ok<{ case: Seen }>(await apply(other.name)).case
  expect(opened.clocks).toEqual([])
  expect(opened.organisation.name).toMatch(/^清远市(教育|统计)局$/)
  caseId = opened.id
  const supplemented = await act('window', 'supplement', { gaps: [{ material: '身份证明', problem: '没有上传', request: '补交' }] })
  expect(supplemented.state).toBe('open')
  await act('citizen', 'resubmit', { explanation: '身份证明随后到窗口出示' })
  const refused = await act('window', 'refuse', { reason: '不属于本机关职权' })
  expect(refused.state).toBe('refused')
})

it('what only holds a form for others cannot be asked for', async () => {
  expect((await apply('hall.general')).body).toMatchObject({ code: 'matter.unknown' })
})
