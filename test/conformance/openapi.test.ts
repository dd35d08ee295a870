import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity } from '#testing'

type Schema = Record<string, unknown>
/** A schema with its examples, in the ways in which OpenAPI gives them. */
interface Shown {
  schema: Schema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}
interface Operation {
  operationId?: string
  parameters?: ({ name: string; in: string } & Shown)[]
  requestBody?: { content: Record<string, Shown> }
  responses: Record<string, unknown>
}

let city: TestCity
let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: { Problem: Schema } } }
beforeAll(async () => {
  city = await testCity()
  document = (await city.stranger.get('/api/openapi.json')).body
})
afterAll(() => city.stop())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, all]) => Object.entries(all).map(([method, one]) => ({ path, method, one })))

test('the interface describes itself as OpenAPI 3.1 has it', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  expect(errors ?? []).toEqual([])
  expect([valid, validator.version]).toEqual([true, '3.1'])
  // It would find what is wrong.
  const spoilt = structuredClone(document) as unknown as { paths: Record<string, unknown> }
  spoilt.paths['/api/spoilt'] = { get: { responses: 1 } }
  expect((await new Validator().validate(spoilt as never)).valid).toBe(false)
})

test('every call has a name of its own, says how it refuses, and names the parameters of its path', () => {
  const names = operations().map(({ one }) => one.operationId)
  expect(new Set(names).size).toBe(names.length)
  for (const { path, method, one } of operations()) {
    expect(one.responses, `${method} ${path}`).toHaveProperty('default')
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const said = (one.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    expect([path, said.sort()]).toEqual([path, inPath.sort()])
  }
})

test('every schema in it is one, and its examples are examples of it', async () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  formats.default(ajv)
  let examples = 0
  const look = ({ schema, example, examples: named = {} }: Shown, place: string) => {
    const validate = ajv.compile(schema)
    const all = [...((schema.examples ?? []) as unknown[]), ...(example === undefined ? [] : [example])]
    for (const one of [...all, ...Object.values(named).map(({ value }) => value)]) {
      examples += 1
      expect(validate(one), `${place}: ${JSON.stringify([one, validate.errors])}`).toBe(true)
    }
  }
  look({ schema: document.components.schemas.Problem }, 'problem')
  for (const { path, method, one } of operations()) {
    for (const parameter of one.parameters ?? []) look(parameter, `${method} ${path} ${parameter.name}`)
    for (const body of Object.values(one.requestBody?.content ?? {})) look(body, `${method} ${path}`)
  }
  expect(examples).toBeGreaterThan(5)
  const validate = ajv.compile(document.components.schemas.Problem)
  for (const url of ['/api/nothing', '/api/registers/none.none', '/api/registers/identity.region?limit=0', '/api/inbox']) {
    const { body } = await city.stranger.get(url)
    expect(validate(body), JSON.stringify([body, validate.errors])).toBe(true)
  }
})
