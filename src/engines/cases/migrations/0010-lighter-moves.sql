-- A move that writes less: the case's row comes last, so that what refers to it finds it locked already and locks it no second time; a clock
-- that runs is changed and a new one put in, where one statement for both had locked the row before it wrote it.
set local role chengshu_cases;

-- Old keys are cleared by when they came, and rows lie nearly in that order: a summary of each stretch of the table is enough.
drop index cases.idempotency_at;
create index idempotency_at on cases.idempotency using brin (at);

-- What is called by the doors alone goes by their settings: each change of the search path there and back costs more than what it is for.
create or replace function cases.repeated(wanted text, asked text) returns uuid
  language plpgsql stable
as $$
declare
  earlier cases.idempotency;
begin
  select * into earlier from cases.idempotency where actor = coalesce(kernel.setting_key('actor'), cases.no_key()) and key = wanted;
  if earlier.request is distinct from asked and earlier.key is not null then
    raise exception '同一个幂等键用在了两个不同的请求上' using errcode = 'CS409', hint = 'request.key';
  end if;
  return earlier.case_id;
end
$$;

-- Writes what a move does to a locked case `c`: the case itself, tasks closed and opened and touched, the moves, clocks, materials,
-- instruments. Everything but what the law decides is taken from the case, not from the caller. Returns the instruments with their numbers.
create or replace function cases.write(c cases."case", input jsonb) returns jsonb
  language plpgsql volatile
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
  turned integer;
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
      update cases.clock t set version = t.version + 1, recorded = clock_timestamp(), started = k.started, ended = k.ended, due = k.due,
        provisional = k.provisional, state = k.state, light = k.light, next_at = k."nextAt", awaits = k.awaits, extended = k.extended, waits = k.waits
      from jsonb_to_recordset(input -> 'clocks') as k(id uuid, started date, ended date, due date, provisional boolean, state text, light text,
        "nextAt" timestamptz, awaits boolean, extended integer, waits jsonb)
      where t.id = k.id and t.case_id = c.id
      returning t.*)
    select log || array_agg(row('cases.clock', w.id, w.version, 'U',
      array['started', 'ended', 'due', 'provisional', 'state', 'light', 'next_at', 'awaits', 'extended', 'waits'], w.organisation,
      cases.digest(to_jsonb(w), w.salt))::cases.envelope), count(*)
    into log, turned from written w;
    if turned < jsonb_array_length(input -> 'clocks') then
      with written as (
        insert into cases.clock (id, region, region_code, region_path, organisation, holder, class, case_id, branch, key, label, limit_name, days, kind,
          starts, ends, yellow_at, lapses, restarts, extension, basis, origin, started, ended, due, provisional, state, light, next_at, awaits, extended, waits)
        select k.id, c.region, c.region_code, c.region_path, coalesce(k.organisation, c.organisation), c.holder, c.class, c.id, k.branch, k.key, k.label,
          k."limit", k.days, k.kind, k.starts, k.ends, k."yellowAt", k.lapses, k.restarts, k.extension, nullif(k.basis, 'null'), k.origin, k.started, k.ended,
          k.due, k.provisional, k.state, k.light, k."nextAt", k.awaits, k.extended, k.waits
        from jsonb_to_recordset(input -> 'clocks') as k(id uuid, organisation uuid, branch text, key text, label text, "limit" text, days integer, kind text,
          starts text, ends text, "yellowAt" integer, lapses boolean, restarts boolean, extension integer, basis jsonb, origin text, started date,
          ended date, due date, provisional boolean, state text, light text, "nextAt" timestamptz, awaits boolean, extended integer, waits jsonb)
        where not exists (select from cases.clock o where o.id = k.id and o.case_id = c.id)
        returning *)
      select log || array_agg(row('cases.clock', w.id, w.version, 'I', null, w.organisation, cases.digest(to_jsonb(w), w.salt))::cases.envelope)
      into log from written w;
    end if;
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

  if n.version <> c.version then
    update cases."case" set version = n.version, recorded = n.recorded, seq = n.seq, state = n.state, tokens = n.tokens, scopes = n.scopes,
      data = n.data, entity = n.entity, entity_name = n.entity_name, concluded = n.concluded where id = c.id;
  end if;
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
  select e.register, e.record, e.version, e.op, e.fields, e.organisation, c.region, e.digest, e_actor, e_post, e_purpose, e_installation, e_incarnation
  from unnest(log) as e;
  return jsonb_build_object('case', n.id, 'version', n.version, 'instruments', coalesce(numbered, '[]'));
end
$$;

revoke all on function cases.repeated, cases.write from public;
reset role;
