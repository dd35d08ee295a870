-- A case that answers an ask: opened in the ask's own transaction by who asked it, whoever leads the case; taken back with it.
grant select, update (state, answered, answer) on kernel.ask to chengshu_cases;
create policy cases on kernel.ask to chengshu_cases using (case_id is not null) with check (case_id is not null);
set local role chengshu_cases;

-- Nothing for a case that somebody applied for.
alter table cases."case" add column ask uuid;
create unique index case_ask on cases."case" (ask) where ask is not null;

create or replace function cases.open_case(input jsonb) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  c cases."case";
  given jsonb := input -> 'case';
  of_ask uuid := (input #>> '{case,data,ask,id}')::uuid;
  earlier uuid;
begin
  if of_ask is not null and not exists (select from kernel.ask a where a.id = of_ask and a.case_id = (given ->> 'id')::uuid and a.state = 'open'
      and a.asker is not distinct from kernel.setting_key('actor')) then
    raise exception '没有这项请求' using errcode = '42501';
  end if;
  if of_ask is null and not coalesce((given ->> 'holder')::uuid = kernel.setting_key('person')
      or (given ->> 'organisation')::uuid = kernel.setting_key('organisation'), false) and not cases.by_the_system()
    or of_ask is not null and (given ->> 'holder')::uuid is not null and (given ->> 'holder')::uuid is distinct from kernel.setting_key('person') then
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
    state, applicant_name, entity, entity_name, region_name, organisation_name, organisations, implementations, tokens, scopes, plans, data, opened, ask)
  select g.id, 1, g.region, g."regionCode", g."regionPath", g.organisation, coalesce(g.holder, cases.no_key()), g.id,
    g.number, g.title, g.matter, g.procedure, g."procedureVersion", 'open', g."applicantName", g.entity,
    g."entityName", g."regionName", g."organisationName", g.organisations, g.implementations, input -> 'set' -> 'tokens', input -> 'set' -> 'scopes', g.plans,
    g.data, (input ->> 'at')::timestamptz, of_ask
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

-- The person whose case it is, or the organisation that asked, takes back what a case answers.
create function cases.withdraw_ask(of_case uuid, why text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  update kernel.ask a set state = 'withdrawn', answered = now(), answer = why
  from cases."case" c
  where c.id = of_case and a.id = c.ask and a.case_id = c.id and a.state = 'open' and coalesce(
    c.holder <> cases.no_key() and c.holder = kernel.setting_key('person')
    or (c.data #>> '{ask,organisation,id}')::uuid = kernel.setting_key('organisation'), false);
  return found;
end
$$;
revoke all on function cases.withdraw_ask from public;
grant execute on function cases.withdraw_ask to chengshu_app, chengshu_hall;
reset role;
