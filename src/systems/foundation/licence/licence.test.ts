import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisations } from '#engines/identity'
import { testCity, type TestCity } from '#testing'
import { certificates } from './registers.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

/** A certificate that the market bureau of a county has issued to the first citizen. */
async function issued(region: string, number: string): Promise<string> {
  const citizen = await city.as('citizen')
  const { person, name } = (await citizen.get('/api/session')).body.actor
  return city.identity.asSystem('test', async (ctx) => {
    const place = (await city.identity.places.byCode(region))!.id
    const bureau = await city.registers.find(ctx, organisations, { function: 'market-regulation', region: place })
    return city.registers.add(ctx, certificates, {
      kind: 'test',
      name: '食品经营许可证',
      number,
      holderName: name,
      person,
      issuer: bureau!.id,
      region: place,
      issuedOn: '2026-03-02',
      state: 'valid',
      document: 'none',
      code: 'NONE',
    })
  })
}

test('the keeper of a county finds its certificates and withdraws one; the holder sees it at once', async () => {
  const id = await issued('441802', 'JY0001')
  await issued('441823', 'JY0002')
  const keeper = await city.as('licence')
  const { body } = await keeper.get('/api/registers/licence.certificate?search=JY')
  expect(body.items.map(({ number }: { number: string }) => number)).toEqual([])
  const all = await keeper.get('/api/registers/licence.certificate')
  expect(all.body.items.map(({ number }: { number: string }) => number)).toEqual(['JY0001'])
  const withdrawn = await keeper.patch(`/api/registers/licence.certificate/${id}`, { version: 1, changes: { state: 'revoked' } })
  expect(withdrawn.body.record).toMatchObject({ version: 2, state: 'revoked' })

  const citizen = await city.as('citizen')
  const mine = await citizen.get('/api/registers/licence.certificate')
  expect(mine.body.items.map(({ number, state }: { number: string; state: string }) => [number, state]).sort()).toEqual([
    ['JY0001', 'revoked'],
    ['JY0002', 'valid'],
  ])
  expect((await (await city.as('neighbour')).get('/api/registers/licence.certificate')).body.items).toEqual([])
})

test('a list that is taken away holds no key of a kept document', async () => {
  await issued('441802', 'JY0004')
  const keeper = await city.as('licence')
  const take = async (columns: string[]) => {
    const answer = await keeper.stream('/api/registers/licence.certificate/export', {
      query: '',
      columns,
      reason: '核对证照目录',
    })
    return { status: answer.status, text: await answer.text() }
  }
  const { text } = await take(['name', 'number', 'document', 'code'])
  const [head, ...lines] = text.trim().split('\r\n')
  expect(head).toBe('证照名称,证照编号,核验码')
  expect(lines).toContain('食品经营许可证,JY0004,NONE')
  expect(lines.filter((line) => line.split(',').length !== 3)).toEqual([])
  const nothing = await take(['document'])
  expect([nothing.status, JSON.parse(nothing.text).code]).toEqual([422, 'export.columns'])
})

test('a citizen reads certificates and changes none', async () => {
  const id = await issued('441802', 'JY0003')
  const citizen = await city.as('citizen')
  expect((await citizen.patch(`/api/registers/licence.certificate/${id}`, { version: 1, changes: { state: 'valid' } })).status).toBe(403)
})
