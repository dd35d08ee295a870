-- Open data beside its register `open.data-set`: versions with what they select, what their privacy check found, their files and how often
-- those were taken. A published version never changes; one that is withdrawn leaves a stone with the reason.

-- Who may know a data set: 0 anybody, 2 those alone who make it. It follows from its state, whoever writes it.
create function open.set_class() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  new.class := case when new.state = 'draft' then 2 else 0 end;
  return new;
end $$;
create trigger known_to before insert or update on open.data_set for each row execute function open.set_class();

create table open.version (
  id uuid primary key,
  data_set uuid not null references open.data_set (id),
  -- Given when it is published, from 1.
  number integer,
  state text not null default 'checking'
    check (state in ('checking', 'checked', 'failed', 'proposed', 'refused', 'approved', 'published', 'withdrawn', 'dropped')),
  -- What is selected, and the columns that follow from it.
  selection jsonb not null,
  columns jsonb not null,
  -- What the privacy check found; kept with the publication.
  report jsonb,
  preview jsonb,
  rows bigint,
  organisation uuid not null,
  region_path text collate "C" not null,
  made_by uuid,
  made_by_name text not null,
  note text not null default '',
  ask uuid,
  problem text,
  made timestamptz not null default clock_timestamp(),
  checked timestamptz,
  published timestamptz,
  approver_name text,
  withdrawn timestamptz,
  withdrawal text,
  unique (data_set, number)
);
create index version_of on open.version (data_set, number desc nulls first);

create table open.file (
  version uuid not null references open.version (id),
  format text not null,
  sha256 text not null,
  bytes bigint not null,
  gzip_sha256 text,
  gzip_bytes bigint,
  primary key (version, format)
);

-- How often a file was taken on a day, and nothing of who took it.
create table open.download (
  version uuid not null references open.version (id),
  format text not null,
  day date not null,
  count bigint not null,
  primary key (version, format, day)
);

-- Sizes of the classes of the newest version about people, by a digest of their values: what the next version is compared with.
create table open.class_size (
  version uuid not null references open.version (id),
  class uuid not null,
  size bigint not null,
  primary key (version, class)
);

-- Raised whenever the public may be shown something else.
create table open.edition (one boolean primary key default true check (one), edition bigint not null);
insert into open.edition (edition) values (1);
create function open.raise_edition() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update open.edition set edition = edition + 1;
  return null;
end $$;
create trigger edition after update on open.version for each statement execute function open.raise_edition();
create trigger edition after insert or update on open.data_set for each statement execute function open.raise_edition();

-- What was published stays as it was: a version's content is never written again, whoever tries.
create function open.keep_published() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if old.state in ('published', 'withdrawn') and (new.number, new.selection, new.columns, new.report, new.rows, new.published)
    is distinct from (old.number, old.selection, old.columns, old.report, old.rows, old.published) or old.state = 'withdrawn' then
    raise exception 'a published version does not change' using errcode = 'CS409', hint = 'open.frozen';
  end if;
  return new;
end $$;
create trigger kept before update on open.version for each row execute function open.keep_published();

-- Rows on their way and rows of the newest versions lie in tables of their own.
create schema open_rows;
grant usage on schema open, open_rows to chengshu_app, chengshu_hall;

do $$ declare t text; begin
  foreach t in array array['version', 'file', 'download', 'class_size', 'edition'] loop
    execute format('alter table open.%I enable row level security', t);
  end loop;
end $$;
create policy seen on open.version for select to chengshu_app, chengshu_hall using (state in ('published', 'withdrawn'));
-- Whoever the engine found to be the maker or the approver, and its jobs.
create policy keeper on open.version to chengshu_app
  using ((select kernel.setting_text('open_data')) = 'keeper') with check ((select kernel.setting_text('open_data')) = 'keeper');
create policy seen on open.file for select to chengshu_app, chengshu_hall using (exists (select from open.version v where v.id = version));
create policy keeper on open.file to chengshu_app
  using ((select kernel.setting_text('open_data')) = 'keeper') with check ((select kernel.setting_text('open_data')) = 'keeper');
create policy seen on open.download for select to chengshu_app, chengshu_hall using (true);
create policy keeper on open.class_size to chengshu_app
  using ((select kernel.setting_text('open_data')) = 'keeper') with check ((select kernel.setting_text('open_data')) = 'keeper');
create policy seen on open.edition for select to chengshu_app, chengshu_hall using (true);
grant select on open.version, open.file, open.download, open.edition to chengshu_hall;
grant select, insert, update on open.version to chengshu_app;
grant select, insert, delete on open.file, open.class_size to chengshu_app;
grant select on open.download, open.edition to chengshu_app;

-- Counts one download of a file that may be had.
create function open.count_download(of_version uuid, of_format text, on_day date) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  insert into open.download as d (version, format, day, count)
    select f.version, f.format, on_day, 1 from open.file f join open.version v on v.id = f.version
      where f.version = of_version and f.format = of_format and v.state = 'published'
  on conflict (version, format, day) do update set count = d.count + 1
$$;

-- Tables are opened and closed by the engine alone, once it knows that whoever asks may.
create function open.require_keeper() returns void language plpgsql stable set search_path = pg_catalog as $$
begin
  if kernel.setting_text('open_data') is distinct from 'keeper' then
    raise insufficient_privilege using message = 'open data is kept by its engine';
  end if;
end $$;

-- The application makes no tables. Everything in these is text: values as they are published, empty where there is none.
create function open.table_of(kind text, of_version uuid) returns text
  language sql immutable set search_path = pg_catalog
as $$ select format('open_rows.%I', kind || '_' || replace(of_version::text, '-', '')) $$;

-- The rows of a version while it is checked, and the classes of alike ones with all their coarser values.
create function open.open_stage(of_version uuid, names text[], class_names text[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  stage text := open.table_of('s', of_version);
  classes text := open.table_of('k', of_version);
begin
  perform open.require_keeper();
  execute format('drop table if exists %s, %s', stage, classes);
  execute format('create unlogged table %s (id uuid primary key, held boolean not null default false%s) with (autovacuum_enabled = off)', stage,
    (select string_agg(format(', %I text collate "C" not null', c.name), '' order by c.at) from unnest(names) with ordinality as c(name, at)));
  execute format('create unlogged table %s (n bigint not null%s) with (autovacuum_enabled = off)', classes,
    (select string_agg(format(', %I text collate "C" not null', c.name), '' order by c.at) from unnest(class_names) with ordinality as c(name, at)));
  execute format('alter table %s enable row level security', stage);
  execute format('alter table %s enable row level security', classes);
  execute format($p$create policy keeper on %s to chengshu_app using ((select kernel.setting_text('open_data')) = 'keeper')$p$, stage);
  execute format($p$create policy keeper on %s to chengshu_app using ((select kernel.setting_text('open_data')) = 'keeper')$p$, classes);
  execute format('grant select, insert, update, delete on %s, %s to chengshu_app', stage, classes);
end
$$;
create function open.close_stage(of_version uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  perform open.require_keeper();
  execute format('drop table if exists %s, %s', open.table_of('s', of_version), open.table_of('k', of_version));
end
$$;
create function open.settle_stage(of_version uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  perform open.require_keeper();
  execute format('analyze %s', open.table_of('s', of_version));
end
$$;

-- The rows of a published version in their order, for looking at and counting.
create function open.open_edition(of_version uuid, names text[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  place text := open.table_of('e', of_version);
begin
  perform open.require_keeper();
  execute format('drop table if exists %s', place);
  execute format('create table %s (n integer primary key%s)', place,
    (select string_agg(format(', %I text collate "C" not null', c.name), '' order by c.at) from unnest(names) with ordinality as c(name, at)));
  execute format('alter table %s enable row level security', place);
  execute format($p$create policy seen on %s for select to chengshu_app, chengshu_hall
    using (exists (select from open.version v where v.id = %L and v.state = 'published'))$p$, place, of_version);
  execute format($p$create policy keeper on %s to chengshu_app using ((select kernel.setting_text('open_data')) = 'keeper')$p$, place);
  execute format('grant select on %s to chengshu_hall', place);
  execute format('grant select, insert on %s to chengshu_app', place);
end
$$;
create function open.close_edition(of_version uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  perform open.require_keeper();
  execute format('drop table if exists %s', open.table_of('e', of_version));
end
$$;

revoke all on function open.open_stage(uuid, text[], text[]), open.close_stage(uuid), open.settle_stage(uuid), open.open_edition(uuid, text[]),
  open.close_edition(uuid), open.count_download(uuid, text, date), open.table_of(text, uuid) from public;
grant execute on function open.open_stage(uuid, text[], text[]), open.close_stage(uuid), open.settle_stage(uuid), open.open_edition(uuid, text[]),
  open.close_edition(uuid) to chengshu_app;
grant execute on function open.count_download(uuid, text, date) to chengshu_app, chengshu_hall;
