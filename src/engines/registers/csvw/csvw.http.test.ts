import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity } from '#testing'

let city: TestCity
let admin: pg.Client
beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

test('a CSV says where its metadata is, and its metadata describes each of its columns', async () => {
  const steward = await city.as('population')
  const answer = await steward.stream('/api/registers/population.person/export', {
    query: '',
    columns: ['name', 'sex', 'birthDate', 'personId'],
    reason: '核对说明与文件',
  })
  const header = (await answer.text()).split('\r\n')[0]!.replace('\uFEFF', '').split(',')
  const [, address] = /^<([^>]+)>; rel="describedby"; type="application\/csvm\+json"$/.exec(answer.headers.get('link') ?? '')!
  const { body } = await steward.get(address!)
  expect(body['@context']).toEqual(['http://www.w3.org/ns/csvw', { '@language': 'zh' }])
  expect(decodeURIComponent(body.url)).toMatch(/\.csv$/)
  const { columns, primaryKey } = body.tableSchema
  expect(columns.map((one: { titles: { zh: string } }) => one.titles.zh)).toEqual(header)
  expect(columns.map((one: { titles: { en: string } }) => one.titles.en)).not.toContainEqual(expect.stringMatching(/\p{Script=Han}/u))
  expect(columns.map(({ name, datatype }: { name: string; datatype: unknown }) => [name, datatype])).toEqual([
    ['name', 'string'],
    ['sex', 'string'],
    ['birthDate', 'string'],
    ['personId', 'string'],
  ])
  // What may be masked identifies nothing.
  expect(primaryKey).toBeUndefined()
})

test('whoever may not take a list away learns nothing of its columns', async () => {
  const window = await city.as('window')
  const { status, body } = await window.get('/api/registers/identity.account/csv-metadata?columns=name&file=a.csv')
  expect([status, body.detail]).toEqual([403, expect.stringMatching(/\p{Script=Han}/u)])
})

const header = '公民身份号码;全名;性 别;生;区;住'
const describe = (columns: object[]) =>
  JSON.stringify({ '@context': 'http://www.w3.org/ns/csvw', url: 'a.csv', dialect: { delimiter: ';' }, tableSchema: { columns } })
const columns = [
  { name: 'personId', titles: '公民身份号码' },
  { name: 'name', titles: '全名' },
  { name: 'sex', titles: '性 别' },
  { name: 'birthDate', titles: '生', datatype: { base: 'date', format: 'd.M.yyyy' } },
  { name: 'region', titles: '区' },
  { name: 'address', titles: '住' },
]

test('a CSV that comes with metadata is cut, mapped and read by it, and its bad cells come back as they were', async () => {
  const steward = await city.as('population')
  const { rows } = await admin.query(
    `select min(code) as code from identity.region where level = 'village' and code like '441802%' and ended is null`,
  )
  const village = rows[0].code as string
  const row = (i: number, born: string) => [makePersonId('441802', '1921-03-02', i), `司徒说${i}`, '女', born, village, '甲,乙'].join(';')
  const file = Buffer.from([header, row(1, '2.3.1921'), row(2, '1921-03-02')].join('\n'))
  const at = '/api/registers/population.person/imports'
  const { body: batch } = await steward.upload(at, 'a.csv', file, 'text/csv', { metadata: describe(columns) })
  expect(batch.shape.delimiter).toBe(';')
  expect(batch.mapping).toEqual(columns.map(({ name }) => name))
  await steward.put(`/api/imports/${batch.id}/mapping`, { mapping: batch.mapping, mode: 'add' })
  await city.runJobs()
  await steward.post(`/api/imports/${batch.id}/start`)
  await city.runJobs()
  expect((await steward.get(`/api/imports/${batch.id}`)).body).toMatchObject({ state: 'done', added: 1, refused: 1 })
  const { items } = (await steward.get(`/api/imports/${batch.id}/refusals`)).body
  expect(items).toEqual([{ n: 3, problems: ['第 4 列不是说明文件所说的写法（date）'] }])
  const errors = Buffer.from((await steward.bytes(`/api/imports/${batch.id}/errors`)).bytes).toString()
  expect(errors).toContain(`${row(2, '1921-03-02').replace('甲,乙', '"甲,乙"')};3;`)
  const kept = await admin.query(`select birth_date::text as born, address from population.person where name = '司徒说1'`)
  expect(kept.rows).toEqual([{ born: '1921-03-02', address: '甲,乙' }])
})

test.each([
  ['no metadata', '{', 'a.csv', header],
  ['metadata of other columns', describe(columns.slice(1)), 'a.csv', header],
  ['a dialect that is not read', describe(columns).replace('";"', '"|"'), 'a.csv', header],
  ['metadata of what is no CSV', describe(columns), 'a.ndjson', '{"a":1}'],
])('%s is refused in words', async (_what, metadata, name, text) => {
  const steward = await city.as('population')
  const file = Buffer.from(`${text}\n1;2;3;4;5;6\n`)
  const { status, body } = await steward.upload('/api/registers/population.person/imports', name, file, 'text/csv', { metadata })
  expect([status, body.code]).toEqual([422, 'import.metadata'])
  expect(body.detail).toMatch(/\p{Script=Han}/u)
})
