-- Whoever has two accounts is one person. An account says whom it is of by the number that its maker saw (`number`), by the person whose own
-- records it opens (`person`), and by the person whom the number meant in the population register when it was made (`self`).
alter table identity.account add column self uuid;
create index account_one_self on identity.account ((coalesce(person, self))) where coalesce(person, self) is not null;
create index account_one_number on identity.account (number_blind) where number_blind is not null;

-- Every account of the person of an account, ended ones too: what was done under one was done by the same hands.
create function identity.alike(of_account uuid) returns uuid[]
  language sql stable security definer set search_path = pg_catalog
as $$
  with recursive one(id) as (
    select of_account where of_account is not null
    union
    select b.id from one join identity.account a on a.id = one.id cross join lateral (
      select n.id from identity.account n where n.number_blind = a.number_blind
      union all
      select p.id from identity.account p where coalesce(p.person, p.self) = coalesce(a.person, a.self)) b)
  select coalesce(array_agg(id order by id), '{}') from one
$$;

create function identity.same_person(one uuid, other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$ select coalesce(other = any(identity.alike(one)), false) $$;

-- Whom the population register means by an account, proofed or not.
create function identity.person_meant(of_account uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(a.person, a.self) from identity.account a
  where a.id = any(identity.alike(of_account)) and coalesce(a.person, a.self) is not null order by a.person is null, a.id limit 1
$$;

-- For many accounts at once: who could be given a task.
create function identity.oneselves(accounts uuid[])
  returns table (account uuid, person uuid, alike uuid[])
  language sql stable security definer set search_path = pg_catalog
as $$ select a, identity.person_meant(a), identity.alike(a) from unnest(accounts) a $$;

-- What waits for a second person: a holding of a post with duties, or a duty. No row: nothing had to be asked.
create table identity.consent (
  id uuid primary key default gen_random_uuid(),
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('holding', 'duty')),
  subject uuid not null unique,
  account uuid,
  post uuid not null,
  role text,
  organisation uuid not null,
  region uuid not null,
  region_path text collate "C" not null,
  -- Why it is asked: newly given, changed, or a password that somebody else set; `set-up` was asked of nobody, since nobody was there.
  ground text not null check (ground in ('given', 'changed', 'password', 'set-up')),
  asked_by uuid,
  asked timestamptz not null default clock_timestamp(),
  until timestamptz not null,
  state text not null check (state in ('open', 'given', 'refused')),
  answered_by uuid,
  answered timestamptz,
  reason text,
  salt bytea not null default uuid_send(gen_random_uuid())
);
create index consent_by_place on identity.consent (region_path, asked);

create function identity.log_consent() returns trigger
  language plpgsql security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
begin
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
  values ('identity.consent', new.id, new.version, case when tg_op = 'INSERT' then 'I' else 'U' end::"char",
    case when tg_op = 'UPDATE' then array['state', 'asked', 'answered', 'reason'] end, new.organisation, new.region,
    sha256(new.salt || convert_to(jsonb_strip_nulls(to_jsonb(new) - 'salt' - 'recorded')::text, 'UTF8')), kernel.setting_key('actor'),
    kernel.setting_key('post'), kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity));
  return null;
end
$$;
create trigger logged after insert or update on identity.consent for each row execute function identity.log_consent();

create function identity.in_effect(of_subject uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$ select not exists (select from identity.consent c where c.subject = of_subject and c.state <> 'given') $$;

create function identity.not_in_effect() returns uuid[]
  language sql stable security definer set search_path = pg_catalog
as $$ select coalesce(array_agg(c.subject), '{}') from identity.consent c where c.state <> 'given' $$;

create or replace function identity.holds(of_account uuid, wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from identity.holding h join identity.post p on p.id = h.post
    where h.account = of_account and h.post = wanted and h.ended is null and p.ended is null and identity.in_effect(h.id)
      and h.since <= kernel.today() and (h.until is null or h.until >= kernel.today()))
$$;

-- Whether somebody holds a post with this role today.
create function identity.in_office(wanted text) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from identity.duty d join identity.holding h on h.post = d.post join identity.account a on a.id = h.account
    where d.role = wanted and d.ended is null and h.ended is null and a.ended is null and identity.in_effect(d.id) and identity.holds(h.account, h.post))
$$;

-- Whether the acting account has a role at the acting post, over a place.
create function identity.acts_as(wanted text[], at_path text) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from identity.duty d where d.post = kernel.setting_key('post') and d.role = any(wanted) and d.ended is null
    and identity.in_effect(d.id) and starts_with(at_path, d.region_path) and identity.holds(kernel.setting_key('actor'), d.post))
$$;

-- Who may consent to what: seats are the system administrator's to give and the security administrator's to consent to; duties the other
-- way round. Where no security administrator is in office, the audit administrator consents to seats.
create function identity.consenters(of_kind text) returns text[]
  language sql stable security definer set search_path = pg_catalog
as $$
  select case when of_kind = 'duty' then array['identity.administrator', 'identity.security']
    when identity.in_office('identity.security') then array['identity.security']
    else array['identity.security', 'identity.audit'] end
$$;

-- Days after which what nobody answered has lapsed.
create function identity.consent_days() returns integer language sql immutable as $$ select 30 $$;

create function identity.ask_for(of_kind text, of_subject uuid, of_account uuid, of_post uuid, of_role text, of_region uuid, of_path text, why text)
  returns void language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  me uuid := kernel.setting_key('actor');
  first boolean := false;
begin
  -- The first of the administrators who consent is consented to by nobody: once, in the life of an installation.
  if of_kind = 'holding' then
    perform pg_advisory_xact_lock(hashtext('identity.separation'));
    first := exists (select from identity.duty d where d.post = of_post and d.role = 'identity.security' and d.ended is null)
      and not exists (select from identity.holding h join identity.duty d on d.post = h.post
        where h.id <> of_subject and d.role in ('identity.security', 'identity.audit') and identity.in_effect(h.id));
  end if;
  insert into identity.consent as c (kind, subject, account, post, role, organisation, region, region_path, ground, asked_by, until, state)
  select of_kind, of_subject, of_account, of_post, of_role, p.organisation, of_region, of_path, case when first then 'set-up' else why end, me,
    clock_timestamp() + make_interval(days => identity.consent_days()), case when first then 'given' else 'open' end
  from identity.post p where p.id = of_post
  on conflict (subject) do update set version = c.version + 1, recorded = clock_timestamp(), account = excluded.account, post = excluded.post,
    role = excluded.role, organisation = excluded.organisation, region = excluded.region, region_path = excluded.region_path,
    ground = excluded.ground, asked_by = excluded.asked_by, asked = excluded.asked, until = excluded.until, state = excluded.state,
    answered_by = null, answered = null, reason = null;
end
$$;

-- The installation itself asks nobody: it makes the first posts, and a demonstration.
create function identity.ask_for_holding() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  at record;
begin
  if kernel.setting_key('actor') is null or new.ended is not null then
    return null;
  end if;
  -- Leaving sooner asks for nothing.
  if tg_op = 'UPDATE' and (new.account, new.post, new.since) = (old.account, old.post, old.since)
    and coalesce(new.until, 'infinity') <= coalesce(old.until, 'infinity') then
    return null;
  end if;
  if exists (select from identity.duty d where d.post = new.post and d.ended is null) then
    select p.region, p.region_path into at from identity.post p where p.id = new.post;
    perform identity.ask_for('holding', new.id, new.account, new.post, null, at.region, at.region_path, case when tg_op = 'INSERT' then 'given' else 'changed' end);
  end if;
  return null;
end
$$;
create trigger with_consent after insert or update on identity.holding for each row execute function identity.ask_for_holding();

create function identity.ask_for_duty() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if kernel.setting_key('actor') is null or new.ended is not null then
    return null;
  end if;
  if tg_op = 'UPDATE' and (new.role, new.post, new.region) = (old.role, old.post, old.region) then
    return null;
  end if;
  if exists (select from identity.holding h where h.post = new.post and h.ended is null and identity.same_person(kernel.setting_key('actor'), h.account)) then
    raise exception '不能给自己任职的岗位授予职责' using errcode = 'CS409', hint = 'identity.own-duty';
  end if;
  perform identity.ask_for('duty', new.id, null, new.post, new.role, new.region, new.region_path, case when tg_op = 'INSERT' then 'given' else 'changed' end);
  return null;
end
$$;
create trigger with_consent after insert or update on identity.duty for each row execute function identity.ask_for_duty();

-- A post with duties stays where it is: its duties would go with it.
create function identity.check_post() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if kernel.setting_key('actor') is not null and exists (select from identity.duty d where d.post = new.id and d.ended is null) then
    raise exception '这个岗位有职责，不能移到别的机构或区划；请先由安全管理员收回职责' using errcode = 'CS409', hint = 'identity.post-with-duties';
  end if;
  return new;
end
$$;
create trigger stays before update on identity.post for each row
  when ((new.organisation, new.region) is distinct from (old.organisation, old.region)) execute function identity.check_post();

-- Nobody seats oneself, under whichever account; whoever is seated is known by name and number.
create or replace function identity.check_holding() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (select from identity.post p where p.id = new.post
    and p.region_path >= coalesce(kernel.box_part('boxw.identity_holding', 1), '!')
    and p.region_path < coalesce(kernel.box_part('boxw.identity_holding', 2), '~')) then
    raise exception 'a post beyond the region of whoever gives it' using errcode = '42501';
  end if;
  if kernel.setting_key('actor') is null or kernel.setting_text('purpose') like 'system:%' then
    return new;
  end if;
  if identity.same_person(kernel.setting_key('actor'), new.account) then
    raise exception '不能为自己安排岗位' using errcode = 'CS409', hint = 'identity.own-holding';
  end if;
  if tg_op = 'UPDATE' and (new.account, new.post) = (old.account, old.post) then
    return new;
  end if;
  if not exists (select from identity.account a where a.id = new.account and (a.number_blind is not null or coalesce(a.person, a.self) is not null)) then
    raise exception '这个账户还没有登记公民身份号码，不能任职' using errcode = 'CS409', hint = 'identity.nameless';
  end if;
  return new;
end
$$;

-- The three roles never meet in one person, whichever accounts the person has; and whoever audits does nothing that is audited.
create or replace function identity.check_separation() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  of_post uuid := new.post;
  roles text[];
begin
  if kernel.setting_key('actor') is null or new.ended is not null then
    return new;
  end if;
  -- One administrator after another, so that two that are given at once see each other.
  perform pg_advisory_xact_lock(hashtext('identity.separation'));
  for roles in
    select array(select distinct d.role from identity.duty d where d.ended is null and (d.post = of_post or d.post in (
      select h.post from identity.holding h where h.ended is null and h.account = any(identity.alike(holder.account)))))
    from (select null::uuid as account union select o.account from identity.holding o where o.post = of_post and o.ended is null) holder
  loop
    if (select count(*) from unnest(roles) r where r = any(identity.administrator_roles())) > 1 then
      raise exception '系统管理员、安全管理员和审计管理员不能由同一岗位或同一人担任' using errcode = 'CS409', hint = 'duty.separated';
    end if;
    if 'identity.audit' = any(roles) and cardinality(roles) > 1 then
      raise exception '审计管理员不能同时承担别的职责' using errcode = 'CS409', hint = 'duty.separated';
    end if;
  end loop;
  return new;
end
$$;
drop trigger separated on identity.duty;
create trigger separated after insert or update on identity.duty for each row execute function identity.check_separation();

-- A security administrator and an audit administrator stay in office until others are: nobody else could consent any more.
create function identity.keep_administrators() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  ended_role text;
  now_row jsonb := to_jsonb(new);
begin
  if kernel.setting_key('actor') is null then
    return null;
  end if;
  for ended_role in
    select distinct d.role from identity.duty d where d.role in ('identity.security', 'identity.audit') and case tg_table_name
      when 'duty' then d.id = new.id
      when 'post' then d.post = new.id
      when 'holding' then d.post = (now_row ->> 'post')::uuid
      else d.post in (select h.post from identity.holding h where h.account = new.id) end
  loop
    if not identity.in_office(ended_role) then
      raise exception '还没有继任的人，安全管理员和审计管理员不能空缺' using errcode = 'CS409', hint = 'identity.last-administrator';
    end if;
  end loop;
  return null;
end
$$;
create trigger zz_kept after update on identity.holding for each row
  when ((new.ended, new.until) is distinct from (old.ended, old.until)) execute function identity.keep_administrators();
create trigger zz_kept after update on identity.duty for each row when (new.ended is distinct from old.ended) execute function identity.keep_administrators();
create trigger zz_kept after update on identity.post for each row when (new.ended is distinct from old.ended) execute function identity.keep_administrators();
create trigger zz_kept after update on identity.account for each row when (new.ended is distinct from old.ended) execute function identity.keep_administrators();

do $$
declare f text;
begin
  foreach f in array array['alike(uuid)', 'same_person(uuid, uuid)', 'person_meant(uuid)', 'oneselves(uuid[])', 'in_effect(uuid)', 'not_in_effect()', 'in_office(text)', 'acts_as(text[], text)', 'consenters(text)', 'consent_days()', 'ask_for(text, uuid, uuid, uuid, text, uuid, text, text)'] loop
    execute format('revoke all on function identity.%s from public', f);
  end loop;
  foreach f in array array['oneselves(uuid[])', 'not_in_effect()', 'in_office(text)', 'consent_days()'] loop
    execute format('grant execute on function identity.%s to chengshu_app', f);
  end loop;
end
$$;
