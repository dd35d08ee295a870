import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'

const added = {
  localContact: { kind: 'text', label: '紧急联系人', max: 40, optional: true, privacy: 'personal' },
  localGrade: { kind: 'choice', label: '服务等级', choices: { one: '一级', two: '二级' }, optional: true },
}
const at = '/api/registers/population.person'

/** What a city adds to a register that ships, and to a base register at that, goes every way that a field goes. */
describe('fields laid over a base register', { timeout: 120_000 }, () => {
  let city: TestCity
  let keeper: Visitor
  let window: Visitor
  let person: { id: string; version: number; region: string; [key: string]: unknown }
  let other: typeof person

  const recordOf = async (who: Visitor, id: string) => (await who.get(`${at}/${id}`)).body.record

  beforeAll(async () => {
    city = await testCity()
    keeper = await city.as('population')
    window = await city.as('window')
  })
  afterAll(() => city.stop())

  it('are drafted, agreed to and applied, in the register and in what its sources say', async () => {
    const [steward, reviewer] = [await city.as('definition'), await city.as('definition-reviewer')]
    const { id } = (await steward.post('/api/definitions', { from: { kind: 'overlay', register: 'population.person' } })).body
    const { draft, revision } = (await steward.get(`/api/definitions/${id}`)).body
    const register = { ...draft.register, fields: { ...draft.register.fields, ...added }, list: [...draft.register.list, 'localGrade'] }
    const grants = [{ role: 'hall.reception', acts: ['read'], scope: 'region' }]
    const saved = await steward.put(`/api/definitions/${id}`, {
      revision,
      draft: { register, english: { localGrade: 'Grade' }, grants, fill: {} },
    })
    expect(saved.body.problems).toEqual([])
    const { body: plan } = await steward.get(`/api/definitions/${id}/plan`)
    expect(plan.refusals).toEqual([])
    expect(plan.steps.map(({ key }: { key: string }) => key)).toEqual(['columns', 'source-columns', 'force'])
    expect((await steward.post(`/api/definitions/${id}/ask`, { reason: '登记服务等级' })).status).toBe(204)
    expect((await reviewer.post(`/api/definitions/${id}/answer`, { accept: true, reason: '同意' })).status).toBe(204)
    await city.runJobs()
    expect((await steward.get(`/api/definitions/${id}`)).body).toMatchObject({ state: 'force', problem: null })
    ;[person, other] = (await keeper.get(`${at}?limit=2`)).body.items
    const changes = { localContact: '欧阳小山', localGrade: 'one' }
    expect(await keeper.patch(`${at}/${person.id}`, { version: person.version, changes })).toMatchObject({ status: 200 })
  })

  const ways: Record<string, () => Promise<void>> = {
    'a record shows them': async () => {
      expect(await recordOf(keeper, person.id)).toMatchObject({ localContact: '欧阳小山', localGrade: 'one' })
    },
    'a list is filtered by them': async () => {
      const { items } = (await keeper.get(`${at}?where.localGrade=one`)).body
      expect(items).toMatchObject([{ id: person.id, localGrade: 'one' }])
    },
    'a form asks for them, in both languages': async () => {
      const fieldsIn = async (language: string) => {
        const session = await fetch(`${city.address}/api/session`, {
          method: 'POST',
          headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
          body: JSON.stringify({ account: 'population', password: 'chengshu-population' }),
        })
        const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!
        const answer = await fetch(`${city.address}/api/systems`, { headers: { cookie, 'accept-language': language } })
        const systems = (await answer.json()) as {
          registers: { name: string; list: string[]; fields: Record<string, { label: string }> }[]
        }[]
        return systems.flatMap(({ registers }) => registers).find(({ name }) => name === 'population.person')!
      }
      expect(await fieldsIn('zh')).toMatchObject({
        fields: { localGrade: { label: '服务等级' } },
        list: expect.arrayContaining(['localGrade']),
      })
      expect(await fieldsIn('en')).toMatchObject({ fields: { localGrade: { label: 'Grade' } } })
    },
    'what they may not be is refused': async () => {
      const { version } = await recordOf(keeper, other.id)
      const wrong = await keeper.patch(`${at}/${other.id}`, { version, changes: { localGrade: 'three' } })
      expect(wrong).toMatchObject({ status: 422, body: { problems: [{ path: 'localGrade' }] } })
    },
    'history says that they changed': async () => {
      const { versions } = (await keeper.get(`${at}/${person.id}/history`)).body
      expect(JSON.stringify(versions)).toContain('localGrade')
      expect(versions.length).toBeGreaterThan(1)
    },
    'a file brings them in': async () => {
      const number = makePersonId('441802', '1980-05-06', 7)
      const header = '姓名,公民身份号码,性别,出生日期,民族,居住地,住址,紧急联系人,服务等级'
      const row = `欧阳导入,${number},男,1980-05-06,汉族,清城区,新城路 1 号,司徒远,二级`
      const { body: batch } = await keeper.upload(`${at}/imports`, '人.csv', Buffer.from(`${header}\r\n${row}\r\n`), 'text/csv')
      expect(batch.mapping).toEqual(expect.arrayContaining(['localContact', 'localGrade']))
      expect((await keeper.put(`/api/imports/${batch.id}/mapping`, { mapping: batch.mapping, mode: 'add' })).status).toBeLessThan(300)
      await city.runJobs()
      expect((await keeper.post(`/api/imports/${batch.id}/start`)).status).toBeLessThan(300)
      await city.runJobs()
      const { items } = (await keeper.get(`${at}?where.personId=${number}`)).body
      expect(items).toMatchObject([{ localContact: '司徒远', localGrade: 'two' }])
    },
    'a file takes them away': async () => {
      const asked = { query: 'where.localGrade=one', columns: ['name', 'localGrade'], format: 'csv', reason: '核对服务等级' }
      expect(await (await keeper.stream(`${at}/export`, asked)).text()).toMatch(/服务等级\r\n.*一级/)
    },
    'the interface describes them': async () => {
      const { body: schema } = await keeper.get(`${at}/schema`)
      expect(schema.properties).toMatchObject({ localGrade: { title: '服务等级' }, localContact: expect.anything() })
      const { body: openapi } = await keeper.get('/api/openapi.json')
      expect(openapi.paths['/api/registers/{register}/schema']).toBeDefined()
    },
    'whoever may not see them plainly sees them masked': async () => {
      const { body } = await window.get(`${at}/${person.id}`)
      expect(body.record).toMatchObject({ localContact: '欧***', localGrade: 'one' })
      expect(body.masked).toContain('localContact')
      expect((await window.get(`${at}?where.localContact=${encodeURIComponent('欧阳小山')}`)).status).toBeGreaterThanOrEqual(400)
    },
    'a source says them, and the record tells which one counts': async () => {
      const { personId, name } = await recordOf(keeper, other.id)
      const said = [{ key: 'H-9', at: '2026-03-01T00:00:00Z', values: { personId, name, localGrade: 'two', localContact: '司徒远' } }]
      expect(await keeper.post(`${at}/contributions`, { source: 'health', said })).toMatchObject({
        status: 200,
        body: { items: [{ record: other.id }] },
      })
      const told = await recordOf(keeper, other.id)
      expect(told).toMatchObject({ localGrade: 'two', localContact: '司徒远' })
      const word = async () =>
        (await keeper.get(`${at}/${other.id}/sources`)).body.fields.find(({ field }: { field: string }) => field === 'localGrade').words
      expect(await word()).toMatchObject([{ source: 'health', value: 'two' }])
      // What is written by hand is the steward's word, which comes first.
      await keeper.patch(`${at}/${other.id}`, { version: told.version, changes: { localGrade: 'one' } })
      expect(await recordOf(keeper, other.id)).toMatchObject({ localGrade: 'one' })
      expect(await word()).toMatchObject([
        { source: 'steward', value: 'one' },
        { source: 'health', value: 'two' },
      ])
    },
  }
  it.each(Object.entries(ways))('%s', (_, way) => expect(way()).resolves.toBeUndefined())
})
