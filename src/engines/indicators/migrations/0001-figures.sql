-- Figures by place, day and group, kept from the change log. Everything here can be made again from the records.

create schema indicators;
grant usage on schema indicators to chengshu_app, chengshu_hall;

-- One way of counting: an indicator as it was declared. A changed declaration, or a recount, is a new row that is built beside the old one.
create table indicators.measure (
  id smallint generated always as identity primary key,
  indicator text not null,
  digest text not null,
  state text not null default 'building' check (state in ('building', 'live', 'gone')),
  -- A build went through the records up to this key.
  walked uuid not null default '00000000-0000-0000-0000-000000000000',
  began timestamptz not null default clock_timestamp(),
  built timestamptz
);
create unique index measure_live on indicators.measure (indicator) where state = 'live';
create unique index measure_building on indicators.measure (indicator) where state = 'building';

-- What each record counts for, so that a change costs the difference and a repetition costs nothing. `n` is 1, or 1 and 0 for the part of a
-- share; `groups` are the cells beside the whole that it belongs to.
create table indicators.fact (
  measure smallint not null references indicators.measure,
  record uuid not null,
  region_path text collate "C" not null,
  day date not null,
  n smallint not null,
  groups text[] not null,
  primary key (measure, record)
);
create index fact_place on indicators.fact (measure, region_path, day, record);

-- Sums over facts for a region and everything below it. Day is `infinity` where a record has none.
create table indicators.cell (
  measure smallint not null references indicators.measure,
  region_path text collate "C" not null,
  grp text collate "C" not null,
  day date not null,
  count bigint not null,
  total bigint not null,
  class smallint not null,
  changed timestamptz not null default clock_timestamp(),
  primary key (measure, region_path, grp, day)
) with (fillfactor = 80);

-- What a cell said before, kept when it changes on a later day than it last did: `since` to `until`, by the database's clock.
create table indicators.earlier (
  indicator text not null,
  region_path text collate "C" not null,
  grp text collate "C" not null,
  day date not null,
  since timestamptz not null,
  until timestamptz not null,
  count bigint not null,
  total bigint not null,
  class smallint not null,
  primary key (indicator, region_path, grp, day, since)
);

-- How many working days there are up to a day, for the whole city and for each region with days of its own.
create table indicators.workday (
  day date not null,
  region_path text collate "C" not null,
  ordinal integer not null,
  primary key (day, region_path)
);

-- Up to when every change has been counted.
create table indicators.reading (
  one boolean primary key default true check (one),
  read timestamptz not null
);

-- A region and those around it, the widest first.
create function indicators.around(path text) returns text[] language sql immutable strict parallel safe as $$
  select array_agg(array_to_string((string_to_array(rtrim(path, '/'), '/'))[1:i], '/') || '/' order by i)
  from generate_series(1, array_length(string_to_array(rtrim(path, '/'), '/'), 1)) i
$$;

do $$
declare
  t text;
begin
  foreach t in array array['measure', 'fact', 'cell', 'earlier', 'workday', 'reading'] loop
    execute format('alter table indicators.%I enable row level security', t);
    -- Who counts says so; nobody else sees single records here, or writes.
    execute format($policy$create policy counter on indicators.%I to chengshu_app
      using ((select kernel.setting_text('figures')) = 'counter') with check ((select kernel.setting_text('figures')) = 'counter')$policy$, t);
    execute format('grant select, insert, update, delete on indicators.%I to chengshu_app', t);
  end loop;
  foreach t in array array['cell', 'earlier'] loop
    execute format($policy$create policy read on indicators.%I for select to chengshu_app, chengshu_hall using (
      region_path >= (select kernel.box_part('box.indicators_cell', 1)) and region_path < (select kernel.box_part('box.indicators_cell', 2))
      and class >= (select kernel.box_part('box.indicators_cell', 7)::smallint) and class <= (select kernel.box_part('box.indicators_cell', 8)::smallint))$policy$, t);
    execute format('create policy hall on indicators.%I as restrictive for select to chengshu_hall using (class = 0)', t);
    execute format('grant select on indicators.%I to chengshu_hall', t);
  end loop;
  foreach t in array array['measure', 'reading'] loop
    execute format('create policy read on indicators.%I for select to chengshu_app, chengshu_hall using (true)', t);
    execute format('grant select on indicators.%I to chengshu_hall', t);
  end loop;
end
$$;
-- Days of the calendar are nobody's secret; and behind a policy no index is used for a day that a time zone's arithmetic gives.
create policy read on indicators.workday for select to chengshu_app using (true);
