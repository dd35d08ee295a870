import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'

/** A reader gets a library card: the story of the example system, from the form to the record. */

let city: TestCity
let reader: Visitor
let clerk: Visitor
beforeAll(async () => {
  city = await testCity()
  reader = await city.as('reader')
  clerk = await city.as('library-clerk')
})
afterAll(() => city?.stop())

const ok = ({ status, body }: Got) => {
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}

let answers: Record<string, unknown>
let id: string

const apply = (said: Record<string, unknown>) =>
  reader.post('/api/cases', {
    matter: 'library.card',
    region: answers.home,
    guide: {},
    answers: said,
    materials: [],
    idempotencyKey: randomUUID(),
  })

async function attempt(who: Visitor, name: string, input: object): Promise<Got> {
  const { tasks, version } = ok(await who.get(`/api/cases/${id}`))
  return who.post(`/api/cases/${id}/acts`, { task: tasks[0].id, act: name, version, input, idempotencyKey: randomUUID() })
}

it('the form is filled from the reader’s own record', async () => {
  const { values } = ok(await reader.get('/api/matters/library.card/prefill'))
  answers = { ...values, kind: 'adult' }
  expect(Object.keys(values).sort()).toEqual(['home', 'readerName', 'readerPhone'])
})

it('a child’s card wants a guardian', async () => {
  const got = await apply({ ...answers, kind: 'child' })
  expect(got.status).toBe(422)
  expect(got.body.problems.map(({ path }: { path: string }) => path)).toEqual(['answers.guardianName'])
})

it('the clerk asks, the reader explains, the clerk issues', async () => {
  id = ok(await apply(answers)).case.id
  ok(await attempt(clerk, 'ask', { question: '请说明借阅需要' }))
  ok(await attempt(reader, 'answer', { explanation: '写论文' }))
  const { case: seen } = ok(await attempt(clerk, 'issue', { limit: 10 }))
  expect(seen.state).toBe('concluded')
  expect(seen.moves.map(({ act }: { act: string }) => act)).toEqual(['open', 'ask', 'answer', 'issue'])
})

it('the card is in the register, the reader’s own and nobody else’s', async () => {
  const { items } = ok(await reader.get('/api/registers/library.card'))
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ kind: 'adult', limit: 10, state: 'valid', readerName: answers.readerName })
  expect(items[0].number).toMatch(/^JSZ\d{4}\d{5}$/)
  expect((await (await city.as('neighbour')).get('/api/registers/library.card')).body.items ?? []).toEqual([])
  expect((await city.stranger.get('/api/registers/library.card')).body.items ?? []).toEqual([])
})

it('nobody gets two cards, and a refused act leaves nothing behind', async () => {
  id = ok(await apply(answers)).case.id
  const second = await attempt(clerk, 'issue', { limit: 5 })
  expect(second.status).toBe(409)
  const { state, moves } = ok(await clerk.get(`/api/cases/${id}`))
  expect(state).toBe('open')
  expect(moves.map(({ act }: { act: string }) => act)).toEqual(['open'])
})
