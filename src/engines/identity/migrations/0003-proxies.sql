-- A session of the hall may be an agent's: it then acts in the name of who gave the mandate, as far as the mandate goes.
alter table identity.session add column proxy uuid;

-- A mandate that counts today: taken by the account's own person, within its term, given by somebody who is still there.
create function identity.proxy_of(of_account uuid, wanted uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select jsonb_build_object('id', p.id, 'principal', p.principal, 'name', coalesce(p.entity_name, p.principal_name), 'person', p.principal_name,
    'entity', p.entity, 'case', p."case", 'until', p.until,
    'matters', (select jsonb_agg(m -> 'matter') from jsonb_array_elements(p.matters) m))
  from identity.proxy p join identity.account a on a.id = of_account
  where p.id = wanted and p.agent = a.person and p.state = 'accepted' and p.ended is null and a.ended is null
    and p.since <= kernel.today() and p.until >= kernel.today()
    and exists (select from population.person n where n.id = p.principal and n.ended is null)
    and (p.entity is null or exists (select from entity.entity e where e.id = p.entity and e.ended is null and e.principal = p.principal))
$$;

create function identity.choose_proxy(of_token bytea, wanted uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  update identity.session s set proxy = wanted, post = null
  where s.token = of_token and s.ends > clock_timestamp() and (wanted is null or identity.proxy_of(s.account, wanted) is not null);
  if not found then
    raise exception '这份委托没有生效或者已经终止' using errcode = 'CS409', hint = 'session.proxy';
  end if;
end
$$;

-- The day of the city, not the server's.
create or replace function identity.holds(of_account uuid, wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from identity.holding h join identity.post p on p.id = h.post
    where h.account = of_account and h.post = wanted and h.ended is null and p.ended is null
      and h.since <= kernel.today() and (h.until is null or h.until >= kernel.today()))
$$;

-- A hall process signs people in as themselves. A post is taken through the application's own role: a hall process that somebody has
-- taken over makes no officer of anybody.
drop function identity.open_session(bytea, uuid, uuid, integer);
create function identity.open_session(new_token bytea, of_account uuid, hours integer) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  delete from identity.session where account = of_account and ends < clock_timestamp();
  insert into identity.session (token, account, ends) values (new_token, of_account, clock_timestamp() + make_interval(hours => hours));
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

-- Which mandate a session chose is told even when it no longer counts: the agent then does nothing until choosing anew.
create or replace function identity.resolve_session(of_token bytea) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'account', a.id, 'name', a.name, 'person', a.person, 'session', jsonb_build_object('ends', s.ends),
    'proxy', identity.proxy_of(a.id, s.proxy), 'chosen', s.proxy,
    'principals', coalesce((select jsonb_agg(identity.proxy_of(a.id, x.id) order by x.id) from identity.proxy x
      where x.agent = a.person and a.person is not null and x.state = 'accepted' and identity.proxy_of(a.id, x.id) is not null), '[]'),
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

do $$
declare f text;
begin
  foreach f in array array['proxy_of(uuid, uuid)', 'choose_proxy(bytea, uuid)', 'post_session(bytea)', 'open_session(bytea, uuid, integer)'] loop
    execute format('revoke all on function identity.%s from public', f);
    execute format('grant execute on function identity.%s to chengshu_app', f);
  end loop;
  grant execute on function identity.choose_proxy(bytea, uuid), identity.open_session(bytea, uuid, integer) to chengshu_hall;
end
$$;

-- A region's path is its parent's and its own code: whoever types another would move the reach of duties.
create function identity.check_region() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare above text;
begin
  if new.parent is not null then
    select r.path into above from identity.region r where r.key = new.parent and r.effective && new.effective order by r.effective desc limit 1;
    if above is null then raise exception '上级行政区划不存在' using errcode = 'CS422', hint = 'region.parent'; end if;
  end if;
  if new.path is distinct from coalesce(above, '') || new.code || '/' then
    raise exception '路径应为上级的路径加上本级代码' using errcode = 'CS422', hint = 'region.path';
  end if;
  return new;
end
$$;
create trigger region_checked before insert or update of path, parent, code on identity.region for each row execute function identity.check_region();
