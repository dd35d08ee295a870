-- Records that are one thing: merged, taken apart again, and pairs that may be one. Like the records they lie in boxes, so that whoever may
-- not know of a record is told of none of this.

create table registers.merge (
  id uuid primary key,
  register text not null,
  -- The record that stays, and the one that ended and leads to it.
  survivor uuid not null,
  merged uuid not null,
  reason text not null,
  ask uuid,
  -- Of a register without sources: the fields that the survivor took over, and its version before it did.
  taken text[] not null default '{}',
  version integer not null,
  merged_by uuid,
  recorded timestamptz not null default clock_timestamp(),
  undone timestamptz,
  undone_by uuid,
  undone_reason text,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null,
  case_id uuid not null,
  check (survivor <> merged)
);
create unique index merge_of on registers.merge (merged) where undone is null;
create index merge_into on registers.merge (survivor, recorded);

create table registers.pair (
  id uuid primary key,
  register text not null,
  -- The smaller key first, so that a pair is there once.
  one uuid not null,
  other uuid not null,
  -- How it was found: by which method, from which source, how much it weighs and why.
  method text not null,
  source text,
  weight numeric(6, 1) not null,
  reasons jsonb not null default '[]',
  state text not null default 'open' check (state in ('open', 'asked', 'merged', 'different')),
  found timestamptz not null default clock_timestamp(),
  settled timestamptz,
  settled_by uuid,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null,
  case_id uuid not null,
  unique (one, other),
  check (one < other)
);
create index pair_open on registers.pair (register, region_path, weight desc) where state = 'open';

-- By which order of sources the records of a register were computed, and how far a new order has come.
create table registers.base_order (
  register text primary key,
  digest text not null,
  after uuid
);

do $$ declare t text; begin
  foreach t in array array['merge', 'pair'] loop
    execute format('alter table registers.%I enable row level security', t);
    execute format('create policy read on registers.%I for select to chengshu_app, chengshu_hall using (%s)', t, kernel.box_policy('box.registers_' || t));
    execute format($p$create policy hall on registers.%I as restrictive for select to chengshu_hall using (
      class = 0 or (holder <> '00000000-0000-0000-0000-000000000000' and holder = (select kernel.setting_key('person'))))$p$, t);
    execute format('create policy added on registers.%I for insert to chengshu_app with check (%s)', t, kernel.box_policy('boxw.registers_' || t));
    execute format('create policy changed on registers.%1$I for update to chengshu_app using (%2$s) with check (%2$s)', t,
      kernel.box_policy('boxw.registers_' || t));
    execute format('grant select on registers.%I to chengshu_app, chengshu_hall', t);
  end loop;
end $$;
grant usage on schema registers to chengshu_hall;
grant insert, update (undone, undone_by, undone_reason) on registers.merge to chengshu_app;
grant insert, update (state, settled, settled_by, weight, reasons) on registers.pair to chengshu_app;
alter table registers.base_order enable row level security;
create policy engine on registers.base_order to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%')
  with check ((select kernel.setting_text('purpose')) like 'system:%');
grant select, insert, update on registers.base_order to chengshu_app;
