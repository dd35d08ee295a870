-- Past cases, taken in by the hundred: told by an older system, or generated for a demonstration. They leave the rows, and an envelope for each
-- version of each row, that live moves at those times would have left; `recorded` is when they were taken in. They come by columns, one array for
-- each column of each table, a part at a time: building one great document of them and taking it apart again cost more than storing the rows.
-- The digest of an envelope is made here, of the row as it was stored.
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

-- Begins a part: its counters move on. 0 when it was taken in before, and then nothing more may come of it.
create function cases.past_begin(source text, part integer, cases integer, numbers jsonb) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  one record;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.past_part (source, part, cases) values ($1, $2, $3) on conflict do nothing;
  if not found then
    return 0;
  end if;
  -- Numbers were given out as the counters stood when the part was told; somebody may have come between. Always in the same order, so that two
  -- sessions never wait for each other.
  for one in select n.counter, n.many, n.last from jsonb_to_recordset(numbers) as n(counter text, many integer, last bigint) order by 1 loop
    if kernel.take(one.counter, one.many) <> one.last then
      raise exception '编号已被他人使用，请重新编制这一批' using errcode = 'CS409', hint = 'history.numbers';
    end if;
  end loop;
  return $3;
end
$$;

create function cases.past_cases(id uuid[], version integer[], region uuid[], region_code text[], region_path text[], organisation uuid[],
  holder uuid[], number text[], title text[], matter text[], procedure text[], procedure_version integer[], state text[], seq integer[],
  applicant_name text[], entity uuid[], entity_name text[], region_name text[], organisation_name text[], organisations jsonb[],
  implementations jsonb[], tokens jsonb[], scopes jsonb[], plans jsonb[], data jsonb[], opened timestamptz[], concluded timestamptz[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases."case" (id, version, region, region_code, region_path, organisation, holder, case_id, number, title, matter, procedure,
    procedure_version, state, seq, applicant_name, entity, entity_name, region_name, organisation_name, organisations, implementations, tokens,
    scopes, plans, data, opened, concluded)
  select g.id, g.version, g.region, g.region_code, g.region_path, g.organisation, g.holder, g.id, g.number, g.title, g.matter, g.procedure,
    g.procedure_version, g.state, g.seq, g.applicant_name, g.entity, g.entity_name, g.region_name, g.organisation_name, g.organisations,
    g.implementations, g.tokens, g.scopes, g.plans, g.data, g.opened, g.concluded
  from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
    as g(id, version, region, region_code, region_path, organisation, holder, number, title, matter, procedure, procedure_version, state, seq,
      applicant_name, entity, entity_name, region_name, organisation_name, organisations, implementations, tokens, scopes, plans, data, opened,
      concluded);
end
$$;

-- Rows of a case are taken only together with it: in the transaction that stored the case. Nested loops and indexes alone, for a plan that was made
-- while the tables were small is kept while they grow.
create function cases.past_moves(of_case uuid[], id uuid[], organisation uuid[], seq integer[], case_version integer[], task uuid[], node text[],
  stage text[], branch text[], act text[], legal text[], actor uuid[], person uuid[], actor_name text[], post uuid[], post_name text[],
  organisation_name text[], input jsonb[], at timestamptz[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.move (id, region, region_code, region_path, organisation, holder, class, case_id, seq, case_version, task, node, stage, branch,
    act, legal, actor, person, actor_name, post, post_name, organisation_name, input, at)
  select g.id, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, g.seq, g.case_version, g.task, g.node, g.stage, g.branch,
    g.act, g.legal, g.actor, g.person, g.actor_name, g.post, g.post_name, g.organisation_name, g.input, g.at
  from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    as g(of_case, id, organisation, seq, case_version, task, node, stage, branch, act, legal, actor, person, actor_name, post, post_name,
      organisation_name, input, at)
    join cases."case" o on o.id = g.of_case and o.xmin = pg_current_xact_id()::xid;
end
$$;

create function cases.past_tasks(of_case uuid[], id uuid[], version integer[], organisation uuid[], branch text[], node text[], stage text[],
  role text[], organisation_name text[], others text[], applicant_may boolean[], opened timestamptz[], closed timestamptz[], closed_by text[],
  due date[], light text[], provisional boolean[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.task (id, version, region, region_code, region_path, organisation, holder, class, case_id, number, title, matter, procedure,
    branch, node, stage, role, organisation_name, others, applicant_may, opened, closed, closed_by, due, light, provisional)
  select g.id, g.version, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, o.number, o.title, o.matter, o.procedure,
    g.branch, g.node, g.stage, g.role, g.organisation_name, g.others::uuid[], g.applicant_may, g.opened, g.closed, g.closed_by, g.due, g.light,
    g.provisional
  from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    as g(of_case, id, version, organisation, branch, node, stage, role, organisation_name, others, applicant_may, opened, closed, closed_by, due,
      light, provisional)
    join cases."case" o on o.id = g.of_case and o.xmin = pg_current_xact_id()::xid;
end
$$;

create function cases.past_clocks(of_case uuid[], id uuid[], version integer[], organisation uuid[], branch text[], key text[], label text[],
  limit_name text[], days integer[], kind text[], starts text[], ends text[], yellow_at integer[], lapses boolean[], restarts boolean[],
  extension integer[], basis jsonb[], origin text[], started date[], ended date[], due date[], provisional boolean[], state text[], light text[],
  next_at timestamptz[], awaits boolean[], extended integer[], waits jsonb[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.clock (id, version, region, region_code, region_path, organisation, holder, class, case_id, branch, key, label, limit_name, days,
    kind, starts, ends, yellow_at, lapses, restarts, extension, basis, origin, started, ended, due, provisional, state, light, next_at, awaits,
    extended, waits)
  select g.id, g.version, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, g.branch, g.key, g.label, g.limit_name, g.days,
    g.kind, g.starts, g.ends, g.yellow_at, g.lapses, g.restarts, g.extension, g.basis, g.origin, g.started, g.ended, g.due, g.provisional, g.state,
    g.light, g.next_at, g.awaits, g.extended, g.waits
  from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
    as g(of_case, id, version, organisation, branch, key, label, limit_name, days, kind, starts, ends, yellow_at, lapses, restarts, extension,
      basis, origin, started, ended, due, provisional, state, light, next_at, awaits, extended, waits)
    join cases."case" o on o.id = g.of_case and o.xmin = pg_current_xact_id()::xid;
end
$$;

create function cases.past_materials(of_case uuid[], id uuid[], move uuid[], key text[], file uuid[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.material (id, region, region_code, region_path, organisation, holder, class, case_id, move, key, file)
  select g.id, o.region, o.region_code, o.region_path, o.organisation, o.holder, 1, o.id, g.move, g.key, g.file
  from unnest($1, $2, $3, $4, $5) as g(of_case, id, move, key, file)
    join cases."case" o on o.id = g.of_case and o.xmin = pg_current_xact_id()::xid;
end
$$;

create function cases.past_instruments(of_case uuid[], id uuid[], move uuid[], organisation uuid[], branch text[], template text[], label text[],
  number text[], organisation_name text[], data jsonb[], issued timestamptz[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.instrument (id, region, region_code, region_path, organisation, holder, class, case_id, move, branch, template, label, number,
    organisation_name, data, issued)
  select g.id, o.region, o.region_code, o.region_path, g.organisation, o.holder, 1, o.id, g.move, g.branch, g.template, g.label, g.number,
    g.organisation_name, g.data, g.issued
  from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    as g(of_case, id, move, organisation, branch, template, label, number, organisation_name, data, issued)
    join cases."case" o on o.id = g.of_case and o.xmin = pg_current_xact_id()::xid;
end
$$;

-- The envelopes of a part, in the order in which its versions came about. `otherwise` is how a version differed from the row as it is now. Only
-- rows that this transaction itself stored get any.
create function cases.past_log(of_table text[], record uuid[], version integer[], fields text[], otherwise jsonb[])
  returns integer language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
  set plan_cache_mode = force_custom_plan
as $$
declare
  e_purpose text := kernel.setting_text('purpose');
  e_installation text := kernel.setting_text('installation');
  e_incarnation integer := (select incarnation from kernel.identity);
  mine xid := pg_current_xact_id()::xid;
  many integer;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  with given as materialized (
    select * from unnest($1, $2, $3, $4, $5) with ordinality as g(of_table, record, version, fields, otherwise, nth)),
  records as materialized (select distinct g.of_table, g.record from given g),
  rows as materialized (
    select t.id, t.organisation, t.region, t.salt, to_jsonb(t) - array['salt', 'recorded'] as written from records r
      join cases."case" t on t.id = r.record and r.of_table = 'case' and t.xmin = mine
    union all select t.id, t.organisation, t.region, t.salt, to_jsonb(t) - array['salt', 'recorded'] from records r
      join cases.move t on t.id = r.record and r.of_table = 'move' and t.xmin = mine
    union all select t.id, t.organisation, t.region, t.salt, to_jsonb(t) - array['salt', 'recorded'] from records r
      join cases.task t on t.id = r.record and r.of_table = 'task' and t.xmin = mine
    union all select t.id, t.organisation, t.region, t.salt, to_jsonb(t) - array['salt', 'recorded'] from records r
      join cases.clock t on t.id = r.record and r.of_table = 'clock' and t.xmin = mine
    union all select t.id, t.organisation, t.region, t.salt, to_jsonb(t) - array['salt', 'recorded'] from records r
      join cases.material t on t.id = r.record and r.of_table = 'material' and t.xmin = mine
    union all select t.id, t.organisation, t.region, t.salt, to_jsonb(t) - array['salt', 'recorded'] from records r
      join cases.instrument t on t.id = r.record and r.of_table = 'instrument' and t.xmin = mine)
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, purpose, installation, incarnation)
  select 'cases.' || g.of_table, g.record, g.version, case when g.version = 1 then 'I' else 'U' end::"char", g.fields::text[], r.organisation,
    r.region, sha256(r.salt || convert_to(jsonb_strip_nulls(
      case when g.otherwise is null then r.written else r.written || g.otherwise end)::text, 'UTF8')), e_purpose, e_installation, e_incarnation
  from given g join rows r on r.id = g.record order by g.nth;
  get diagnostics many = row_count;
  if many <> array_length($2, 1) then
    raise exception 'a version of a past case without its row' using errcode = 'data_exception';
  end if;
  return many;
end
$$;

revoke all on all functions in schema cases from public;
grant execute on function cases.past_parts, cases.past_numbers, cases.past_begin, cases.past_cases, cases.past_moves, cases.past_tasks,
  cases.past_clocks, cases.past_materials, cases.past_instruments, cases.past_log to chengshu_app;
reset role;
