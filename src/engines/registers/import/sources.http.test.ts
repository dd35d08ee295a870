import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let steward: Visitor
let people: { id: string; personId: string; name: string; birthDate: string; phone: string | null }[]
beforeAll(async () => {
  city = await testCity()
  steward = await city.as('population')
  people = (await steward.get('/api/registers/population.person?limit=4')).body.items
})
afterAll(() => city.stop())

const header = '档案编号,姓名,公民身份号码,出生日期,手机'
const mapping = ['_key', 'name', 'personId', 'birthDate', 'phone']
const file = (...rows: string[]) => [header, ...rows].join('\r\n')
const row = (
  i: number,
  { key = `H-${i}`, birthDate = people[i]!.birthDate, phone = `1390000000${i}`, personId = people[i]!.personId } = {},
) => [key, people[i]!.name, personId, birthDate, phone].join(',')

async function bring(text: string, how: object = {}, by = steward) {
  const { body } = await by.upload('/api/registers/population.person/imports', '健康档案.csv', Buffer.from(text))
  const told = await by.put(`/api/imports/${body.id}/mapping`, { mapping, source: 'health', mode: 'both', ...how })
  if (told.status !== 200) return told
  await city.runJobs()
  await by.post(`/api/imports/${body.id}/start`)
  await city.runJobs()
  const done = (await by.get(`/api/imports/${body.id}`)).body
  return { status: 200, body: done as Record<string, unknown> & { id: string } }
}
const counts = ({ added, changed, same, refused, state }: Record<string, unknown>) => ({ added, changed, same, refused, state })
const wordsOf = async (i: number, field: string) =>
  (await steward.get(`/api/registers/population.person/${people[i]!.id}/sources`)).body.fields.find(
    (one: { field: string }) => one.field === field,
  )?.words
const asked = async (i: number) =>
  (await steward.get('/api/asks')).body.items.filter(
    ({ kind, subject }: { kind: string; subject: string }) => kind === 'registers.contradiction' && subject === people[i]!.id,
  )

test('a file of a source is that source’s word: the order of sources decides, and each field tells the batch', async () => {
  const preview = await steward.upload('/api/registers/population.person/imports', '健康档案.csv', Buffer.from(file(row(0))))
  expect((await steward.get(`/api/imports/${preview.body.id}/preview`)).body.sources.map(({ key }: { key: string }) => key)).toEqual([
    'registration',
    'residence',
    'insurance',
    'health',
  ])
  const other = people[1]!.birthDate === '1971-02-03' ? '1971-02-04' : '1971-02-03'
  const { body } = await bring(file(row(0), row(1, { birthDate: other })))
  expect(counts(body)).toEqual({ added: 0, changed: 2, same: 0, refused: 0, state: 'done' })
  expect(body.source).toBe('health')
  const [phone] = await wordsOf(0, 'phone')
  expect(phone).toMatchObject({ source: 'health', batch: body.id, value: '13900000000' })
  // Registration ranks above health about the day of birth: the record stays, and the steward is asked about it once.
  const record = (await steward.get(`/api/registers/population.person/${people[1]!.id}`)).body.record
  expect(record).toMatchObject({ birthDate: people[1]!.birthDate, phone: '13900000001' })
  expect(await wordsOf(1, 'birthDate')).toMatchObject([{ source: 'registration' }, { source: 'health', value: other, batch: body.id }])
  expect(await asked(1)).toHaveLength(1)
  const { versions } = (await steward.get(`/api/registers/population.person/${people[0]!.id}/history`)).body
  expect(versions[0]).toMatchObject({ batch: { id: body.id, file: '健康档案.csv' } })
})

test('the same file again has no second effect; a changed value is a newer word, by the source’s number alone', async () => {
  const before = await wordsOf(0, 'phone')
  const again = (await bring(file(row(0), row(1, { birthDate: '1971-02-03' })))).body
  expect(again).toMatchObject({ added: 0, refused: 0, state: 'done' })
  expect(await wordsOf(0, 'phone')).toEqual(before)
  expect(await asked(1)).toHaveLength(1)

  const newer = (await bring(file(row(0, { phone: '13911111111', personId: '' })))).body
  expect(counts(newer)).toEqual({ added: 0, changed: 1, same: 0, refused: 0, state: 'done' })
  expect((await wordsOf(0, 'phone'))[0]).toMatchObject({ value: '13911111111', batch: newer.id })
  expect((await steward.get(`/api/registers/population.person/${people[0]!.id}`)).body.record.phone).toBe('13911111111')
})

test('rows are refused that bear no number, one twice, or would be written past the sources of a record', async () => {
  const { body } = await bring(file(row(2, { key: '' }), row(3, { key: 'X-1' }), row(2, { key: 'X-1' })))
  expect(body).toMatchObject({ refused: 2, state: 'done' })
  const { items } = (await steward.get(`/api/imports/${body.id}/refusals`)).body
  expect(items).toMatchObject([
    { n: 2, problems: ['“来源的编号”没有填'] },
    { n: 4, problems: ['来源的编号与第 3 行相同'] },
  ])
  const past = (await bring(file(row(0, { phone: '13922222222' })), { mapping: [null, ...mapping.slice(1)], source: null })).body
  expect(past).toMatchObject({ changed: 0, refused: 1 })
  expect((await bring(file(row(0)), { source: null })).body).toMatchObject({ code: 'import.mapping' })
})

test('nobody brings another’s word', async () => {
  const registrar = await city.as('health')
  const given = await registrar.upload('/api/registers/population.person/imports', '健康档案.csv', Buffer.from(file(row(0))))
  expect(given.status).toBe(403)
  const { body } = await bring(file(row(0)), { source: 'nobody' })
  expect(body).toMatchObject({ code: 'base.source' })
})
