import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import {
  applicationOf,
  clockOf,
  decision,
  delivered,
  follow,
  given,
  ok,
  opinion,
  refusal,
  regionNamed,
  stateOf,
  visited,
  type Seen,
} from './restaurant/samples.ts'

/** The other ways that an application can go, each a case of its own in the same city. */

let city: TestCity
let citizen: Visitor
let village: string
let caseId = ''
const people: Record<string, Visitor> = {}
beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-09T09:30:00+08:00')
  citizen = await city.as('citizen')
  for (const account of ['window', 'market-examiner', 'market-approver', 'fire-officer', 'fire-approver', 'signboard'])
    people[account] = await city.as(account)
  village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
})
afterAll(() => city?.stop())
beforeEach(() => city.setNow('2026-03-09T09:30:00+08:00'))

const { view, attempt, act: moved } = follow(() => caseId)
const act = (account: string, ...rest: [where: string, act: string, input?: Record<string, unknown>]) => moved(people[account]!, ...rest)
const papers = (seen: Seen) => seen.instruments.map(({ template }) => template)

async function open(guide = given) {
  caseId = ok<{ case: Seen }>(await citizen.post('/api/cases', await applicationOf(citizen, village, guide))).case.id
}
async function openAndAccept(guide = given) {
  await open(guide)
  return act('window', 'check', 'accept')
}

describe('before acceptance', () => {
  it('what belongs elsewhere is not accepted, with the right body and the remedies', async () => {
    await open()
    const seen = await act('window', 'check', 'refuse', { reason: '经营场所不在本区', rightBody: '阳山县政务服务数据管理局' })
    expect(seen.state).toBe('refused')
    expect(papers(seen)).toContain('hall.restaurant-refusal-to-accept')
  })

  it('the applicant takes it back while the window has it, and nobody else may', async () => {
    await open()
    expect([403, 404, 422]).toContain((await attempt(people.window!, 'check', 'withdraw')).status)
    expect((await moved(citizen, 'check', 'withdraw')).state).toBe('withdrawn')
    expect((await view(people.window!)).tasks).toEqual([])
  })

  it('a check without a word in five days is acceptance from the day of receipt', async () => {
    await open()
    city.setNow('2026-03-17T09:00:00+08:00')
    const before = await view(people.window!)
    expect(clockOf(before, null, 'check')).toMatchObject({ due: '2026-03-16', state: 'lapsed' })
    expect((await attempt(people.window!, 'check', 'refuse', { reason: '迟了', rightBody: '别处' })).status).toBe(422)
    const seen = await act('window', 'check', 'accept')
    expect(seen.branches[1]).toMatchObject({ key: 'food', acceptedOn: '2026-03-09', lapsed: true })
    expect(clockOf(seen, 'food', 'statutory')).toMatchObject({ started: '2026-03-09', due: '2026-03-23' })
    expect(clockOf(seen, null, 'joint')).toMatchObject({ started: '2026-03-09' })
  })
})

describe('when the licence is refused', () => {
  it('permits can be ended or refused, never granted, and the case is concluded with what was', async () => {
    await openAndAccept()
    await act('market-examiner', 'licence/examine', 'propose', opinion)
    const refused = await act('market-approver', 'licence/decide', 'reject', refusal)
    expect(papers(refused)).toContain('hall.registration-refusal')
    await act('market-examiner', 'food/examine', 'propose', opinion)
    await act('fire-officer', 'fire/examine', 'visit', opinion)
    await act('fire-officer', 'fire/visit', 'visited', { ...visited('2026-03-09'), ...opinion })
    expect((await attempt(people['market-approver']!, 'food/decide', 'grant', decision)).status).toBe(422)
    expect(stateOf(await act('market-approver', 'food/decide', 'stop', opinion), 'food')).toBe('done')
    const rejected = await act('fire-approver', 'fire/decide', 'reject', refusal)
    expect(papers(rejected)).toContain('hall.permit-refusal')
    await act('signboard', 'sign/file', 'return', { reason: '招牌设在他人经营地', rightBody: '清城区城市管理和综合执法局' })
    for (const branch of ['licence', 'fire', 'sign']) await act('window', `${branch}/deliver`, 'deliver', delivered)
    const seen = await act('window', 'conclude', 'conclude')
    expect(seen.state).toBe('concluded')
    expect(['licence', 'food', 'fire', 'sign'].map((key) => stateOf(seen, key))).toEqual(['rejected', 'done', 'rejected', 'rejected'])
    expect(seen.certificates).toEqual([])
    expect(seen.entity).toBeNull()
    await city.runJobs()
    expect((await view(citizen)).instruments.every(({ ready }) => ready)).toBe(true)
    // The papers of every case so far are rendered, sealed and signed here.
  }, 120_000)
})

describe('clocks', () => {
  it('an expert review stops the limit and its days do not count; asking for it needs its ground and its length', async () => {
    await openAndAccept()
    expect(clockOf(await view(citizen), 'food', 'statutory')).toMatchObject({ due: '2026-03-23' })
    const asked = { expectedDays: 3, lawCited: '食品安全法第三十五条' }
    expect((await attempt(people['market-examiner']!, 'food/examine', 'suspend', { ...asked, ground: '现场核查' })).status).toBe(422)
    const stopped = await act('market-examiner', 'food/examine', 'suspend', { ...asked, ground: 'expert-review' })
    expect(papers(stopped)).toContain('hall.special-procedure')
    for (const [branch, key] of [
      ['food', 'statutory'],
      [null, 'joint'],
    ] as const)
      expect(clockOf(stopped, branch, key)).toMatchObject({ state: 'paused', due: null })
    // The fire officers are not held up.
    expect(clockOf(stopped, 'fire', 'statutory')).toMatchObject({ state: 'running' })
    city.setNow('2026-03-12T09:30:00+08:00')
    const on = await act('market-examiner', 'food/examine', 'resume', opinion)
    expect(clockOf(on, 'food', 'statutory')).toMatchObject({ state: 'running', due: '2026-03-26' })
    await moved(citizen, 'food/examine', 'withdraw')
  })

  it('a limit is extended once, by the days that the implementation gives, and the paper names both days', async () => {
    await openAndAccept()
    const said = { reason: '需要核对外地许可信息', approverTitle: '局长', approvedOn: '2026-03-09' }
    await act('market-examiner', 'licence/examine', 'propose', opinion)
    const seen = await act('market-approver', 'licence/decide', 'extend', said)
    expect(clockOf(seen, 'licence', 'statutory')).toMatchObject({ due: '2026-03-17', extended: 3 })
    expect((await attempt(people['market-approver']!, 'licence/decide', 'extend', said)).status).toBe(422)
    await act('market-examiner', 'food/examine', 'propose', opinion)
    const food = await act('market-approver', 'food/decide', 'extend', { ...said, lawCited: '行政许可法第四十二条第一款' })
    expect(clockOf(food, 'food', 'statutory')).toMatchObject({ due: '2026-03-30', extended: 5 })
    expect(papers(food)).toEqual(expect.arrayContaining(['hall.registration-extension', 'hall.permit-extension']))
    await act('market-approver', 'food/decide', 'back', opinion)
    await moved(citizen, 'food/examine', 'withdraw')
  })
})

describe('by commitment', () => {
  it('the opinion is given first, the place is visited afterwards, and the case waits for that visit', async () => {
    const guide = { ...given, fireMode: 'commitment' }
    const accepted = await openAndAccept(guide)
    expect(clockOf(accepted, 'fire', 'inspection')).toBeUndefined()
    expect(clockOf(accepted, 'fire', 'statutory')).toMatchObject({ limitDays: 1, due: '2026-03-10' })
    await act('market-examiner', 'licence/examine', 'propose', opinion)
    await act('market-approver', 'licence/decide', 'grant', { industry: '6210' })
    await act('fire-officer', 'fire/examine', 'propose', opinion)
    expect((await attempt(people['fire-approver']!, 'fire/decide', 'grant', decision)).status).toBe(422)
    const granted = await act('fire-approver', 'fire/decide', 'grantOnCommitment', decision)
    expect(papers(granted)).toContain('hall.fire-commitment-grant')
    expect(clockOf(granted, 'fire', 'verification')).toMatchObject({ started: '2026-03-09', due: '2026-04-07', state: 'running' })
    expect((await attempt(people.window!, 'fire/deliver', 'deliver', delivered)).status).toBe(422)
    await act('window', 'fire/deliver', 'deliverAndVerify', delivered)
    city.setNow('2026-03-20T10:00:00+08:00')
    const seen = await act('fire-officer', 'fire/verify', 'conforms', visited('2026-03-20'))
    expect(clockOf(seen, 'fire', 'verification')).toMatchObject({ state: 'done' })
    expect(stateOf(seen, 'fire')).toBe('granted')
  })
})

describe('what is not needed is not asked for', () => {
  it('a take-away without a sign hands in less and meets two bureaux', async () => {
    const { fireMode: _mode, signOwnNameOnly: _own, ...rest } = given
    const guide = { ...rest, dineIn: false, signOutside: false, foodItems: ['hot'] }
    const application = await applicationOf(citizen, village, guide)
    const needed = ['lease', 'floor-plan', 'equipment-and-flow', 'food-safety-rules']
    const asked = new Set([
      'storey',
      'seats',
      'exits',
      'fuel',
      'fireOfficerName',
      'fireOfficerPhone',
      'signText',
      'signWidth',
      'signHeight',
      'signPosition',
    ])
    const answers = Object.fromEntries(Object.entries(application.answers).filter(([key]) => !asked.has(key)))
    const materials = application.materials.filter(({ key }) => needed.includes(key))
    caseId = ok<{ case: Seen }>(await citizen.post('/api/cases', { ...application, answers, materials })).case.id
    const seen = await act('window', 'check', 'accept')
    expect(['licence', 'food', 'fire', 'sign'].map((key) => stateOf(seen, key))).toEqual(['running', 'running', 'not-needed', 'not-needed'])
    expect((await people['fire-officer']!.get(`/api/cases/${caseId}`)).status).toBe(404)
  })
})
