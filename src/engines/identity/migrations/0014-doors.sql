-- The doors at which accounts are made, and sessions as their own person sees them.

-- Accounts are made at two doors: the system administrator's for people at work, who are named by number and open nobody's records; and the
-- window's for everybody, where a clerk saw a document.
create function identity.check_account() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  me uuid := kernel.setting_key('actor');
  door text := kernel.setting_text('account_door');
begin
  if tg_op = 'INSERT' and new.self is null then
    new.self := kernel.setting_key('account_self');
  end if;
  if me is null then
    return new;
  end if;
  if tg_op = 'UPDATE' and (new.person, new.self, new.number_blind, new.proof, new.proved_by, new.proved_at)
    is not distinct from (old.person, old.self, old.number_blind, old.proof, old.proved_by, old.proved_at) then
    return new;
  end if;
  if door = 'staff' and new.number_blind is not null and new.person is not distinct from (case when tg_op = 'UPDATE' then old.person end)
    and new.proof is null and (tg_op = 'INSERT' or old.number_blind is null) then
    if tg_op = 'UPDATE' then new.self := coalesce(new.self, kernel.setting_key('account_self')); end if;
    return new;
  end if;
  if door = 'citizen' and new.person is not null and new.proof is not null and new.proved_by = me
    and (tg_op = 'INSERT' or coalesce(old.person, new.person) = new.person)
    and identity.acts_as(array['identity.registrar'], (select p.region_path from identity.post p where p.id = kernel.setting_key('post')))
    and new.person is distinct from identity.person_meant(me) and not identity.same_person(me, new.id)
    and not exists (select from unnest(identity.alike(me)) a where cardinality(identity.administrator_roles_of(a)) > 0) then
    return new;
  end if;
  raise exception '账户属于谁，只能由窗口凭证件登记，或者由系统管理员在开立工作人员账户时登记' using errcode = 'CS409', hint = 'identity.account-door';
end
$$;
create trigger whose before insert or update on identity.account for each row execute function identity.check_account();

-- A code that the window hands to the person, with which the person chooses a password.
create table identity.entry_code (
  account uuid primary key,
  digest bytea not null,
  made_by uuid not null,
  until timestamptz not null,
  tries integer not null default 0
);

create function identity.make_entry_code(of_account uuid, new_digest bytea, hours integer) returns timestamptz
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  a identity.account;
  made identity.entry_code;
begin
  select * into a from identity.account x where x.id = of_account and x.ended is null;
  -- Only of whoever was just proofed by this very clerk, in this very transaction.
  if a.id is null or a.proved_by is distinct from kernel.setting_key('actor') or a.proof is null or a.recorded < transaction_timestamp() then
    raise exception 'a code for somebody who was not proofed' using errcode = '42501';
  end if;
  insert into identity.entry_code as c (account, digest, made_by, until)
  values (of_account, new_digest, kernel.setting_key('actor'), clock_timestamp() + make_interval(hours => hours))
  on conflict (account) do update set digest = excluded.digest, made_by = excluded.made_by, until = excluded.until, tries = 0
  returning * into made;
  return made.until;
end
$$;

-- Counts a try, right or wrong; after five the code is dead.
create function identity.try_entry_code(login_name text, given bytea) returns uuid
  language sql volatile security definer set search_path = pg_catalog
as $$
  with tried as (
    update identity.entry_code c set tries = c.tries + 1 from identity.account a
    where a.login = login_name and a.ended is null and c.account = a.id and c.until > clock_timestamp()
    returning c.account, c.digest, c.tries)
  select account from tried where digest = given and tries <= 5
$$;

create function identity.use_entry_code(of_account uuid, given bytea, new_hash text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  delete from identity.entry_code c where c.account = of_account and c.digest = given and c.until > clock_timestamp() and c.tries <= 5;
  if not found then
    return false;
  end if;
  delete from identity.session where account = of_account;
  insert into identity.credential (account, hash) values (of_account, new_hash)
  on conflict (account) do update set hash = new_hash, failed = 0, locked_until = null, own = true;
  return true;
end
$$;

-- Sessions as their person sees them: which device, from where, since when, last used.
alter table identity.session add column id uuid not null default gen_random_uuid() unique, add column agent text, add column address text,
  add column used timestamptz not null default clock_timestamp();

drop function identity.open_session(bytea, uuid, integer);
create function identity.open_session(new_token bytea, of_account uuid, hours integer, from_agent text, from_address text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  delete from identity.session where account = of_account and ends < clock_timestamp();
  insert into identity.session (token, account, ends, agent, address)
  values (new_token, of_account, clock_timestamp() + make_interval(hours => hours), left(from_agent, 300), left(from_address, 60));
end
$$;

create function identity.touch_session(of_token bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$ update identity.session set used = clock_timestamp() where token = of_token $$;

create function identity.own_sessions(this bytea)
  returns table (id uuid, made timestamptz, ends timestamptz, used timestamptz, agent text, address text, post_name text, this_one boolean)
  language sql stable security definer set search_path = pg_catalog
as $$
  select s.id, s.made, s.ends, s.used, s.agent, s.address, p.name, s.token = this
  from identity.session s left join identity.post p on p.id = s.post
  where s.account = kernel.setting_key('actor') and s.ends > clock_timestamp() order by s.token = this desc, s.used desc limit 100
$$;

create function identity.end_own_sessions(keep bytea, wanted uuid) returns integer
  language sql volatile security definer set search_path = pg_catalog
as $$
  with gone as (delete from identity.session s where s.account = kernel.setting_key('actor') and s.token <> keep and (wanted is null or s.id = wanted) returning 1)
  select count(*)::int from gone
$$;

-- Of somebody else: only where the acting administrator's box over accounts reaches.
create function identity.reaches_account(of_account uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from identity.account a where a.id = of_account
    and a.region_path >= kernel.box_part('box.identity_account', 1) and a.region_path < kernel.box_part('box.identity_account', 2)
    and a.organisation >= kernel.box_part('box.identity_account', 3)::uuid and a.organisation <= kernel.box_part('box.identity_account', 4)::uuid
    and a.holder >= kernel.box_part('box.identity_account', 5)::uuid and a.holder <= kernel.box_part('box.identity_account', 6)::uuid)
$$;
drop function identity.sessions_of(uuid);
create function identity.sessions_of(of_account uuid)
  returns table (made timestamptz, ends timestamptz, used timestamptz, agent text, address text, post uuid)
  language sql stable security definer set search_path = pg_catalog
as $$
  select s.made, s.ends, s.used, s.agent, s.address, s.post from identity.session s
  where s.account = of_account and s.ends > clock_timestamp() and identity.reaches_account(of_account) order by s.made desc limit 100
$$;
create or replace function identity.end_sessions(of_account uuid) returns integer
  language sql volatile security definer set search_path = pg_catalog
as $$
  with gone as (delete from identity.session s where s.account = of_account and identity.reaches_account(of_account) returning 1)
  select count(*)::int from gone
$$;

create or replace function identity.posts_of(of_account uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'region', p.region, 'organisation', p.organisation,
      'duties', coalesce((select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path))
        from identity.duty d where d.post = p.id and d.ended is null and identity.in_effect(d.id)), '[]')) order by h.since, p.id), '[]')
  from identity.holding h join identity.post p on p.id = h.post
  where h.account = of_account and h.ended is null and identity.holds(of_account, h.post)
$$;

create or replace function identity.resolve_session(of_token bytea) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'account', a.id, 'name', a.name, 'person', a.person, 'used', s.used,
    'self', jsonb_build_object('person', identity.person_meant(a.id), 'accounts', identity.alike(a.id)),
    'proxy', identity.proxy_of(a.id, s.proxy), 'chosen', s.proxy,
    'principals', coalesce((select jsonb_agg(identity.proxy_of(a.id, x.id) order by x.id) from identity.proxy x
      where x.agent = a.person and a.person is not null and x.state = 'accepted' and identity.proxy_of(a.id, x.id) is not null), '[]'),
    'post', (select jsonb_build_object('id', p.id, 'name', p.name, 'region', p.region, 'organisation',
        (select jsonb_build_object('id', o.id, 'name', o.name, 'function', o.function, 'region', o.region) from identity.organisation o where o.id = p.organisation and o.ended is null))
      from identity.post p where p.id = s.post and identity.holds(a.id, s.post)),
    'duties', coalesce((select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path) order by d.role)
      from identity.duty d join identity.post p on p.id = d.post
      where d.post = s.post and d.ended is null and identity.in_effect(d.id) and identity.holds(a.id, s.post)), '[]'),
    'posts', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'organisation', o.name) order by h.since, p.id)
      from identity.holding h join identity.post p on p.id = h.post join identity.organisation o on o.id = p.organisation
      where h.account = a.id and h.ended is null and identity.holds(a.id, h.post)), '[]'))
  from identity.session s join identity.account a on a.id = s.account
  where s.token = of_token and s.ends > clock_timestamp() and a.ended is null
$$;

do $$
declare f text;
begin
  foreach f in array array['make_entry_code(uuid, bytea, integer)', 'try_entry_code(text, bytea)', 'use_entry_code(uuid, bytea, text)', 'open_session(bytea, uuid, integer, text, text)', 'touch_session(bytea)', 'own_sessions(bytea)', 'end_own_sessions(bytea, uuid)', 'reaches_account(uuid)', 'sessions_of(uuid)'] loop
    execute format('revoke all on function identity.%s from public', f);
  end loop;
  foreach f in array array['make_entry_code(uuid, bytea, integer)', 'sessions_of(uuid)'] loop
    execute format('grant execute on function identity.%s to chengshu_app', f);
  end loop;
  foreach f in array array['try_entry_code(text, bytea)', 'use_entry_code(uuid, bytea, text)', 'open_session(bytea, uuid, integer, text, text)', 'touch_session(bytea)', 'own_sessions(bytea)', 'end_own_sessions(bytea, uuid)'] loop
    execute format('grant execute on function identity.%s to chengshu_app, chengshu_hall', f);
  end loop;
end
$$;
