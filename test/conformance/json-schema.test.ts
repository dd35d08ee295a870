import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { checkValues, kindOf, type AnyField, type AnyRegister, type Fields } from '#declare'
import { identityRegisters } from '#engines/identity'
import { defineAll, resources } from '#engines/registers'
import { loadSystems } from '#systems'
import { schemaOfRegister } from '../../src/engines/registers/json-schema.ts'
import { readers, tariffs } from '../spine/declared.ts'
import { fullHaulage, haulage } from '../spine/haulage.ts'

const uses = ['read', 'add', 'change'] as const

/** An independent validator, strict: what it does not know is an error, and so is what could mean two things. */
function compile(register: AnyRegister, use: (typeof uses)[number]): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  // What the axes of a field say, for whoever reads the schema: they ask nothing of a value.
  ajv.addVocabulary(['x-share', 'x-open', 'x-privacy'])
  formats.default(ajv)
  return ajv.compile(schemaOfRegister(defineAll([register], []).get(register.name), use))
}

let registers: AnyRegister[]
beforeAll(async () => {
  const systems = await loadSystems()
  registers = [...systems.flatMap(({ system }) => system.registers), ...identityRegisters, resources, haulage, readers, tariffs]
})

test('the schema of every register is one, for reading, adding and changing', () => {
  expect(registers.length).toBeGreaterThan(10)
  for (const register of registers) for (const use of uses) expect(() => compile(register, use), `${register.name} ${use}`).not.toThrow()
})

const fields = haulage.fields as Fields
const schema = (use: 'add' | 'change') => compile(haulage, use)

test('a record with a value of every kind is taken by its schema and by the door, and without what must be there by neither', () => {
  expect(checkValues(fields, fullHaulage)).toEqual([])
  const validate = schema('add')
  expect(validate(fullHaulage), JSON.stringify(validate.errors)).toBe(true)
  for (const key of ['site', 'kind', 'volume', 'covered']) {
    const { [key]: _, ...less } = fullHaulage as Record<string, unknown>
    expect([schema('add')(less), checkValues(fields, less).length > 0]).toEqual([false, true])
    expect([schema('change')(less), checkValues(fields, less, { partial: true })]).toEqual([true, []])
  }
  expect(schema('add')({ ...fullHaulage, more: 1 })).toBe(false)
  expect(schema('add')({ ...fullHaulage, number: 'ZT2026010100001' })).toBe(false)
})

/** What no schema can say: check characters, days that follow one another, shapes that close. The descriptions say it. */
const unsaid = /校验位|不存在|不能早于|没有闭合|应写作|号牌|电话|号码|最多 \d+ 位小数|组织机构/

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 70 }),
  fc.constantFrom(
    '',
    ' ',
    '\u3000',
    'a\u0000b',
    '4819',
    '粤RD12345',
    '13800138000',
    '0763-3360000',
    '是',
    '91110000802100433B',
    '11010519491231002X',
  ),
  fc.date({ noInvalidDate: true }).map((day) => day.toISOString()),
  fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10)),
  fc.constantFrom(
    '2026-02-31',
    '2026-02-31T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00+16:00',
    '0000-01-01T00:00:00Z',
    '1700-01-01',
  ),
  fc.uuid(),
  fc.uuid().map((key) => key.toUpperCase()),
)
const amount = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger(), fc.constantFrom(-0, 0.07, 1e15, -1e15, 1e300, 12.25, 2 ** 53, -1))
const position = fc.oneof(
  fc.tuple(fc.double({ min: 73, max: 136, noNaN: true }), fc.double({ min: 3, max: 54, noNaN: true })),
  fc.tuple(amount, amount),
)
const ring = fc.array(position, { minLength: 0, maxLength: 5 }).map((all) => (all.length > 0 ? [...all, all[0]!] : all))
const parts = fc.oneof(
  position,
  fc.array(word, { maxLength: 3 }),
  fc.subarray(['brick', 'concrete', 'wood', 'brick']),
  fc.record({ from: word, until: fc.option(word) }, { requiredKeys: ['from'] }),
  fc.record({ text: word, region: word, at: position }, { requiredKeys: ['text'] }),
  fc.record({ file: fc.uuid(), alt: word }, { requiredKeys: ['file'] }),
  fc.record({ type: fc.constantFrom('LineString', 'Polygon'), coordinates: fc.array(position, { maxLength: 4 }) }),
  fc.record({ type: fc.constantFrom('Polygon', 'MultiPolygon'), coordinates: fc.array(ring, { maxLength: 3 }) }),
  fc.array(fc.record({ day: word, loads: amount, note: word }, { requiredKeys: ['day'] }), { maxLength: 2 }),
)
const anything = fc.oneof(word, amount, fc.boolean(), fc.constantFrom('earth', 'rubble'), parts, fc.constant(null))

describe('what the schema takes the door takes, and the other way round', () => {
  const written = Object.entries(fields).filter(([, field]) => !kindOf(field as AnyField).given)
  test.each(written.map(([key]) => key))('%s', (key) => {
    const validate = schema('change')
    fc.assert(
      fc.property(anything, (value) => {
        // As it would come over the wire: without what JSON can't say.
        const record = JSON.parse(JSON.stringify({ [key]: value })) as Record<string, unknown>
        const problems = checkValues(fields, record, { partial: true })
        if (!validate(record)) expect(problems, JSON.stringify([record, validate.errors])).not.toEqual([])
        else
          expect(
            problems.filter(({ message }) => !unsaid.test(message)),
            JSON.stringify(record),
          ).toEqual([])
      }),
      { numRuns: 2_000, seed: 4418 },
    )
  })
})

test('numbers with the check character of the law are taken by both', () => {
  const validate = schema('change')
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999 }),
      (born, order) => {
        const record = { driver: makePersonId('110105', born.toISOString().slice(0, 10), order) }
        expect([validate(record), checkValues(fields, record, { partial: true })]).toEqual([true, []])
      },
    ),
    { numRuns: 500, seed: 4418 },
  )
})
