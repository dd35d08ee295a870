import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Cluster } from './cluster.ts'
import { leakproofFunctions } from './leakproof.ts'
import { containing } from './like.ts'
import { administratorSql, connections, missingFrom, prepareDatabase, targetOf } from './prepare.ts'
import { readSettings } from './settings.ts'

const root = mkdtempSync(join(tmpdir(), 'chengshu-prepare-'))
let cluster: Cluster

beforeAll(async () => {
  // The folder above the data folder has to let the database user through.
  if (process.getuid?.() === 0) spawnSync('chmod', ['711', root])
  cluster = await openCluster({ dataDir: join(root, 'data'), log: () => undefined, fast: true })
  await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'chengshu', passwords: cluster.passwords })
})

afterAll(async () => {
  await cluster.stop()
  rmSync(root, { recursive: true, force: true })
})

async function as<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const run = (config: pg.ClientConfig, ...statements: string[]) =>
  as(config, async (client) => {
    for (const statement of statements) await client.query(statement)
  })

describe('a database of ours', () => {
  test('lacks nothing, and preparing it again changes nothing', async () => {
    const state = () =>
      as(cluster.connection('admin', 'chengshu'), async (client) => ({
        roles: (
          await client.query('select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles order by 1')
        ).rows,
        marks: (await client.query(`select oid::regprocedure::text from pg_proc where proleakproof order by 1`)).rows,
        extensions: (await client.query('select extname, extversion from pg_extension order by 1')).rows,
        owners: (await client.query('select datname, datdba::regrole::text, datacl::text from pg_database order by 1')).rows,
      }))
    const before = await state()
    await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'chengshu', passwords: cluster.passwords })
    expect(await state()).toEqual(before)
    for (const role of before.roles.filter(({ rolname }) => /^chengshu_(?!admin)/.test(rolname)))
      expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false })
    expect(
      before.roles.filter(({ rolname, rolcanlogin }) => rolname.startsWith('chengshu_') && !rolcanlogin).map(({ rolname }) => rolname),
    ).toEqual(['chengshu_cases', 'chengshu_log'])
  })

  test('each role signs in as itself; the migrator alone makes tables and gives functions to their owners', async () => {
    const to = connections({ databaseUrl: undefined }, cluster)
    for (const role of ['migrator', 'app', 'hall'] as const) {
      const { rows } = await as(to[role], (client) => client.query('select session_user as it'))
      expect(rows).toEqual([{ it: `chengshu_${role}` }])
    }
    await run(
      to.migrator,
      'create schema t',
      'create function t.f() returns int language sql as $$ select 1 $$',
      'grant create on schema t to chengshu_cases, chengshu_log',
      'alter function t.f() owner to chengshu_cases',
    )
    for (const role of ['app', 'hall'] as const) {
      await expect(run(to[role], 'create table public.x (a int)')).rejects.toMatchObject({ code: '42501' })
      await expect(run(to[role], 'create schema mine')).rejects.toMatchObject({ code: '42501' })
      await expect(run(to[role], 'create temporary table x (a int)')).rejects.toMatchObject({ code: '42501' })
      await expect(run(to[role], 'set role chengshu_migrator')).rejects.toMatchObject({ code: '42501' })
    }
  })

  test('a copy of a template has what the template has', async () => {
    await run(cluster.connection('migrator', 'chengshu'), 'create table if not exists public.kept (a int)')
    await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'copy', passwords: cluster.passwords, template: 'chengshu' })
    const { rows } = await as(cluster.connection('migrator', 'copy'), (client) => client.query('select * from public.kept'))
    expect(rows).toEqual([])
  })
})

describe("a city's own database", () => {
  const password = 'p@ss/w:ord'
  let url: string

  beforeAll(async () => {
    await run(cluster.connection('admin', 'postgres'), `create role city login password '${password}'`, 'create database town owner city')
    const address = `postgres://city:${encodeURIComponent(password)}@/town?host=${encodeURIComponent(cluster.socketDir)}&options=-c%20lock_timeout%3D7s`
    url = readSettings({ DATABASE_URL: address }).databaseUrl ?? ''
  })

  test('is told all that it lacks, has nothing done to it, and lacks nothing after its administrator ran the SQL', async () => {
    const missing = (await missingFrom(url)).map(({ en }) => en)
    for (const word of [
      'postgis',
      'pg_trgm',
      'pgcrypto',
      'btree_gist',
      'owned by chengshu_migrator',
      ...leakproofFunctions.map(({ signature }) => signature),
    ])
      expect(missing.filter((sentence) => sentence.includes(word))).toHaveLength(1)
    for (const role of ['migrator', 'app', 'hall'])
      expect(missing.filter((sentence) => sentence.includes(`role chengshu_${role}`))).toHaveLength(1)
    expect(missing).toEqual((await missingFrom(url)).map(({ en }) => en))

    const target = targetOf(url)
    expect(target).toEqual({ database: 'town', login: 'city' })
    await run(cluster.connection('admin', 'town'), administratorSql(target), administratorSql(target))
    expect(await missingFrom(url)).toEqual([])

    await run(cluster.connection('admin', 'town'), 'alter function textlike(text,text) not leakproof', 'revoke chengshu_hall from city')
    expect((await missingFrom(url)).map(({ zh }) => zh)).toEqual([
      '缺少角色 chengshu_hall，或登录用户不是其成员',
      '函数 textlike(text,text) 未标记为 LEAKPROOF',
    ])
    await run(cluster.connection('admin', 'town'), administratorSql(target))
  })

  test('is reached by one login that takes on each role, and keeps the options of its address', async () => {
    const to = connections({ databaseUrl: url }, undefined)
    expect(to).not.toHaveProperty('admin')
    for (const role of ['migrator', 'app', 'hall'] as const) {
      const { rows } = await as(to[role], (client) =>
        client.query(`select current_user as who, session_user as login, current_setting('lock_timeout') as option`),
      )
      expect(rows).toEqual([{ who: `chengshu_${role}`, login: 'city', option: '7s' }])
    }
  })

  test('that can not be reached is refused without its password', async () => {
    const refusal: unknown = await missingFrom('postgres://someone:secret@127.0.0.1:1/town').catch((thrown: unknown) => thrown)
    expect(refusal).toMatchObject({ name: 'Refusal', message: expect.stringContaining('ECONNREFUSED') })
    expect(String(refusal)).not.toContain('secret')
  })
})

describe('leakproof marks', () => {
  /** One condition per marked operator, each with an index that answers it. */
  const conditions: Record<string, string> = {
    LIKE: `name like '%丽艳芳%'`,
    ILIKE: `name ilike '%Lotus%'`,
    '%': `name % '曾丽艳芳'`,
    '@@': `words @@ to_tsquery('simple', 'w77')`,
    '@>': `refs @> array['28dd2c79-55ce-9264-5624-0b2ff0100bde'::uuid]`,
    '&&': `place && st_makeenvelope(113.0, 23.0, 113.01, 23.01, 4490)`,
  }

  const plan = (condition: string) =>
    as(cluster.connection('app', 'chengshu'), async (client) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) select id from marks.thing where ${condition}`)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })

  beforeAll(async () => {
    await run(
      cluster.connection('migrator', 'chengshu'),
      'create schema marks',
      'grant usage on schema marks to chengshu_app',
      'create table marks.thing (id int primary key, holder int not null, name text not null, words tsvector not null, place geometry(point, 4490) not null, refs uuid[] not null)',
      `insert into marks.thing select i, i % 2, '名字' || i, ('w' || i)::tsvector, st_setsrid(st_point(112 + i / 20000.0, 24), 4490), array[md5(i::text)::uuid] from generate_series(1, 20000) i`,
      'create index on marks.thing using gin (name gin_trgm_ops)',
      'create index on marks.thing using gin (words)',
      'create index on marks.thing using gist (place)',
      'create index on marks.thing using gin (refs)',
      'alter table marks.thing enable row level security, force row level security',
      'create policy seen on marks.thing using (holder = 1)',
      'grant select on marks.thing to chengshu_app',
      'analyze marks.thing',
    )
  })

  test.each(leakproofFunctions)(
    '$operator uses its index behind a policy only because $signature is marked',
    async ({ signature, operator }) => {
      const condition = conditions[operator] ?? ''
      expect(await plan(condition)).toMatch(/Index Cond|Index Scan/)
      await run(cluster.connection('admin', 'chengshu'), `alter function ${signature} not leakproof`)
      expect(await plan(condition)).toMatch(/Seq Scan/)
      await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'chengshu', passwords: cluster.passwords })
      expect(await plan(condition)).toMatch(/Index Cond|Index Scan/)
    },
  )

  describe('and a row that the policy hides', () => {
    const hidden = 'classified-7391\\'

    beforeAll(() =>
      as(cluster.connection('admin', 'chengshu'), (client) =>
        client.query(
          `insert into marks.thing values (0, 0, $1, to_tsvector('simple', $1), st_setsrid('point empty'::geometry, 4490), '{}')`,
          [hidden],
        ),
      ),
    )

    /** All that a person could learn of the hidden rows from a query, with and without its index: themselves, notices and errors. */
    const learned = (condition: string, value: string) =>
      as(cluster.connection('app', 'chengshu'), async (client) => {
        const said: unknown[] = []
        client.on('notice', (notice) => said.push(notice.message))
        for (const indexes of ['on', 'off']) {
          await client.query(`set enable_bitmapscan = ${indexes}; set enable_indexscan = ${indexes}`)
          const { rows } = await client.query(`select holder from marks.thing where ${condition}`, [value]).catch((thrown: unknown) => {
            if (!(thrown instanceof pg.DatabaseError)) throw thrown
            return { rows: [thrown.message] }
          })
          said.push(...rows.filter((row) => row.holder !== 1))
        }
        return said
      })

    test.each([
      ['similarity to a hostile text', 'name % $1', 'classified-7391'.repeat(50)],
      ['similarity to nothing', 'name % $1', ''],
      ['a word', 'words @@ plainto_tsquery($1)', 'classified-7391'],
      ['the absence of a word', `words @@ to_tsquery('simple', $1)`, '!nothing'],
      ['a prefix', `words @@ to_tsquery('simple', $1)`, 'classi:*'],
      ['a place that is empty', 'place && st_geomfromtext($1, 4490)', 'POINT EMPTY'],
      ['a place in another reference system', 'place && st_geomfromtext($1, 3857)', 'POINT(113 23)'],
      ['a place beyond all numbers', 'place && st_setsrid(st_point($1::float8, 0), 4490)', 'NaN'],
      ['an escaped part of it', 'name like $1', containing('fied-73')],
      ['an escaped part that ends in a backslash', 'name like $1', containing('classified-73\\')],
      ['the same whatever the case', 'name ilike $1', containing('CLASSIFIED-73\\')],
    ])('nothing comes of %s', async (_, condition, value) => {
      expect(await learned(condition, value)).toEqual([])
    })

    test.each(['like', 'ilike'])(
      'a bare backslash after %s would tell that it is there, which is why patterns are escaped',
      async (operator) => {
        expect(await learned(`name ${operator} $1`, 'classified-73\\')).not.toEqual([])
        expect(await learned(`name ${operator} $1`, 'classified-74\\')).toEqual([])
      },
    )
  })

  test('the decision record argues for exactly these functions', () => {
    const record = readFileSync('docs/decisions/0002-leakproof-functions.md', 'utf8')
    const argued = [...record.matchAll(/^\| `([a-z_]+\([a-z,]+\))`/gm)].map(([, signature]) => signature)
    expect(argued).toEqual(leakproofFunctions.map(({ signature }) => signature))
  })
})
