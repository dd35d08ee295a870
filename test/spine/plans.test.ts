import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { role, type AnyField, type Operator, type Scope } from '#declare'
import { applyDefinitions, createRegisters, defineAll, type Definition, type Registers } from '#engines/registers'
import { openAccessLog } from '#kernel/access'
import { nextChanges } from '#kernel/changes'
import { inContext, type Actor, type Context } from '#kernel/context'
import type { Answer, Row, Statement } from '#kernel/database'
import { NO_KEY, newKey } from '#kernel/keys'
import { whole } from '#kernel/migrate'
import { readSealingKey, sealer } from '#kernel/sealing'
import { testCity, type TestCity } from '#testing'
import { fillPersons } from '../../bench/persons.ts'
import { haulage } from './haulage.ts'

/** Enough for the planner to prefer an index where there is one. */
const ROWS = 20_000
const PERSONS = 50_000

const scopes = ['all', 'region', 'organisation', 'public'] as const satisfies readonly Scope[]
const acts = ['read', 'add', 'change', 'end', 'unmask', 'export', 'history'] as const
const roles = scopes.map((scope) => role(`plans.${scope}`, { label: scope, about: scope, may: [{ register: '*', acts, scope }] }))
/** Reads everywhere and sees plainly only its own organisation's. */
const partly = role('plans.partly', {
  label: 'partly',
  about: 'partly',
  may: [
    { register: '*', acts: ['read', 'history'], scope: 'all' },
    { register: '*', acts: ['unmask'], scope: 'organisation' },
  ],
})

let city: TestCity
let registers: Registers
let actors: Record<string, Actor>
const organisation = newKey()

/** SQL of a made-up value of a column, for row number i. */
function madeUp(type: string, i = 'i'): string {
  if (type === 'text') return `'x' || ${i}`
  if (type === 'bytea') return `sha256(int8send(${i}))`
  if (type === 'uuid') return `md5(${i}::text)::uuid`
  if (type === 'boolean') return `${i} % 2 = 0`
  if (type === 'date') return `date '2020-01-01' + (${i} % 2000)::integer`
  if (type === 'timestamptz') return `timestamptz '2020-01-01' + ${i} * interval '1 minute'`
  if (type === 'jsonb') return `'[]'::jsonb`
  if (type === 'uuid[]') return `array[md5('one' || ${i})::uuid, md5('many' || ${i} % 7)::uuid]`
  if (type === 'text[]') return `'{}'::text[]`
  if (type === 'daterange') return `daterange(date '2020-01-01' + (${i} % 2000)::integer, null)`
  const place = `st_makepoint(112 + ${i} % 100 / 100.0, 23 + ${i} % 97 / 100.0)`
  if (type.startsWith('geometry(LineString')) return `st_setsrid(st_makeline(${place}, st_makepoint(113, 24)), 4490)`
  if (type.startsWith('geometry(MultiPolygon')) return `st_setsrid(st_multi(st_expand(${place}, 0.0001 * (${i} % 50 + 1))), 4490)`
  if (type.startsWith('geometry')) return `st_setsrid(st_makepoint(112 + ${i} % 100 / 100.0, 23 + ${i} % 97 / 100.0), 4490)`
  return `${i} % 1000`
}

async function fill(admin: import('pg').Client, definition: Definition): Promise<void> {
  const { register } = definition
  const columns: Record<string, string> = {
    id: `md5('id' || i)::uuid`,
    region: 'place.key',
    region_code: 'place.code',
    region_path: 'place.path',
    organisation: `case when i % 40 = 0 then '${organisation}' else md5('o' || i % 40) end::uuid`,
    holder: register.holder ? `md5('h' || i)::uuid` : `'${NO_KEY}'`,
    class: register.class === 'public' ? '0' : '1',
    case_id: register.case ? `md5('c' || i)::uuid` : `'${NO_KEY}'`,
    words: `array_to_tsvector(array['x' || i, 'w' || i % 500, '~w' || i % 500])`,
    ...(register.effective ? { key: `md5('k' || i)::uuid`, effective: `tstzrange('2020-01-01', null)` } : {}),
  }
  for (const column of definition.columns) {
    if (column.head) continue
    columns[column.name] = madeUp(column.type)
    if (column.sealed) columns[`${column.name}_blind`] = madeUp('bytea')
  }
  const names = Object.keys(columns)
  await admin.query(
    `insert into ${definition.full} (${names.map((name) => `"${name}"`).join(', ')}) select ${names.map((name) => columns[name]).join(', ')}
     from generate_series(1000001, ${1_000_000 + ROWS}) i join place on place.n = i::bigint * 48271 % (select count(*) from place)`,
  )
  await admin.query(`analyze ${definition.full}; analyze ${definition.full.replace(/"$/, '_history"')}`)
}

beforeAll(async () => {
  city = await testCity()
  const key = sealer(readSealingKey(join(city.site.settings.dataDir, 'keys', 'seal.key')))
  // No register of the city has a field of every kind.
  const migrator = await city.sql('migrator')
  await whole(migrator, () => applyDefinitions(migrator, defineAll([haulage], [])))
  await migrator.end()
  const definitions = defineAll([...city.registers.definitions.all.map((one) => one.register), haulage], [...roles, partly])
  registers = createRegisters({
    definitions,
    pool: city.ground.pools.app,
    sealer: key,
    access: openAccessLog(city.ground.pools.app),
    placeOf: city.identity.places.placeOf,
    stewardOf: async () => undefined,
    namesAtWork: async () => ({}),
    codeLists: city.registers.codeLists,
  })
  const admin = await city.sql('admin')
  admin.on('error', () => undefined)
  await fillPersons(admin, key, PERSONS)
  await admin.query('set session_replication_role = replica')
  for (const definition of definitions.all) if (definition.register.name !== 'population.person') await fill(admin, definition)
  await admin.end()
  const county = (await city.identity.places.byCode('441802'))!
  const post = (name: string): Actor => ({
    kind: 'post',
    name,
    account: newKey(),
    person: null,
    post: newKey(),
    organisation,
    region: county,
    duties: [{ role: name, organisation, regionPath: county.path }],
  })
  actors = Object.fromEntries([...roles, partly].map(({ name }) => [name, post(name)]))
  actors.holder = { ...post('none'), kind: 'person', person: newKey(), post: null, organisation: null }
}, 240_000)
afterAll(() => city.stop())

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Schema?: string
  'Index Cond'?: string
  'Actual Rows': number
  Plans?: Node[]
}
const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)]

const found: { actor: string; shape: string; plan: string; text: string }[] = []
let explained = 0

/** What is wrong with a plan: it walks a register from end to end, or comes to it by another way than its key. */
function wrongWith(plan: Node, by: string | undefined): string | undefined {
  const scans = nodes(plan).filter((node) =>
    registers.definitions.all.some((one) => node.Schema === one.schema && node['Relation Name'] === one.table),
  )
  if (scans.some((node) => node['Node Type'].endsWith('Seq Scan'))) return 'reads the whole register'
  const conditions = nodes(plan).flatMap((node) => node['Index Cond'] ?? [])
  // One organisation's or one holder's records are few: coming by those is as good.
  const ways = new RegExp(`\\b(${by}\\b|organisation = '|holder = ')`)
  return by === undefined || conditions.some((one) => ways.test(one)) ? undefined : `does not come by ${by}`
}

/** A context whose statements are explained and not run, as the role and with the settings under which they would run. */
function explaining(ctx: Context, actor: string, shape: string, by?: string): Context {
  const explain = async (statement: Statement): Promise<Answer> => {
    const [{ rows }] = (await ctx.tx.queries([
      { text: `explain (verbose, format json) ${statement.text}`, values: statement.values ?? [] },
    ])) as [Answer]
    explained++
    const plan = (rows[0]!['QUERY PLAN'] as { Plan: Node }[])[0]!.Plan
    const wrong = wrongWith(plan, by)
    if (wrong) found.push({ actor, shape: `${shape} ${wrong}`, text: statement.text, plan: JSON.stringify(plan, undefined, 1) })
    return { rows: [], rowCount: 0 }
  }
  const queries = (statements: readonly Statement[]) => Promise.all(statements.map(explain))
  return {
    ...ctx,
    tx: {
      ...ctx.tx,
      queries,
      query: explain,
      rows: async (statement): Promise<Row[]> => (await explain(statement)).rows,
      row: async (statement) => (await explain(statement)).rows[0],
    },
  }
}

/** A value that a filter on this field lets through. */
function sample(field: AnyField): unknown {
  if (field.kind === 'person-id') return '110105199001011232'
  if (field.kind === 'credit-code') return '91110000600037341L'
  if (field.kind === 'choice') return Object.keys((field as { choices?: object }).choices ?? { a: 1 })[0]
  if (field.kind === 'ref' || field.kind === 'region' || field.kind === 'file') return newKey()
  if (field.kind === 'date') return '2024-02-29'
  if (field.kind === 'moment') return '2024-02-29T00:00:00Z'
  if (field.kind === 'phone') return '13800138000'
  if (field.kind === 'number' || field.kind === 'money') return 7
  return 'x1000007'
}

const columnOf = (definition: Definition, key: string) => {
  const column = definition.columns.find((one) => one.key === key)!
  return column.sealed ? `${column.name}_blind` : column.name
}

test('no list, search, look-up or change of any register reads the whole register', async () => {
  for (const [name, actor] of Object.entries(actors))
    for (const definition of registers.definitions.all) {
      const { register } = definition
      const shape = (what: string, by: string | undefined, work: (ctx: Context) => Promise<unknown>) =>
        inContext(
          city.ground,
          actor,
          { kind: 'duty', what: 'plans' },
          (ctx) =>
            work(explaining(ctx, name, `${register.name} ${what}`, by)).catch((error: { status?: number }) => {
              // Nothing was found, since nothing ran, or this actor may not even ask.
              if (error.status !== 404 && error.status !== 403) throw error
            }),
          { door: actor.kind === 'person' ? 'hall' : 'app' },
        )
      const list = (query: Parameters<Registers['listUntyped']>[2]) => (ctx: Context) => registers.listUntyped(ctx, register.name, query)
      const after = Buffer.from(`${actor.region.path} ${newKey()}`).toString('base64url')
      await shape('first page', undefined, list({ limit: 50 }))
      await shape('a later page', 'region_path', list({ limit: 50, after }))
      await shape('a page with ended records', undefined, list({ limit: 50, ended: true }))
      if (register.search.length > 0) await shape('search', 'words', list({ search: 'w17 x1000017', limit: 50 }))
      for (const keys of register.unique)
        await shape(
          `by ${keys.join(' and ')}`,
          keys.map((key) => columnOf(definition, key)).join('|'),
          list({ where: keys.map((field) => ({ field, operator: 'is' as const, value: sample(register.fields[field]) })), limit: 1 }),
        )
      for (const { key, field } of definition.columns)
        if (field.kind === 'ref')
          await shape(`by ${key}`, columnOf(definition, key), list({ where: [{ field: key, operator: 'is', value: newKey() }], limit: 50 }))
      for (const { key, name, field, derived } of definition.columns) {
        const by = (way: string, operator: Operator, value: unknown) =>
          shape(`${operator} ${key}`, way, list({ where: [{ field: key, operator, value }], limit: 50 }))
        if (field.kind === 'references') await by(name, 'contains', newKey())
        if (field.kind === 'point' || field.kind === 'line' || field.kind === 'area')
          await by(name, 'within', [112.5, 23.5, 112.501, 23.501])
        if (derived) await by(derived.name, 'atLeast', 1e12)
      }
      await shape('one record', 'id', (ctx) => registers.getUntyped(ctx, register.name, newKey()))
      await shape('change', 'id', (ctx) => registers.changeUntyped(ctx, register.name, newKey(), 1, {}))
      await shape('titles', register.effective ? 'key' : 'id', (ctx) =>
        registers.titles(ctx, new Map([[register.name, new Set([newKey(), newKey()])]])),
      )
    }
  expect(explained).toBeGreaterThan(registers.definitions.all.length * 20)
  expect(found.map(({ actor, shape, text, plan }) => `${shape} as ${actor}\n${text}\n${plan}`).join('\n\n')).toBe('')
}, 120_000)

test('a plan made for any values walks no whole register either', async () => {
  const client = await city.sql('app')
  try {
    await client.query(`set plan_cache_mode = force_generic_plan`)
    await client.query(`select set_config('box.population_person', $1, false)`, [
      `/ 0 ${NO_KEY} ffffffff-ffff-ffff-ffff-ffffffffffff ${NO_KEY} ffffffff-ffff-ffff-ffff-ffffffffffff 0 9 ${NO_KEY} ffffffff-ffff-ffff-ffff-ffffffffffff`,
    ])
    const shapes: [string, string][] = [
      ['t.region_path >= $1 and t.region_path < $2 and t.ended is null order by t.region_path, t.id limit 51', `'/a/', '/b/'`],
      [
        `t.region_path >= $1 and t.region_path < $2 and t.person_id_blind = any($3::bytea[]) and t.ended is null order by t.region_path, t.id limit 2`,
        `'/a/', '/b/', '{"\\\\x00"}'`,
      ],
      ['t.id = $1::uuid', `'${newKey()}'`],
    ]
    for (const [i, [where, values]] of shapes.entries()) {
      await client.query(`prepare p${i} as select t.id from population.person t where ${where}`)
      const { rows } = await client.query(`explain (format json, verbose) execute p${i}(${values})`)
      const plan = rows[0]['QUERY PLAN'][0].Plan as Node
      expect(
        nodes(plan).filter((node) => node['Node Type'].endsWith('Seq Scan')),
        `${where}\n${JSON.stringify(plan, undefined, 1)}`,
      ).toEqual([])
    }
  } finally {
    await client.end()
  }
})

test('the next changes are read from where the reader stands, without sorting the log', async () => {
  const admin = await city.sql('admin')
  // Of transactions long over, so that they count.
  await admin.query(
    `insert into kernel.change (tx, register, record, version, op) select (3 + i / 300)::text::xid8, 'trial', gen_random_uuid(), 1, 'I' from generate_series(1, 60000) i`,
  )
  await admin.query('analyze kernel.change')
  await admin.end()
  const client = await city.sql('app')
  await client.query(`select set_config('app.log', 'reader', false)`)
  const { text, values } = nextChanges({ incarnation: 1, tx: '20', seq: 0 }, 1000)
  const { rows } = await client.query({ text: `explain (analyze, format json) ${text}`, values: [...values!] })
  await client.end()
  const plan = nodes(rows[0]['QUERY PLAN'][0].Plan as Node)
  const touched = plan.filter((node) => node['Relation Name']?.startsWith('change_')).map((node) => node['Actual Rows'])
  expect(Math.max(...touched), JSON.stringify(plan[0], undefined, 1)).toBeLessThanOrEqual(1000)
  expect(plan[0]!['Actual Rows']).toBe(1000)
})

test('the check sees a walk through the whole register where there is one', async () => {
  const client = await city.sql('admin')
  const { rows } = await client.query(`explain (verbose, format json) select id from population.person where address = 'x'`)
  expect(wrongWith(rows[0]['QUERY PLAN'][0].Plan, undefined)).toBe('reads the whole register')
  await client.query('set enable_seqscan = off')
  const forced = await client.query(
    `explain (verbose, format json) select id from population.person where address = 'x' order by region_path, id`,
  )
  expect(wrongWith(forced.rows[0]['QUERY PLAN'][0].Plan, 'address')).toBe('does not come by address')
  await client.end()
})
