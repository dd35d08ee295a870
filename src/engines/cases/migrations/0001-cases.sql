-- Cases and what belongs to them. The app roles may only read, through boxes; the functions of 0002 and 0003 alone write, and they write the envelopes.

create schema if not exists cases;
grant usage on schema cases to chengshu_app, chengshu_hall;
grant usage, create on schema cases to chengshu_cases;
grant execute on function kernel.take(text, integer) to chengshu_cases;
set local role chengshu_cases;

create sequence cases.number_seq;

-- One application, complaint or proceeding. Tokens, scopes (what happened in law to each branch) and plans (what its clocks will count)
-- live here, so that a move reads and writes one row of it.
create table cases."case" (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null check (case_id = id),
  salt bytea not null default uuid_send(gen_random_uuid()),
  number text not null unique,
  title text not null,
  matter text not null,
  procedure text not null,
  procedure_version integer not null,
  state text not null check (state in ('open', 'concluded', 'withdrawn', 'refused')),
  seq integer not null default 0,
  applicant_name text not null,
  entity uuid,
  entity_name text,
  region_name text not null,
  organisation_name text not null,
  organisations jsonb not null,
  implementations jsonb not null,
  tokens jsonb not null check (jsonb_array_length(tokens) <= 64),
  scopes jsonb not null,
  plans jsonb not null,
  data jsonb not null,
  opened timestamptz not null,
  concluded timestamptz,
  check ((state = 'open') = (concluded is null)),
  check ((state = 'open') = (jsonb_array_length(tokens) > 0))
) with (fillfactor = 70);
create index case_holder on cases."case" (holder, id);
create index case_organisation on cases."case" (organisation, region_path, id);

-- A task that waits, or waited, for a person: of a role at an organisation, or of the applicant where the role is empty.
create table cases.task (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null references cases."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  number text not null,
  title text not null,
  matter text not null,
  procedure text not null,
  branch text not null,
  node text not null,
  stage text not null,
  role text not null,
  organisation_name text not null,
  -- Beside whom it is for: organisations with a role that may do one of its acts, and whether the applicant may.
  others uuid[] not null default '{}',
  applicant_may boolean not null default false,
  opened timestamptz not null,
  closed timestamptz,
  closed_by text,
  claimed_by uuid,
  claimed_name text,
  due date,
  light text,
  provisional boolean not null default false
) with (fillfactor = 70);
create index task_inbox on cases.task (organisation, role, (coalesce(due, 'infinity'::date)), id) where closed is null;
create index task_done on cases.task (organisation, closed, id) where closed is not null;
create index task_case on cases.task (case_id);
-- A case never waits twice for the same thing.
create unique index task_open on cases.task (case_id, node) where closed is null;

-- One step of a case: what supervision reads. Insert-only.
create table cases.move (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null references cases."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  seq integer not null,
  case_version integer not null,
  task uuid,
  node text not null,
  stage text not null,
  branch text not null,
  act text not null,
  legal text,
  actor uuid,
  person uuid,
  actor_name text not null,
  post uuid,
  post_name text,
  organisation_name text,
  input jsonb not null,
  at timestamptz not null,
  unique (case_id, seq)
);
create function cases.refuse_change() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% keeps what was written', tg_table_name;
end
$$;
create trigger kept before update or delete on cases.move for each row execute function cases.refuse_change();
create trigger kept_whole before truncate on cases.move for each statement execute function cases.refuse_change();

-- A limit that runs. `next_at` is the instant at which its light changes next; the scheduler asks for nothing else.
create table cases.clock (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null references cases."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  branch text not null,
  key text not null,
  label text not null,
  limit_name text not null,
  days integer not null,
  kind text not null check (kind in ('working', 'calendar')),
  starts text not null,
  ends text not null,
  yellow_at integer not null,
  lapses boolean not null,
  restarts boolean not null,
  extension integer,
  basis jsonb,
  origin text,
  started date not null,
  ended date,
  due date,
  provisional boolean not null,
  state text not null check (state in ('running', 'paused', 'done', 'late', 'lapsed')),
  light text check (light in ('green', 'yellow', 'red', 'paused')),
  next_at timestamptz,
  awaits boolean not null,
  extended integer not null,
  waits jsonb not null,
  unique (case_id, branch, key)
) with (fillfactor = 70);
create index clock_next on cases.clock (next_at) where next_at is not null;
create index clock_open on cases.clock (region_path, case_id) where state in ('running', 'paused');

-- What was handed in. A later one of the same key takes the place of the earlier, which stays.
create table cases.material (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null references cases."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  move uuid not null references cases.move,
  key text not null,
  file uuid not null
);
create index material_case on cases.material (case_id, key, id);

-- A paper that the law wants with an act. `data` is what it says; the document is made afterwards.
create table cases.instrument (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null references cases."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  move uuid not null references cases.move,
  branch text not null,
  template text not null,
  label text not null,
  number text,
  organisation_name text not null,
  data jsonb not null,
  issued timestamptz not null,
  document uuid,
  code text
);
create unique index instrument_number on cases.instrument (template, organisation, number);
create index instrument_case on cases.instrument (case_id, id);

-- An item of the basic list (基本目录) with its legal basis, as the city ships it.
create table cases.matter (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 0,
  case_id uuid not null,
  salt bytea not null default uuid_send(gen_random_uuid()),
  name text not null unique,
  code text not null,
  label text not null,
  body jsonb not null
);

-- 实施清单: a matter as one organisation exercises it in one region. A new edition is a new row; a case pins the row it was opened under.
create table cases.implementation (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 0,
  case_id uuid not null,
  salt bytea not null default uuid_send(gen_random_uuid()),
  matter text not null,
  edition integer not null,
  organisation_name text not null,
  body jsonb not null,
  since timestamptz not null default clock_timestamp(),
  until timestamptz
);
create unique index implementation_now on cases.implementation (matter, region_path, organisation) where until is null;

-- What a caller asked for under a key of its own, so that asking again has no second effect.
create table cases.idempotency (
  actor uuid not null,
  key text not null,
  request text not null,
  case_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  primary key (actor, key)
);
create index idempotency_at on cases.idempotency (at);

do $$
declare
  t text;
  box text;
begin
  foreach t in array array['case', 'task', 'move', 'clock', 'material', 'instrument', 'matter', 'implementation'] loop
    box := 'box.cases_' || t;
    execute format('alter table cases.%I enable row level security', t);
    execute format($policy$create policy read on cases.%I for select to chengshu_app, chengshu_hall using (
      region_path >= (select kernel.box_part(%L, 1)) and region_path < (select kernel.box_part(%L, 2))
      and organisation >= (select kernel.box_part(%L, 3)::uuid) and organisation <= (select kernel.box_part(%L, 4)::uuid)
      and holder >= (select kernel.box_part(%L, 5)::uuid) and holder <= (select kernel.box_part(%L, 6)::uuid)
      and class >= (select kernel.box_part(%L, 7)::smallint) and class <= (select kernel.box_part(%L, 8)::smallint)
      and case_id >= (select kernel.box_part(%L, 9)::uuid) and case_id <= (select kernel.box_part(%L, 10)::uuid))$policy$,
      t, box, box, box, box, box, box, box, box, box, box);
    -- A hall process sees what is public or the holder's own, whatever it asks.
    execute format($policy$create policy hall on cases.%I as restrictive for select to chengshu_hall using (
      class = 0 or (holder <> '00000000-0000-0000-0000-000000000000' and holder = (select kernel.setting_key('person'))))$policy$, t);
    execute format('grant select on cases.%I to chengshu_app, chengshu_hall', t);
  end loop;
end
$$;
alter table cases.idempotency enable row level security;
reset role;
