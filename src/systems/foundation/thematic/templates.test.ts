import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import type { AnyField, ChoiceField, Fields, NumberField, TextField } from '#declare'
import { testCity, type TestCity } from '#testing'
import offers from './offers.ts'

/** Every thematic database that is offered can be taken up, and holds what is written into it. */
describe('the thematic databases, all taken up in one city', { timeout: 300_000 }, () => {
  let city: TestCity
  let region: string
  let organisation: string

  /** A value that the field takes. */
  function madeUp(field: AnyField): unknown {
    const own = field as unknown as ChoiceField & NumberField & TextField
    switch (field.kind) {
      case 'text':
        return `样例${field.label}`.slice(0, own.max ?? 200)
      case 'choice':
        return own.multiple ? Object.keys(own.choices).slice(0, 2) : Object.keys(own.choices)[0]
      case 'number':
        return own.min ?? 7
      case 'money':
        return 123_450
      case 'date':
        return '2026-03-02'
      case 'flag':
        return true
      case 'person-id':
        return makePersonId('441802', '1980-05-06', 7)
      case 'credit-code':
        return '91110000802100433B'
      case 'phone':
        return '13800138000'
      case 'region':
        return region
      case 'ref':
        return organisation
      case 'period':
        return { from: '2026-03-06', until: '2026-09-05' }
      case 'point':
        return [113.0513, 23.685]
      case 'address':
        return { text: '清远市清城区凤城街道北门街12号', region }
      default:
        throw new Error(`no value is made up for ${field.kind}`)
    }
  }

  beforeAll(async () => {
    city = await testCity()
  }, 300_000)
  afterAll(() => city.stop())

  it('are asked for, agreed to and applied one after the other', async () => {
    const [steward, reviewer] = [await city.as('definition'), await city.as('definition-reviewer')]
    const { actor } = (await steward.get('/api/session')).body
    region = actor.region.id
    organisation = actor.organisation.id
    for (const { register } of offers) {
      const { id } = (await steward.post('/api/definitions', { from: { kind: 'template', template: register.name } })).body
      const { body: plan } = await steward.get(`/api/definitions/${id}/plan`)
      expect([register.name, plan.problems, plan.refusals]).toEqual([register.name, [], []])
      expect((await steward.post(`/api/definitions/${id}/ask`, { reason: '按规划建库' })).status).toBe(204)
      expect((await reviewer.post(`/api/definitions/${id}/answer`, { accept: true, reason: '同意' })).status).toBe(204)
    }
    await city.runJobs()
    const { items } = (await steward.get('/api/definitions')).body
    expect(items.filter(({ state }: { state: string }) => state !== 'force')).toEqual([])
  })

  it.each(offers.map(({ register }) => [register.name, register] as const))(
    '%s keeps a record of all its fields',
    async (name, register) => {
      const fields = Object.entries(register.fields as Fields).filter(([, { kind }]) => kind !== 'formula')
      const values = Object.fromEntries(fields.map(([key, field]) => [key, madeUp(field)]))
      const record = await city.identity.asSystem('试装专题库', async (ctx) => {
        const id = await city.registers.addUntyped(ctx, name, values)
        return (await city.registers.getUntyped(ctx, name, id)).record
      })
      expect(record).toMatchObject(values)
    },
  )

  it('what several of them have is said alike', () => {
    const said = new Map<string, Set<string>>()
    for (const { register, english } of offers)
      for (const [key, { label }] of Object.entries(register.fields as Fields)) {
        const words = said.get(label) ?? new Set()
        said.set(label, words.add(english[key]!))
      }
    expect([...said].filter(([, words]) => words.size > 1).map(([label, words]) => [label, ...words])).toEqual([])
  })
})
