import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { STEWARD } from '#declare'
import { createRegisters, defineAll } from '#engines/registers'
import { inContext, type Actor } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { officer, openSpine, type Spine } from './ground.ts'
import { passer, registrar, residents } from './residents.ts'

let spine: Spine
const clerk = officer('east', [registrar.name])
const onlooker = officer('east', [passer.name])
const system: Actor = { ...officer('east', []), kind: 'system', name: '系统', account: null, post: null }
beforeAll(async () => {
  spine = await openSpine({ registers: [residents], roles: [registrar, passer] })
})
afterAll(() => spine.close())

let people = 0
const newNumber = () => makePersonId('441890', people < 900 ? '1980-01-01' : '1980-01-02', people++ % 900)

type Values = Record<string, unknown>
const read = (id: string) => spine.as(clerk, async (ctx) => (await spine.registers.getUntyped(ctx, residents.name, id)).record as Values)
const contribute = (source: string, said: Parameters<Spine['registers']['contribute']>[3], actor = system) =>
  spine.as(actor, (ctx) => spine.registers.contribute(ctx, residents.name, source, said))
const sources = (id: string, actor = clerk) => spine.as(actor, (ctx) => spine.registers.sources(ctx, residents.name, id))

/** Something that happens to a record. */
interface Event {
  source: string
  key: string
  /** Milliseconds: no two are alike. */
  at: number
  values: Values
  none: string[]
  withdrawn: boolean
}

const fields = ['name', 'sex', 'birthDate', 'address', 'phone', 'family'] as const
const possible: Record<(typeof fields)[number], unknown[]> = {
  name: ['陈小明', '陈晓明', '程小明'],
  sex: ['1', '2', null],
  birthDate: ['1980-01-01', '1980-10-01', null],
  address: ['东街 1 号', '西街 2 号', null],
  phone: ['13800000001', '13800000002', null],
  family: [[{ name: '甲' }], [{ name: '甲' }, { name: '乙' }], null],
}
const event = fc.record({
  source: fc.constantFrom('police', 'housing', 'health', STEWARD),
  // What the steward writes has no key of its own.
  key: fc.constantFrom('1', '2'),
  values: fc.record(
    Object.fromEntries(fields.map((field) => [field, fc.constantFrom(...possible[field])])) as Record<string, fc.Arbitrary<unknown>>,
    { requiredKeys: [] },
  ),
  none: fc.subarray(['address', 'phone', 'family']),
  withdrawn: fc.boolean(),
})

/** The record as the rules say it in words, from everything that ever happened, in no particular order. */
function naive(events: readonly Event[]): Values {
  const record: Values = {}
  for (const field of fields) {
    const order = { phone: ['health', 'housing', STEWARD, 'police'], address: [STEWARD, 'housing', 'police', 'health'] }[
      field as string
    ] ?? [STEWARD, 'police', 'housing', 'health']
    let best: { rank: number; at: number; value: unknown } | undefined
    for (const place of new Set(events.map(({ source, key }) => `${source} ${key}`))) {
      const own = events.filter(({ source, key }) => `${source} ${key}` === place)
      const last = own
        .filter((one) => !one.withdrawn && (field in one.values || one.none.includes(field)))
        .toSorted((one, other) => other.at - one.at)[0]
      if (!last || own.some((one) => one.withdrawn && one.at > last.at)) continue
      const value = last.values[field] ?? null
      if (value === null && !last.none.includes(field)) continue
      const rank = order.indexOf(last.source)
      if (!best || rank < best.rank || (rank === best.rank && last.at > best.at)) best = { rank, at: last.at, value }
    }
    record[field] = best?.value ?? null
  }
  return record
}

const start = Date.parse('2026-01-01T00:00:00Z')

test('in whatever order, however often and however late sources speak, a record is what follows from all that they said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), async (drawn, order) => {
      const number = newNumber()
      const shared = newKey()
      const first = { name: '陈小明', personId: number }
      const id = await spine.as(system, (ctx) => spine.registers.addUntyped(ctx, residents.name, first))
      const recorded = Date.parse((await read(id)).recorded as string)
      const events = drawn.map((one, i): Event => {
        const bySteward = one.source === STEWARD
        // Some before and some after the record was there.
        const at = i % 2 === 0 ? start + i * 1000 : recorded + 1000 + i * 1000
        const { name, ...rest } = one.values
        const values = bySteward && name === undefined ? rest : { ...rest, name: name ?? '陈小明' }
        const none = one.none.filter((field) => !(field in values))
        return bySteward
          ? { ...one, key: id, at, values, none: Object.keys(values).filter((field) => values[field] === null), withdrawn: false }
          : { ...one, at, values, none, withdrawn: one.withdrawn && i > drawn.length / 2 }
      })
      const own: Event = { source: 'police', key: id, at: recorded, values: first, none: [], withdrawn: false }
      const spoken = events.filter(
        ({ source, withdrawn, values, none }) => source !== STEWARD || withdrawn || Object.keys(values).length + none.length > 0,
      )
      // In another order, each once or twice; a source takes back only what it said, so what is taken back stays behind what was said first.
      const arrivals = spoken
        .flatMap((one) => ((order.next().value as number) % 3 === 0 ? [one, one] : [one]))
        .map((one) => ({ one, by: one.withdrawn ? 1e15 : (order.next().value as number) }))
        .toSorted((a, b) => a.by - b.by)
        .map(({ one }) => one)
      const known = new Set<string>()
      const happened: Event[] = [own]
      for (const { source, key, at, values, none, withdrawn } of arrivals) {
        const time = new Date(at)
        if (source === STEWARD) {
          const { version } = await read(id)
          await spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, residents.name, id, version as number, values), { now: time })
        } else {
          if (withdrawn && !known.has(`${source} ${key}`)) continue
          known.add(`${source} ${key}`)
          const said = {
            key: `${shared}-${key}`,
            at: time.toISOString(),
            ...(withdrawn ? { withdrawn } : { values: { ...values, personId: number }, none }),
          }
          await contribute(source, [said])
        }
        happened.push({ source, key, at, values, none, withdrawn })
      }
      const record = await read(id)
      const expected = naive(happened)
      expect(Object.fromEntries(fields.map((field) => [field, record[field]]))).toEqual(expected)
      expect(record.personId).toBe(number)
      expect(record.card).toBe(`${expected.name as string}，${expected.sex === '1' ? '先生' : '女士'}`)
      // Each field says where it comes from.
      const { fields: words } = await sources(id)
      for (const field of fields)
        if (expected[field] !== null) expect(words.find((one) => one.field === field)?.words[0]?.value).toEqual(expected[field])
    }),
    { numRuns: 60 },
  )
})

test('a new order of sources computes every record anew, piece by piece, and tells the steward what is contradicted', async () => {
  const records = Array.from({ length: 1100 }, (_, i) => ({ name: `旧${i}`, personId: newNumber() }))
  const ids = await spine.as(system, (ctx) => spine.registers.addManyUntyped(ctx, residents.name, records))
  await contribute(
    'housing',
    records.map(({ personId }, i) => ({ key: `N-${i}`, values: { personId, name: `新${i}` } })),
  )
  const base = { ...residents.base!, order: ['housing', 'police', 'health'] }
  const turned = createRegisters({
    ...spine.options,
    definitions: defineAll(
      [
        { ...residents, base },
        ...spine.options.definitions.all.flatMap(({ register }) => (register.name === residents.name ? [] : [register])),
      ],
      [registrar, passer],
    ),
  })
  const follow = (registers: Spine['registers']) =>
    inContext(spine.ground, system, { kind: 'system', what: '来源次序改变后重新计算' }, (ctx) =>
      registers.followNewOrder(ctx, residents.name),
    )
  expect(await follow(spine.registers)).toBe(false)
  expect(await follow(turned)).toBe(true)
  let more = true
  while (more) more = await follow(turned)
  const { rows } = await spine.admin.query('select name, version from spine.resident where id = any($1::uuid[]) order by id', [ids])
  expect(rows.map(({ name }) => name).toSorted()).toEqual(records.map((_, i) => `新${i}`).toSorted())
  // Nothing is left to do, and doing nothing writes nothing.
  expect(await follow(turned)).toBe(false)
  const { rows: again } = await spine.admin.query('select name, version from spine.resident where id = any($1::uuid[]) order by id', [ids])
  expect(again).toEqual(rows)
})

test('whoever sees a record masked sees what sources say of it masked, and whoever may not see it, nothing', async () => {
  const personId = newNumber()
  const id = await spine.as(system, (ctx) =>
    spine.registers.addUntyped(ctx, residents.name, { name: '欧阳翠翠', personId, phone: '13812345678' }),
  )
  await contribute('health', [{ key: newKey(), values: { personId, name: '欧阳脆脆', phone: '13887654321' } }])
  const told = JSON.stringify(await sources(id, onlooker))
  for (const secret of ['翠', '脆', personId, '12345678', '87654321', '1234', '8765']) expect(told, secret).not.toContain(secret)
  expect(told).toContain('健康档案')
  await expect(sources(id, officer('west', [registrar.name]))).rejects.toMatchObject({ status: 404 })
  await expect(contribute('health', [{ key: 'x', values: { personId, name: '甲' } }], onlooker)).rejects.toMatchObject({ status: 403 })
})
