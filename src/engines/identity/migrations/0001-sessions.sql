-- Sign-in. The app roles reach these tables through the functions below alone.

create table identity.credential (
  account uuid primary key,
  hash text not null,
  failed integer not null default 0,
  locked_until timestamptz
);

create table identity.session (
  token bytea primary key,
  account uuid not null,
  post uuid,
  made timestamptz not null default clock_timestamp(),
  ends timestamptz not null
);
create index session_account on identity.session (account);

-- The code with which the first administrator of an empty installation comes in; used once.
create table identity.first_code (
  one boolean primary key default true check (one),
  digest bytea not null,
  used timestamptz
);

create function identity.credential_of(login_name text)
  returns table (account uuid, hash text, locked_until timestamptz)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.account, c.hash, c.locked_until from identity.account a join identity.credential c on c.account = a.id
  where a.login = login_name and a.ended is null
$$;

-- After five wrong passwords each further try waits longer, at most a minute.
create function identity.count_try(of_account uuid, well boolean) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  update identity.credential set
    failed = case when well then 0 else failed + 1 end,
    locked_until = case when not well and failed >= 4 then clock_timestamp() + least(60, power(2, failed - 4)) * interval '1 second' end
  where account = of_account
$$;

create function identity.set_credential(of_account uuid, new_hash text) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  insert into identity.credential (account, hash) values (of_account, new_hash)
  on conflict (account) do update set hash = new_hash, failed = 0, locked_until = null
$$;

-- A post is chosen only among those that the account holds today.
create function identity.holds(of_account uuid, wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from identity.holding h join identity.post p on p.id = h.post
    where h.account = of_account and h.post = wanted and h.ended is null and p.ended is null
      and h.since <= current_date and (h.until is null or h.until >= current_date))
$$;

create function identity.open_session(new_token bytea, of_account uuid, wanted uuid, hours integer) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if wanted is not null and not identity.holds(of_account, wanted) then
    raise exception '您没有担任这个岗位' using errcode = 'CS409', hint = 'session.post';
  end if;
  delete from identity.session where account = of_account and ends < clock_timestamp();
  insert into identity.session (token, account, post, ends) values (new_token, of_account, wanted, clock_timestamp() + make_interval(hours => hours));
end
$$;

create function identity.choose_post(of_token bytea, wanted uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  update identity.session s set post = wanted where s.token = of_token and identity.holds(s.account, wanted);
  if not found then
    raise exception '您没有担任这个岗位' using errcode = 'CS409', hint = 'session.post';
  end if;
end
$$;

create function identity.close_session(of_token bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$ delete from identity.session where token = of_token $$;

-- Who stands behind a session, with posts and duties as they are now; a record that ended gives nothing.
create function identity.resolve_session(of_token bytea) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'account', a.id, 'name', a.name, 'person', a.person, 'session', jsonb_build_object('ends', s.ends),
    'post', (select jsonb_build_object('id', p.id, 'name', p.name, 'region', p.region, 'organisation',
        (select jsonb_build_object('id', o.id, 'name', o.name, 'function', o.function, 'region', o.region) from identity.organisation o where o.id = p.organisation and o.ended is null))
      from identity.post p where p.id = s.post and identity.holds(a.id, s.post)),
    'duties', coalesce((select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path) order by d.role)
      from identity.duty d join identity.post p on p.id = d.post where d.post = s.post and d.ended is null and identity.holds(a.id, s.post)), '[]'),
    'posts', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'organisation', o.name) order by h.since, p.id)
      from identity.holding h join identity.post p on p.id = h.post join identity.organisation o on o.id = p.organisation
      where h.account = a.id and identity.holds(a.id, h.post)), '[]'))
  from identity.session s join identity.account a on a.id = s.account
  where s.token = of_token and s.ends > clock_timestamp() and a.ended is null
$$;

create function identity.first_post(of_account uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog
as $$
  select h.post from identity.holding h where h.account = of_account and identity.holds(of_account, h.post) order by h.since, h.post limit 1
$$;

create function identity.use_first_code(given bytea) returns boolean
  language sql volatile security definer set search_path = pg_catalog
as $$
  with used as (update identity.first_code set used = clock_timestamp() where digest = given and used is null returning one)
  select exists (select from used)
$$;

do $$
declare f text;
begin
  foreach f in array array['credential_of(text)', 'count_try(uuid, boolean)', 'set_credential(uuid, text)', 'holds(uuid, uuid)',
    'open_session(bytea, uuid, uuid, integer)', 'choose_post(bytea, uuid)', 'close_session(bytea)', 'resolve_session(bytea)', 'first_post(uuid)', 'use_first_code(bytea)'] loop
    execute format('revoke all on function identity.%s from public', f);
    execute format('grant execute on function identity.%s to chengshu_app, chengshu_hall', f);
  end loop;
  -- A hall process signs people in, but sets no passwords and makes no administrator.
  revoke execute on function identity.set_credential(uuid, text) from chengshu_hall;
  revoke execute on function identity.use_first_code(bytea) from chengshu_hall;
end
$$;
