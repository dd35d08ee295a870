import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPEN_BOX, pathsBelow } from '#kernel/context'
import { quote } from '#kernel/database'
import { testCity, type TestCity } from '#testing'

/** What a database role may do without settings, each with its reason; everything else in the database is shut. */
const open: Record<string, string> = {
  'app read kernel.identity': 'which installation this is',
  'hall read kernel.identity': 'which installation this is',
  'app read kernel.cursor': 'where the readers of the log have got to; no citizen’s data',
  'app write kernel.cursor': 'a reader notes where it has got to',
  'app write kernel.access': 'access records are added by whoever reads, and read by nobody',
  'hall write kernel.access': 'access records are added by whoever reads, and read by nobody',
  'app read map.boundary': 'shapes of counties are public',
  'hall read map.boundary': 'shapes of counties are public',
  'app read map.region': 'shapes of regions are public',
  'hall read map.region': 'shapes of regions are public',
  'app read map.edition': 'which edition of the shapes counts',
  'hall read map.edition': 'which edition of the shapes counts',
  'app read map.counted': 'until when layers are counted, without their counts',
  'hall read map.counted': 'until when layers are counted, without their counts',
  'app read catalogue.edition': 'how often the catalogue changed',
  'hall read catalogue.edition': 'how often the catalogue changed',
  'app read open.edition': 'how often open data changed',
  'hall read open.edition': 'how often open data changed',
  'app read open.version': 'published and withdrawn versions of open data, which anybody may take',
  'hall read open.version': 'published and withdrawn versions of open data, which anybody may take',
  'app read open.file': 'the files of those versions',
  'hall read open.file': 'the files of those versions',
  'app read open.download': 'how often a file was taken, without who',
  'hall read open.download': 'how often a file was taken, without who',
  'app read open_rows': 'rows of published versions',
  'hall read open_rows': 'rows of published versions',
  'app read map.laid_point': 'codes of regions whose point was laid and not known',
}
/** Schemas of others, and the tables of the job library, whose worker is the app role. */
const foreign = ['pg_catalog', 'information_schema', 'pg_toast', 'graphile_worker']

interface Table {
  name: string
  sql: string
  columns: string[]
  rows: number
}

let city: TestCity
let admin: pg.Client
let tables: Table[] = []
const roles = ['app', 'hall'] as const
const clients = {} as Record<(typeof roles)[number], pg.Client>

beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  for (const role of roles) clients[role] = await city.sql(role)
  // What the database works out by itself can't be written by anybody.
  const { rows } = await admin.query<{ schema: string; name: string; columns: string[] }>(
    `select n.nspname as schema, c.relname as name, array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> all($1) and n.nspname not like 'pg_temp%'
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1, 2`,
    [foreign],
  )
  tables = await Promise.all(
    rows.map(async ({ schema, name, columns }) => {
      const sql = `${quote(schema)}.${quote(name)}`
      // Tables of published versions are many, and stand under one name.
      return { name: schema === 'open_rows' && name.startsWith('e_') ? schema : `${schema}.${name}`, sql, columns, rows: 0 }
    }),
  )
  for (const table of tables) table.rows = (await admin.query(`select count(*)::int as n from ${table.sql}`)).rows[0].n
})
afterAll(async () => {
  await Promise.all([admin, ...Object.values(clients)].map((client) => client.end()))
  await city.stop()
})

/** Runs one statement and takes it back; gives the rows it saw or touched, or why it was refused. */
async function attempt(
  client: pg.Client,
  text: string,
  values: unknown[] = [],
  settings: Record<string, string> = {},
): Promise<number | string> {
  await client.query('begin')
  try {
    for (const [name, value] of Object.entries(settings)) await client.query('select set_config($1, $2, true)', [name, value])
    const { rowCount } = await client.query(text, values)
    return rowCount ?? 0
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  } finally {
    await client.query('rollback')
  }
}

/** Insufficient privilege, which is also what a policy answers. */
const refused = '42501'

test('the walk covers the whole database, and most of it is not empty', () => {
  expect(tables.length).toBeGreaterThan(40)
  expect(tables.filter((table) => table.rows > 0).length).toBeGreaterThan(15)
  for (const definition of city.registers.definitions.all)
    for (const name of [`${definition.schema}.${definition.table}`, `${definition.schema}.${definition.table}_history`])
      expect(tables.map((table) => table.name)).toContain(name)
})

test.each(roles)('without settings %s reads nothing', async (role) => {
  const seen: string[] = []
  for (const table of tables) {
    const got = await attempt(clients[role], `select 1 from ${table.sql} limit 1`)
    if (got !== refused && got !== 0) seen.push(`${role} read ${table.name}`)
    else if (open[`${role} read ${table.name}`] && table.rows > 0)
      throw new Error(`${role} may not read ${table.name}, which is listed as open`)
  }
  expect(seen.filter((one) => !open[one])).toEqual([])
})

test.each(roles)('without settings %s writes nothing', async (role) => {
  const wrote: string[] = []
  for (const { name, sql, columns } of tables) {
    // A policy is asked before constraints are, so that a row of defaults is refused by the wall or by nothing at all.
    const attempts = {
      insert: await attempt(clients[role], `insert into ${sql} default values`),
      update: await attempt(
        clients[role],
        `update ${sql} set ${columns.slice(-1).map((column) => `${quote(column)} = ${quote(column)}`)[0]}`,
      ),
      delete: await attempt(clients[role], `delete from ${sql}`),
      truncate: await attempt(clients[role], `truncate ${sql}`),
    }
    for (const [act, got] of Object.entries(attempts))
      if (got !== refused && !(act !== 'insert' && got === 0)) wrote.push(`${role} write ${name}`)
  }
  expect([...new Set(wrote)].filter((one) => !open[one])).toEqual([])
})

test('row-level security is on wherever a role has any right', async () => {
  const { rows } = await admin.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relrowsecurity and n.nspname <> all($1)
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
       and exists (select from unnest(array['chengshu_app', 'chengshu_hall']) r, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p where has_table_privilege(r, c.oid, p))`,
    [foreign],
  )
  expect(rows.map((row) => row.name).sort()).toEqual(['kernel.cursor', 'kernel.identity'])
})

const boxText = (box: typeof OPEN_BOX) => [box.regionPath, box.organisation, box.holder, box.class, box.case].flat().join(' ')

/** Every setting that a policy reads as a box, opened to one box. */
async function allBoxes(box: typeof OPEN_BOX): Promise<Record<string, string>> {
  const { rows } = await admin.query<{ setting: string }>(
    `select distinct (regexp_matches(coalesce(qual, '') || coalesce(with_check, ''), '''(boxw?\\.[a-z_]+)''', 'g'))[1] as setting from pg_policies`,
  )
  expect(rows.length).toBeGreaterThan(20)
  return Object.fromEntries(rows.map((row) => [row.setting, boxText(box)]))
}

const county = async () => {
  const region = await city.identity.places.byCode('441802')
  return region!
}

test('with the settings of a county clerk the app role sees and changes the records of the county alone', async () => {
  const { path } = await county()
  const [from, before] = pathsBelow(path)
  const settings = await allBoxes({ ...OPEN_BOX, regionPath: [from, before] })
  let checked = 0
  for (const { name, sql, columns } of tables.filter(
    (table) => table.columns.includes('region_path') && table.columns.includes('holder'),
  )) {
    const { rows } = await admin.query<{ inside: number; all: number }>(
      `select count(*) filter (where region_path >= $1 and region_path < $2)::int as inside, count(*)::int as all from ${sql}`,
      [from, before],
    )
    const own = rows[0]!
    const seen = await attempt(clients.app, `select 1 from ${sql}`, [], settings)
    // Tallies of the map stand behind the setting of one layer, too.
    expect([name, seen]).toEqual([name, name === 'map.tally' ? 0 : own.inside])
    if (own.all > own.inside) checked++
    if (!city.registers.definitions.all.some((one) => `${one.schema}.${one.table}` === name)) continue
    expect(columns).toContain('version')
    expect([name, await attempt(clients.app, `update ${sql} set version = version + 1`, [], settings)]).toEqual([name, own.inside])
    // A region lies in itself, whatever is written: such a change passes, and moves nothing.
    if (own.inside > 0 && name === 'identity.region') {
      const moved = `with moved as (update ${sql} set version = version + 1, region_path = '/elsewhere/' returning region_path)
        select 1 from moved where region_path = '/elsewhere/'`
      expect([name, await attempt(clients.app, moved, [], settings)]).toEqual([name, 0])
    } else if (own.inside > 0)
      expect([
        name,
        await attempt(clients.app, `update ${sql} set version = version + 1, region_path = '/elsewhere/'`, [], settings),
      ]).toEqual([name, refused])
    const history = await attempt(
      clients.app,
      `select 1 from ${sql.replace(/"$/, '_history"')} h where not exists (select from ${sql} t where t.id = h.id)`,
      [],
      settings,
    )
    expect(history).toBe(0)
  }
  expect(checked).toBeGreaterThan(3)
})

test('whatever box it sets, the hall role sees what is public, or of one person alone', async () => {
  const { rows: people } = await admin.query<{ person: string; account: string }>(
    `select person, id as account from identity.account where person is not null and ended is null order by id limit 2`,
  )
  const [me, other] = people
  const settings = {
    ...(await allBoxes(OPEN_BOX)),
    'app.person': me!.person,
    'app.actor': me!.account,
    'app.log': 'reader',
    'app.log_record': other!.person,
  }
  let mine = 0
  for (const { name, sql, columns } of tables) {
    if (`hall read ${name}` in open) continue
    const condition = columns.includes('asker')
      ? `asker is distinct from '${me!.account}'`
      : !columns.includes('holder')
        ? 'true'
        : columns.includes('class')
          ? `class <> 0 and holder is distinct from '${me!.person}'`
          : `holder is distinct from '${me!.person}'`
    const got = await attempt(clients.hall, `select 1 from ${sql} where ${condition}`, [], settings)
    if (columns.includes('holder'))
      mine += Number(await attempt(clients.hall, `select 1 from ${sql} where holder = '${me!.person}'`, [], settings)) || 0
    if (name.endsWith('_history') && !columns.includes('holder')) {
      const parent = sql.replace(/_history"$/, '"')
      const stray = await attempt(
        clients.hall,
        `select 1 from ${sql} h where not exists (select from ${parent} t where t.id = h.id)`,
        [],
        settings,
      )
      expect([name, stray === refused ? 0 : stray]).toEqual([name, 0])
    } else expect([name, got === refused ? 0 : got]).toEqual([name, 0])
  }
  // The person's own record at least was there to be seen.
  expect(mine).toBeGreaterThan(0)
})

test('functions that run with their owner’s rights are the listed ones', async () => {
  const { rows } = await admin.query<{ f: string }>(
    `select r.role || ' ' || n.nspname || '.' || p.proname as f
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace, unnest(array['app', 'hall']) r(role)
     where p.prosecdef and p.prorettype <> 'trigger'::regtype and has_function_privilege('chengshu_' || r.role, p.oid, 'execute') and n.nspname in ('kernel', 'identity')
     order by 1`,
  )
  expect(
    rows.map((row) => row.f),
    'a function that passes the walls is added here on purpose',
  ).toEqual([
    'app identity.administrator_roles_of',
    'app identity.answer_consent',
    'app identity.begin_region_act',
    'app identity.change_own_credential',
    'app identity.choose_post',
    'app identity.choose_proxy',
    'app identity.close_session',
    'app identity.consents',
    'app identity.count_try',
    'app identity.credential_of',
    'app identity.duties_in_effect',
    'app identity.end_own_sessions',
    'app identity.end_seeing',
    'app identity.end_sessions',
    'app identity.first_post',
    'app identity.holds',
    'app identity.in_office',
    'app identity.make_entry_code',
    'app identity.move_placed',
    'app identity.names_at_work',
    'app identity.not_in_effect',
    'app identity.note_moved',
    'app identity.open_session',
    'app identity.own_credential',
    'app identity.own_sessions',
    'app identity.post_session',
    'app identity.posts_of',
    'app identity.proxy_of',
    'app identity.read_access',
    'app identity.resolve_session',
    'app identity.same_hands',
    'app identity.see_as',
    'app identity.sessions_of',
    'app identity.set_credential',
    'app identity.touch_session',
    'app identity.try_entry_code',
    'app identity.use_entry_code',
    'app identity.use_first_code',
    'app kernel.access_about_me',
    'app kernel.add_job',
    'app kernel.counters',
    'app kernel.make_partitions',
    'app kernel.set_aside',
    'app kernel.take',
    'app kernel.today',
    'hall identity.change_own_credential',
    'hall identity.choose_proxy',
    'hall identity.close_session',
    'hall identity.count_try',
    'hall identity.credential_of',
    'hall identity.end_own_sessions',
    'hall identity.holds',
    'hall identity.names_at_work',
    'hall identity.open_session',
    'hall identity.own_credential',
    'hall identity.own_sessions',
    'hall identity.resolve_session',
    'hall identity.touch_session',
    'hall identity.try_entry_code',
    'hall identity.use_entry_code',
    'hall kernel.access_about_me',
    'hall kernel.add_job',
    'hall kernel.take',
    'hall kernel.today',
  ])
  const { rowCount } = await admin.query(
    `select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname not in ('public', 'pg_catalog')
       and not coalesce(p.proconfig::text like '%search_path=%', false)`,
  )
  expect(rowCount, 'a function with its owner’s rights must fix its search path').toBe(0)
})
