import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import { saidIn, testCity, type TestCity, type Visitor } from '#testing'
import { calendarFeed } from './feed.ts'
import type { MyOccasion } from './occasions.ts'

let city: TestCity
let citizen: Visitor
let person: string
const asSystem = <T>(work: Parameters<typeof city.identity.asSystem<T>>[1]) => city.identity.asSystem('测试', work)
const occasions = async (of = citizen): Promise<MyOccasion[]> => (await of.get('/api/me/occasions')).body.items
const named = async (name: string, of = citizen) => (await occasions(of)).filter((one) => one.name === name)

beforeAll(async () => {
  city = await testCity()
  citizen = await city.as('citizen')
  person = (await citizen.get('/api/session')).body.actor.person
  const county = (await city.identity.places.byCode('441802'))!.id
  const issuer = await asSystem(async (ctx) => (await city.identity.organisationFor(ctx, 'market-regulation', county))!.id)
  const certificate = (number: string, kind: string, validUntil: string | null) => ({
    kind,
    name: kind === 'hall.food-permit' ? '食品经营许可证' : '消防安全检查意见',
    number,
    holderName: '阿强饭店',
    person,
    issuer,
    region: county,
    issuedOn: '2021-10-30',
    ...(validUntil ? { validUntil } : {}),
    state: 'valid',
    document: '-',
    code: number,
  })
  await asSystem(async (ctx) => {
    for (const record of [
      certificate('JY1', 'hall.food-permit', '2026-10-30'),
      certificate('XF1', 'hall.fire-safety-opinion', '2026-10-30'),
      certificate('ZZ1', 'hall.business-licence', null),
    ])
      await city.registers.addUntyped(ctx, 'licence.certificate', record)
  })
})
afterAll(() => city.stop())

describe('what comes due', () => {
  it('is reckoned from the real rows: a permit by the law’s working days and the year’s notice, another licence by days', async () => {
    city.setNow('2026-09-20T10:00:00+08:00')
    const [food] = await named('licence.food-permit-ends')
    // By the notice for 2026 the days of rest are 1 to 7 October and Saturday 10 October is worked: fifteen working days until 30 October
    // are 30 29 28 27 26 23 22 21 20 19 16 15 14 13 12; Sunday 11 is before them, and Saturday 10, worked, is the last office day.
    expect(food).toMatchObject({
      on: '2026-10-10',
      left: 20,
      state: 'open',
      subject: '食品经营许可证',
      known: expect.arrayContaining([{ label: '证照编号', text: 'JY1' }]),
      matters: [{ name: 'hall.food-permit' }],
      basis: { verified: false },
    })
    expect(await named('licence.licence-ends')).toMatchObject([{ on: '2026-09-30', subject: '消防安全检查意见', state: 'open' }])
    expect((await occasions()).map(({ on }) => on)).toEqual((await occasions()).map(({ on }) => on).toSorted())
  })

  it('is late between the last day and the end, and gone after it', async () => {
    city.setNow('2026-10-20T10:00:00+08:00')
    expect(await named('licence.food-permit-ends')).toMatchObject([{ state: 'late', left: -10 }])
    city.setNow('2026-10-31T10:00:00+08:00')
    expect(await named('licence.food-permit-ends')).toEqual([])
  })

  it('is not said too early, and to nobody else', async () => {
    city.setNow('2026-01-05T10:00:00+08:00')
    expect(await named('licence.food-permit-ends')).toEqual([])
    city.setNow('2026-09-20T10:00:00+08:00')
    expect(await named('licence.food-permit-ends', await city.as('neighbour'))).toEqual([])
    expect((await city.stranger.get('/api/me/occasions')).status).toBe(401)
    expect(await occasions(await city.as('window'))).toEqual([])
  })
})

describe('a child of the same household', () => {
  let child: string
  const born = async (order: number, birthDate: string, householdNumber: string, region: string) =>
    asSystem((ctx) =>
      city.registers.addUntyped(ctx, 'population.person', {
        name: '欧阳小芽',
        personId: makePersonId('441899', birthDate, order),
        sex: '2',
        birthDate,
        householdNumber,
        region,
        address: '同一处',
      }),
    )
  it('is said to come to school age, named masked; that it was looked up is on record with the child', async () => {
    const me = await asSystem(async (ctx) => (await city.registers.findById(ctx, 'population.person', person))!.record)
    child = await born(2, '2020-05-15', String(me.householdNumber), String(me.region))
    city.setNow('2026-03-01T10:00:00+08:00')
    const [school] = await named('population.school-age')
    expect(school).toMatchObject({ on: '2026-08-31', household: true, record: child })
    expect(JSON.stringify(school)).not.toContain('欧阳小芽')
    expect(school!.subject).toMatch(/\*/)
    expect(school!.known.map(({ label }) => label)).toEqual(['姓名'])
    expect(saidIn(school)).not.toMatch(/2020|05-15/)
    const admin = await city.sql('admin')
    const looks = await admin.query('select purpose, register, subjects from kernel.access where $1::uuid = any(subjects)', [child])
    await admin.end()
    const look = { register: 'population.person', purpose: 'own:同户的人什么事快到期', subjects: expect.arrayContaining([child]) }
    expect(looks.rows).toMatchObject([look, look])
  })
  it('is told without the day of birth, also where the last day follows from it', async () => {
    const me = await asSystem(async (ctx) => (await city.registers.findById(ctx, 'population.person', person))!.record)
    const born16 = await born(40, '2010-03-17', String(me.householdNumber), String(me.region))
    city.setNow('2026-04-20T10:00:00+08:00')
    const [card] = await named('population.identity-card')
    // From 17 March to 17 June by the law; the whole months in between are within it.
    expect(card).toMatchObject({ record: born16, household: true, from: '2026-04-01', on: '2026-05-31', state: 'open', left: 41 })
    expect(saidIn(card)).not.toMatch(/-17|2010/)
    const feed = String((await citizen.get('/api/me/occasions.ics')).body)
    expect(feed).toContain('DTSTART;VALUE=DATE:20260531')
    expect(feed).not.toMatch(/2026(03|06)17|20100317/)
    city.setNow('2026-03-01T10:00:00+08:00')
  })
  it('is nobody’s who lives elsewhere, nor of a household of strangers', async () => {
    expect(await named('population.school-age', await city.as('neighbour'))).not.toContainEqual(expect.objectContaining({ record: child }))
    const me = await asSystem(async (ctx) => (await city.registers.findById(ctx, 'population.person', person))!.record)
    for (const order of [4, 6, 8, 10, 12, 14]) await born(order, '2020-06-15', String(me.householdNumber), String(me.region))
    expect(await named('population.school-age')).toEqual([])
  })
  it('is not told to the many adults of one dormitory', async () => {
    const neighbour = await city.as('neighbour')
    const { person: self } = (await neighbour.get('/api/session')).body.actor
    const me = await asSystem(async (ctx) => (await city.registers.findById(ctx, 'population.person', self))!.record)
    await born(16, '2020-06-15', String(me.householdNumber), String(me.region))
    expect(await named('population.school-age', neighbour)).toHaveLength(1)
    for (let order = 18; order < 38; order += 2) await born(order, '1990-06-15', String(me.householdNumber), String(me.region))
    expect(await named('population.school-age', neighbour)).toEqual([])
  })
})

describe('the calendar', () => {
  it('is one that other programs read: whole days, escaped, folded at 75 octets, ended as the standard says', async () => {
    city.setNow('2026-09-20T10:00:00+08:00')
    const { status, body, headers } = await citizen.get('/api/me/occasions.ics')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    const text = String(body)
    expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true)
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    const whole = text.replaceAll('\r\n ', '')
    expect(whole).toContain('DTSTART;VALUE=DATE:20261010\r\nDTEND;VALUE=DATE:20261011\r\n')
    expect(whole).toContain('SUMMARY:食品经营许可证快到期了：食品经营许可证\r\n')
    expect(whole.match(/BEGIN:VEVENT/g)).toHaveLength((await occasions()).length)
  })
  it('keeps commas, semicolons, backslashes and new lines apart from its own', () => {
    const one = {
      id: 'a.b',
      label: 'a,b;c\\d',
      subject: '',
      about: 'x\ny',
      basis: { law: '法' },
      on: '2026-12-31',
      provisional: true,
    } as MyOccasion
    const text = calendarFeed([one], { installation: 'i', name: 'n', now: new Date('2026-01-02T03:04:05Z') })
    expect(text).toContain('SUMMARY:a\\,b\\;c\\\\d\r\n')
    expect(text.replaceAll('\r\n ', '')).toContain('DESCRIPTION:x\\ny\\n法\\n放假安排公布后日期可能变动\r\n')
    expect(text).toContain('DTSTAMP:20260102T030405Z\r\n')
    expect(text).toContain('DTEND;VALUE=DATE:20270101\r\n')
  })
})
