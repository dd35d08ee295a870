import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flag, money, number, register, role, text } from '#declare'
import { readInstant } from '#engines/registers'
import { inContext, type Actor } from '#kernel/context'
import {
  citizen,
  everything,
  masked,
  newReader,
  officer,
  openSpine,
  organisations,
  places,
  readers,
  tariffs,
  type Spine,
} from './ground.ts'
import { makeTables, openEngine } from './engine.ts'
import { codeLists, fullHaulage, haulage, hauler, newHaulage } from './haulage.ts'
import { newKey } from '#kernel/keys'

let spine: Spine
const clerk = officer('east', [everything.name, hauler.name])
const volunteer = officer('east', [masked.name])
beforeAll(async () => {
  spine = await openSpine({ registers: [haulage], roles: [hauler], codeLists })
})
afterAll(() => spine.close())

type Snapshot = Record<string, unknown>
/** What the naive model keeps: every state whole, with the microsecond from which on it was so. */
interface Known {
  id: string
  states: { since: string; record: Snapshot }[]
}

/** To the microsecond, as the database says it. */
const since = async (table: string, id: string) =>
  String(
    (
      await spine.admin.query(
        `select to_char(recorded at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ${table} where id = $1`,
        [id],
      )
    ).rows[0].at,
  )
const plus = (at: string, micros: number) => {
  const [seconds, fraction] = [at.slice(0, 19), Number(at.slice(20, 26)) + micros]
  if (fraction >= 0 && fraction < 1_000_000) return `${seconds}.${String(fraction).padStart(6, '0')}Z`
  const moved = new Date(Date.parse(`${seconds}Z`) + Math.floor(fraction / 1_000_000) * 1000).toISOString().slice(0, 19)
  return `${moved}.${String(((fraction % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')}Z`
}
/** The state that held at a microsecond: texts of one length compare as the instants that they say. */
const stateAt = ({ states }: Known, at: string) => states.findLast((one) => one.since <= at)?.record

const read = (name: string, id: string, actor: Actor = clerk) =>
  spine.as(actor, async (ctx) => (await spine.registers.getUntyped(ctx, name, id)).record as Snapshot)

async function lived(
  name: string,
  table: string,
  first: Snapshot,
  steps: readonly ({ end: true } | { changes: Snapshot })[],
): Promise<Known> {
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, name, first))
  const states: Known['states'] = [{ since: await since(table, id), record: await read(name, id) }]
  for (const step of steps) {
    const version = states.length
    if ('end' in step) {
      await spine.as(clerk, (ctx) => spine.registers.end(ctx, name, id, version, '测试终止'))
      states.push({ since: await since(table, id), record: await read(name, id) })
      break
    }
    await spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, name, id, version, step.changes))
    states.push({ since: await since(table, id), record: await read(name, id) })
  }
  return { id, states }
}

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const readerValues = {
  name: fc.constantFrom('欧阳翠翠', '司马小光', "'; drop"),
  personId: nullable(fc.constant('11010519491231002X')),
  phone: nullable(fc.constantFrom('13800138000', '13900139000')),
  born: nullable(fc.constantFrom('1949-10-01', '2000-02-29')),
  kind: fc.constantFrom('child', 'adult'),
  visits: nullable(fc.integer({ min: 0, max: 5 })),
  home: nullable(fc.tuple(fc.integer({ min: 100, max: 110 }), fc.integer({ min: 20, max: 30 }))),
  loans: nullable(fc.array(fc.record({ title: fc.constantFrom('史记', '红楼梦'), days: fc.nat(9) }), { maxLength: 3 })),
}
const { photo: _photo, ...haulageValues } = fullHaulage as Snapshot
const haulageChange = fc
  .subarray(
    Object.keys(haulageValues).filter((key) => key !== 'plan'),
    { minLength: 1 },
  )
  .chain((keys) =>
    fc.tuple(...keys.map((key) => fc.boolean().map((gone) => [key, gone && optional(key) ? null : haulageValues[key]] as const))),
  )
  .map((entries) => ({ changes: Object.fromEntries(entries) }))
const optional = (key: string) => (haulage.fields as Record<string, { optional: boolean }>)[key]!.optional
const stepsOf = (changes: fc.Arbitrary<{ changes: Snapshot }>) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: changes }, { weight: 1, arbitrary: fc.constant({ end: true } as const) }), { maxLength: 6 })

/** Every boundary, the microsecond before it and after it, and instants far from all. */
const instantsOf = (known: readonly Known[]) =>
  known
    .flatMap(({ states }) => states.flatMap((one) => [plus(one.since, -1), one.since, plus(one.since, 1)]))
    .concat('2001-01-01T00:00:00.000000Z', '2999-01-01T00:00:00.000000Z')

test('a record of every kind of field is, to the microsecond, what a keeper of whole states says it was', async () => {
  await fc.assert(
    fc.asyncProperty(stepsOf(haulageChange), async (steps) => {
      const known = await lived(haulage.name, 'spine.haulage', newHaulage(), steps)
      for (const at of instantsOf([known])) {
        const then = await spine.as(clerk, (ctx) => spine.registers.asOf(ctx, haulage, known.id, at))
        expect(then).toEqual(stateAt(known, at))
      }
      for (const [i, { record }] of known.states.entries())
        expect((await spine.as(clerk, (ctx) => spine.registers.past(ctx, haulage.name, known.id, { version: i + 1 })))!.record).toEqual(
          record,
        )
    }),
    { numRuns: 12 },
  )
})

test('a filtered list is, to the microsecond, what the keeper of whole states says it was, sealed and masked as the reader may see', async () => {
  const few = fc.array(
    fc.record({
      first: fc.record(readerValues),
      steps: stepsOf(fc.record(readerValues, { requiredKeys: [] }).map((changes) => ({ changes }))),
    }),
    { minLength: 2, maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(few, fc.constantFrom('child', 'adult'), fc.integer({ min: 0, max: 5 }), async (lives, kind, visits) => {
      await spine.admin.query('truncate spine.reader, spine.reader_history cascade')
      const known: Known[] = []
      for (const { first, steps } of lives) {
        const own = steps.map((step) => ('changes' in step ? { changes: without(step.changes, 'personId') } : step))
        known.push(await lived(readers.name, 'spine.reader', newReader(without(first, 'personId')), own))
      }
      const asked = [
        { where: [{ field: 'kind', operator: 'is' as const, value: kind }], holds: (one: Snapshot) => one.kind === kind },
        {
          where: [{ field: 'visits', operator: 'atLeast' as const, value: visits }],
          holds: (one: Snapshot) => one.visits !== null && (one.visits as number) >= visits,
        },
        { where: [], holds: () => true },
      ]
      for (const at of instantsOf(known))
        for (const { where, holds } of asked) {
          const expected = known.flatMap((one) => {
            const state = stateAt(one, at)
            return state && state.ended === null && holds(state) ? [state] : []
          })
          const asOf = readInstant(at, 'Asia/Shanghai')
          const listed = async (actor: Actor) =>
            (await spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, { where, asOf }))).items
          expect(sorted(await listed(clerk))).toEqual(sorted(expected))
          const veiled = await listed(volunteer)
          expect(veiled.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id as string).sort())
          for (const one of veiled) expect([one.born, one.name === '欧阳翠翠']).toEqual([null, false])
        }
    }),
    { numRuns: 4 },
  )
}, 60_000)
const without = (record: Snapshot, key: string) => Object.fromEntries(Object.entries(record).filter(([one]) => one !== key))
const sorted = (all: readonly Snapshot[]) => all.toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1))

test('pages of a list of then follow each other without a gap or a double', async () => {
  await spine.admin.query('truncate spine.reader, spine.reader_history cascade')
  const ids = await spine.as(clerk, (ctx) =>
    spine.registers.addMany(
      ctx,
      readers,
      Array.from({ length: 23 }, () => newReader() as never),
    ),
  )
  const at = await clock()
  for (const id of ids.filter((_, i) => i % 2 === 0))
    await spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, 1, { visits: 9 }))
  await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  for (const newestFirst of [false, true]) {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await spine.as(clerk, (ctx) =>
        spine.registers.listUntyped(ctx, readers.name, {
          asOf: readInstant(at, 'Asia/Shanghai'),
          limit: 5,
          newestFirst,
          where: [{ field: 'visits', operator: 'isEmpty', value: true }],
          ...(after ? { after } : {}),
        }),
      )
      seen.push(...page.items.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(newestFirst ? ids.toReversed() : ids)
  }
})
const clock = async () =>
  String(
    (await spine.admin.query(`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`)).rows[0].at,
  )

test('a holder is told nothing of when it was another’s, in a list of then as in a record', async () => {
  const [earlier, later] = [citizen(newKey()), citizen(newKey())]
  const id = await spine.as(clerk, (ctx) =>
    spine.registers.addUntyped(ctx, readers.name, newReader({ name: '诸葛前任', person: earlier.person, phone: '13811112222' })),
  )
  const first = await clock()
  await spine.as(clerk, (ctx) =>
    spine.registers.changeUntyped(ctx, readers.name, id, 1, { person: later.person, name: '司马后任', phone: '13911112222' }),
  )
  const second = await clock()
  await spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, 2, { phone: '13911113333' }))
  const listed = (actor: Actor, at: string) =>
    spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, { asOf: readInstant(at, 'Asia/Shanghai') }))
  expect((await listed(later, second)).items).toMatchObject([{ id, phone: '13911112222', name: '司马后任' }])
  expect((await listed(later, first)).items).toEqual([])
  expect((await listed(earlier, first)).items).toEqual([])
  expect((await listed(clerk, first)).items.find((one) => one.id === id)).toMatchObject({ name: '诸葛前任', phone: '13811112222' })
  const both = { ...volunteer, person: later.person }
  const then = (await listed(both, first)).items.find((one) => one.id === id)
  expect(then).toMatchObject({ name: '诸***' })
  expect(JSON.stringify(then)).not.toContain('13811112222')
  // Handed back: what it was before is still before it was theirs anew.
  await spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, 3, { person: earlier.person }))
  expect((await listed(earlier, first)).items).toEqual([])
  expect(await spine.as(earlier, (ctx) => spine.registers.asOf(ctx, readers, id, first))).toBeUndefined()
})

test('a field that a later version adds is empty in every state from before, and periods are what they were known to be', async () => {
  const spare = role('spine.spare', {
    label: '备件员',
    about: '管理备件。',
    may: [{ register: 'spine.spare', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' }],
  })
  const before = register('spine.spare', {
    label: '备件',
    title: 'name',
    steward: 'library',
    effective: true,
    fields: { name: text('名称', { max: 50 }), fen: money('金额') },
  })
  const after = register('spine.spare', {
    label: '备件',
    title: 'name',
    steward: 'library',
    effective: true,
    fields: {
      name: text('名称', { max: 50 }),
      fen: money('金额'),
      stock: number('库存', { optional: true }),
      kept: flag('常备', { optional: true }),
    },
  })
  const other = await openSpine({ registers: [before], roles: [spare] })
  const keeper = officer('east', [spare.name])
  const id = await other.as(keeper, (ctx) =>
    other.registers.addUntyped(ctx, before.name, { name: '螺钉', fen: 5, from: '2020-01-01', to: '2021-01-01' }),
  )
  await other.as(keeper, (ctx) => other.registers.changeUntyped(ctx, before.name, id, 1, { to: '2022-01-01', fen: 6 }))
  const { connections, settings, log } = other.site
  await makeTables(connections, { registers: [after], roles: [spare] })
  const engine = openEngine({ connections, dataDir: settings.dataDir, log }, { registers: [after], roles: [spare] })
  const as = <T>(work: (ctx: Parameters<Parameters<typeof other.as>[1]>[0]) => Promise<T>) =>
    inContext(engine.ground, keeper, { kind: 'duty', what: '测试' }, work)
  await as((ctx) => engine.registers.changeUntyped(ctx, after.name, id, 2, { stock: 7, kept: true, to: null }))
  const version = (n: number) => as(async (ctx) => (await engine.registers.past(ctx, after.name, id, { version: n }))!.record)
  expect(await version(1)).toMatchObject({
    fen: 5,
    stock: null,
    kept: null,
    from: '2019-12-31T16:00:00.000Z',
    to: '2020-12-31T16:00:00.000Z',
  })
  expect(await version(2)).toMatchObject({ fen: 6, stock: null, kept: null, to: '2021-12-31T16:00:00.000Z' })
  expect(await version(3)).toMatchObject({ fen: 6, stock: 7, kept: true, to: null })
  const versions = await as((ctx) => engine.registers.history(ctx, after.name, id))
  expect(versions[0]).toMatchObject({ fields: ['stock', 'kept', 'from', 'to'], before: { to: '2021-12-31T16:00:00.000Z' } })
  await engine.close()
  await other.close()
})

test('what was known and what held are two questions, asked together', async () => {
  const add = (record: Snapshot) => spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, tariffs.name, record))
  const id = await add({ name: '办证费', fen: 100, from: '2020-01-01' })
  const knew = await clock()
  const later = await spine.as(clerk, (ctx) =>
    spine.registers.addPeriod(ctx, tariffs.name, id, { from: '2023-01-01', values: { name: '办证费', fen: 200 }, reason: '调价通知' }),
  )
  const at = (effective: string, asOf?: string) =>
    spine.as(clerk, async (ctx) => {
      const times = { effective: new Date(effective), ...(asOf ? { asOf: readInstant(asOf, 'Asia/Shanghai') } : {}) }
      return (await spine.registers.periodAt(ctx, tariffs.name, id, times))?.record
    })
  expect(await at('2022-06-01')).toMatchObject({ fen: 100, to: '2022-12-31T16:00:00.000Z' })
  expect(await at('2024-06-01')).toMatchObject({ id: later, fen: 200, to: null })
  // Before anybody knew of the new price, the old one was to last.
  expect(await at('2024-06-01', knew)).toMatchObject({ id, fen: 100, to: null })
  expect(await at('2019-06-01')).toBeUndefined()
})

test('what changed too much since is refused with a sentence, and a search of then too', async () => {
  const list = (query: object) =>
    spine.as(clerk, (ctx) => spine.registers.listUntyped(ctx, readers.name, { asOf: readInstant('2020-01-01', 'Asia/Shanghai'), ...query }))
  await expect(list({ search: '欧阳' })).rejects.toMatchObject({ code: 'asof.search' })
  await expect(list({ sort: { field: 'kind', descending: false } })).rejects.toMatchObject({ code: 'asof.sort' })
  expect(readInstant('1949-10-01', 'Asia/Shanghai')).toBe('1949-10-01T15:59:59.999999Z')
  for (const wrong of ['2020-13-01', '9999-12-31', 'yesterday', '2020-02-30', '2020-01-01T10:00'])
    expect(() => readInstant(wrong, 'Asia/Shanghai')).toThrow(expect.objectContaining({ code: 'asof.instant' }))
  const copies = `insert into spine.reader (id, region, region_code, region_path, organisation, class, card, name, kind, active)
    select gen_random_uuid(), $1, '990001', '/c/e/', $2, 1, 'M' || n, 'x', 'adult', true from generate_series(1, 10001) n`
  await spine.admin.query(copies, [places.east.id, organisations.library])
  const now = await clock()
  await expect(list({ asOf: readInstant(now, 'Asia/Shanghai'), limit: 3 })).resolves.toMatchObject({ next: expect.any(String) })
  await spine.admin.query(`update spine.reader set version = version + 1, recorded = clock_timestamp(), visits = 3 where card like 'M%'`)
  await expect(list({ asOf: readInstant(now, 'Asia/Shanghai') })).rejects.toMatchObject({ code: 'asof.many' })
})
