-- A move leaves its envelopes in one insert, and digests are inlined: `convert_to` is only stable, so a function that called itself
-- immutable was called row by row.
set local role chengshu_cases;

create or replace function cases.digest(written jsonb, salt bytea) returns bytea language sql stable parallel safe
  return sha256(salt || convert_to(jsonb_strip_nulls(written - array['salt', 'recorded'])::text, 'UTF8'));

-- What one row's new version leaves in the log; the rest of an envelope is the same for all rows of a move.
create type cases.envelope as (
  register text,
  record uuid,
  version integer,
  op "char",
  fields text[],
  organisation uuid,
  digest bytea
);

-- Writes what a move does to a locked case `c`: the case itself, tasks closed and opened and touched, the moves, clocks, materials,
-- instruments. Everything but what the law decides is taken from the case, not from the caller. Returns the instruments with their numbers.
create or replace function cases.write(c cases."case", input jsonb) returns jsonb
  language plpgsql volatile set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  n cases."case" := c;
  change jsonb := input -> 'set';
  at timestamptz := (input ->> 'at')::timestamptz;
  e_actor uuid := kernel.setting_key('actor');
  e_post uuid := kernel.setting_key('post');
  e_purpose text := kernel.setting_text('purpose');
  e_installation text := kernel.setting_text('installation');
  e_incarnation integer := (select incarnation from kernel.identity);
  -- What is left in the log: all of a move in one insert, because each opens a partition and its indexes anew.
  log cases.envelope[] := '{}';
  numbered jsonb;
begin
  -- A light that turns changes clocks and tasks, not the case.
  if change <> '{}' or jsonb_array_length(input -> 'moves') > 0 then
    n.version := c.version + 1;
    n.seq := c.seq + coalesce(jsonb_array_length(input -> 'moves'), 0);
    if change ? 'state' then n.state := change ->> 'state'; end if;
    if change ? 'tokens' then n.tokens := change -> 'tokens'; end if;
    if change ? 'scopes' then n.scopes := change -> 'scopes'; end if;
    if change ? 'data' then n.data := change -> 'data'; end if;
    if change ? 'entity' then n.entity := (change ->> 'entity')::uuid; n.entity_name := change ->> 'entityName'; end if;
    if n.state <> 'open' and c.state = 'open' then n.concluded := at; end if;
    n.recorded := clock_timestamp();
    update cases."case" set version = n.version, recorded = n.recorded, seq = n.seq, state = n.state, tokens = n.tokens, scopes = n.scopes,
      data = n.data, entity = n.entity, entity_name = n.entity_name, concluded = n.concluded where id = c.id;
    log := array[row('cases.case', n.id, n.version, 'U', array_remove(array[
        case when n.state is distinct from c.state then 'state' end, case when n.seq is distinct from c.seq then 'seq' end,
        case when n.tokens is distinct from c.tokens then 'tokens' end, case when n.scopes is distinct from c.scopes then 'scopes' end,
        case when n.data is distinct from c.data then 'data' end, case when n.entity is distinct from c.entity then 'entity' end,
        case when n.concluded is distinct from c.concluded then 'concluded' end], null),
      n.organisation, cases.digest(to_jsonb(n), n.salt))::cases.envelope];
  end if;

  with written as (
    insert into cases.move (id, region, region_code, region_path, organisation, holder, class, case_id, seq, case_version, task, node, stage, branch,
      act, legal, actor, person, actor_name, post, post_name, organisation_name, input, at)
    select m.id, c.region, c.region_code, c.region_path, coalesce(kernel.setting_key('organisation'), cases.no_key()), c.holder, c.class, c.id,
      c.seq + m.nth, n.version, m.task, m.node, m.stage, m.branch, m.act, m.legal, e_actor, kernel.setting_key('person'), m."actorName", e_post,
      m."postName", m."organisationName", m.input, at
    from rows from (jsonb_to_recordset(input -> 'moves') as (id uuid, task uuid, node text, stage text, branch text, act text, legal text,
      "actorName" text, "postName" text, "organisationName" text, input jsonb)) with ordinality
      as m(id, task, node, stage, branch, act, legal, "actorName", "postName", "organisationName", input, nth)
    returning *)
  select log || array_agg(row('cases.move', w.id, w.version, 'I', null, w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
  into log from written w;

  if jsonb_array_length(input -> 'close') > 0 then
    with written as (
      update cases.task t set version = t.version + 1, recorded = clock_timestamp(), closed = at, closed_by = input ->> 'closedBy'
      where t.case_id = c.id and t.closed is null and t.id in (select v::uuid from jsonb_array_elements_text(input -> 'close') v)
      returning t.*)
    select log || array_agg(row('cases.task', w.id, w.version, 'U', array['closed', 'closed_by'], w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
    into log from written w;
  end if;

  if jsonb_array_length(input -> 'open') > 0 then
    with written as (
      insert into cases.task (id, region, region_code, region_path, organisation, holder, class, case_id, number, title, matter, procedure, branch, node,
        stage, role, organisation_name, others, applicant_may, opened, due, light, provisional)
      select t.id, c.region, c.region_code, c.region_path, coalesce(t.organisation, cases.no_key()), c.holder, c.class, c.id, c.number, c.title, c.matter, c.procedure,
        t.branch, t.node, t.stage, t.role, t."organisationName", t.others, t."applicantMay", at, t.due, t.light, t.provisional
      from jsonb_to_recordset(input -> 'open') as t(id uuid, branch text, node text, stage text, role text, organisation uuid, "organisationName" text,
        others uuid[], "applicantMay" boolean, due date, light text, provisional boolean)
      returning *)
    select log || array_agg(row('cases.task', w.id, w.version, 'I', null, w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
    into log from written w;
  end if;

  if jsonb_array_length(input -> 'touch') > 0 then
    with written as (
      update cases.task t set version = t.version + 1, recorded = clock_timestamp(), due = v.due, light = v.light, provisional = v.provisional
      from jsonb_to_recordset(input -> 'touch') as v(id uuid, due date, light text, provisional boolean)
      where t.id = v.id and t.case_id = c.id and t.closed is null
        and (t.due, t.light, t.provisional) is distinct from (v.due, v.light, v.provisional)
      returning t.*)
    select log || array_agg(row('cases.task', w.id, w.version, 'U', array['due', 'light', 'provisional'], w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
    into log from written w;
  end if;

  if jsonb_array_length(input -> 'clocks') > 0 then
    with written as (
      insert into cases.clock (id, region, region_code, region_path, organisation, holder, class, case_id, branch, key, label, limit_name, days, kind, starts,
        ends, yellow_at, lapses, restarts, extension, basis, origin, started, ended, due, provisional, state, light, next_at, awaits, extended, waits)
      select k.id, c.region, c.region_code, c.region_path, coalesce(k.organisation, c.organisation), c.holder, c.class, c.id, k.branch, k.key, k.label,
        k."limit", k.days, k.kind, k.starts, k.ends, k."yellowAt", k.lapses, k.restarts, k.extension, nullif(k.basis, 'null'), k.origin, k.started, k.ended, k.due,
        k.provisional, k.state, k.light, k."nextAt", k.awaits, k.extended, k.waits
      from jsonb_to_recordset(input -> 'clocks') as k(id uuid, organisation uuid, branch text, key text, label text, "limit" text, days integer, kind text,
        starts text, ends text, "yellowAt" integer, lapses boolean, restarts boolean, extension integer, basis jsonb, origin text, started date, ended date,
        due date, provisional boolean, state text, light text, "nextAt" timestamptz, awaits boolean, extended integer, waits jsonb)
      on conflict (case_id, branch, key) do update set version = cases.clock.version + 1, recorded = clock_timestamp(), started = excluded.started,
        ended = excluded.ended, due = excluded.due, provisional = excluded.provisional, state = excluded.state, light = excluded.light,
        next_at = excluded.next_at, awaits = excluded.awaits, extended = excluded.extended, waits = excluded.waits
      returning *)
    select log || array_agg(row('cases.clock', w.id, w.version, case when w.version = 1 then 'I' else 'U' end,
      case when w.version > 1 then array['started', 'ended', 'due', 'provisional', 'state', 'light', 'next_at', 'awaits', 'extended', 'waits'] end,
      w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
    into log from written w;
  end if;

  if jsonb_array_length(input -> 'materials') > 0 then
    with written as (
      insert into cases.material (id, region, region_code, region_path, organisation, holder, class, case_id, move, key, file)
      select m.id, c.region, c.region_code, c.region_path, c.organisation, c.holder, c.class, c.id, (input -> 'moves' -> -1 ->> 'id')::uuid, m.key, m.file
      from jsonb_to_recordset(input -> 'materials') as m(id uuid, key text, file uuid)
      returning *)
    select log || array_agg(row('cases.material', w.id, w.version, 'I', null, w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
    into log from written w;
  end if;

  if jsonb_array_length(input -> 'instruments') > 0 then
    with written as (
      insert into cases.instrument (id, region, region_code, region_path, organisation, holder, class, case_id, move, branch, template, label, number,
        organisation_name, data, issued)
      select i.id, c.region, c.region_code, c.region_path, coalesce(i.organisation, c.organisation), c.holder, c.class, c.id,
        (input -> 'moves' -> -1 ->> 'id')::uuid, i.branch, i.template, i.label,
        -- Gapless: the counter's row stays locked until this move is durable.
        case when i.counter is not null then i.prefix || kernel.take(i.counter, 1) || '号' end, i."organisationName", i.data, at
      from jsonb_to_recordset(input -> 'instruments') as i(id uuid, branch text, template text, label text, organisation uuid, "organisationName" text,
        counter text, prefix text, data jsonb)
      returning *)
    select log || array_agg(row('cases.instrument', w.id, w.version, 'I', null, w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope),
      jsonb_agg(jsonb_build_object('id', w.id, 'number', w.number))
    into log, numbered from written w;
  end if;

  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
  select e.register, e.record, e.version, e.op, e.fields, e.organisation, c.region, e.digest, e_actor, e_post, e_purpose, e_installation, e_incarnation
  from unnest(log) as e;
  return jsonb_build_object('case', n.id, 'version', n.version, 'instruments', coalesce(numbered, '[]'));
end
$$;

-- What a move changes stands at the end of a case's row: the server logs a new version of a row from the first byte that differs to the last.
alter table cases."case"
  add column n_version integer not null default 1,
  add column n_seq integer not null default 0,
  add column n_recorded timestamptz not null default clock_timestamp(),
  add column n_concluded timestamptz,
  add column n_state text,
  add column n_tokens jsonb,
  add column n_scopes jsonb;
update cases."case" set n_version = version, n_seq = seq, n_recorded = recorded, n_concluded = concluded, n_state = state, n_tokens = tokens, n_scopes = scopes;
alter table cases."case" drop column version, drop column seq, drop column recorded, drop column concluded, drop column state, drop column tokens, drop column scopes;
alter table cases."case" rename column n_version to version;
alter table cases."case" rename column n_seq to seq;
alter table cases."case" rename column n_recorded to recorded;
alter table cases."case" rename column n_concluded to concluded;
alter table cases."case" rename column n_state to state;
alter table cases."case" rename column n_tokens to tokens;
alter table cases."case" rename column n_scopes to scopes;
alter table cases."case"
  alter column state set not null,
  alter column tokens set not null,
  alter column scopes set not null,
  add check (state in ('open', 'concluded', 'withdrawn', 'refused')),
  add check (jsonb_array_length(tokens) <= 64),
  add check ((state = 'open') = (concluded is null)),
  add check ((state = 'open') = (jsonb_array_length(tokens) > 0));

-- How often the days of the calendar have changed: a move asks whether they are still those that its process counted with.
create table cases.calendar (
  one boolean primary key default true check (one),
  changes bigint not null
);
insert into cases.calendar (changes) values (0);
alter table cases.calendar enable row level security;

create function cases.calendar_stamp() returns text language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select changes from cases.calendar);
end
$$;
create function cases.calendar_changed() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update cases.calendar set changes = changes + 1;
  return null;
end
$$;
revoke all on all functions in schema cases from public;
grant execute on function cases.calendar_stamp to chengshu_app, chengshu_hall;
reset role;
create trigger counted after insert or update or delete on calendar.day for each statement execute function cases.calendar_changed();
create trigger counted_whole after truncate on calendar.day for each statement execute function cases.calendar_changed();
