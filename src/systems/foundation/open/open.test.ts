import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'

/** A department opens its register, another person approves, everybody takes it: the story of open data. */

let city: TestCity
let publisher: Visitor
let approver: Visitor
beforeAll(async () => {
  city = await testCity()
  publisher = await city.as('open-market')
  approver = await city.as('open-approver')
})
afterAll(() => city?.stop())

const ok = ({ status, body }: Got) => {
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}

const columns = ['name', 'creditCode', 'kind', 'industry', 'establishedOn', 'region', 'place', 'state']
const entities = {
  register: 'entity.entity',
  shape: 'records',
  filter: '',
  columns: columns.map((field) => ({ field, level: field === 'region' ? 'county' : 'exact' })),
  subject: 'organisation',
  k: 5,
  hold: false,
  protect: 'suppress',
}

async function newSet(who: Visitor, code: string, title: string, theme: string): Promise<string> {
  const { body } = await who.get('/api/session')
  const region = body.actor.region.id
  const made = ok(
    await who.post('/api/registers/open.data-set', {
      code,
      title,
      about: `${title}，来自登记库。`,
      theme,
      keywords: '登记、名录',
      provider: body.actor.organisation.id,
      region,
      licence: 'cc-by-4.0',
      cycle: 'monthly',
      contact: '0763-3360000',
      state: 'draft',
    }),
  )
  return made.record.id
}

/** Begins a version and waits for what the check finds. */
async function check(who: Visitor, set: string, selection: object) {
  const { id } = ok(await who.post(`/api/open/sets/${set}/versions`, selection))
  await city.runJobs()
  return ok(await who.get(`/api/open/versions/${id}`))
}
async function publish(who: Visitor, id: string) {
  ok(await who.post(`/api/open/versions/${id}/propose`, { note: '按年度开放计划公布' }))
  const waiting = ok(await approver.get('/api/open/waiting')).items.map((one: { id: string }) => one.id)
  expect(waiting).toContain(id)
  ok(await approver.post(`/api/open/versions/${id}/answer`, { accept: true, reason: '检查通过，同意开放' }))
  await city.runJobs()
  return ok(await who.get(`/api/open/versions/${id}`))
}

let set: string
let version: { id: string; number: number }

it('what may be opened is what is declared open, and nothing that names a person', async () => {
  const { items } = ok(await publisher.get('/api/open/sources'))
  const entity = items.find((one: { register: string }) => one.register === 'entity.entity')
  expect(entity.subject).toBe('organisation')
  expect(entity.records.map(({ field }: { field: string }) => field)).not.toContain('principalName')
  expect(items.map((one: { register: string }) => one.register)).not.toContain('population.person')
})

it('the steward selects, the check looks at every row, and nothing stands against it', async () => {
  set = await newSet(publisher, 'market-entities', '市场主体登记信息', 'credit')
  const found = await check(publisher, set, entities)
  expect(found.state, found.problem).toBe('checked')
  expect(found.report).toMatchObject({ subject: 'organisation', held: 0, identifiers: [], anonymity: null, difference: null, blocks: [] })
  expect(found.rows).toBe(found.report.rows)
  expect(found.preview.length).toBeGreaterThan(5)
  version = found
})

it('is seen by nobody outside, and proposed by one and approved by another', async () => {
  expect((await city.stranger.get('/open/market-entities.csv')).status).toBe(404)
  expect((await city.stranger.get('/api/open/data-sets/market-entities')).status).toBe(404)
  expect((await publisher.post(`/api/open/versions/${version.id}/answer`, { accept: true, reason: '自己同意自己' })).status).toBe(403)
  const published = await publish(publisher, version.id)
  expect(published.state, published.problem).toBe('published')
  expect(published).toMatchObject({ number: 1, approverName: '欧阳静怡' })
})

it('everybody takes the newest version, and finds the frozen one under its own address with the hash that was told', async () => {
  const { set: known, versions } = ok(await city.stranger.get('/api/open/data-sets/market-entities'))
  expect(known).toMatchObject({
    title: '市场主体登记信息',
    number: 1,
    mapped: true,
    formats: ['csv', 'csv-metadata.json', 'geojson', 'json', 'xlsx'],
  })
  for (const { format, sha256, bytes } of versions[0].files) {
    const newest = await city.stranger.bytes(`/open/market-entities.${format}`)
    expect(newest.status).toBe(200)
    expect(createHash('sha256').update(newest.bytes).digest('hex')).toBe(sha256)
    expect(newest.bytes.length).toBe(bytes)
    const frozen = newest.headers.get('content-location')!
    expect(frozen).toBe(`/open/market-entities/1.${format}`)
    expect(Buffer.compare((await city.stranger.bytes(frozen)).bytes, newest.bytes)).toBe(0)
  }
  const json = JSON.parse(Buffer.from((await city.stranger.bytes('/open/market-entities.json')).bytes).toString())
  expect(json).toHaveLength(known.rows)
  expect(Object.keys(json[0])).toEqual(known.heads.map(({ name }: { name: string }) => name))
  const places = JSON.parse(Buffer.from((await city.stranger.bytes('/open/market-entities.geojson')).bytes).toString())
  expect(places.features).toHaveLength(known.rows)
  const metadata = JSON.parse(Buffer.from((await city.stranger.bytes('/open/market-entities.csv-metadata.json')).bytes).toString())
  expect(metadata.url).toBe('market-entities.csv')
  expect(metadata.tableSchema.columns.map(({ name }: { name: string }) => name)).toEqual(Object.keys(json[0]))
})

it('in parts, packed, or not at all when it is there already', async () => {
  const raw = (headers: Record<string, string>) => fetch(`${city.address}/open/market-entities.csv`, { headers })
  const whole = Buffer.from(await (await raw({ 'accept-encoding': 'identity' })).arrayBuffer())
  const part = await raw({ range: 'bytes=10-19', 'accept-encoding': 'gzip' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${whole.length}`])
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20))).toBe(true)
  expect((await raw({ range: `bytes=${whole.length}-` })).status).toBe(416)
  const tag = (await raw({ 'accept-encoding': 'identity' })).headers.get('etag')!
  expect((await raw({ 'if-none-match': tag, 'accept-encoding': 'identity' })).status).toBe(304)
  const packed = await raw({ 'accept-encoding': 'gzip' })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(packed.headers.get('etag')).not.toBe(tag)
  expect(Buffer.from(await packed.arrayBuffer()).equals(whole)).toBe(true)
})

it('a download is counted once, and a program that fetches by itself is not', async () => {
  const taken = async () => ok(await city.stranger.get('/api/open/data-sets/market-entities')).set.downloads as number
  const before = await taken()
  const raw = (headers: Record<string, string>) =>
    fetch(`${city.address}/open/market-entities.json`, { headers }).then((one) => one.arrayBuffer())
  await raw({ 'user-agent': 'Mozilla/5.0' })
  await raw({ 'user-agent': 'Mozilla/5.0', range: 'bytes=0-9' })
  await raw({ 'user-agent': 'Mozilla/5.0', range: 'bytes=10-19' })
  await raw({ 'user-agent': 'Googlebot/2.1' })
  expect((await taken()) - before).toBe(2)
})

it('rows are read page by page and counted by a column', async () => {
  const all = JSON.parse(Buffer.from((await city.stranger.bytes('/open/market-entities.json')).bytes).toString()) as { state: string }[]
  const read: object[] = []
  for (let after: number | null = 0; after !== null;) {
    const page: { items: object[]; next: number | null } = ok(
      await city.stranger.get(`/api/open/data-sets/market-entities/rows?limit=90&after=${after}`),
    )
    read.push(...page.items)
    after = page.next
  }
  expect(read).toEqual(all)
  const { groups } = ok(await city.stranger.get('/api/open/data-sets/market-entities/groups?column=state'))
  const byHand = new Map<string, number>()
  for (const { state } of all) byHand.set(state, (byHand.get(state) ?? 0) + 1)
  expect(new Map(groups.map(({ value, count }: { value: string; count: number }) => [value, count]))).toEqual(byHand)
})

it('the next version says what changed, and the one before stays as it was', async () => {
  const first = Buffer.from((await city.stranger.bytes('/open/market-entities/1.csv')).bytes)
  const narrower = await check(publisher, set, { ...entities, filter: 'where.state=active' })
  expect(narrower.report.difference).toMatchObject({ version: 1, comparable: true, added: 0, alone: 0 })
  const published = await publish(publisher, narrower.id)
  expect(published.number).toBe(2)
  expect(Buffer.from((await city.stranger.bytes('/open/market-entities/1.csv')).bytes).equals(first)).toBe(true)
  expect((await city.stranger.bytes('/open/market-entities.csv')).headers.get('content-location')).toBe('/open/market-entities/2.csv')
})

it('a number of a person in any column blocks the publication', async () => {
  const { id, version: seen } = ok(await publisher.get('/api/registers/entity.entity?limit=1')).items[0]
  const changes = { address: '城中路 1 号（店主电话 13800138000）' }
  ok(await publisher.patch(`/api/registers/entity.entity/${id}`, { version: seen, changes }))
  const found = await check(publisher, set, { ...entities, columns: [...entities.columns, { field: 'address', level: 'exact' }] })
  expect(found.report.identifiers).toEqual([{ field: 'address', label: '住所（经营场所）', kind: 'phone', count: 1 }])
  expect(found.report.blocks).toEqual(['identifiers'])
  const refused = await publisher.post(`/api/open/versions/${found.id}/propose`, { note: '按年度开放计划公布' })
  expect([refused.status, refused.body.code]).toEqual([422, 'open.blocked'])
})

it('a reference goes out as the title of what it names, with its address where everybody may look there', async () => {
  const { items } = ok(await publisher.get('/api/open/sources'))
  const sets = items.find((one: { register: string }) => one.register === 'open.data-set')
  expect(sets.records.map(({ field }: { field: string }) => field)).toContain('provider')
  const list = await newSet(publisher, 'list-of-sets', '开放数据集名录', 'science')
  const selection = {
    ...entities,
    register: 'open.data-set',
    columns: ['title', 'provider'].map((field) => ({ field, level: 'exact' })),
    subject: 'thing',
  }
  const found = await check(publisher, list, selection)
  expect(found.state, found.problem).toBe('checked')
  expect(found.report.blocks).toEqual([])
  const organisation = (await publisher.get('/api/session')).body.actor.organisation
  await publish(publisher, found.id)
  const rows = JSON.parse(Buffer.from((await city.stranger.bytes('/open/list-of-sets.json')).bytes).toString()) as Record<string, string>[]
  const address = rows[0]!.providerAddress!
  expect(rows.find(({ title }) => title === '市场主体登记信息')).toEqual({
    title: '市场主体登记信息',
    providerAddress: expect.stringMatching(new RegExp(`/api/registers/identity\\.organisation/${organisation.id}$`)),
    provider: organisation.name,
  })
  expect((await city.stranger.get(new URL(address).pathname)).body.record.name).toBe(rows[0]!.provider)
  const { groups } = ok(await city.stranger.get('/api/open/data-sets/list-of-sets/groups?column=provider'))
  expect(groups.map(({ value }: { value: string }) => value)).toContain(organisation.name)
})

it('what the catalogue doesn’t open is not published, until the department opens it there', async () => {
  const keeper = await city.as('catalogue')
  const { entry, opened } = ok(await keeper.get('/api/catalogue/entity.entity'))
  expect(entry).toMatchObject({ opening: 'conditional', openCondition: expect.stringContaining('可以开放') })
  expect(opened.map(({ code }: { code: string }) => code)).toContain('market-entities')
  const turn = async (opening: string) => {
    const { entry: now } = ok(await keeper.get('/api/catalogue/entity.entity'))
    ok(await keeper.patch(`/api/registers/catalogue.resource/${entry.id}`, { version: now.version, changes: { opening } }))
  }
  const ready = await check(publisher, set, entities)
  await turn('none')
  // What the department narrowed stays so from day to day.
  await city.catalogue.sync()
  const refused = [
    await publisher.post(`/api/open/sets/${set}/versions`, entities),
    await publisher.post(`/api/open/versions/${ready.id}/propose`, { note: '按年度开放计划公布' }),
  ]
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
    [409, 'open.catalogue'],
    [409, 'open.catalogue'],
  ])
  await turn('open')
  await city.catalogue.sync()
  expect(ok(await keeper.get('/api/catalogue/entity.entity')).entry.opening).toBe('conditional')
  expect((await publisher.post(`/api/open/versions/${ready.id}/propose`, { note: '按年度开放计划公布' })).status).toBe(200)
  const answered = await approver.post(`/api/open/versions/${ready.id}/answer`, { accept: false, reason: '与上一版相同，不必公布' })
  expect(answered.status).toBe(200)
})

it('counts of people go out with small cells left out, so that totals don’t give them back', async () => {
  const police = await city.as('open-population')
  const people = await newSet(police, 'people-by-age', '各县人口年龄构成', 'social-security')
  const selection = {
    register: 'population.person',
    shape: 'counts',
    filter: '',
    columns: [
      { field: 'region', level: 'county' },
      { field: 'birthDate', level: 'age10' },
    ],
    subject: 'person',
    k: 5,
    hold: false,
    protect: 'suppress',
  }
  const found = await check(police, people, selection)
  expect(found.state, found.problem).toBe('checked')
  expect(found.report.blocks).toEqual([])
  expect(found.report.cells.primary).toBeGreaterThan(0)
  expect(found.report.cells.complementary).toBeGreaterThan(0)
  await publish(police, found.id)
  const rows = JSON.parse(Buffer.from((await city.stranger.bytes('/open/people-by-age.json')).bytes).toString()) as Record<string, never>[]
  expect(Object.keys(rows[0]!)).toEqual(['regionCode', 'region', 'birthDateAge', 'count', 'countNote'])
  expect(rows.find((row) => String(row.regionCode) === '441802000000')?.region).toBe('清城区')
  for (const { count, countNote } of rows) {
    expect(count === null).toBe(countNote !== null)
    if (count !== null && count !== 0) expect(count).toBeGreaterThanOrEqual(5)
  }
  // No line has one gap alone, which its total would fill.
  for (const by of ['region', 'birthDateAge'] as const) {
    const gaps = new Map<unknown, number>()
    for (const row of rows) if (row.count === null) gaps.set(row[by], (gaps.get(row[by]) ?? 0) + 1)
    expect([...gaps.values()].filter((count) => count === 1)).toEqual([])
  }
})

it('a person who comes between two versions is not seen by whoever has both', async () => {
  const police = await city.as('open-population')
  const { items } = ok(await police.get('/api/registers/open.data-set?where.code=people-by-age'))
  const [person] = ok(await police.get('/api/registers/population.person?limit=1')).items
  ok(await police.delete(`/api/registers/population.person/${person.id}`, { version: person.version }))
  const selection = (protect: string) => ({
    register: 'population.person',
    shape: 'counts',
    filter: '',
    columns: [
      { field: 'region', level: 'county' },
      { field: 'birthDate', level: 'age10' },
    ],
    subject: 'person',
    k: 5,
    hold: false,
    protect,
  })
  const plain = await check(police, items[0].id, selection('suppress'))
  expect(plain.report.difference.alone).toBeGreaterThan(0)
  expect(plain.report.blocks).toEqual(['difference'])
})

it('a withdrawn version leaves a stone with the reason, and its content is gone', async () => {
  const { versions } = ok(await publisher.get(`/api/open/sets/${set}`))
  const second = versions.find(({ number }: { number: number }) => number === 2)
  ok(await publisher.post(`/api/open/versions/${second.id}/withdraw`, { reason: '登记状态有误，更正后重新公布' }))
  await city.runJobs()
  const stone = await fetch(`${city.address}/open/market-entities/2.csv`)
  expect(stone.status).toBe(410)
  expect(await stone.json()).toMatchObject({ code: 'open.withdrawn', detail: expect.stringContaining('登记状态有误') })
  expect((await city.stranger.bytes('/open/market-entities.csv')).headers.get('content-location')).toBe('/open/market-entities/1.csv')
  const sql = await city.sql('admin')
  await expect(sql.query(`update open.version set rows = 1 where id = $1`, [second.id])).rejects.toThrow('does not change')
  await sql.end()
})

it('a citizen asks for data that isn’t there, is asked back, and reads the answer', async () => {
  const citizen = await city.as('citizen')
  const answerer = await city.as('open-answers')
  const county = (await city.identity.places.byCode('441802'))!.id
  const { id } = ok(
    await citizen.post('/api/cases', {
      matter: 'open.wish',
      region: county,
      guide: {},
      answers: { subject: '各镇街幼儿园名录', content: '名称、地址、办学性质，每学年更新', use: '做一张择园地图' },
      materials: [],
      idempotencyKey: randomUUID(),
    }),
  ).case
  const act = async (who: Visitor, name: string, input: object) => {
    const { tasks, version: seen } = ok(await who.get(`/api/cases/${id}`))
    return ok(await who.post(`/api/cases/${id}/acts`, { task: tasks[0].id, act: name, version: seen, input, idempotencyKey: randomUUID() }))
  }
  await act(answerer, 'ask', { question: '需要哪些县区？' })
  await act(citizen, 'say', { explanation: '清城区就可以' })
  await act(answerer, 'answer', { reply: '教育局已同意，下月起按学期开放。' })
  const seen = ok(await citizen.get(`/api/cases/${id}`))
  expect(seen.state).toBe('concluded')
  expect(JSON.stringify(seen)).toContain('教育局已同意')
})
