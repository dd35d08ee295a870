import { quote, snake } from '#kernel/database'
import type { Column, Definition } from '../definitions.ts'

/** The table that says of each record which contribution gives each of its fields, and about which ones sources contradict each other. */
export const originsOf = ({ schema, table }: Pick<Definition, 'schema' | 'table'>): string => `${quote(schema)}.${quote(`${table}_origin`)}`

/** SQL of what stands around a table of contributions beside what every register's table has. */
export function aroundContributions(of: Definition, definition: Definition): string {
  const { full, table } = of
  const origins = originsOf(definition)
  const named = (suffix: string) => quote(`${table}_${suffix}`)
  const found = definition.register.unique
    .map((keys) => keys.map((key) => of.columns.find((column) => column.key === key)))
    .filter((columns): columns is Column[] => columns.every(Boolean))
  return `
create index if not exists ${named('by_record')} on ${full} (_record);
create index if not exists ${named('by_home')} on ${full} (_home);
create unique index if not exists ${named('by_key')} on ${full} (_source, _source_key);
create index if not exists ${named('by_supplier')} on ${full} (_supplier, _source, id);
${found
  .map((columns) => {
    const names = columns.map(({ name, sealed }) => quote(sealed ? `${name}_blind` : name))
    return `create index if not exists ${named(`of_${columns.map(({ key }) => snake(key)).join('_')}`)} on ${full} (${names.join(', ')}) where ${names[0]} is not null;`
  })
  .join('\n')}
drop policy if exists supplied on ${full};
create policy supplied on ${full} for select to chengshu_app using (_supplier = (select kernel.setting_key('organisation')));
create table if not exists ${origins} (
  record uuid primary key references ${definition.full} (id),
  origins jsonb not null,
  differing text[] not null default '{}',
  asked text[] not null default '{}'
);
create index if not exists ${quote(`${definition.table}_origin_differing`)} on ${origins} (record) where differing <> '{}';
alter table ${origins} enable row level security;
drop policy if exists own on ${origins};
create policy own on ${origins} to chengshu_app, chengshu_hall using (exists (select from ${definition.full} r where r.id = record))
  with check (exists (select from ${definition.full} r where r.id = record));
grant select, insert, update on ${origins} to chengshu_app;
grant select on ${origins} to chengshu_hall;`
}
