import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

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
