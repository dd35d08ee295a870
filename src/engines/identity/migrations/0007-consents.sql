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

-- The day of the city, not the server's; and what waits for consent is not held.
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

create function identity.answer_consent(of_subject uuid, yes boolean, why text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  c identity.consent;
  me uuid := kernel.setting_key('actor');
begin
  select * into c from identity.consent x where x.subject = of_subject for update;
  if c.id is null or not identity.acts_as(identity.consenters(c.kind), c.region_path) then
    raise exception 'a consent beyond the duties of whoever gives it' using errcode = '42501';
  end if;
  if c.state <> 'open' then
    raise exception '这一项已经由他人答复' using errcode = 'CS409', hint = 'consent.answered';
  end if;
  if c.until < clock_timestamp() then
    raise exception '这一项过了期限没有答复，已经失效，请重新提出' using errcode = 'CS409', hint = 'consent.lapsed';
  end if;
  if yes and (identity.same_person(me, c.asked_by) or identity.same_person(me, c.account) or (c.kind = 'duty' and exists (
    select from identity.holding h where h.post = c.post and h.ended is null and identity.same_person(me, h.account)))) then
    raise exception '这一项须由另一个人同意：您提出了它，或者它是给您的' using errcode = 'CS409', hint = 'consent.own';
  end if;
  if yes and exists (select from identity.credential p where p.account = c.account and not p.own) then
    raise exception '这个账户的密码还是他人设置的，请本人登录修改密码后再同意' using errcode = 'CS409', hint = 'consent.password';
  end if;
  update identity.consent x set version = x.version + 1, recorded = clock_timestamp(), state = case when yes then 'given' else 'refused' end,
    answered_by = me, answered = clock_timestamp(), reason = why where x.id = c.id;
end
$$;

-- What waits and what was answered lately, for the administrators of the place.
create function identity.consents(most integer)
  returns table (subject uuid, kind text, account uuid, account_name text, post_name text, organisation uuid, organisation_name text, role text, region uuid,
    ground text, state text, asked timestamptz, asked_by uuid, asked_by_name text, until timestamptz, lapsed boolean, answered timestamptz, answered_by_name text,
    reason text, mine boolean, own boolean, ready boolean)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.subject, c.kind, c.account, a.name, p.name, c.organisation, o.name, c.role, c.region, c.ground, c.state, c.asked, c.asked_by, k.name, c.until,
    c.state = 'open' and c.until < clock_timestamp(), c.answered, b.name, c.reason,
    identity.acts_as(identity.consenters(c.kind), c.region_path),
    identity.same_person(kernel.setting_key('actor'), c.asked_by) or identity.same_person(kernel.setting_key('actor'), c.account)
      or (c.kind = 'duty' and exists (select from identity.holding h where h.post = c.post and h.ended is null
        and identity.same_person(kernel.setting_key('actor'), h.account))),
    not exists (select from identity.credential w where w.account = c.account and not w.own)
  from identity.consent c join identity.post p on p.id = c.post join identity.organisation o on o.id = c.organisation
    left join identity.account a on a.id = c.account left join identity.account k on k.id = c.asked_by left join identity.account b on b.id = c.answered_by
  where identity.acts_as(identity.administrator_roles(), c.region_path)
    and (exists (select from identity.holding h where h.id = c.subject and h.ended is null)
      or exists (select from identity.duty d where d.id = c.subject and d.ended is null))
  order by c.state <> 'open', c.asked desc limit least(most, 200)
$$;

revoke all on function identity.in_effect(uuid), identity.not_in_effect(), identity.in_office(text), identity.acts_as(text[], text),
  identity.consenters(text), identity.consent_days(), identity.ask_for(text, uuid, uuid, uuid, text, uuid, text, text),
  identity.answer_consent(uuid, boolean, text), identity.consents(integer) from public;
grant execute on function identity.not_in_effect(), identity.in_office(text), identity.consent_days(),
  identity.answer_consent(uuid, boolean, text), identity.consents(integer) to chengshu_app;
