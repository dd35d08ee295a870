-- The only doors through which cases are written. Each checks what it can check of who acts.
set local role chengshu_cases;

-- What stands in the way of asking again: the case that this key already made or moved.
create function cases.repeated(wanted text, asked text) returns uuid
  language plpgsql stable set search_path = pg_catalog
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

create function cases.next_number(prefix text) returns text language sql volatile security definer set search_path = pg_catalog
as $$ select prefix || lpad(nextval('cases.number_seq')::text, 7, '0') $$;

-- Opens a case: by the person whose case it is, by an officer of the organisation that leads it, or by the system.
create function cases.open_case(input jsonb) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  c cases."case";
  given jsonb := input -> 'case';
  earlier uuid;
begin
  if not coalesce((given ->> 'holder')::uuid = kernel.setting_key('person') or (given ->> 'organisation')::uuid = kernel.setting_key('organisation'), false)
    and not cases.by_the_system() then
    raise exception '不能替他人申请' using errcode = '42501';
  end if;
  insert into cases.idempotency (actor, key, request, case_id)
  values (coalesce(kernel.setting_key('actor'), cases.no_key()), input ->> 'key', input ->> 'request', (given ->> 'id')::uuid)
  on conflict do nothing;
  if not found then
    earlier := cases.repeated(input ->> 'key', input ->> 'request');
    return jsonb_build_object('case', earlier, 'repeated', true);
  end if;
  insert into cases."case" (id, version, region, region_code, region_path, organisation, holder, case_id, number, title, matter, procedure, procedure_version,
    state, applicant_name, entity, entity_name, region_name, organisation_name, organisations, implementations, tokens, scopes, plans, data, opened)
  select g.id, 1, g.region, g."regionCode", g."regionPath", g.organisation, coalesce(g.holder, cases.no_key()), g.id,
    g.number, g.title, g.matter, g.procedure, g."procedureVersion", 'open', g."applicantName", g.entity,
    g."entityName", g."regionName", g."organisationName", g.organisations, g.implementations, input -> 'set' -> 'tokens', input -> 'set' -> 'scopes', g.plans,
    g.data, (input ->> 'at')::timestamptz
  from jsonb_to_record(given) as g(id uuid, region uuid, "regionCode" text, "regionPath" text, organisation uuid, holder uuid, number text, title text,
    matter text, procedure text, "procedureVersion" integer, "applicantName" text, entity uuid, "entityName" text, "regionName" text,
    "organisationName" text, organisations jsonb, implementations jsonb, plans jsonb, data jsonb)
  returning * into c;
  insert into kernel.change (register, record, version, op, organisation, region, digest, actor, post, purpose, installation, incarnation)
  values ('cases.case', c.id, c.version, 'I', c.organisation, c.region, cases.digest(to_jsonb(c), c.salt), kernel.setting_key('actor'), kernel.setting_key('post'),
    kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity));
  return cases.write(c, input);
end
$$;

-- Locks a case for a move of one of its tasks and gives all that the move needs. Null: no such task for whom is acting.
create function cases.for_move(of_case uuid, of_task uuid, seen integer, wanted text, asked text) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  c cases."case";
  t cases.task;
  m cases.move;
begin
  select * into c from cases."case" where id = of_case for update;
  select * into t from cases.task where id = of_task and case_id = of_case;
  if t.id is null or not cases.is_for_me(t) then
    return null;
  end if;
  if cases.repeated(wanted, asked) is not null then
    return jsonb_build_object('repeated', true);
  end if;
  -- A branch does not wait for the others: only what happened here, or to the case itself, is news to whoever saw version `seen`.
  select * into m from cases.move where case_id = of_case and case_version > seen and (branch = t.branch or branch = '' or t.branch = '')
    order by seq desc limit 1;
  if t.closed is not null or m.id is not null then
    if m.id is null then
      select * into m from cases.move where case_id = of_case order by (task is not distinct from t.id) desc, seq desc limit 1;
    end if;
    raise exception '已由%办理，请刷新后再看', coalesce(nullif(m.organisation_name, ''), '') || m.actor_name using errcode = 'CS409', hint = 'case.moved';
  end if;
  return jsonb_build_object('case', to_jsonb(c) - 'salt', 'task', t.id,
    'tasks', (select coalesce(jsonb_agg(to_jsonb(o) - 'salt' order by o.id), '[]') from cases.task o where o.case_id = of_case and o.closed is null),
    'clocks', (select coalesce(jsonb_agg(to_jsonb(k) - 'salt' order by k.id), '[]') from cases.clock k where k.case_id = of_case),
    'doers', (select coalesce(jsonb_agg(distinct jsonb_build_object('stage', d.stage, 'actor', d.actor)), '[]')
      from cases.move d where d.case_id = of_case and d.branch = t.branch and d.task is not null),
    'instruments', (select coalesce(jsonb_agg(jsonb_build_object('branch', i.branch, 'label', i.label, 'number', i.number) order by i.id), '[]')
      from cases.instrument i where i.case_id = of_case),
    'materials', (select coalesce(jsonb_object_agg(x.key, x.file), '{}') from (
      select distinct on (key) key, file from cases.material where case_id = of_case order by key, id desc) x));
end
$$;

-- Makes a move of an open task that belongs to whom is acting.
create function cases.apply_move(input jsonb) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  c cases."case";
  t cases.task;
begin
  select * into c from cases."case" where id = (input ->> 'case')::uuid for update;
  select * into t from cases.task where id = (input ->> 'task')::uuid and case_id = c.id;
  if t.id is null or not cases.is_for_me(t) then
    raise exception '没有这项任务' using errcode = '42501';
  end if;
  if t.closed is not null or c.version <> (input ->> 'version')::integer then
    raise exception '这件事刚刚有人办理，请刷新后再看' using errcode = 'CS409', hint = 'case.moved';
  end if;
  insert into cases.idempotency (actor, key, request, case_id)
  values (coalesce(kernel.setting_key('actor'), cases.no_key()), input ->> 'key', input ->> 'request', c.id);
  return cases.write(c, input);
end
$$;

-- Locks up to `most` cases with a clock whose light changes by now; others that look for them at once get others.
create function cases.due_cases(by_now timestamptz, most integer) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  found jsonb;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  with due as (
    select c.* from cases."case" c where c.id in (select k.case_id from cases.clock k where k.next_at <= by_now order by k.next_at limit most)
    order by c.id for update skip locked)
  select coalesce(jsonb_agg(jsonb_build_object('case', to_jsonb(c) - 'salt',
    'tasks', (select coalesce(jsonb_agg(to_jsonb(o) - 'salt' order by o.id), '[]') from cases.task o where o.case_id = c.id and o.closed is null),
    'clocks', (select coalesce(jsonb_agg(to_jsonb(k) - 'salt' order by k.id), '[]') from cases.clock k where k.case_id = c.id))), '[]')
  into found from due c;
  return found;
end
$$;

-- Locks the next cases of a region with open clocks, after a key: their due dates are counted anew when a day of that region changes.
create function cases.region_cases(path_from text, path_before text, after_case uuid, most integer) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  found jsonb;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  with chosen as (
    select c.* from cases."case" c where c.id in (
      select distinct k.case_id from cases.clock k where k.region_path >= path_from collate "C" and k.region_path < path_before collate "C"
        and k.state in ('running', 'paused') and k.case_id > after_case order by k.case_id limit most)
    order by c.id for update)
  select coalesce(jsonb_agg(jsonb_build_object('case', to_jsonb(c) - 'salt',
    'tasks', (select coalesce(jsonb_agg(to_jsonb(o) - 'salt' order by o.id), '[]') from cases.task o where o.case_id = c.id and o.closed is null),
    'clocks', (select coalesce(jsonb_agg(to_jsonb(k) - 'salt' order by k.id), '[]') from cases.clock k where k.case_id = c.id)) order by c.id), '[]')
  into found from chosen c;
  return found;
end
$$;

-- Changes of lights, and what the law draws from a check that ran out; for each case what `write` takes, without opening or closing a task.
create function cases.apply_clocks(input jsonb) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  one jsonb;
  c cases."case";
  made integer := 0;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  for one in select v from jsonb_array_elements(input) v loop
    if one ?| array['open', 'close', 'materials', 'instruments'] or one -> 'set' ?| array['state', 'tokens', 'data', 'entity'] then
      raise exception 'a clock opens and closes nothing';
    end if;
    select * into c from cases."case" where id = (one ->> 'case')::uuid for update;
    if c.id is not null and c.version = (one ->> 'version')::integer then
      perform cases.write(c, one);
      made := made + 1;
    end if;
  end loop;
  return made;
end
$$;

-- Takes a task for oneself within the organisation, or gives it back.
create function cases.claim_task(of_task uuid, name text, take boolean) returns void
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  t cases.task;
begin
  select * into t from cases.task where id = of_task for update;
  if t.id is null or t.role = '' or not cases.is_for_me(t) then
    raise exception '没有这项任务' using errcode = '42501';
  end if;
  if t.closed is not null then
    raise exception '已由%办理', t.closed_by using errcode = 'CS409', hint = 'case.moved';
  end if;
  if t.claimed_by is not null and t.claimed_by is distinct from kernel.setting_key('actor') then
    raise exception '已由%领取', t.claimed_name using errcode = 'CS409', hint = 'case.claimed';
  end if;
  with written as (
    update cases.task set version = version + 1, recorded = clock_timestamp(), claimed_by = case when take then kernel.setting_key('actor') end,
      claimed_name = case when take then name end
    where id = t.id returning *)
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
  select 'cases.task', w.id, w.version, 'U', array['claimed_by', 'claimed_name'], w.organisation, w.region, cases.digest(to_jsonb(w), w.salt),
    kernel.setting_key('actor'), kernel.setting_key('post'), kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity)
  from written w;
end
$$;

-- The document of an instrument was made; once.
create function cases.set_document(of_instrument uuid, made uuid, verification text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  done boolean;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  with written as (
    update cases.instrument set version = version + 1, recorded = clock_timestamp(), document = made, code = verification
    where id = of_instrument and document is null returning *),
  logged as (
    insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
    select 'cases.instrument', w.id, w.version, 'U', array['document', 'code'], w.organisation, w.region, cases.digest(to_jsonb(w), w.salt),
      null, null, kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity)
    from written w)
  select count(*) > 0 into done from written;
  return done;
end
$$;

-- Editions of matters and implementations: what is the same stays, what differs gets a new row. Returns how many editions are new.
create function cases.put_implementations(input jsonb) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  made integer;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  with written as (
    insert into cases.matter (id, region, region_code, region_path, organisation, holder, case_id, name, code, label, body)
    select m.id, m.region, m."regionCode", m."regionPath", cases.no_key(), cases.no_key(), cases.no_key(), m.name, m.code, m.label, m.body
    from jsonb_to_recordset(input -> 'matters') as m(id uuid, region uuid, "regionCode" text, "regionPath" text, name text, code text, label text, body jsonb)
    on conflict (name) do update set version = cases.matter.version + 1, recorded = clock_timestamp(), code = excluded.code, label = excluded.label, body = excluded.body
      where (cases.matter.code, cases.matter.label, cases.matter.body) is distinct from (excluded.code, excluded.label, excluded.body)
    returning *)
  insert into kernel.change (register, record, version, op, organisation, region, digest, purpose, installation, incarnation)
  select 'cases.matter', w.id, w.version, case when w.version = 1 then 'I' else 'U' end::"char", w.organisation, w.region, cases.digest(to_jsonb(w), w.salt),
    kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity) from written w;
  with given as (
    select g.*, o.id as old, o.edition as old_edition
    from jsonb_to_recordset(input -> 'implementations') as g(id uuid, region uuid, "regionCode" text, "regionPath" text, organisation uuid, "organisationName" text, matter text, body jsonb)
    left join cases.implementation o on o.matter = g.matter and o.region_path = g."regionPath" and o.organisation = g.organisation and o.until is null
    where o.id is null or o.body is distinct from g.body),
  over as (
    update cases.implementation i set version = i.version + 1, recorded = clock_timestamp(), until = clock_timestamp()
    from given g where i.id = g.old returning i.*),
  logged as (
    insert into kernel.change (register, record, version, op, fields, organisation, region, digest, purpose, installation, incarnation)
    select 'cases.implementation', w.id, w.version, 'U', array['until'], w.organisation, w.region, cases.digest(to_jsonb(w), w.salt),
      kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity) from over w)
  select count(*) into made from given;
  with written as (
    insert into cases.implementation (id, region, region_code, region_path, organisation, holder, case_id, matter, edition, organisation_name, body)
    select g.id, g.region, g."regionCode", g."regionPath", g.organisation, cases.no_key(), cases.no_key(), g.matter,
      1 + coalesce((select max(p.edition) from cases.implementation p where p.matter = g.matter and p.region_path = g."regionPath" and p.organisation = g.organisation), 0),
      g."organisationName", g.body
    from jsonb_to_recordset(input -> 'implementations') as g(id uuid, region uuid, "regionCode" text, "regionPath" text, organisation uuid, "organisationName" text, matter text, body jsonb)
    where not exists (select from cases.implementation o where o.matter = g.matter and o.region_path = g."regionPath" and o.organisation = g.organisation and o.until is null)
    returning *)
  insert into kernel.change (register, record, version, op, organisation, region, digest, purpose, installation, incarnation)
  select 'cases.implementation', w.id, w.version, 'I', w.organisation, w.region, cases.digest(to_jsonb(w), w.salt),
    kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity) from written w;
  return made;
end
$$;

-- Keys of a week ago are forgotten; a job calls this each day.
create function cases.forget_keys() returns integer
  language sql volatile security definer set search_path = pg_catalog
as $$
  with gone as (delete from cases.idempotency where at < clock_timestamp() - interval '7 days' returning 1) select count(*)::integer from gone
$$;

revoke all on all functions in schema cases from public;
grant execute on function cases.next_number, cases.open_case, cases.for_move, cases.apply_move to chengshu_app, chengshu_hall;
grant execute on function cases.due_cases, cases.region_cases, cases.apply_clocks, cases.claim_task, cases.set_document, cases.put_implementations, cases.forget_keys
  to chengshu_app;
reset role;
