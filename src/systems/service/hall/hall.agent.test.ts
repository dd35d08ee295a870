import { afterAll, beforeAll, expect, test } from 'vitest'
import { saidIn, testCity, type TestCity, type Visitor } from '#testing'

/** What forms are filled in with for whoever acts for somebody else, over HTTP. */

let city: TestCity
let citizen: Visitor
let neighbour: Visitor
let entity: { id: string; name: string; address: string }

interface Person {
  name: string
  personId: string
  phone: string
  address: string
}
/** What the population register holds of somebody, as that person reads it. */
const recordOf = async (who: Visitor): Promise<Person> => (await who.get('/api/registers/population.person')).body.items[0]

beforeAll(async () => {
  city = await testCity()
  citizen = await city.as('citizen')
  neighbour = await city.as('neighbour')
  const { person } = (await citizen.get('/api/session')).body.actor
  entity = await city.identity.asSystem('测试', async (ctx) => {
    const [one] = (await city.registers.listUntyped(ctx, 'entity.entity', { limit: 1 })).items
    await city.registers.changeUntyped(ctx, 'entity.entity', one!.id, one!.version, { principal: person })
    return one as unknown as typeof entity
  })
})
afterAll(() => city?.stop())

/** The neighbour acts under a mandate of the citizen. @returns the forms of these matters as they are filled in for the neighbour */
async function prefilled(given: object, matters: readonly string[]) {
  const self = await recordOf(neighbour)
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const offer = { agentName: self.name, agentNumber: self.personId, matters: null, until, ...given }
  const { id } = (await citizen.post('/api/proxies', offer)).body
  expect((await neighbour.post(`/api/proxies/${id}/accept`)).status).toBe(200)
  expect((await neighbour.put('/api/session', { actFor: id })).status).toBe(200)
  const forms = []
  for (const matter of matters) {
    const { status, body } = await neighbour.get(`/api/matters/${matter}/prefill`)
    expect(status, JSON.stringify(body)).toBe(200)
    forms.push(body.values)
  }
  expect((await neighbour.put('/api/session', { actFor: null })).status).toBe(200)
  return forms
}

/** A matter of the published list, of which only name, kind and department are known. */
const general = () => city.cases.listMatters().find(({ origin }) => origin !== undefined)!.name

test('an enterprise’s agent is given the enterprise’s facts and the own ones, and nothing of whoever gave the mandate', async () => {
  const principal = await recordOf(citizen)
  const agent = await recordOf(neighbour)
  const matters = ['hall.restaurant-opening', 'open.wish', general()]
  const forms = await prefilled({ entity: entity.id }, matters)
  for (const secret of [principal.name, principal.personId, principal.phone, principal.address]) expect(saidIn(forms)).not.toContain(secret)
  const [restaurant, data, other] = forms
  expect(restaurant).toMatchObject({
    businessName: entity.name,
    address: entity.address,
    agentName: agent.name,
    agentId: agent.personId,
    agentPhone: agent.phone,
  })
  expect(data).toEqual({ askerPhone: agent.phone })
  expect(other).toMatchObject({ personName: agent.name, personId: agent.personId, personPhone: agent.phone, address: entity.address })
})

test('whoever lets somebody act in the own affairs is the applicant whose data is filled in', async () => {
  const principal = await recordOf(citizen)
  const agent = await recordOf(neighbour)
  const [restaurant] = await prefilled({}, ['hall.restaurant-opening'])
  expect(restaurant).toMatchObject({ personName: principal.name, personId: principal.personId, agentName: agent.name })
})

test('whoever acts for nobody is no agent', async () => {
  const { values } = (await neighbour.get('/api/matters/hall.restaurant-opening/prefill')).body
  const { name } = await recordOf(neighbour)
  expect(values).toMatchObject({ personName: name })
  expect(Object.keys(values).filter((key) => key.startsWith('agent'))).toEqual([])
})
