-- Files brought into registers: what is read of each, how far it has come, what came back. The rows on their way lie in an unlogged table
-- of the batch's own, in the schema `staging`, behind the batch's own wall; what must outlive a crash is here.

create schema if not exists staging;
grant usage on schema staging to chengshu_app;

create table registers.import_batch (
  id uuid primary key,
  register text not null,
  account uuid not null,
  post uuid not null,
  organisation uuid not null,
  name text not null check (length(name) <= 200),
  bytes bigint not null,
  digest bytea not null,
  -- How the file is read: format, encoding, delimiter, header.
  shape jsonb not null,
  -- The field of each column, or null.
  mapping jsonb,
  -- add: only new records; change: only those that are there; both: by key.
  mode text not null default 'both' check (mode in ('add', 'change', 'both')),
  -- Fields by which records that are there are found.
  key text[] not null default '{}',
  -- All rows or none.
  whole boolean not null default false,
  -- An empty cell takes a value away; otherwise it leaves it.
  clears boolean not null default false,
  state text not null default 'uploaded'
    check (state in ('uploaded', 'checking', 'checked', 'applying', 'done', 'cancelled', 'failed')),
  -- Somebody wants it to end after the chunk that runs.
  stopping boolean not null default false,
  read integer not null default 0,
  -- Of the check: rows that would be added, that match a record, that are refused.
  fresh integer not null default 0,
  matching integer not null default 0,
  problem text,
  uploaded timestamptz not null default clock_timestamp(),
  checked timestamptz,
  started timestamptz,
  ended timestamptz
);
create index import_batch_of on registers.import_batch (account, register, id desc);
create index import_batch_same on registers.import_batch (register, digest);

-- What a chunk did: there once it is done, in the transaction that did it, so that doing it again does nothing.
create table registers.import_chunk (
  batch uuid not null references registers.import_batch (id) on delete cascade,
  chunk integer not null,
  added integer not null,
  changed integer not null,
  same integer not null,
  recorded timestamptz not null default clock_timestamp(),
  primary key (batch, chunk)
);

create table registers.import_refusal (
  batch uuid not null references registers.import_batch (id) on delete cascade,
  n integer not null,
  reason text not null,
  primary key (batch, n)
);

-- A mapping under a name, for files that come again: field by column name.
create table registers.import_mapping (
  id uuid primary key,
  register text not null,
  organisation uuid not null,
  name text not null check (length(name) between 1 and 40),
  fields jsonb not null,
  recorded timestamptz not null default clock_timestamp(),
  unique (organisation, register, name)
);

-- Forced, so that what the functions below ask as the owner is answered by the same policies.
alter table registers.import_batch enable row level security, force row level security;
create policy own on registers.import_batch to chengshu_app, chengshu_migrator
  using (account = (select kernel.setting_key('actor')) and post = (select kernel.setting_key('post')))
  with check (account = (select kernel.setting_key('actor')) and post = (select kernel.setting_key('post')));
create policy clearing on registers.import_batch for select to chengshu_app, chengshu_migrator
  using ((select kernel.setting_text('purpose')) = 'system:清理导入');
create policy cleared on registers.import_batch for delete to chengshu_app using ((select kernel.setting_text('purpose')) = 'system:清理导入');
alter table registers.import_chunk enable row level security;
create policy own on registers.import_chunk to chengshu_app
  using (exists (select from registers.import_batch b where b.id = batch));
alter table registers.import_refusal enable row level security;
create policy own on registers.import_refusal to chengshu_app
  using (exists (select from registers.import_batch b where b.id = batch));
alter table registers.import_mapping enable row level security;
create policy own on registers.import_mapping to chengshu_app
  using (organisation = (select kernel.setting_key('organisation')))
  with check (organisation = (select kernel.setting_key('organisation')));
grant select, insert, update, delete on registers.import_batch, registers.import_chunk, registers.import_refusal, registers.import_mapping
  to chengshu_app;

-- The application makes no tables: it opens and closes those of batches that it sees. What is staged are people's data, so each has row-level
-- security by its batch.
create function registers.staging_of(of_batch uuid) returns text
  language sql immutable set search_path = pg_catalog
as $$ select format('staging.%I', 'batch_' || replace(of_batch::text, '-', '')) $$;

create function registers.require_import(of_batch uuid) returns void
  language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  if not exists (select from registers.import_batch b where b.id = of_batch) then
    raise insufficient_privilege using message = 'no such batch of this actor';
  end if;
end
$$;

-- Makes the table anew. Names are quoted, and a type is one that the server knows.
create function registers.open_staging(of_batch uuid, names text[], types text[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  place text := registers.staging_of(of_batch);
begin
  perform registers.require_import(of_batch);
  execute format('drop table if exists %s', place);
  execute format('create unlogged table %s (%s, primary key (n)) with (autovacuum_enabled = off)', place,
    (select string_agg(format('%I %s', c.name, c.type::regtype), ', ' order by c.at) from unnest(names, types) with ordinality as c(name, type, at)));
  execute format('alter table %s enable row level security', place);
  execute format('create policy own on %s to chengshu_app using (exists (select from registers.import_batch b where b.id = %L))', place, of_batch);
  execute format('grant select, insert, delete on %s to chengshu_app', place);
end
$$;

-- Lets the planner know what came in.
create function registers.settle_staging(of_batch uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  perform registers.require_import(of_batch);
  execute format('analyze %s', registers.staging_of(of_batch));
end
$$;

create function registers.close_staging(of_batch uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  perform registers.require_import(of_batch);
  execute format('drop table if exists %s', registers.staging_of(of_batch));
end
$$;

revoke all on function registers.staging_of(uuid), registers.require_import(uuid), registers.open_staging(uuid, text[], text[]),
  registers.settle_staging(uuid), registers.close_staging(uuid) from public;
grant execute on function registers.open_staging(uuid, text[], text[]), registers.settle_staging(uuid), registers.close_staging(uuid) to chengshu_app;
