import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'

/** Qingxin is merged into Qingcheng (fictional), a town of it goes to Yangshan, and at last Qingxin is set up again by a split. */

let city: TestCity
let officer: Visitor
let approver: Visitor
beforeAll(async () => {
  city = await testCity()
  officer = await city.as('divisions')
  approver = await city.as('division-approver')
})
afterAll(() => city?.stop())

/** Somebody of Qingxin, and Qingxin as it was. */
let person: string
let before: { id: string; path: string }

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
    effectiveFrom: '2025-01-01',
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
  before = other
  const [qingxin, qingcheng] = [await city.as('population-qingxin'), await city.as('population')]
  person = [...(await peopleSeen(qingxin))][0]!
  const seen = { qingxin: await peopleSeen(qingxin), qingcheng: await peopleSeen(qingcheng) }
  const id = await carriedOut('merge', {
    number: '某函〔2026〕1号',
    effectiveFrom: '2025-01-01',
    sources: [{ region: one.id }, { region: other.id }],
    into: '441802',
    intoName: '清城区',
  })
  const done = await registered(id)
  expect(done).toMatchObject({ state: 'done', preparedBy: '区明远', decidedBy: '卢静宜' })
  expect(done.moved).toBeGreaterThan(100)
  expect(await regionOf('441803')).toMatchObject({ id: one.id, name: '清城区' })
  const on = ok(await officer.get(`/api/regions?code=441803&on=2020-01-01`))[0]
  expect(on).toMatchObject({ id: one.id })
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const both = new Set([...seen.qingxin, ...seen.qingcheng])
  expect(await peopleSeen(qingxin)).toEqual(both)
  expect(await peopleSeen(qingcheng)).toEqual(both)
})

test('what went says why, and a list as of before, or by an old code, is what it was', async () => {
  const [qingcheng] = [await city.as('population')]
  const { versions } = ok(await qingcheng.get(`/api/registers/population.person/${person}/history`))
  expect(versions[0]).toMatchObject({
    reason: '行政区划调整 某函〔2026〕1号：清城区、清新区合并为清城区',
    fields: ['region_path'],
    actorName: null,
  })
  // Records that lay in the county itself, and not in a town of it, lie in the one that it became.
  const posts = ok(await officer.get('/api/registers/identity.post?where.region=441803&limit=500')).items
  const same = ok(await officer.get('/api/registers/identity.post?where.region=441802&limit=500')).items
  expect(posts.length).toBeGreaterThan(10)
  expect(same).toEqual(posts)
  expect(await officer.get('/api/registers/identity.post?where.region=449999')).toMatchObject({
    status: 422,
    body: { code: 'list.filter' },
  })
  const asOf = encodeURIComponent(new Date(Date.parse(versions[0].recorded) - 1).toISOString())
  const administrator = await city.as('administrator')
  const then = ok(await administrator.get(`/api/registers/identity.post?where.region=441803&asOf=${asOf}&limit=500`)).items
  expect(then.length).toBeGreaterThan(0)
  expect(then.length).toBeLessThan(posts.length)
  // Nobody writes into a region that is no more.
  const gone = then[0].region
  expect(
    await administrator.post('/api/registers/identity.post', { name: '新岗', organisation: posts[0].organisation, region: gone }),
  ).toMatchObject({
    status: 422,
    body: { code: 'region.ended' },
  })
  const names = ok(await administrator.get(`/api/registers/identity.post?where.region=441803&asOf=${asOf}&limit=1`)).titles
  expect(names[gone]).toBe('清新区')
})

test('a merger is undone by a split alone: the region is the one that it was, and its clerks see what lies in it', async () => {
  const county = await regionOf('441802')
  const towns = ok(await officer.get(`/api/regions?parent=${county.id}`))
  const own = towns.filter(({ code }: { code: string }) => code.startsWith('441803'))
  expect(own.length).toBeGreaterThan(5)
  const input = {
    number: '某函〔2026〕2号',
    effectiveFrom: '2025-06-01',
    subject: county.id,
    parts: [
      { code: '441802000000', name: '清城区' },
      { code: '441803', name: '清新区' },
    ],
    table: own.map(({ id }: { id: string }) => ({ region: id, to: '441803' })),
    rest: '441802',
  }
  expect(await act(officer, 'split', { ...input, rest: '441803' })).toMatchObject({ status: 422, body: { code: 'region.act' } })
  expect(await act(officer, 'split', { ...input, effectiveFrom: '2025-01-01' })).toMatchObject({
    status: 422,
    body: { code: 'region.act' },
  })
  const id = await carriedOut('split', input)
  expect(await registered(id)).toMatchObject({ state: 'done', summary: '清城区分设为清城区、清新区' })
  const again = await regionOf('441803')
  expect(again).toMatchObject({ name: '清新区', path: before.path, id: before.id })
  expect(ok(await officer.get('/api/regions?code=441803&on=2024-03-01'))[0]).toMatchObject({ id: before.id })
  expect(ok(await officer.get('/api/regions?code=441803&on=2025-03-01'))).toEqual([])
  // Duties over the merged county stay with the rest of it: what lies in Qingxin again is for those who are given a duty there.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  expect(await peopleSeen(await city.as('population-qingxin'))).not.toContain(person)
})

test('records that would repeat each other are named first; where more would than was approved, nothing is done and both are told', async () => {
  const [yingde, lianzhou] = [await regionOf('441881'), await regionOf('441882')]
  const closed = (region: string, date: string, name: string) => ({
    region,
    date,
    name,
    kind: 'rest',
    extent: 'regional',
    notice: '停工通告',
  })
  const days = (...records: ReturnType<typeof closed>[]) =>
    city.identity.asSystem('停工', (ctx) => city.registers.addManyUntyped(ctx, 'calendar.day', records))
  await days(
    closed(yingde.id, '2027-08-03', '台风甲'),
    closed(lianzhou.id, '2027-08-03', '台风甲'),
    closed(lianzhou.id, '2027-08-04', '暴雨'),
  )
  const prepared = ok(
    await act(officer, 'merge', {
      number: '某函〔2026〕3号',
      effectiveFrom: '2025-07-01',
      sources: [{ region: yingde.id }, { region: lianzhou.id }],
      into: '441881',
      intoName: '英德市',
    }),
  )
  expect(prepared.affected).toContainEqual({ what: '工作日历', count: 2, repeats: 1 })
  const { where, ...clash } = prepared.clashes.find(({ what }: { what: string }) => what === '工作日历')
  expect(clash).toEqual({ what: '工作日历', record: '台风甲' })
  expect(where.split('、').toSorted()).toEqual(['英德市', '连州市'])
  expect((await registered(prepared.act)).clashes).toEqual(prepared.clashes)
  ok(await act(officer, 'submit', { act: prepared.act }))
  ok(await act(approver, 'decide', { act: prepared.act, decision: 'approve', answer: '同意' }))
  await days(closed(yingde.id, '2027-09-09', '台风乙'), closed(lianzhou.id, '2027-09-09', '台风乙'))
  await city.regionActs.run({ settling: 0 })
  const failed = await registered(prepared.act)
  expect(failed).toMatchObject({ state: 'failed', moved: null, answer: expect.stringContaining('工作日历有 2 条记录会重复') })
  expect(await regionOf('441882')).toMatchObject({ id: lianzhou.id, name: '连州市' })
  const told = { title: '区划调整未能执行：英德市、连州市合并为英德市', link: `/desk/registers/identity.region-act/${prepared.act}` }
  for (const who of [officer, approver]) {
    const { items } = ok(await who.get('/api/messages'))
    expect(items).toContainEqual(expect.objectContaining({ ...told, text: expect.stringContaining(failed.answer) }))
  }
  expect(ok(await (await city.as('window')).get('/api/messages')).items).not.toContainEqual(expect.objectContaining(told))
})

test('each finds the pages of what is theirs, and nobody writes an act by hand', async () => {
  const pages = async (who: Visitor) =>
    ok(await who.get('/api/systems'))
      .find(({ name }: { name: string }) => name === 'division')
      ?.actions.map(({ name }: { name: string }) => name)
  expect(await pages(officer)).toEqual(['merge', 'split', 'move', 'submit', 'withdraw'])
  expect(await pages(approver)).toEqual(['decide'])
  expect(await pages(await city.as('population'))).toBeUndefined()
  const [act] = ok(await officer.get('/api/registers/identity.region-act?where.state=done&limit=1')).items
  const byHand = await officer.patch(`/api/registers/identity.region-act/${act.id}`, {
    version: act.version,
    changes: { state: 'withdrawn' },
  })
  expect(byHand.status).toBe(403)
  expect((await officer.post('/api/registers/identity.region-act', { summary: '私改' })).status).toBe(403)
})
