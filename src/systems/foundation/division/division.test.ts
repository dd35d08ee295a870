import { afterAll, beforeAll, expect, test } from 'vitest'
import { localDate } from '#kernel/days'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'

/** Qingxin is merged into Qingcheng (fictional), a town of it goes to Yangshan, and at last Qingxin is set up again by a split. */

let city: TestCity
let officer: Visitor
let approver: Visitor
const today = localDate(new Date(), 'Asia/Shanghai')
beforeAll(async () => {
  city = await testCity()
  officer = await city.as('divisions')
  approver = await city.as('division-approver')
})
afterAll(() => city?.stop())

const ok = ({ status, body }: Got) => {
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}
const act = (who: Visitor, name: string, input: object) => who.post(`/api/systems/division/actions/${name}`, input)
const regionOf = async (code: string) => ok(await officer.get(`/api/regions?code=${code}`))[0]
const registered = (id: string) => officer.get(`/api/registers/identity.region-act/${id}`).then((got) => ok(got).record)

/** Prepared, submitted, approved and carried out, the last look included. */
async function carriedOut(name: string, input: object): Promise<string> {
  const { act: id } = ok(await act(officer, name, input))
  ok(await act(officer, 'submit', { act: id }))
  ok(await act(approver, 'decide', { act: id, decision: 'approve', answer: '同意' }))
  await city.regionActs.run({ settling: 0 })
  return id
}

const peopleSeen = async (who: Visitor) => {
  const seen = new Set<string>()
  for (let after = ''; ;) {
    const page = ok(await who.get(`/api/registers/population.person?limit=200${after && `&after=${after}`}`))
    for (const { id } of page.items) seen.add(id)
    if (!page.next) return seen
    after = page.next
  }
}

test('a merger is counted first, and nothing happens until another person approves', async () => {
  const [one, other] = [await regionOf('441802'), await regionOf('441803')]
  const input = {
    number: '某函〔2026〕1号',
    effectiveFrom: today,
    sources: [{ region: one.id }, { region: other.id }],
    into: '441802',
    intoName: '清城区',
  }
  const prepared = ok(await act(officer, 'merge', input))
  expect(prepared.summary).toBe('清城区、清新区合并为清城区')
  const admin = await city.sql('admin')
  const { rows } = await admin.query(
    `select count(*)::int as n from population.person where region_path like '44/4418/441803/%' or region_path like '4418/441803/%'`,
  )
  await admin.end()
  expect(rows[0].n).toBeGreaterThan(0)
  expect(prepared.affected.find(({ what }: { what: string }) => what === '自然人').count).toBe(rows[0].n)
  expect(prepared.reach.map(({ where }: { where: string }) => where)).toEqual(expect.arrayContaining(['清城区', '清新区']))
  expect(await act(officer, 'decide', { act: prepared.act, decision: 'approve', answer: '' })).toMatchObject({ status: 403 })
  expect(await act(approver, 'decide', { act: prepared.act, decision: 'approve', answer: '同意' })).toMatchObject({
    status: 409,
    body: { code: 'region-act.state' },
  })
  ok(await act(officer, 'withdraw', { act: prepared.act, reason: '再核' }))
  await city.regionActs.run({ settling: 0 })
  expect(await registered(prepared.act)).toMatchObject({ state: 'withdrawn' })
  expect(await regionOf('441803')).toMatchObject({ name: '清新区' })
})

test('from its day on the merged county’s clerks see what lay in either, under the notice’s number, and old codes find it', async () => {
  const [one, other] = [await regionOf('441802'), await regionOf('441803')]
  const [qingxin, qingcheng] = [await city.as('population-qingxin'), await city.as('population')]
  const before = { qingxin: await peopleSeen(qingxin), qingcheng: await peopleSeen(qingcheng) }
  const id = await carriedOut('merge', {
    number: '某函〔2026〕1号',
    effectiveFrom: today,
    sources: [{ region: one.id }, { region: other.id }],
    into: '441802',
    intoName: '清城区',
  })
  const done = await registered(id)
  expect(done).toMatchObject({ state: 'done', preparedBy: expect.any(String), decidedBy: expect.any(String) })
  expect(done.moved).toBeGreaterThan(100)
  expect(await regionOf('441803')).toMatchObject({ id: one.id, name: '清城区' })
  const on = ok(await officer.get(`/api/regions?code=441803&on=2020-01-01`))[0]
  expect(on).toMatchObject({ id: one.id })
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const both = new Set([...before.qingxin, ...before.qingcheng])
  expect(await peopleSeen(qingxin)).toEqual(both)
  expect(await peopleSeen(qingcheng)).toEqual(both)
})
