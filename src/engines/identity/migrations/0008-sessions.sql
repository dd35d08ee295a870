-- Sessions as their person sees them: which device, from where, since when, last used.
alter table identity.session add column id uuid not null default gen_random_uuid() unique, add column agent text, add column address text,
  add column used timestamptz not null default clock_timestamp();

-- A hall process signs people in as themselves. A post is taken through the application's own role: a hall process that somebody has
-- taken over makes no officer of anybody.
drop function identity.open_session(bytea, uuid, uuid, integer);
create function identity.open_session(new_token bytea, of_account uuid, hours integer, from_agent text, from_address text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  delete from identity.session where account = of_account and ends < clock_timestamp();
  insert into identity.session (token, account, ends, agent, address)
  values (new_token, of_account, clock_timestamp() + make_interval(hours => hours), left(from_agent, 300), left(from_address, 60));
end
$$;

create or replace function identity.choose_post(of_token bytea, wanted uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  update identity.session s set post = wanted, proxy = null where s.token = of_token and s.ends > clock_timestamp() and identity.holds(s.account, wanted);
  if not found then
    raise exception '您没有担任这个岗位' using errcode = 'CS409', hint = 'session.post';
  end if;
end
$$;
revoke execute on function identity.choose_post(bytea, uuid) from chengshu_hall;
revoke execute on function identity.first_post(uuid) from chengshu_hall;

create function identity.post_session(of_token bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$ update identity.session s set post = identity.first_post(s.account) where s.token = of_token and s.post is null $$;

-- Who stands behind a session. Which mandate it chose is told even when it no longer counts: the agent then does nothing until choosing anew.
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

-- The other posts of an account as each would act: what the desk counts for them.
create function identity.posts_of(of_account uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'region', p.region, 'organisation', p.organisation,
      'duties', coalesce((select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path))
        from identity.duty d where d.post = p.id and d.ended is null and identity.in_effect(d.id)), '[]')) order by h.since, p.id), '[]')
  from identity.holding h join identity.post p on p.id = h.post
  where h.account = of_account and h.ended is null and identity.holds(of_account, h.post)
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

create function identity.sessions_of(of_account uuid)
  returns table (made timestamptz, ends timestamptz, used timestamptz, agent text, address text, post uuid)
  language sql stable security definer set search_path = pg_catalog
as $$
  select s.made, s.ends, s.used, s.agent, s.address, s.post from identity.session s
  where s.account = of_account and s.ends > clock_timestamp() and identity.reaches_account(of_account) order by s.made desc limit 100
$$;

create function identity.end_sessions(of_account uuid) returns integer
  language sql volatile security definer set search_path = pg_catalog
as $$
  with gone as (delete from identity.session s where s.account = of_account and identity.reaches_account(of_account) returning 1)
  select count(*)::int from gone
$$;

revoke all on function identity.open_session(bytea, uuid, integer, text, text), identity.post_session(bytea), identity.posts_of(uuid),
  identity.touch_session(bytea), identity.own_sessions(bytea), identity.end_own_sessions(bytea, uuid), identity.reaches_account(uuid),
  identity.sessions_of(uuid), identity.end_sessions(uuid) from public;
grant execute on function identity.post_session(bytea), identity.posts_of(uuid), identity.sessions_of(uuid),
  identity.end_sessions(uuid) to chengshu_app;
grant execute on function identity.open_session(bytea, uuid, integer, text, text), identity.touch_session(bytea),
  identity.own_sessions(bytea), identity.end_own_sessions(bytea, uuid) to chengshu_app, chengshu_hall;
