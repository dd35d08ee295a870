-- The ground of every register: change log, access records, asks, files of numbers. Applied by the migrator role.

create schema if not exists kernel;
grant usage on schema kernel to chengshu_app, chengshu_hall;
grant usage, create on schema kernel to chengshu_log, chengshu_cases;

-- What this database is: made once; a restore raises the incarnation, so that readers of the log notice.
create table kernel.identity (
  one boolean primary key default true check (one),
  installation text not null,
  city text not null,
  incarnation integer not null default 1,
  demo boolean not null default false,
  made timestamptz not null default now()
);
grant select on kernel.identity to chengshu_app, chengshu_hall, chengshu_log, chengshu_cases;

-- Values of the running transaction, as the context set them; null where nothing was set.
create function kernel.setting_key(name text) returns uuid language sql stable parallel safe
  return nullif(current_setting('app.' || name, true), '')::uuid;
create function kernel.setting_text(name text) returns text language sql stable parallel safe
  return nullif(current_setting('app.' || name, true), '');

-- One end of the box that a table is opened to (see Box in context.ts): parts 1-2 region path, 3-4 organisation, 5-6 holder, 7-8 class, 9-10 case.
create function kernel.box_part(name text, part integer) returns text language sql stable parallel safe
  return nullif(split_part(current_setting(name, true), ' ', part), '');

create sequence kernel.change_seq;

-- Envelopes without values. Order is (tx, seq); a reader takes what is below pg_snapshot_xmin and keeps (incarnation, tx, seq).
create table kernel.change (
  tx xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('kernel.change_seq'),
  incarnation integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  installation text,
  register text not null,
  record uuid not null,
  version integer not null,
  op "char" not null,
  fields text[],
  actor uuid,
  post uuid,
  organisation uuid,
  region uuid,
  purpose text,
  digest bytea
) partition by range (recorded);
create index change_order on kernel.change (tx, seq);
create index change_record on kernel.change (record, version);
create table kernel.change_rest partition of kernel.change default;
alter sequence kernel.change_seq owner to chengshu_log;
alter table kernel.change enable row level security;
-- A record's own envelopes once the record itself was read, or a reader of the log, which says so.
create policy read on kernel.change for select to chengshu_app using (
  record = (select kernel.setting_key('log_record')) or (select kernel.setting_text('log')) = 'reader');
grant select on kernel.change to chengshu_app;
grant insert on kernel.change to chengshu_log, chengshu_cases;
grant usage on sequence kernel.change_seq to chengshu_log, chengshu_cases;
create policy write on kernel.change for insert to chengshu_log, chengshu_cases with check (true);

-- Where a reader of the log has got to.
create table kernel.cursor (
  reader text primary key,
  incarnation integer not null,
  tx xid8 not null,
  seq bigint not null,
  moved timestamptz not null default now()
);
grant select, insert, update on kernel.cursor to chengshu_app;

-- Who read what about whom; one row per page or export.
create table kernel.access (
  id uuid not null,
  recorded timestamptz not null default clock_timestamp(),
  actor uuid,
  post uuid,
  organisation uuid,
  purpose text not null,
  register text not null,
  act text not null,
  subjects uuid[] not null,
  fields text[] not null,
  primary key (id, recorded)
) partition by range (recorded);
create index access_subjects on kernel.access using gin (subjects);
create table kernel.access_rest partition of kernel.access default;
grant insert on kernel.access to chengshu_app, chengshu_hall;
alter table kernel.access enable row level security;
create policy write on kernel.access for insert to chengshu_app, chengshu_hall with check (true);

-- Who looked at a person's records: only that person may ask.
create function kernel.access_about_me(before timestamptz, most integer)
  returns table (recorded timestamptz, organisation uuid, purpose text, register text, act text, fields text[])
  language sql stable security definer set search_path = pg_catalog
as $$
  select a.recorded, a.organisation, a.purpose, a.register, a.act, a.fields from kernel.access a
  where a.subjects @> array[kernel.setting_key('person')] and a.recorded < before and a.actor is distinct from kernel.setting_key('actor')
  order by a.recorded desc limit least(most, 200)
$$;
revoke all on function kernel.access_about_me from public;
grant execute on function kernel.access_about_me to chengshu_app, chengshu_hall;

-- A decision that an engine waits for.
create table kernel.ask (
  id uuid primary key,
  kind text not null,
  register text,
  subject uuid,
  proposal jsonb not null,
  reason text not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'refused', 'withdrawn')),
  asked timestamptz not null default now(),
  asker uuid,
  asker_name text not null,
  organisation uuid not null,
  region_path text collate "C" not null,
  answered timestamptz,
  answerer uuid,
  answer text
);
create index ask_open on kernel.ask (organisation, region_path, id) where state = 'open';
create index ask_subject on kernel.ask (subject);
alter table kernel.ask enable row level security;
create policy read on kernel.ask for select to chengshu_app, chengshu_hall using (
  region_path >= (select kernel.box_part('box.kernel_ask', 1)) and region_path < (select kernel.box_part('box.kernel_ask', 2))
  and organisation >= (select kernel.box_part('box.kernel_ask', 3)::uuid) and organisation <= (select kernel.box_part('box.kernel_ask', 4)::uuid));
create policy own on kernel.ask for select to chengshu_app, chengshu_hall using (asker = (select kernel.setting_key('actor')));
create policy ask on kernel.ask for insert to chengshu_app, chengshu_hall with check (
  asker is not distinct from (select kernel.setting_key('actor')) and state = 'open');
create policy answer on kernel.ask for update to chengshu_app using (
  state = 'open' and region_path >= (select kernel.box_part('box.kernel_ask', 1)) and region_path < (select kernel.box_part('box.kernel_ask', 2))
  and organisation >= (select kernel.box_part('box.kernel_ask', 3)::uuid) and organisation <= (select kernel.box_part('box.kernel_ask', 4)::uuid))
  with check (answerer is not distinct from (select kernel.setting_key('actor')));
grant select, insert on kernel.ask to chengshu_app, chengshu_hall;
grant update (state, answered, answerer, answer) on kernel.ask to chengshu_app;

-- Counters of business numbers: `take` gives a block; a gapless number is taken in the acting transaction with a block of one.
create table kernel.counter (
  name text primary key,
  value bigint not null
);
create function kernel.take(counter text, many integer) returns bigint
  language sql volatile security definer set search_path = pg_catalog
as $$
  insert into kernel.counter (name, value) values (counter, many)
  on conflict (name) do update set value = kernel.counter.value + many
  returning value
$$;
revoke all on function kernel.take from public;
grant execute on function kernel.take to chengshu_app, chengshu_hall;

-- Partitions of the coming months; called by the migrator and by a daily job.
create function kernel.make_partitions(months integer) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  made integer := 0;
  first date;
  part text;
  parent text;
begin
  for i in 0 .. months loop
    first := (date_trunc('month', now()) + make_interval(months => i))::date;
    foreach parent in array array['change', 'access'] loop
      part := parent || to_char(first, '_YYYY_MM');
      if to_regclass('kernel.' || part) is null
        and not exists (select from kernel.change_rest where parent = 'change' and recorded >= first and recorded < first + interval '1 month')
        and not exists (select from kernel.access_rest where parent = 'access' and recorded >= first and recorded < first + interval '1 month')
      then
        execute format('create table kernel.%I partition of kernel.%I for values from (%L) to (%L)', part, parent, first, first + interval '1 month');
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end
$$;
revoke all on function kernel.make_partitions from public;
grant execute on function kernel.make_partitions to chengshu_app;
select kernel.make_partitions(3);

-- A truncated register leaves an envelope too: record and version are empty, the operation is T.
create function kernel.log_truncate() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  insert into kernel.change (register, record, version, op, actor, purpose, installation)
  values (tg_argv[0], '00000000-0000-0000-0000-000000000000', 0, 'T', kernel.setting_key('actor'), kernel.setting_text('purpose'), kernel.setting_text('installation'));
  return null;
end
$$;
alter function kernel.log_truncate owner to chengshu_log;
