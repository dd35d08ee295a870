import { afterAll, beforeAll, expect, test } from 'vitest'
import fc from 'fast-check'
import { testCity, type TestCity } from '#testing'
import { formatCode, parseCode } from './codes.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
  await city.catalogue.sync()
})
afterAll(() => city.stop())

test('a code is read back as it was written', () => {
  const parts = fc.record({
    kind: fc.constantFrom('base' as const, 'theme' as const, 'department' as const),
    group: fc.integer({ min: 1, max: 5 }),
    part: fc.integer({ min: 0, max: 999 }),
    detail: fc.stringMatching(/^\d{0,9}$/),
    number: fc.integer({ min: 1, max: 999_999_999 }),
  })
  fc.assert(fc.property(parts, (one) => void expect(parseCode(formatCode(one))).toEqual(one)))
})

test('every declared register has an entry with a code that stays; a stranger sees those that are open alone', async () => {
  expect(await city.catalogue.sync()).toEqual({ added: 0, changed: 0 })
  const officer = await city.as('entity')
  const { body } = await officer.get('/api/catalogue?limit=200')
  const ofRegisters = body.items.filter(({ register }: { register: string | null }) => register !== null)
  expect(ofRegisters).toHaveLength(city.registers.definitions.all.length)
  for (const { code } of body.items) expect(parseCode(code)).toBeDefined()
  const open = (await city.stranger.get('/api/catalogue?limit=200')).body.items
  expect(open.length).toBeGreaterThan(0)
  expect(open.length).toBeLessThan(body.items.length)
  expect(new Set(open.map((one: { opening: string }) => one.opening))).toEqual(new Set(['open', 'conditional']))
  const person = body.items.find((one: { register: string }) => one.register === 'population.person')
  expect((await city.stranger.get(`/api/catalogue/${person.id}`)).status).toBe(404)
})

test('is found by words, pinyin, initials and with a letter wrong', async () => {
  const officer = await city.as('entity')
  for (const words of ['市场主体', 'shichangzhuti', 'sczt', 'shichamgzhuti', '市场主题']) {
    const { body } = await officer.get(`/api/catalogue?search=${encodeURIComponent(words)}`)
    expect([words, body.items[0]?.register]).toEqual([words, 'entity.entity'])
  }
})

test('quality is what a count by hand gives, and told in fives to whoever may not read them all', async () => {
  await city.catalogue.count('entity.entity')
  const sql = await city.sql('admin')
  const { rows } = await sql.query(
    `select count(*)::int as n, count(*) filter (where place is null)::int as without from entity.entity where ended is null`,
  )
  const kept = await sql.query(
    `select checked::int, failing::int from catalogue.quality where register = 'entity.entity' and rule = 'filled.place'`,
  )
  await sql.end()
  expect(kept.rows).toEqual([{ checked: rows[0].n, failing: rows[0].without }])
  const officer = await city.as('population')
  const { body } = await officer.get('/api/catalogue?search=sczt')
  const quality = (await officer.get(`/api/catalogue/${body.items[0].id}/quality`)).body.quality
  expect(quality.rounded).toBe(true)
  for (const { checked, failing, records, key } of quality.rules) {
    if (key !== 'updated') expect([checked % 5, failing % 5]).toEqual([0, 0])
    expect(records).toEqual([])
  }
})
