-- The fastest way we could write by hand what `bench/jobs/case-model.ts` declares: one function makes a move of this one procedure, with
-- history, clocks, tasks, instrument, job and envelopes. Knows no other procedure, no supplement, wait, extension, lapse or withdrawal, and
-- no row-level security. Indexes, foreign keys and durability are those of the schema `cases`.

create schema by_hand;

-- Working days numbered, so that a due date is one look-up.
create table by_hand.working_day (
  nth integer primary key,
  day date not null unique
);

create table by_hand."case" (
  id uuid primary key,
  version integer not null,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  salt bytea not null,
  number text not null unique,
  title text not null,
  matter text not null,
  state text not null,
  seq integer not null,
  applicant_name text not null,
  region_name text not null,
  organisation_name text not null,
  books_organisation uuid not null,
  books_name text not null,
  fire_organisation uuid not null,
  fire_name text not null,
  statutory_days integer not null,
  books_days integer not null,
  fire_days integer not null,
  accepted date,
  books_decided date,
  fire_decided date,
  delivered date,
  data jsonb not null,
  opened timestamptz not null,
  concluded timestamptz
) with (fillfactor = 70);
create index case_holder on by_hand."case" (holder, id);
create index case_organisation on by_hand."case" (organisation, region_path, id);

create table by_hand.task (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  case_id uuid not null references by_hand."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  number text not null,
  title text not null,
  matter text not null,
  branch text not null,
  node text not null,
  role text not null,
  organisation_name text not null,
  opened timestamptz not null,
  closed timestamptz,
  closed_by text,
  claimed_by uuid,
  due date,
  light text
) with (fillfactor = 70);
create index task_inbox on by_hand.task (organisation, role, (coalesce(due, 'infinity'::date)), id) where closed is null;
create index task_done on by_hand.task (organisation, closed, id) where closed is not null;
create index task_case on by_hand.task (case_id);
create unique index task_open on by_hand.task (case_id, node) where closed is null;
-- By which an officer finds a case.
create index task_number on by_hand.task (number);
create index task_title on by_hand.task (organisation, title);

create table by_hand.move (
  id uuid primary key,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  case_id uuid not null references by_hand."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  seq integer not null,
  case_version integer not null,
  task uuid,
  node text not null,
  branch text not null,
  act text not null,
  actor uuid not null,
  actor_name text not null,
  post uuid,
  post_name text,
  organisation_name text,
  input jsonb not null,
  at timestamptz not null,
  -- The caller's key beside the move itself: a request is its move.
  key text not null,
  unique (case_id, seq),
  unique (actor, key)
);

create table by_hand.clock (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  case_id uuid not null references by_hand."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  branch text not null,
  key text not null,
  days integer not null,
  started date not null,
  ended date,
  due date,
  state text not null,
  light text,
  next_at timestamptz,
  unique (case_id, branch, key)
) with (fillfactor = 70);
create index clock_next on by_hand.clock (next_at) where next_at is not null;
create index clock_open on by_hand.clock (region_path, case_id) where state in ('running', 'paused');

create table by_hand.instrument (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  case_id uuid not null references by_hand."case",
  salt bytea not null default uuid_send(gen_random_uuid()),
  move uuid not null references by_hand.move,
  template text not null,
  label text not null,
  number text,
  organisation_name text not null,
  data jsonb not null,
  issued timestamptz not null
);
create unique index instrument_number on by_hand.instrument (template, organisation, number);
create index instrument_case on by_hand.instrument (case_id, id);

create table by_hand.counter (
  name text primary key,
  value bigint not null
);

create sequence by_hand.change_seq;
-- As kernel.change, without its partitions.
create table by_hand.change (
  tx xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('by_hand.change_seq'),
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
);
create index change_order on by_hand.change (incarnation, tx, seq);
create index change_record on by_hand.change (record, version);

-- Makes a move. `ids` are fresh keys: the move's, then those of tasks, clocks and the instrument.
create function by_hand.move(p_case uuid, p_task uuid, p_act text, p_input jsonb, p_key text, p_actor uuid, p_post uuid, p_organisation uuid, p_role text,
  p_actor_name text, p_post_name text, p_organisation_name text, p_purpose text, p_at timestamptz, p_on date, ids uuid[]) returns integer
  language plpgsql
as $$
declare
  c by_hand."case";
  t by_hand.task;
  m by_hand.move;
  k by_hand.clock;
  w by_hand.clock;
  a by_hand.task;
  b by_hand.task;
  i by_hand.instrument;
  k1 by_hand.clock;
  k2 by_hand.clock;
  k3 by_hand.clock;
  first integer;
begin
  select * into c from by_hand."case" where id = p_case for update;
  select * into t from by_hand.task where id = p_task and case_id = p_case;
  if t.id is null or t.organisation <> p_organisation or t.role <> p_role then
    raise exception '没有这项任务' using errcode = '42501';
  end if;
  if t.closed is not null then
    raise exception '已由%办理', t.closed_by using errcode = 'CS409';
  end if;
  if t.claimed_by <> p_actor then
    raise exception '已由他人领取' using errcode = 'CS409';
  end if;
  if p_act <> (case t.node when 'accept' then 'accept' when 'hand' then 'hand' else 'grant' end) then
    raise exception '这个环节没有这个动作' using errcode = 'CS409';
  end if;
  c.version := c.version + 1;
  c.seq := c.seq + 1;
  insert into by_hand.move (id, region, region_code, region_path, organisation, holder, case_id, seq, case_version, task, node, branch, act, actor, actor_name,
    post, post_name, organisation_name, input, at, key)
  values (ids[1], c.region, c.region_code, c.region_path, p_organisation, c.holder, c.id, c.seq, c.version, t.id, t.node, t.branch, p_act, p_actor, p_actor_name,
    p_post, p_post_name, p_organisation_name, p_input, p_at, p_key) returning * into m;
  update by_hand.task set version = version + 1, recorded = clock_timestamp(), closed = p_at, closed_by = p_actor_name where id = t.id returning * into t;

  if t.node = 'accept' then
    c.accepted := p_on;
    first := (select nth from by_hand.working_day where day <= p_on order by day desc limit 1);
    update by_hand.clock set version = version + 1, recorded = clock_timestamp(), state = 'done', ended = p_on, light = null, next_at = null
      where case_id = c.id and branch = '' and key = 'check' returning * into k;
    insert into by_hand.clock (id, region, region_code, region_path, organisation, holder, case_id, branch, key, days, started, due, state, light, next_at)
    select ids[2], c.region, c.region_code, c.region_path, c.organisation, c.holder, c.id, '', 'statutory', c.statutory_days, p_on, d.day, 'running', 'green',
      y.day::timestamp at time zone 'Asia/Shanghai'
    from by_hand.working_day d, by_hand.working_day y
    where d.nth = first + c.statutory_days and y.nth = first + c.statutory_days - greatest(1, c.statutory_days / 5) returning * into k1;
    insert into by_hand.clock (id, region, region_code, region_path, organisation, holder, case_id, branch, key, days, started, due, state, light, next_at)
    select ids[3], c.region, c.region_code, c.region_path, c.books_organisation, c.holder, c.id, 'books', 'statutory', c.books_days, p_on, d.day, 'running', 'green',
      y.day::timestamp at time zone 'Asia/Shanghai'
    from by_hand.working_day d, by_hand.working_day y
    where d.nth = first + c.books_days and y.nth = first + c.books_days - greatest(1, c.books_days / 5) returning * into k2;
    insert into by_hand.clock (id, region, region_code, region_path, organisation, holder, case_id, branch, key, days, started, due, state, light, next_at)
    select ids[4], c.region, c.region_code, c.region_path, c.fire_organisation, c.holder, c.id, 'fire', 'statutory', c.fire_days, p_on, d.day, 'running', 'green',
      y.day::timestamp at time zone 'Asia/Shanghai'
    from by_hand.working_day d, by_hand.working_day y
    where d.nth = first + c.fire_days and y.nth = first + c.fire_days - greatest(1, c.fire_days / 5) returning * into k3;
    insert into by_hand.task (id, region, region_code, region_path, organisation, holder, case_id, number, title, matter, branch, node, role, organisation_name,
      opened, due, light)
    values (ids[5], c.region, c.region_code, c.region_path, c.books_organisation, c.holder, c.id, c.number, c.title, c.matter, 'books', 'review/books/decide',
      'library.clerk', c.books_name, p_at, k2.due, k2.light) returning * into a;
    insert into by_hand.task (id, region, region_code, region_path, organisation, holder, case_id, number, title, matter, branch, node, role, organisation_name,
      opened, due, light)
    values (ids[6], c.region, c.region_code, c.region_path, c.fire_organisation, c.holder, c.id, c.number, c.title, c.matter, 'fire', 'review/fire/inspect',
      'library.checker', c.fire_name, p_at, k3.due, k3.light) returning * into b;
    -- Gapless: the counter's row stays locked until the move is durable.
    insert into by_hand.counter as n (name, value) values ('acceptance:' || c.organisation || ':' || extract(year from p_on), 1)
    on conflict (name) do update set value = n.value + 1 returning n.value into first;
    insert into by_hand.instrument (id, region, region_code, region_path, organisation, holder, case_id, move, template, label, number, organisation_name, data, issued)
    values (ids[7], c.region, c.region_code, c.region_path, c.organisation, c.holder, c.id, m.id, 'acceptance', '受理通知书',
      c.organisation_name || '受理通知书〔' || extract(year from p_on) || '〕' || first || '号', c.organisation_name,
      jsonb_build_object('caseNumber', c.number, 'applicant', c.applicant_name, 'matter', '设立阅览室', 'acceptedOn', p_on, 'statutoryDue', k1.due, 'officer', p_actor_name),
      p_at) returning * into i;
    perform graphile_worker.add_job('documents-render', json_build_object('instrument', i.id), job_key => 'instrument:' || i.id, max_attempts => 12);
  elsif t.node = 'hand' then
    c.delivered := p_on;
    c.state := 'concluded';
    c.concluded := p_at;
  else
    update by_hand.clock set version = version + 1, recorded = clock_timestamp(), state = case when p_on > due then 'late' else 'done' end, ended = p_on,
      light = null, next_at = null
    where case_id = c.id and branch = t.branch and key = 'statutory' returning * into k;
    if t.branch = 'books' then c.books_decided := p_on; else c.fire_decided := p_on; end if;
    if c.books_decided is not null and c.fire_decided is not null then
      update by_hand.clock set version = version + 1, recorded = clock_timestamp(), state = case when p_on > due then 'late' else 'done' end, ended = p_on,
        light = null, next_at = null
      where case_id = c.id and branch = '' and key = 'statutory' returning * into w;
      insert into by_hand.task (id, region, region_code, region_path, organisation, holder, case_id, number, title, matter, branch, node, role,
        organisation_name, opened)
      values (ids[2], c.region, c.region_code, c.region_path, c.organisation, c.holder, c.id, c.number, c.title, c.matter, '', 'hand', 'library.clerk',
        c.organisation_name, p_at) returning * into a;
    end if;
  end if;

  c.recorded := clock_timestamp();
  update by_hand."case" set version = c.version, recorded = c.recorded, seq = c.seq, state = c.state, accepted = c.accepted, books_decided = c.books_decided,
    fire_decided = c.fire_decided, delivered = c.delivered, concluded = c.concluded where id = c.id;

  insert into by_hand.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation)
  select v.register, v.record, v.version, v.op, v.fields, v.organisation, c.region, v.digest, p_actor, p_post, p_purpose, 'bench'
  from (values
    ('case', c.id, c.version, 'U'::"char", array['state', 'seq', 'accepted', 'decided'], c.organisation, sha256(c.salt || convert_to(c::text, 'UTF8'))),
    ('move', m.id, 1, 'I'::"char", null, m.organisation, sha256(m.salt || convert_to(m::text, 'UTF8'))),
    ('task', t.id, t.version, 'U'::"char", array['closed', 'closed_by'], t.organisation, sha256(t.salt || convert_to(t::text, 'UTF8'))),
    ('clock', k.id, k.version, 'U'::"char", array['ended', 'state', 'light', 'next_at'], k.organisation, sha256(k.salt || convert_to(k::text, 'UTF8'))),
    ('clock', w.id, w.version, 'U'::"char", array['ended', 'state', 'light', 'next_at'], w.organisation, sha256(w.salt || convert_to(w::text, 'UTF8'))),
    ('task', a.id, 1, 'I'::"char", null, a.organisation, sha256(a.salt || convert_to(a::text, 'UTF8'))),
    ('task', b.id, 1, 'I'::"char", null, b.organisation, sha256(b.salt || convert_to(b::text, 'UTF8'))),
    ('clock', k1.id, 1, 'I'::"char", null, k1.organisation, sha256(k1.salt || convert_to(k1::text, 'UTF8'))),
    ('clock', k2.id, 1, 'I'::"char", null, k2.organisation, sha256(k2.salt || convert_to(k2::text, 'UTF8'))),
    ('clock', k3.id, 1, 'I'::"char", null, k3.organisation, sha256(k3.salt || convert_to(k3::text, 'UTF8'))),
    ('instrument', i.id, 1, 'I'::"char", null, i.organisation, sha256(i.salt || convert_to(i::text, 'UTF8')))
  ) as v(register, record, version, op, fields, organisation, digest) where v.record is not null;
  return c.version;
end
$$;
