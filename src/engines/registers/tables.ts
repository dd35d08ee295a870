import { createHash } from 'node:crypto'
import type pg from 'pg'
import { kindOf } from '#declare'
import { logTriggers } from '#kernel/changes'
import { quote, snake } from '#kernel/database'
import { aroundContributions } from './base/tables.ts'
import type { Definition, Definitions } from './definitions.ts'
import { recompute } from './recompute.ts'

// Columns of every register beside its fields. `words` holds the tokens of its search fields.
const head = `
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  ended timestamptz,
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null default '00000000-0000-0000-0000-000000000000',
  class smallint not null,
  case_id uuid not null default '00000000-0000-0000-0000-000000000000',
  salt bytea not null default uuid_send(gen_random_uuid()),
  words tsvector`
const period = `,
  key uuid not null,
  effective tstzrange not null`

/**
 * The policy condition of a box over a table's plain columns; each end is read once a statement. To the planner the ends are unknown, and
 * it takes five unknown ranges for nearly nothing: it would then walk a whole region instead of using the index of the key asked for.
 * The constant that it can't see through makes it count on half of the rows; statements say themselves which part they want.
 */
export function boxPolicy(setting: string): string {
  const part = (n: number, type = '') => `(select kernel.box_part('${setting}', ${n})${type})`
  const within = [
    `region_path >= ${part(1)} and region_path < ${part(2)}`,
    ...['organisation', 'holder'].map(
      (column, i) => `${column} >= ${part(3 + 2 * i, '::uuid')} and ${column} <= ${part(4 + 2 * i, '::uuid')}`,
    ),
    `class >= ${part(7, '::smallint')} and class <= ${part(8, '::smallint')}`,
    `case_id >= ${part(9, '::uuid')} and case_id <= ${part(10, '::uuid')}`,
  ].join('\n    and ')
  return `(${within})\n    or (select false)`
}

/** The table that keeps what was replaced in a register's table. */
export const historyOf = ({ schema, table }: Pick<Definition, 'schema' | 'table'>): string =>
  `${quote(schema)}.${quote(`${table}_history`)}`

/** The column that says whose a record is, where that can become somebody else: a person's own record stays theirs. */
export const handingColumn = ({ register, columns }: Definition): Definition['columns'][number] | undefined =>
  register.holder === 'id' ? undefined : columns.find(({ key }) => key === register.holder)

/**
 * Row-level security of a register's table: the second wall. A hall process sees what is public or the holder's own, whatever it asks. Of
 * the history nobody sees more than of the record; and whoever is let in as its holder alone sees the versions that were theirs.
 */
function policies(definition: Definition): string {
  const { full, box } = definition
  const history = historyOf(definition)
  const earlier = [full, history].flatMap((of) => ['read', 'hall', 'added', 'changed', 'kept'].map((name) => [name, of]))
  const ofRecord = `exists (select from ${full} r where r.id = ${history}.id)`
  const reading = handingColumn(definition)
    ? `
create policy read on ${history} for select to chengshu_app, chengshu_hall using (
    holder >= (select kernel.box_part('box.${box}', 5)::uuid) and holder <= (select kernel.box_part('box.${box}', 6)::uuid)
    and ${ofRecord});
create policy hall on ${history} as restrictive for select to chengshu_hall using (
    holder <> '00000000-0000-0000-0000-000000000000' and holder = (select kernel.setting_key('person')));`
    : `
create policy read on ${history} for select to chengshu_app, chengshu_hall using (${ofRecord});`
  return `
${earlier.map(([name, of]) => `drop policy if exists ${name} on ${of};`).join('\n')}
alter table ${full} enable row level security;
create policy read on ${full} for select to chengshu_app, chengshu_hall using (
    ${boxPolicy(`box.${box}`)});
create policy hall on ${full} as restrictive for select to chengshu_hall using (
    class = 0 or (holder <> '00000000-0000-0000-0000-000000000000' and holder = (select kernel.setting_key('person'))));
create policy added on ${full} for insert to chengshu_app with check (
    ${boxPolicy(`boxw.${box}`)});
create policy changed on ${full} for update to chengshu_app using (
    ${boxPolicy(`boxw.${box}`)}) with check (
    ${boxPolicy(`boxw.${box}`)});
alter table ${history} enable row level security;${reading}
create policy kept on ${history} for insert to chengshu_log with check (true);
grant select on ${full}, ${history} to chengshu_app, chengshu_hall;
grant insert, update on ${full} to chengshu_app;`
}

/** Ten times as many words are counted in a table's statistics. */
const WORD_STATISTICS = 1000

/** One index of a register's table. */
export interface TableIndex {
  name: string
  unique: boolean
  /** What stands behind `create index … on <table>`. */
  on: string
  /** The fields of a key that no two running records share. */
  keys?: readonly string[]
}

/** The indexes of a register's table, by what is declared of it. */
export function indexesOf(definition: Definition): TableIndex[] {
  const { register, table } = definition
  const columns = (keys: readonly string[]) =>
    keys.map((key) => (register.fields[key]?.sealed ? quote(`${snake(key)}_blind`) : quote(snake(key)))).join(', ')
  const index = (suffix: string, on: string, keys?: readonly string[]): TableIndex => ({
    name: `${table}_${suffix}`,
    unique: keys !== undefined && !register.effective,
    on,
    ...(keys ? { keys } : {}),
  })
  return [
    ...(register.effective ? [index('by_key', '(key)')] : []),
    index('by_place', '(region_path, id)'),
    index('by_organisation', '(organisation, region_path, id)'),
    ...(register.holder ? [index('by_holder', '(holder, id)')] : []),
    ...(register.case ? [index('by_case', '(case_id, id)')] : []),
    ...(register.search.length > 0 ? [index('by_words', 'using gin (words)')] : []),
    ...register.unique.map((keys) => index(keys.map(snake).join('_'), `(${columns(keys)}) where ended is null`, keys)),
    ...definition.columns
      .filter((column) => column.field.kind === 'ref' && !register.unique.some((keys) => keys[0] === column.key))
      .map(({ name }) => index(name, `(${quote(name)}) where ${quote(name)} is not null`)),
    ...definition.columns.flatMap((column) => {
      const { index: by } = kindOf(column.field)
      return by && !column.sealed ? [index(column.name, `using ${by} (${quote(column.name)})`)] : []
    }),
    ...definition.columns.flatMap(({ derived }) =>
      derived ? [index(derived.name, `(${quote(derived.name)}) where ${quote(derived.name)} is not null`)] : [],
    ),
  ]
}

/**
 * How often a word is there decides whether a search reads the word index or goes through the places in order; with the hundred words that
 * are counted by default a name that one in a thousand has, or one in a million, looks the same.
 */
export const wordStatistics = ({ register, full }: Definition): string =>
  register.search.length > 0 ? `alter table ${full} alter column words set statistics ${WORD_STATISTICS};` : ''

const indexes = (definition: Definition): string =>
  [
    ...indexesOf(definition).map(
      ({ name, unique, on }) => `create ${unique ? 'unique index' : 'index'} if not exists ${quote(name)} on ${definition.full} ${on};`,
    ),
    // History is written in the order of time: a few bytes for many pages tell what was replaced since an instant.
    `create index if not exists ${quote(`${definition.table}_history_replaced`)} on ${historyOf(definition)} using brin (replaced) with (pages_per_range = 16, autosummarize = on);`,
    wordStatistics(definition),
  ]
    .filter(Boolean)
    .join('\n')

/** The columns of a field: its own, the one by which a sealed value is found, the one that is worked out. */
export const columnsSql = ({ name, type, sealed, derived, field }: Definition['columns'][number], { required }: { required: boolean }) => [
  `${quote(name)} ${type}${required && !field.optional && !sealed ? ' not null' : ''}`,
  ...(sealed ? [`${quote(`${name}_blind`)} bytea`] : []),
  ...(derived ? [`${quote(derived.name)} ${derived.type} generated always as (${derived.sql}) stored`] : []),
]

/** SQL that makes a register's table with its history, log triggers, walls and indexes. */
export function createTable(definition: Definition): string {
  const { schema, table, full, register, columns } = definition
  const fields = columns
    .filter((column) => !column.head)
    .flatMap((column) => columnsSql(column, { required: true }).map((one) => `,\n  ${one}`))
    .join('')
  return `
create schema if not exists ${quote(schema)};
grant usage on schema ${quote(schema)} to chengshu_app, chengshu_hall, chengshu_log;
create table ${full} (${head}${register.effective ? period : ''}${fields}
) with (fillfactor = 80);
create table ${historyOf(definition)} (
  id uuid not null,
  version integer not null,
  op "char" not null,
  old jsonb not null,
  recorded timestamptz not null,
  replaced timestamptz not null default clock_timestamp(),
  tx xid8 not null,${handingColumn(definition) ? '\n  holder uuid not null,' : ''}
  primary key (id, version)
);
${register.effective ? `alter table ${full} add constraint ${quote(`${table}_period`)} exclude using gist (key with =, effective with &&) where (ended is null);` : ''}
${guards(definition).text}`
}

/** What stands around a table: policies, triggers and indexes, and under which text of ours they were made. */
function guards(definition: Definition): { text: string; digest: string } {
  const around = definition.contributes ? [aroundContributions(definition, definition.contributes)] : []
  const text = [policies(definition), triggers(definition), indexes(definition), ...around].join('\n')
  const digest = createHash('sha256').update(text).digest('hex')
  return { digest, text: `${text}\n${markGuards(definition, digest)}` }
}

const markGuards = ({ full }: Definition, digest: string) => `comment on policy read on ${full} is '${digest}';`

/** Walls and triggers alone, where the indexes are made without holding anybody up; and what says that all of it is there. */
export function guardsWithoutIndexes(definition: Definition): { text: string; digest: string; mark: string } {
  const { digest } = guards(definition)
  return { text: [policies(definition), triggers(definition)].join('\n'), digest, mark: markGuards(definition, digest) }
}

function triggers(definition: Definition): string {
  const { register, schema, table, columns } = definition
  const changesHands = handingColumn(definition) !== undefined
  const derived = columns.flatMap(({ name, derived }) => (derived ? [{ name: derived.name, of: name }] : []))
  const kept = [...columns.map(({ name }) => name), ...(register.effective ? ['effective'] : [])]
  return logTriggers({ register: definition.logged, schema, table, columns: kept, derived, changesHands, hasWords: true })
}

/** SQL that says of history kept before it knew holders whose each version was: until the next handing over, or until today. */
function tellHolders(definition: Definition, column: string): string {
  const history = historyOf(definition)
  return `
alter table ${history} add column holder uuid;
update ${history} h set holder = coalesce(
  (select coalesce((l.old->>'${column}')::uuid, '00000000-0000-0000-0000-000000000000') from ${history} l
   where l.id = h.id and l.version >= h.version and l.old ? '${column}' order by l.version limit 1),
  (select r.holder from ${definition.full} r where r.id = h.id));
alter table ${history} alter column holder set not null;`
}

/** The references that the database itself keeps; a register with periods is referred to by key, which no constraint can hold. */
export const keptReferences = (definitions: Definitions, definition: Definition, columns = definition.columns) =>
  columns
    .filter((column) => column.field.kind === 'ref')
    .flatMap((column) => {
      const target = definitions.find((column.field as unknown as { to: string }).to)
      return target && !target.register.effective ? [{ column: column.name, target: target.full }] : []
    })

const references = (definitions: Definitions, definition: Definition, columns = definition.columns): string =>
  keptReferences(definitions, definition, columns)
    .map(({ column, target }) => `alter table ${definition.full} add foreign key (${quote(column)}) references ${target} (id);`)
    .join('\n')

/**
 * Brings the tables to what is declared: new registers are made, new fields added, walls, triggers and indexes made anew where this
 * version writes them otherwise, formulas worked out again where they changed; no data is ever dropped.
 * @returns the names of registers made or changed
 */
export async function applyDefinitions(client: pg.Client, definitions: Definitions): Promise<string[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select table_schema || '.' || table_name as table, array_agg(column_name::text) as columns from information_schema.columns group by 1`,
  )
  const existing = new Map(rows.map((row) => [row.table, row.columns]))
  const guarded = await client.query<{ digest: string }>(
    `select obj_description(oid, 'pg_policy') as digest from pg_policy where polname = 'read'`,
  )
  const digests = new Set(guarded.rows.map((row) => row.digest))
  const touched: string[] = []
  const made: { definition: Definition; columns: Definition['columns'] }[] = []
  for (const definition of definitions.all.flatMap((one) => (one.contributions ? [one, one.contributions] : [one]))) {
    const columns = existing.get(`${definition.schema}.${definition.table}`)
    if (!columns) {
      await client.query(createTable(definition))
      made.push({ definition, columns: definition.columns })
      touched.push(definition.logged)
      continue
    }
    const missing = definition.columns.filter((column) => !columns.includes(column.name))
    const handing = handingColumn(definition)
    const untold = handing && !existing.get(`${definition.schema}.${definition.table}_history`)?.includes('holder')
    const { text, digest } = guards(definition)
    if (missing.length === 0 && digests.has(digest)) continue
    const widening = missing.map(
      (column) =>
        `alter table ${definition.full} ${columnsSql(column, { required: false })
          .map((one) => `add column ${one}`)
          .join(', ')};`,
    )
    await client.query([...widening, ...(untold ? [tellHolders(definition, handing.name)] : []), text].join('\n'))
    made.push({ definition, columns: missing })
    touched.push(definition.logged)
  }
  for (const definition of definitions.all)
    if ((await recompute(client, definition)) && !touched.includes(definition.register.name)) touched.push(definition.register.name)
  for (const { definition, columns } of made) {
    const sql = references(definitions, definition, columns)
    if (sql) await client.query(sql)
  }
  return touched
}
