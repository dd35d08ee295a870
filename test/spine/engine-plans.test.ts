import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAsks, ownAsks } from '#kernel/asks'
import { inContext, OPEN_BOX, pathsBelow, type Actor, type Box, type Context } from '#kernel/context'
import type { Answer, Row, Statement } from '#kernel/database'
import { LAST_KEY, NO_KEY, newKey } from '#kernel/keys'
import { testCity, type TestCity } from '#testing'
import * as cases from '../../src/engines/cases/sql.ts'
import * as documents from '../../src/engines/documents/sql.ts'
import * as messages from '../../src/engines/messages/sql.ts'

/** What engines ask of their own tables comes by a key or by the part of a table that it names, whatever the policies say. */

/** Enough for the planner to prefer an index where there is one. */
const ROWS = 20_000
/** Cases in the tables; the other rows lie evenly among them. */
const CASES = 5_000

let city: TestCity
let county: { id: string; path: string }
const organisation = newKey()
const person = newKey()

/** SQL of a made-up value of a column, for row number i. */
function madeUp(type: string): string {
  if (type === 'text') return `'x' || i`
  if (type === 'uuid') return `md5(i::text)::uuid`
  if (type === 'bool') return `i % 2 = 0`
  if (type === 'date') return `date '2020-01-01' + (i % 2000)::integer`
  if (type === 'timestamptz') return `timestamptz '2020-01-01' + i * interval '1 minute'`
  if (type === 'jsonb') return `'{}'::jsonb`
  if (type === 'bytea') return `sha256(int8send(i))`
  if (type.startsWith('_')) return `'{}'`
  return 'i % 100'
}

const ofCase = `md5('case' || i % ${CASES})::uuid`
const head: Record<string, string> = {
  id: `md5('id' || i)::uuid`,
  region: 'place.key',
  region_code: 'place.code',
  region_path: 'place.path',
  organisation: `case when i % 40 = 0 then '${organisation}' else md5('o' || i % 40) end::uuid`,
  holder: `case when i % 2000 = 0 then '${person}' else md5('h' || i) end::uuid`,
  class: '1',
  case_id: ofCase,
}
const tables: Record<string, Record<string, string>> = {
  'cases."case"': {
    id: `md5('case' || i)::uuid`,
    case_id: `md5('case' || i)::uuid`,
    state: `'open'`,
    tokens: `'[1]'::jsonb`,
    concluded: 'null',
  },
  'cases.task': { closed: `case when i % 3 > 0 then now() end`, role: `'r' || i % 5`, number: `'n' || i`, node: `'n' || i` },
  'cases.move': { seq: `i / ${CASES}` },
  'cases.clock': { key: `'k' || i`, kind: `'working'`, state: `'running'`, light: `'green'`, next_at: `timestamptz '2100-01-01'` },
  'cases.material': {},
  'cases.instrument': { document: 'null' },
  'cases.implementation': { matter: `'m' || i`, class: '0', until: 'null' },
  'documents.document': { kind: `'certificate'`, state: `'valid'`, number: `'n' || i` },
  'documents.file': { size: '1', sha256: `encode(sha256(int8send(i)), 'hex')` },
  'messages.message': {
    person: `case when i % 2 = 0 then '${NO_KEY}' when i % 2000 = 1 then '${person}' else md5('h' || i) end::uuid`,
    role: `case when i % 2 = 0 then 'r' || i % 5 else '' end`,
    organisation: `case when i % 2 = 1 then '${NO_KEY}' else md5('o' || i % 40) end::uuid`,
    key: `'k' || i`,
    title: `'t'`,
    link: `'/'`,
  },
  'kernel.ask': { state: `'open'`, register: `'r' || i % 5`, case_id: `md5('id' || i)::uuid` },
}

async function fill(admin: pg.Client, table: string, own: Record<string, string>): Promise<void> {
  const [schema, bare] = table.replaceAll('"', '').split('.') as [string, string]
  const { rows } = await admin.query<{ name: string; type: string; optional: boolean }>(
    `select column_name as name, udt_name as type, is_nullable = 'YES' or column_default is not null as optional
     from information_schema.columns where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'`,
    [schema, bare],
  )
  const values = rows.flatMap(({ name, type, optional }) => {
    const value = own[name] ?? (table.startsWith('messages') && name !== 'id' && name !== 'region_path' ? undefined : head[name])
    return value !== undefined ? [[name, value]] : optional ? [] : [[name, madeUp(type)]]
  })
  const count = table === 'cases."case"' ? CASES : ROWS
  await admin.query(
    `insert into ${table} (${values.map(([name]) => `"${name}"`).join(', ')}) select ${values.map(([, value]) => value).join(', ')}
     from generate_series(1, ${count}) i join place on place.n = i::bigint * 48271 % (select count(*) from place)`,
  )
  await admin.query(`analyze ${table}`)
}

beforeAll(async () => {
  city = await testCity()
  county = (await city.identity.places.byCode('441802'))!
  const admin = await city.sql('admin')
  await admin.query('set session_replication_role = replica')
  await admin.query(`create temporary table place as select row_number() over () - 1 as n, key, code, path from identity.region`)
  for (const [table, own] of Object.entries(tables)) await fill(admin, table, own)
  await admin.end()
}, 240_000)
afterAll(() => city?.stop())

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Schema?: string
  'Plan Rows': number
  'Index Cond'?: string
  Plans?: Node[]
}
const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)]

/** A value as SQL, for a plan that is made for any values. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const text = Array.isArray(value) ? `{${value.map((one) => `"${String(one)}"`).join(',')}}` : String(value)
  return `'${text.replaceAll("'", "''")}'`
}

/** Explains a statement as the driver comes to run it: prepared, with a plan for any values. */
async function genericPlanOf(ctx: Context, { text, values = [] }: Statement, name: string): Promise<Node> {
  await ctx.tx.query({ text: `set local plan_cache_mode = force_generic_plan` })
  await ctx.tx.query({ text: `prepare ${name} as ${text}` })
  const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : ''
  const row = await ctx.tx.row({ text: `explain (verbose, format json) execute ${name}${given}` })
  return (row!['QUERY PLAN'] as { Plan: Node }[])[0]!.Plan
}

/** Explains a statement under an actor's settings. */
async function planOf(ctx: Context, statement: Statement): Promise<Node> {
  const row = await ctx.tx.row({ text: `explain (verbose, format json) ${statement.text}`, values: statement.values ?? [] })
  return (row!['QUERY PLAN'] as { Plan: Node }[])[0]!.Plan
}

const small = new Set(['reading'])
/** Ways into a table that name a record, a case, a holder, an office or a matter; a range of a box is none. */
const ways = /\b(id|case_id|holder|organisation|person|account|post|uploaded_by|matter|number|asker|title) (= |>= \$|>= ')/
/** Tables to which a plan comes by a range alone. */
const ranged = (plan: Node): string[] =>
  nodes(plan)
    .filter((node) => node['Relation Name'] && node['Index Cond'] && !ways.test(node['Index Cond']))
    .map((node) => `${node.Schema}.${node['Relation Name']} by ${node['Index Cond']}`)

/** Tables that a plan reads whole, or an index of them without saying from where. */
const walked = (plan: Node): string[] =>
  nodes(plan)
    .filter((node) => node['Relation Name'] && !small.has(node['Relation Name']))
    .filter((node) => node['Node Type'].endsWith('Seq Scan') || (/Index (Only )?Scan/.test(node['Node Type']) && !node['Index Cond']))
    .map((node) => `${node.Schema}.${node['Relation Name']} (${node['Node Type']})`)

const officer = (): Actor => ({
  kind: 'post',
  name: 'officer',
  account: newKey(),
  person: null,
  post: newKey(),
  organisation,
  region: { id: county.id, code: '', path: county.path },
  duties: [{ role: 'r1', organisation, regionPath: county.path }],
})
const own: Box = { ...OPEN_BOX, regionPath: ['!', '~'], organisation: [organisation, organisation] }

type Shape = [what: string, opens: Record<string, Box>, statements: readonly Statement[]]

function shapes(): Shape[] {
  const id = newKey()
  const path = county.path
  const oneCase: Box = { ...OPEN_BOX, case: [id, id] }
  const mine: Box = { ...OPEN_BOX, holder: [person, person] }
  const all = (box: Box) =>
    Object.fromEntries(['case', 'task', 'move', 'clock', 'material', 'instrument'].map((name) => [`cases_${name}`, box]))
  const below: Box = { ...own, regionPath: pathsBelow(path) }
  const roles = ['r1', 'r2']
  const reach = { organisation, roles }
  return [
    ['a whole case, for its officers', all(oneCase), cases.wholeCase(id)],
    ['a whole case, for its applicant', all({ ...oneCase, holder: [person, person] }), cases.wholeCase(id)],
    [
      'tasks of an organisation in a case',
      all({ ...oneCase, organisation: [organisation, organisation] }),
      [cases.tasksOfOrganisation(id, organisation)],
    ],
    ['own cases', all({ ...mine, case: [NO_KEY, LAST_KEY] }), [cases.casesOfHolder(person, 50)]],
    ['waiting tasks', all(below), [cases.openTasks({ ...reach, light: null, after: { due: '-infinity', id: NO_KEY }, most: 51 })]],
    ['waiting tasks of a light', all(below), [cases.openTasks({ ...reach, light: 'red', after: { due: '2026-03-02', id }, most: 51 })]],
    ['done tasks', all(below), [cases.doneTasks({ ...reach, before: { closed: 'infinity', id: LAST_KEY }, most: 51 })]],
    ['counts of tasks', all(below), [cases.countTasks(organisation, roles)]],
    ['a task to take or to give', all(own), [cases.taskToClaim(id, organisation), cases.taskToAssign(id, organisation)]],
    ['who did what', all(oneCase), [cases.doersOf(id, '')]],
    ['how much waits with whom', all(own), [cases.openOf(organisation, [newKey()])]],
    ['cases by the beginning of a number or a name', all(below), [cases.casesBeginning({ ...reach, words: 'x123', most: 20 })]],
    ['cases that changed', all(OPEN_BOX), [cases.casesOfRecords([id, newKey()])]],
    ['an instrument', all(OPEN_BOX), [cases.instrumentFor(id)]],
    [
      'implementations',
      { cases_implementation: { ...OPEN_BOX, class: [0, 0] } },
      [cases.implementationsAt(['m1', 'm2'], [path, '4418/']), cases.implementationsByKey([id])],
    ],
    ['a document', { documents_document: oneCase }, [documents.documentToMake(id), documents.documentInBox(id, oneCase)]],
    ['certificates of a case', { documents_document: oneCase }, [documents.certificatesOfCase(id)]],
    ['certificates of a holder', { documents_document: mine }, [documents.certificatesOfHolder(person, '2026-03-02', 50)]],
    ['a file', { documents_file: oneCase }, [documents.fileInBox(id, oneCase), documents.looseFile(id, newKey())]],
    ['files by key', { documents_file: oneCase }, [documents.factsOfFiles([id, newKey()])]],
    [
      'messages',
      { messages_message: below },
      [
        messages.ownMessages({ account: newKey(), person, post: newKey() }, LAST_KEY, 50),
        messages.roleMessages(newKey(), { ...reach, regionPath: pathsBelow(path) }, LAST_KEY, 50),
        messages.messageById(id),
      ],
    ],
  ]
}

test('no engine reads one of its tables whole for a key or a part that it names', async () => {
  const found: string[] = []
  let explained = 0
  for (const [what, opens, statements] of shapes())
    await inContext(city.ground, officer(), { kind: 'duty', what: 'plans' }, async (ctx) => {
      for (const [table, box] of Object.entries(opens)) ctx.tx.open(table, 'read', box)
      for (const statement of statements) {
        const plan = await planOf(ctx, statement)
        explained++
        const generic = await genericPlanOf(ctx, statement, `p${explained}`)
        for (const one of [plan, generic]) {
          for (const table of walked(one)) found.push(`${what}: ${statement.name} walks ${table}`)
          for (const table of ranged(one)) found.push(`${what}: ${statement.name} comes to ${table}`)
        }
      }
    })
  expect(found).toEqual([])
  expect(explained).toBeGreaterThan(30)
})

test('asks are found by who answers and by who asked', async () => {
  const found: string[] = []
  await inContext(city.ground, officer(), { kind: 'duty', what: 'plans' }, async (ctx) => {
    const explain = async (statement: Statement): Promise<Row[]> => {
      found.push(...walked(await planOf(ctx, statement)).map((table) => `${statement.name} walks ${table}`))
      return []
    }
    const asked: Context = {
      ...ctx,
      tx: { ...ctx.tx, rows: explain, query: async (one): Promise<Answer> => ({ rows: await explain(one), rowCount: 0 }) },
    }
    await listAsks(asked, [{ ...own, regionPath: pathsBelow(county.path) }], ['r1'])
    await ownAsks(asked)
  })
  expect(found).toEqual([])
})

test('every box is asked in one form', async () => {
  const admin = await city.sql('admin')
  const { rows } = await admin.query<{ table: string; form: string }>(
    `select p.polrelid::regclass::text as table, pg_get_expr(p.polqual, p.polrelid) as form from pg_policy p
     where p.polname = 'read' and p.polrelid::regclass::text ~ '^(cases|documents|identity)\\.' and p.polrelid::regclass::text !~ '_history"?$'
       and pg_get_expr(p.polqual, p.polrelid) like '%box_part%'`,
  )
  await admin.end()
  const forms = new Map<string, string[]>()
  for (const { table, form } of rows) {
    const bare = form.replaceAll(/'box\.\w+'::text/g, 'BOX').replaceAll(/\s+/g, ' ')
    forms.set(bare, [...(forms.get(bare) ?? []), table])
  }
  expect(rows.map(({ table }) => table)).toEqual(expect.arrayContaining(['cases."case"', 'cases.task', 'documents.file', 'identity.post']))
  expect([...forms.values()]).toHaveLength(1)
})
