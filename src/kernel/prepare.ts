import pg from 'pg'
import { loginRoles, type Cluster } from './cluster.ts'
import type { Passwords } from './cluster-folder.ts'
import { leakproofFunctions } from './leakproof.ts'
import { oldestPostgres } from './postgres-programs.ts'
import { Refusal, type Settings } from './settings.ts'

/** The database of an installation inside its private cluster. */
export const databaseName = 'chengshu'

const { migrator, app, hall } = loginRoles

/** Owners of the functions that alone may write cases and the change log; nobody signs in as them. */
const functionOwners = ['chengshu_cases', 'chengshu_log'] as const

const extensions = ['postgis', 'pg_trgm', 'pgcrypto', 'btree_gist'] as const

const name = pg.escapeIdentifier
const literal = pg.escapeLiteral

const createRole = (role: string) =>
  `do $$ begin if not exists (select from pg_roles where rolname = ${literal(role)}) then create role ${name(role)} nologin; end if; end $$;`

/** Roles of the whole server. None may pass row-level security or make roles, and membership is how the migrator gives functions away. */
const roleStatements = (): string[] => [
  ...[migrator, app, hall, ...functionOwners].map(createRole),
  `grant ${functionOwners.map(name).join(', ')} to ${name(migrator)};`,
]

/** What has to be so inside the database; run by a superuser, any number of times. */
const databaseStatements = (database: string): string[] => [
  `alter database ${name(database)} owner to ${name(migrator)};`,
  `revoke all on database ${name(database)} from public;`,
  `grant connect on database ${name(database)} to ${[app, hall].map(name).join(', ')};`,
  ...extensions.map((extension) => `create extension if not exists ${extension};`),
  ...leakproofFunctions.map(({ signature }) => `alter function ${signature} leakproof;`),
]

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config)
  // A query in progress is told by its own rejection when the server goes; without a listener the process would end.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function using<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * Makes a database of ours ready for migrations: roles with their passwords, the database itself (from `template` when given),
 * extensions and leakproof marks. Changes nothing when all is there. Only for the private cluster, whose superuser `admin` is;
 * never for a server that DATABASE_URL names.
 */
export async function prepareDatabase(
  admin: pg.ClientConfig,
  options: { readonly database: string; readonly passwords: Passwords; readonly template?: string },
): Promise<void> {
  const { database, passwords, template } = options
  await using(await connect({ ...admin, database: 'postgres' }), async (client) => {
    const signIn = (['migrator', 'app', 'hall'] as const).map(
      (role) => `alter role ${name(loginRoles[role])} login password ${literal(passwords[role])};`,
    )
    await client.query([...roleStatements(), ...signIn].join('\n'))
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (!rowCount)
      await client.query(
        `create database ${name(database)} owner ${name(migrator)}${template === undefined ? '' : ` template ${name(template)}`}`,
      )
  })
  await using(await connect({ ...admin, database }), (client) => client.query(databaseStatements(database).join('\n')))
}

/**
 * The SQL that makes a city's own database ready, for its administrator to read and run as superuser in that database; the
 * platform itself changes nothing there. `login` is the user that DATABASE_URL names, `database` its database.
 */
export function administratorSql({ database, login }: { readonly database: string; readonly login: string }): string {
  const lines = [
    `-- 请数据库管理员以超级用户身份在数据库 ${database} 中执行；可重复执行。`,
    `-- To be run by a superuser in the database ${database}; may be run again. PostgreSQL ${oldestPostgres} or later with PostGIS.`,
    ...roleStatements(),
    `grant ${[migrator, app, hall].map(name).join(', ')} to ${name(login)};`,
    ...databaseStatements(database),
    `grant connect on database ${name(database)} to ${name(login)};`,
  ]
  return `${lines.join('\n')}\n`
}

/** One thing that a city's database lacks, in a sentence for its administrator. */
export type Missing = { readonly zh: string; readonly en: string }

/** Database and user that a DATABASE_URL names, for `administratorSql`. */
export function targetOf(databaseUrl: string): { database: string; login: string } {
  const { database, user } = new pg.Client({ connectionString: databaseUrl })
  return { database: database ?? '', login: user ?? '' }
}

/**
 * What the database that DATABASE_URL names lacks for the platform; empty when it is ready. Reads only.
 * @throws Refusal when it can't be reached.
 */
export async function missingFrom(databaseUrl: string): Promise<Missing[]> {
  const client = await connect({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : String(cause)
    throw new Refusal(
      `连不上 DATABASE_URL 指定的数据库（${why}），请检查地址、用户和密码，以及数据库是否在运行。`,
      `The database that DATABASE_URL names can't be reached (${why}): check address, user and password, and that it runs.`,
      { cause },
    )
  })
  return using(client, lookForMissing)
}

// Functions are compared by name and types, because before PostgreSQL 16 `to_regprocedure` fails on a type that isn't there.
const inspection = `
  select current_setting('server_version_num')::int as version,
         current_setting('server_encoding') as encoding,
         array(select e from unnest($1::text[]) e where not exists (select from pg_extension where extname = e)) as extensions,
         array(select r from unnest($2::text[]) r left join pg_roles on rolname = r
               where case when rolname is null then true else not pg_has_role(rolname, 'member') end) as roles,
         array(select f from unnest($3::text[]) f where not exists (
           select from pg_proc p where p.proleakproof and f = p.proname || '(' || (
             select string_agg(t.typname, ',' order by n) from unnest(p.proargtypes) with ordinality a(oid, n) join pg_type t using (oid)) || ')'
         )) as functions,
         pg_has_role(coalesce(to_regrole($4)::oid, 0::oid), (select datdba from pg_database where datname = current_database()), 'usage') as owns`

async function lookForMissing(client: pg.Client): Promise<Missing[]> {
  const {
    rows: [found],
  } = await client.query<{ version: number; encoding: string; extensions: string[]; roles: string[]; functions: string[]; owns: boolean }>(
    inspection,
    [extensions, [migrator, app, hall], leakproofFunctions.map(({ signature }) => signature), migrator],
  )
  const missing: Missing[] = []
  if (!found) return missing
  if (found.version < oldestPostgres * 10_000)
    missing.push({ zh: `PostgreSQL 版本低于 ${oldestPostgres}`, en: `PostgreSQL is older than ${oldestPostgres}` })
  if (found.encoding !== 'UTF8') missing.push({ zh: '数据库编码不是 UTF8', en: 'the encoding of the database is not UTF8' })
  for (const extension of found.extensions) missing.push({ zh: `缺少扩展 ${extension}`, en: `the extension ${extension} is missing` })
  for (const role of found.roles)
    missing.push({ zh: `缺少角色 ${role}，或登录用户不是其成员`, en: `the role ${role} is missing, or the login user is no member of it` })
  if (!found.owns) missing.push({ zh: `数据库不归 ${migrator} 所有`, en: `the database is not owned by ${migrator}` })
  for (const signature of found.functions)
    missing.push({ zh: `函数 ${signature} 未标记为 LEAKPROOF`, en: `the function ${signature} is not marked LEAKPROOF` })
  return missing
}

/** How each part of the platform reaches the database. `admin` is there for the private cluster alone. */
export type Connections = {
  readonly migrator: pg.PoolConfig
  readonly app: pg.PoolConfig
  readonly hall: pg.PoolConfig
  readonly admin?: pg.PoolConfig
}

/** With DATABASE_URL one login takes on the role of each connection; an `options` of the address itself is kept. */
function asRole(databaseUrl: string, role: string): pg.PoolConfig {
  const url = new URL(databaseUrl)
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c role=${role}`.trim())
  return { connectionString: url.href }
}

/** Connections of an installation: to its private cluster when there is one, otherwise to what DATABASE_URL names. */
export function connections({ databaseUrl }: Pick<Settings, 'databaseUrl'>, cluster: Cluster | undefined): Connections {
  if (cluster) {
    const to = (role: keyof typeof loginRoles) => cluster.connection(role, databaseName)
    return { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') }
  }
  if (databaseUrl === undefined) throw new Error('neither a private cluster nor DATABASE_URL')
  return { migrator: asRole(databaseUrl, migrator), app: asRole(databaseUrl, app), hall: asRole(databaseUrl, hall) }
}
