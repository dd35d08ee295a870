import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCreditCode } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'
import {
  answersOf,
  applicationOf,
  clockOf,
  decision,
  delivered,
  follow,
  given as guide,
  ok,
  opinion,
  regionNamed,
  said,
  stateOf,
  upload,
  uploaded,
  visited,
  type Seen,
} from './restaurant/samples.ts'

/** The story of one restaurant, told by the people in it, over HTTP. Each `it` goes on where the one before it stopped. */

let city: TestCity
let citizen: Visitor
let window: Visitor
beforeAll(async () => {
  city = await testCity()
  // A Monday without a holiday near it.
  city.setNow('2026-03-09T09:30:00+08:00')
  citizen = await city.as('citizen')
  window = await city.as('window')
})
afterAll(() => city?.stop())

let file: string
let village: string
let caseId: string
let answers: Record<string, unknown>

const { view, attempt, act } = follow(() => caseId)

interface Listed<T = unknown> {
  items: T[]
}
interface Offered {
  matter: { guide: { sections: object } }
  implementations: Record<string, { organisation: { name: string } }>
}
interface Certificate {
  kind: string
  number: string
  validUntil: string | null
  code: string
}
const heldBy = async (who: Visitor) => ok<Listed<Certificate>>(await who.get('/api/registers/licence.certificate')).items

describe('a citizen opens a noodle shop in Qingcheng', () => {
  it('anybody finds the matter, its guide and who exercises it where', async () => {
    village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
    const listed = ok<{ name: string; components: string[] }[]>(await city.stranger.get('/api/matters'))
    expect(listed.find(({ name }) => name === 'hall.restaurant-opening')?.components).toHaveLength(4)
    const { matter, implementations } = ok<Offered>(await city.stranger.get(`/api/matters/hall.restaurant-opening?region=${village}`))
    expect(Object.keys(matter.guide.sections)).toContain('licence')
    expect(implementations['hall.food-permit']?.organisation.name).toBe('清远市清城区市场监督管理局')
    expect(implementations['hall.fire-safety-check']?.organisation.name).toBe('清远市清城区消防救援大队')
  })

  it('the form is filled from the registers as far as they know', async () => {
    const { values, from } = ok<Record<'values' | 'from', Record<string, unknown>>>(
      await citizen.get('/api/matters/hall.restaurant-opening/prefill'),
    )
    expect(values.personName).toBe(values.fireOfficerName)
    expect(values.personId).toMatch(/^\d{17}[\dX]$/)
    expect(from.personName).toContain('自然人')
    answers = await answersOf(citizen, village)
  })

  it('what is wrong or missing comes back with its path, and nothing is opened', async () => {
    const body = { matter: 'hall.restaurant-opening', region: village, guide, materials: [], idempotencyKey: randomUUID() }
    const wrong = await citizen.post('/api/cases', {
      ...body,
      answers: { ...answers, kitchenArea: 90, truthDeclared: false, agentName: '张三' },
    })
    expect(wrong.status).toBe(422)
    expect(wrong.body.problems.map(({ path }: { path: string }) => path).sort()).toEqual([
      'answers.agentName',
      'answers.kitchenArea',
      'answers.truthDeclared',
    ])
    const missing = await citizen.post('/api/cases', { ...body, answers })
    expect(missing.status).toBe(422)
    expect(missing.body.problems.map(({ path }: { path: string }) => path).sort()).toEqual(
      Object.keys(uploaded)
        .map((key) => `materials.${key}`)
        .sort(),
    )
    const alone = await citizen.post('/api/cases', {
      ...body,
      guide: { hasLicence: true, foodItems: ['prepackaged'], dineIn: false, floorArea: 20, signOutside: false, usesAgent: false },
      answers: {},
    })
    expect(alone.status).toBe(422)
    expect(ok<Listed>(await citizen.get('/api/cases/mine')).items).toEqual([])
  })

  it('hands in the application once, with its materials, and gets a receipt with the last day of the check', async () => {
    const application = await applicationOf(citizen, village)
    file = application.materials[0]!.file
    const first = ok<{ case: Seen }>(await citizen.post('/api/cases', application)).case
    expect(ok<{ case: Seen }>(await citizen.post('/api/cases', application)).case.id).toBe(first.id)
    caseId = first.id
    expect(ok<Listed>(await citizen.get('/api/cases/mine')).items).toHaveLength(1)
    expect(first.state).toBe('open')
    // Five working days from Monday 9 March, the day itself not counted.
    expect(clockOf(first, null, 'check')).toMatchObject({ started: '2026-03-09', due: '2026-03-16', state: 'running', light: 'green' })
    expect(first.instruments.map(({ template }) => template)).toEqual(['hall.restaurant-receipt'])
    await city.runJobs()
    expect((await view(citizen)).instruments[0]).toMatchObject({ ready: true })
  })

  it('the window tells once everything that is missing, and the check waits', async () => {
    city.setNow('2026-03-10T10:00:00+08:00')
    expect(ok<Listed<{ case: string }>>(await window.get('/api/inbox')).items.map((one) => one.case)).toContain(caseId)
    const without = await attempt(window, 'check', 'supplement', {})
    expect(without.status).toBe(422)
    const gaps = [{ body: 'fire', material: '场所消防设施平面图', problem: '未标明灭火器位置', request: '补充标注后重新上传' }]
    const seen = await act(window, 'check', 'supplement', { gaps })
    expect(clockOf(seen, null, 'check')).toMatchObject({ due: null, state: 'paused' })
    expect(seen.instruments.at(-1)?.template).toBe('hall.restaurant-supplement')
  })

  it('the citizen supplements, and the check begins anew with that day', async () => {
    city.setNow('2026-03-12T15:00:00+08:00')
    const fresh = [{ key: 'fire-facilities-plan', file: await upload(citizen, 'fire-facilities-plan-2') }]
    const seen = await act(citizen, 'supplement', 'resubmit', {}, { materials: fresh })
    expect(clockOf(seen, null, 'check')).toMatchObject({ started: '2026-03-12', due: '2026-03-19', state: 'running' })
    expect(seen.materials.find(({ key }) => key === 'fire-facilities-plan')?.file?.id).toBe(fresh[0]!.file)
    const again = await attempt(window, 'check', 'supplement', { gaps: [{ body: 'fire', material: '甲', problem: '乙', request: '丙' }] })
    expect(again.status).toBe(422)
    expect(JSON.stringify(again.body)).toContain('一次性')
  })

  it('accepted for all: four bureaux begin, each under its own clock', async () => {
    city.setNow('2026-03-13T09:00:00+08:00')
    const seen = await act(window, 'check', 'accept')
    expect(seen.branches.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'licence running',
      'food running',
      'fire running',
      'sign running',
    ])
    // Registration: three working days from receipt of what was complete; permits: from acceptance; the whole: 45.
    expect(clockOf(seen, 'licence', 'statutory')).toMatchObject({ started: '2026-03-12', due: '2026-03-17' })
    expect(clockOf(seen, 'food', 'statutory')).toMatchObject({ started: '2026-03-13', due: '2026-03-27' })
    expect(clockOf(seen, 'fire', 'inspection')).toMatchObject({ started: '2026-03-13', due: '2026-03-27' })
    expect(clockOf(seen, 'sign', 'promised')).toMatchObject({ started: '2026-03-12', due: '2026-03-17' })
    // Tomb-Sweeping Day (6 April) and Labour Day (1–5 May, worked on 9 May) lie in between.
    expect(clockOf(seen, null, 'joint')).toMatchObject({ started: '2026-03-13', limitDays: 45 })
    expect(clockOf(seen, null, 'check')).toMatchObject({ state: 'done' })
  })

  it('each bureau sees its own task, and nobody does another’s', async () => {
    const mine = async (account: string) =>
      (await view(await city.as(account))).tasks
        .filter((one) => one.mine)
        .map((one) => `${one.branch}/${one.stage}`)
        .sort()
    expect(await mine('market-examiner')).toEqual(['food/examine', 'licence/examine'])
    expect(await mine('fire-officer')).toEqual(['fire/examine'])
    expect(await mine('signboard')).toEqual(['sign/file'])
    const foreign = await attempt(await city.as('signboard'), 'fire/examine', 'visit', opinion)
    expect([403, 404]).toContain(foreign.status)
  })

  it('no permit before the licence', async () => {
    const fireOfficer = await city.as('fire-officer')
    const fireApprover = await city.as('fire-approver')
    const marketExaminer = await city.as('market-examiner')
    await act(fireOfficer, 'fire/examine', 'visit', opinion)
    city.setNow('2026-03-16T11:00:00+08:00')
    const seen = await act(fireOfficer, 'fire/visit', 'visited', { ...visited('2026-03-16'), ...opinion })
    expect(clockOf(seen, 'fire', 'inspection')).toMatchObject({ state: 'done' })
    expect(clockOf(seen, 'fire', 'afterInspection')).toMatchObject({ started: '2026-03-16', due: '2026-03-19' })
    await act(marketExaminer, 'food/examine', 'visit', opinion)
    await act(marketExaminer, 'food/visit', 'visited', { ...visited('2026-03-16'), ...opinion })
    for (const [who, where] of [
      [fireApprover, 'fire/decide'],
      [await city.as('market-approver'), 'food/decide'],
    ] as const) {
      const early = await attempt(who, where, 'grant', decision)
      expect(early.status).toBe(422)
      expect(JSON.stringify(early.body)).toContain('营业执照')
    }
    const examiner = await attempt(marketExaminer, 'food/decide', 'grant', decision)
    expect([403, 404]).toContain(examiner.status)
  })

  it('registration makes the entity, its code and its licence', async () => {
    await act(await city.as('market-examiner'), 'licence/examine', 'propose', opinion)
    const seen = await act(await city.as('market-approver'), 'licence/decide', 'grant', { industry: '6210' })
    expect(stateOf(seen, 'licence')).toBe('granted')
    const entity = seen.entity!
    expect(entity.name).toBe(said.businessName)
    expect(clockOf(seen, 'licence', 'statutory')).toMatchObject({ state: 'done' })
    const { record } = ok<{ record: { creditCode: string } }>(await citizen.get(`/api/registers/entity.entity/${entity.id}`))
    expect(record).toMatchObject({
      name: said.businessName,
      kind: 'individual',
      industry: '6210',
      address: said.address,
      establishedOn: '2026-03-16',
      state: 'active',
    })
    expect(checkCreditCode(record.creditCode)).toBeUndefined()
    const licence = (await heldBy(citizen)).find(({ kind }) => kind === 'hall.business-licence')!
    expect(licence).toMatchObject({
      number: record.creditCode,
      entity: entity.id,
      case: caseId,
      state: 'valid',
      issuedOn: '2026-03-16',
    })
    expect(ok(await city.stranger.get(`/api/verify/${licence.code}`))).toMatchObject({ found: true, state: 'valid', demo: true })
  })

  it('then the permits and the filing follow', async () => {
    city.setNow('2026-03-17T10:00:00+08:00')
    await act(await city.as('market-approver'), 'food/decide', 'grant', decision)
    await act(await city.as('fire-approver'), 'fire/decide', 'grant', { ...decision, lawCited: '消防法第十五条第四款' })
    const seen = await act(await city.as('signboard'), 'sign/file', 'file')
    expect(seen.branches.map(({ state }) => state)).toEqual(['granted', 'granted', 'granted', 'granted'])
    expect(clockOf(seen, null, 'joint')).toMatchObject({ state: 'done' })
    const held = await heldBy(citizen)
    expect(held.map(({ kind }) => kind).sort()).toEqual([
      'hall.business-licence',
      'hall.fire-safety-opinion',
      'hall.food-permit',
      'hall.signboard-filing',
    ])
    const food = held.find(({ kind }) => kind === 'hall.food-permit')!
    expect(food.number).toMatch(/^JY2441892\d{7}$/)
    expect(food.validUntil).toBe('2031-03-16')
  })

  it('the window delivers each decision with proof, and concludes', async () => {
    const before = await view(window)
    expect(clockOf(before, 'licence', 'delivery')).toMatchObject({ started: '2026-03-16', due: '2026-03-30', state: 'running' })
    for (const branch of ['licence', 'food', 'fire', 'sign']) {
      const seen = await act(window, `${branch}/deliver`, 'deliver', delivered)
      expect(clockOf(seen, branch, 'promisedDelivery')).toMatchObject({ state: 'done' })
    }
    const concluded = await act(window, 'conclude', 'conclude')
    expect(concluded.state).toBe('concluded')
    expect(concluded.tasks).toEqual([])
  })

  it('the applicant sees each move and holds papers that anybody can verify', async () => {
    await city.runJobs()
    const seen = await view(citizen)
    expect(seen.moves.map(({ branch, act }) => [branch, act].filter(Boolean).join('/'))).toEqual([
      'open',
      'supplement',
      'resubmit',
      'accept',
      'fire/visit',
      'fire/visited',
      'food/visit',
      'food/visited',
      'licence/propose',
      'licence/grant',
      'food/grant',
      'fire/grant',
      'sign/file',
      'licence/deliver',
      'food/deliver',
      'fire/deliver',
      'sign/deliver',
      'conclude',
    ])
    expect(seen.instruments.every(({ ready }) => ready)).toBe(true)
    expect(seen.instruments.map(({ template }) => template)).toEqual(
      expect.arrayContaining([
        'hall.restaurant-acceptance',
        'hall.registration-notice',
        'hall.food-grant',
        'hall.fire-grant',
        'hall.restaurant-conclusion',
      ]),
    )
    expect(seen.instruments.filter(({ template }) => template === 'hall.restaurant-delivery')).toHaveLength(4)
    expect(seen.certificates).toHaveLength(4)
    // A record names its document for whoever may open it, and for nobody else: keeping the register is no right to read the papers.
    for (const [who, opens] of [
      [citizen, true],
      [await city.as('licence'), false],
    ] as const) {
      const { items } = ok<Listed<Certificate & { id: string; document: string }>>(await who.get('/api/registers/licence.certificate'))
      const record = items.find(({ document }) => document === seen.certificates[0]!.id)!
      const { titles } = ok<{ titles: Record<string, string> }>(await who.get(`/api/registers/licence.certificate/${record.id}`))
      expect(typeof titles[record.document], opens ? 'the holder' : 'the keeper').toBe(opens ? 'string' : 'undefined')
    }
    for (const { id, code } of seen.certificates) {
      const { status, bytes } = await citizen.bytes(`/api/documents/${id}.pdf`)
      expect(status).toBe(200)
      expect(new TextDecoder('latin1').decode(bytes.slice(0, 5))).toBe('%PDF-')
      expect(ok(await city.stranger.get(`/api/verify/${code}`))).toMatchObject({ found: true, state: 'valid' })
      expect(ok(await city.stranger.upload('/api/verify', 'paper.pdf', bytes, 'application/pdf'))).toMatchObject({
        found: true,
        intact: true,
      })
      const forged = bytes.slice()
      forged[Math.floor(forged.length / 2)]! ^= 1
      expect(ok(await city.stranger.upload('/api/verify', 'paper.pdf', forged, 'application/pdf'))).not.toMatchObject({ intact: true })
    }
    expect(ok<Listed>(await citizen.get('/api/messages')).items.length).toBeGreaterThan(0)
  })
})

describe('whom it does not concern gets nothing', () => {
  const others = ['neighbour', 'yangshan-window', 'yangshan-market', 'health', 'administrator']

  it.each(others)('%s', async (account) => {
    const who = await city.as(account)
    expect((await who.get(`/api/cases/${caseId}`)).status).toBe(404)
    const tried = await who.post(`/api/cases/${caseId}/acts`, {
      task: randomUUID(),
      act: 'accept',
      version: 1,
      input: {},
      idempotencyKey: randomUUID(),
    })
    expect([403, 404]).toContain(tried.status)
    expect([403, 404]).toContain((await who.bytes(`/api/files/${file}`)).status)
    const { certificates, instruments, entity } = await view(citizen)
    expect([403, 404]).toContain((await who.bytes(`/api/documents/${certificates[0]!.id}.pdf`)).status)
    expect([403, 404]).toContain((await who.bytes(`/api/documents/${instruments[0]!.document}.pdf`)).status)
    const inbox = await who.get('/api/inbox?state=open')
    if (inbox.status === 200) expect(inbox.body.items).toEqual([])
    const list = await who.get('/api/registers/licence.certificate')
    if (list.status === 200) expect(list.body.items).toEqual([])
    expect([403, 404]).toContain((await who.get(`/api/registers/entity.entity/${entity!.id}`)).status)
  })

  it('a stranger', async () => {
    const { certificates } = await view(citizen)
    for (const url of [
      `/api/cases/${caseId}`,
      '/api/cases/mine',
      '/api/inbox',
      `/api/files/${file}`,
      `/api/documents/${certificates[0]!.id}.pdf`,
      '/api/messages',
    ])
      expect([401, 403, 404], url).toContain((await city.stranger.get(url)).status)
    expect((await city.stranger.get('/api/registers/licence.certificate')).body.items ?? []).toEqual([])
    expect(ok(await city.stranger.get('/api/verify/AAAA-AAAA-AAAA-AAAA'))).toMatchObject({ found: false })
  })

  it('whoever took part reads the certificates of their own bureau only', async () => {
    const kinds = async (account: string) => (await heldBy(await city.as(account))).map(({ kind }) => kind)
    expect(await kinds('fire-approver')).toEqual(['hall.fire-safety-opinion'])
    expect(await kinds('signboard')).toEqual(['hall.signboard-filing'])
    expect((await (await city.as('window')).get('/api/registers/licence.certificate')).body.items ?? []).toEqual([])
  })
})
