import { afterAll, beforeAll, expect, it } from 'vitest'
import { calendarDays } from '#engines/cases'
import { testCity, type TestCity, type Visitor } from '#testing'
import { applicationOf, clockOf, follow, given, ok, regionNamed, type Seen } from './restaurant/samples.ts'

let city: TestCity
let citizen: Visitor
let caseId = ''
beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-09T09:30:00+08:00')
  citizen = await city.as('citizen')
  const village = await regionNamed(city.stranger, '清远市', '清城区', '凤城街道', '高基里社区居委会')
  caseId = ok<{ case: Seen }>(await citizen.post('/api/cases', await applicationOf(citizen, village, given))).case.id
})
afterAll(() => city?.stop())

const { view } = follow(() => caseId)

/** Work stops for a typhoon on this day in one county. */
async function typhoon(county: string, date: string) {
  const region = (await city.identity.places.byCode(county))!.id
  await city.identity.asSystem('台风', (ctx) =>
    city.registers.add(ctx, calendarDays, { date, kind: 'rest', name: '台风停工', extent: 'regional', region, notice: '停工令（测试）' }),
  )
}

/** The worker's next minute, and what the inbox of the window says then. */
async function inboxSays(due: string) {
  await city.settled()
  await city.jobs['cases-calendar']!({})
  const { items } = ok<{ items: { case: string; due: string }[] }>(await (await city.as('window')).get('/api/inbox'))
  expect(items.find((one) => one.case === caseId)?.due).toBe(due)
}

it('a typhoon day in Yangshan does not stop Qingcheng; one in Qingcheng does', async () => {
  expect(clockOf(await view(citizen), null, 'check')).toMatchObject({ due: '2026-03-16' })
  await typhoon('441823', '2026-03-11')
  await inboxSays('2026-03-16')
  expect(clockOf(await view(citizen), null, 'check')).toMatchObject({ due: '2026-03-16' })
  await typhoon('441802', '2026-03-12')
  expect(clockOf(await view(citizen), null, 'check')).toMatchObject({ due: '2026-03-17' })
  await inboxSays('2026-03-17')
})
