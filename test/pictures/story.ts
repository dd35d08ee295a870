import { makePersonId } from '#chinese'
import {
  answersOf,
  applicationOf,
  decision,
  delivered,
  follow,
  given,
  ok,
  opinion,
  regionNamed,
  upload,
  visited,
  type Seen,
} from '../../src/systems/service/hall/restaurant/samples.ts'
import type { PictureCity } from './city.ts'
import type { Doors, People } from './people.ts'

/** The day before which everything generated happened, and the moment at which all pictures are taken. */
export const until = '2026-05-18'
export const moment = '2026-05-20T10:30:00+08:00'

/** What pictures are taken of: keys of what people did before. */
export interface Story {
  county: string
  /** Answers of the guide, as an address carries them. */
  guide: string
  /** A restaurant that was opened, with its four certificates. */
  opened: string
  /** An application of which something is missing. */
  missing: string
  /** An application that waits at the window. */
  waiting: string
  /** The verification code of a certificate. */
  code: string
  /** What the population register says of the citizen. */
  own: string
  /** Somebody in it whose address was changed. */
  person: string
  organisation: string
  account: string
}

const gaps = [{ body: 'fire', material: '场所消防设施平面图', problem: '未标明灭火器位置', request: '补充标注后重新上传' }]

interface Listed {
  items: { id: string; name: string; version: number; personId: string }[]
}
interface Duties {
  items: { role: string; post: string }[]
}
interface Opened {
  record: { id: string }
  masked: string[]
}

/** A shop is opened within a day: what the window, three bureaux and the citizen do. */
async function openShop(who: Record<'citizen' | 'window' | 'examiner' | 'approver' | 'fire' | 'fireHead' | 'sign', Doors>, id: string) {
  const { act } = follow(() => id)
  await act(who.window, 'check', 'accept')
  for (const branch of ['fire', 'food']) {
    const officer = branch === 'fire' ? who.fire : who.examiner
    await act(officer, `${branch}/examine`, 'visit', opinion)
    await act(officer, `${branch}/visit`, 'visited', { ...visited('2026-05-18'), ...opinion })
  }
  await act(who.examiner, 'licence/examine', 'propose', opinion)
  await act(who.approver, 'licence/decide', 'grant', { industry: '6210' })
  await act(who.approver, 'food/decide', 'grant', decision)
  await act(who.fireHead, 'fire/decide', 'grant', { ...decision, lawCited: '消防法第十五条第四款' })
  await act(who.sign, 'sign/file', 'file')
  for (const branch of ['licence', 'food', 'fire', 'sign']) await act(who.window, `${branch}/deliver`, 'deliver', delivered)
  await act(who.window, 'conclude', 'conclude')
}

/** A second shop of the same citizen: another name, another place. */
async function secondShop(who: Doors, region: string, name: string, address: string) {
  const application = await applicationOf(who, region)
  return {
    ...application,
    answers: {
      ...(await answersOf(who, region)),
      businessName: `清远市清城区${name}面馆（个体工商户）`,
      tradeName: name,
      signText: `${name}面馆`,
      address,
    },
  }
}

/** Two seats wait for the security administrator: of somebody who has not chosen a password yet, and of a clerk of the window. */
async function askSeats(administrator: Doors, security: Doors, clerk: Doors) {
  const made = await administrator.post('/api/accounts', {
    login: 'jiayi',
    name: '何嘉怡',
    number: makePersonId('441802', '1996-04-12', 21),
    password: 'chengshu-jiayi-once',
  })
  const accounts = [
    ok<{ account: string }>(made).account,
    ok<{ actor: { account: string } }>(await clerk.get('/api/session')).actor.account,
  ]
  const { items } = ok<Duties>(await security.get('/api/registers/identity.duty?limit=100'))
  const { post } = items.find(({ role }) => role === 'hall.market-approver')!
  for (const account of accounts) ok(await administrator.post('/api/registers/identity.holding', { account, post, since: '2026-05-19' }))
}

/** A name is looked at in clear, and found wrong: the log and the steward's list hold it. */
async function findWrong(examiner: Doors) {
  const at = `/api/registers/entity.entity/${ok<Listed>(await examiner.get('/api/registers/entity.entity?limit=1')).items[0]!.id}`
  const { masked } = ok<Opened>(await examiner.get(at))
  for (const field of masked.slice(0, 1)) ok(await examiner.post(`${at}/reveal`, { field, reason: '核对变更登记的申请人' }))
  const address = '清远市清城区凤城街道南门街 18 号'
  ok(await examiner.post(`${at}/corrections`, { changes: { address }, reason: '现场核查时门牌已经更换' }))
}

/** Lets people of the city do what the pictures show. Afterwards it is the moment of the pictures. */
export async function tell(city: PictureCity, people: People): Promise<Story> {
  const names = [
    'citizen',
    'neighbour',
    'window',
    'market-examiner',
    'market-approver',
    'fire-officer',
    'fire-approver',
    'signboard',
    'population',
    'administrator',
  ]
  // One after the other: passwords are meant to be slow to check.
  const doors: Doors[] = []
  for (const name of names) doors.push(await people.at(name))
  const [citizen, neighbour, window, examiner, approver, fire, fireHead, sign, steward, administrator] = doors as [
    Doors,
    Doors,
    Doors,
    Doors,
    Doors,
    Doors,
    Doors,
    Doors,
    Doors,
    Doors,
  ]
  const county = await regionNamed(citizen, '清远市', '清城区')
  const village = await regionNamed(citizen, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  const apply = async (who: Doors, application: object) => ok<{ case: Seen }>(await who.post('/api/cases', application)).case.id

  await city.setNow('2026-05-18T09:20:00+08:00')
  const opened = await apply(citizen, await applicationOf(citizen, village))
  await openShop({ citizen, window, examiner, approver, fire, fireHead, sign }, opened)
  await city.settle()

  await city.setNow('2026-05-18T14:05:00+08:00')
  const missing = await apply(citizen, await secondShop(citizen, village, '禾岭', '清城区凤城街道先锋中路 36 号'))
  await city.setNow('2026-05-19T09:40:00+08:00')
  await follow(() => missing).act(window, 'check', 'supplement', { gaps })
  // Two bureaux have this one before them.
  const accepted = await apply(neighbour, await secondShop(neighbour, village, '云岭', '清城区凤城街道下廊街 21 号'))
  await follow(() => accepted).act(window, 'check', 'accept')
  for (const [name, address] of [
    ['松岗', '清城区凤城街道南门街 12 号'],
    ['梅径', '清城区凤城街道桥北路 5 号'],
  ] as const)
    await apply(neighbour, await secondShop(neighbour, village, name, address))
  const waiting = await apply(neighbour, await secondShop(neighbour, village, '竹溪', '清城区凤城街道曙光路 9 号'))
  const {
    items: [self],
  } = ok<Listed>(await neighbour.get('/api/registers/population.person'))
  ok(
    await citizen.post('/api/proxies', {
      agentName: self!.name,
      agentNumber: self!.personId,
      matters: null,
      case: missing,
      until: '2027-05-19',
    }),
  )
  const own = ok<Listed>(await citizen.get('/api/registers/population.person')).items[0]!
  const moved = {
    changes: { address: '清远市清城区凤城街道先锋中路 36 号' },
    reason: '上个月搬了家',
    evidence: [await upload(citizen, '租赁合同')],
  }
  ok(await citizen.post(`/api/registers/population.person/${own.id}/corrections`, moved))
  const listed = ok<Listed>(await steward.get('/api/registers/population.person?limit=20')).items
  const changed = listed.find(({ id }) => id !== own.id && id !== self!.id)!
  const change = { version: changed.version, changes: { address: '清城区凤城街道先锋中路 58 号' } }
  ok(await steward.patch(`/api/registers/population.person/${changed.id}`, change))

  await findWrong(examiner)
  await askSeats(administrator, await people.at('security'), window)

  await city.setNow(moment)
  await city.settle()
  const seen = await follow(() => opened).view(citizen)
  const { actor } = ok<{ actor: { organisation: { id: string } } }>(await administrator.get('/api/session'))
  return {
    county,
    guide: Buffer.from(JSON.stringify(given)).toString('base64url'),
    opened,
    missing,
    waiting,
    code: seen.certificates[0]!.code,
    own: own.id,
    person: changed.id,
    organisation: actor.organisation.id,
    account: ok<{ actor: { account: string } }>(await administrator.get('/api/session')).actor.account,
  }
}
