-- Past cases, taken in by the hundred: told by an older system, or generated for a demonstration. They leave the rows, and an envelope for each
-- version of each row, that live moves at those times would have left; `recorded` is when they were taken in.
set local role chengshu_cases;

-- Which parts of a source have been taken in, so that a broken-off work goes on where it was.
create table cases.past_part (
  source text not null,
  part integer not null,
  cases integer not null,
  recorded timestamptz not null default clock_timestamp(),
  primary key (source, part)
);
alter table cases.past_part enable row level security;

create function cases.past_parts(of_source text) returns integer[] language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select coalesce(array_agg(part order by part), '{}') from cases.past_part where source = of_source);
end
$$;

-- Business numbers for cases that come without one.
create function cases.past_numbers(most integer) returns bigint[] language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  return (select array_agg(nextval('cases.number_seq')) from generate_series(1, most));
end
$$;

-- What a row's last version said, with what was otherwise in the earlier one.
create function cases.past_digest(written jsonb, salt bytea, otherwise jsonb) returns bytea language sql stable parallel safe
  return sha256(salt || convert_to(jsonb_strip_nulls((written - array['salt', 'recorded']) || coalesce(otherwise, '{}'))::text, 'UTF8'));

-- Takes in a part: cases with all their rows as they are now, each with its versions in the order in which they came about (`nth`), and how
-- each differed from the last. The same part again does nothing. Returns how many cases were taken.
create function cases.take_past(input jsonb) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  e_purpose text := kernel.setting_text('purpose');
  e_installation text := kernel.setting_text('installation');
  e_incarnation integer := (select incarnation from kernel.identity);
  one record;
  most integer := jsonb_array_length(input -> 'cases');
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.past_part (source, part, cases) values (input ->> 'source', (input ->> 'part')::integer, most) on conflict do nothing;
  if not found then
    return 0;
  end if;
  -- Numbers were given out as the counters stood when the part was told; somebody may have come between. Always in the same order, so that two
  -- sessions never wait for each other.
  for one in select n.counter, n.many, n.last from jsonb_to_recordset(input -> 'numbers') as n(counter text, many integer, last bigint) order by 1 loop
    if kernel.take(one.counter, one.many) <> one.last then
      raise exception '编号已被他人使用，请重新编制这一批' using errcode = 'CS409', hint = 'history.numbers';
    end if;
  end loop;

  with given as materialized (select e from jsonb_array_elements(input -> 'cases') e),
  cases_given as materialized (
    select c.* from given, jsonb_to_record(e -> 'case') as c(id uuid, version integer, region uuid, region_code text, region_path text,
      organisation uuid, holder uuid, number text, title text, matter text, procedure text, procedure_version integer, state text, seq integer,
      applicant_name text, entity uuid, entity_name text, region_name text, organisation_name text, organisations jsonb, implementations jsonb,
      tokens jsonb, scopes jsonb, plans jsonb, data jsonb, opened timestamptz, concluded timestamptz, versions jsonb)),
  moves_given as materialized (
    select (e -> 'case' ->> 'id')::uuid as of_case, m.* from given, jsonb_to_recordset(e -> 'moves') as m(id uuid, organisation uuid, seq integer,
      case_version integer, task uuid, node text, stage text, branch text, act text, legal text, actor uuid, person uuid, actor_name text, post uuid,
      post_name text, organisation_name text, input jsonb, at timestamptz, versions jsonb)),
  tasks_given as materialized (
    select (e -> 'case' ->> 'id')::uuid as of_case, t.* from given, jsonb_to_recordset(e -> 'tasks') as t(id uuid, version integer, organisation uuid,
      branch text, node text, stage text, role text, organisation_name text, others uuid[], applicant_may boolean, opened timestamptz,
      closed timestamptz, closed_by text, due date, light text, provisional boolean, versions jsonb)),
  clocks_given as materialized (
    select (e -> 'case' ->> 'id')::uuid as of_case, k.* from given, jsonb_to_recordset(e -> 'clocks') as k(id uuid, version integer, organisation uuid,
      branch text, key text, label text, limit_name text, days integer, kind text, starts text, ends text, yellow_at integer, lapses boolean,
      restarts boolean, extension integer, basis jsonb, origin text, started date, ended date, due date, provisional boolean, state text,
      light text, next_at timestamptz, awaits boolean, extended integer, waits jsonb, versions jsonb)),
  materials_given as materialized (
    select (e -> 'case' ->> 'id')::uuid as of_case, m.* from given, jsonb_to_recordset(e -> 'materials') as m(id uuid, move uuid, key text, file uuid,
      versions jsonb)),
  instruments_given as materialized (
    select (e -> 'case' ->> 'id')::uuid as of_case, i.* from given, jsonb_to_recordset(e -> 'instruments') as i(id uuid, move uuid, organisation uuid,
      branch text, template text, label text, number text, organisation_name text, data jsonb, issued timestamptz, versions jsonb)),
  c as (
    insert into cases."case" (id, version, region, region_code, region_path, organisation, holder, case_id, number, title, matter, procedure,
      procedure_version, state, seq, applicant_name, entity, entity_name, region_name, organisation_name, organisations, implementations, tokens,
      scopes, plans, data, opened, concluded)
    select g.id, g.version, g.region, g.region_code, g.region_path, g.organisation, g.holder, g.id, g.number, g.title, g.matter, g.procedure,
      g.procedure_version, g.state, g.seq, g.applicant_name, g.entity, g.entity_name, g.region_name, g.organisation_name, g.organisations,
      g.implementations, g.tokens, g.scopes, g.plans, g.data, g.opened, g.concluded
    from cases_given g returning *),
  m as (
    insert into cases.move (id, region, region_code, region_path, organisation, holder, class, case_id, seq, case_version, task, node, stage, branch,
      act, legal, actor, person, actor_name, post, post_name, organisation_name, input, at)
    select g.id, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, g.seq, g.case_version, g.task, g.node, g.stage, g.branch,
      g.act, g.legal, g.actor, g.person, g.actor_name, g.post, g.post_name, g.organisation_name, g.input, g.at
    from moves_given g join cases_given o on o.id = g.of_case returning *),
  t as (
    insert into cases.task (id, version, region, region_code, region_path, organisation, holder, class, case_id, number, title, matter, procedure,
      branch, node, stage, role, organisation_name, others, applicant_may, opened, closed, closed_by, due, light, provisional)
    select g.id, g.version, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, o.number, o.title, o.matter, o.procedure,
      g.branch, g.node, g.stage, g.role, g.organisation_name, g.others, g.applicant_may, g.opened, g.closed, g.closed_by, g.due, g.light, g.provisional
    from tasks_given g join cases_given o on o.id = g.of_case returning *),
  k as (
    insert into cases.clock (id, version, region, region_code, region_path, organisation, holder, class, case_id, branch, key, label, limit_name, days,
      kind, starts, ends, yellow_at, lapses, restarts, extension, basis, origin, started, ended, due, provisional, state, light, next_at, awaits,
      extended, waits)
    select g.id, g.version, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, g.branch, g.key, g.label, g.limit_name, g.days,
      g.kind, g.starts, g.ends, g.yellow_at, g.lapses, g.restarts, g.extension, nullif(g.basis, 'null'), g.origin, g.started, g.ended, g.due,
      g.provisional, g.state, g.light, g.next_at, g.awaits, g.extended, g.waits
    from clocks_given g join cases_given o on o.id = g.of_case returning *),
  f as (
    insert into cases.material (id, region, region_code, region_path, organisation, holder, class, case_id, move, key, file)
    select g.id, o.region, o.region_code, o.region_path, o.organisation, o.holder, 1, o.id, g.move, g.key, g.file
    from materials_given g join cases_given o on o.id = g.of_case returning *),
  i as (
    insert into cases.instrument (id, region, region_code, region_path, organisation, holder, class, case_id, move, branch, template, label, number,
      organisation_name, data, issued)
    select g.id, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, g.move, g.branch, g.template, g.label,
      g.number, g.organisation_name, g.data, g.issued
    from instruments_given g join cases_given o on o.id = g.of_case returning *)
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, purpose, installation, incarnation)
  select 'cases.' || r.name, r.id, v.version, case when v.version = 1 then 'I' else 'U' end::"char", v.fields, r.organisation, r.region,
    cases.past_digest(r.written, r.salt, v.otherwise), e_purpose, e_installation, e_incarnation
  from (
    select 'case' as name, c.id, c.organisation, c.region, c.salt, to_jsonb(c) as written, g.versions from c join cases_given g using (id)
    union all select 'move', m.id, m.organisation, m.region, m.salt, to_jsonb(m), g.versions from m join moves_given g using (id)
    union all select 'task', t.id, t.organisation, t.region, t.salt, to_jsonb(t), g.versions from t join tasks_given g using (id)
    union all select 'clock', k.id, k.organisation, k.region, k.salt, to_jsonb(k), g.versions from k join clocks_given g using (id)
    union all select 'material', f.id, f.organisation, f.region, f.salt, to_jsonb(f), g.versions from f join materials_given g using (id)
    union all select 'instrument', i.id, i.organisation, i.region, i.salt, to_jsonb(i), g.versions from i join instruments_given g using (id)) r,
    jsonb_to_recordset(r.versions) as v(nth integer, version integer, fields text[], otherwise jsonb)
  order by v.nth;
  return most;
end
$$;

revoke all on all functions in schema cases from public;
grant execute on function cases.past_parts, cases.past_numbers, cases.take_past to chengshu_app;
reset role;
