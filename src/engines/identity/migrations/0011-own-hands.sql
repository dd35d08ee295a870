-- Nobody seats oneself: a post with its duties would be one's own to take.
create or replace function identity.check_holding() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (select from identity.post p where p.id = new.post
    and p.region_path >= coalesce(kernel.box_part('boxw.identity_holding', 1), '!')
    and p.region_path < coalesce(kernel.box_part('boxw.identity_holding', 2), '~')) then
    raise exception 'a post beyond the region of whoever gives it' using errcode = '42501';
  end if;
  if new.account = kernel.setting_key('actor') and kernel.setting_text('purpose') not like 'system:%' then
    raise exception '不能为自己安排岗位' using errcode = 'CS409', hint = 'identity.own-holding';
  end if;
  return new;
end
$$;

-- A mandate ends with whoever gave it.
create or replace function identity.proxy_of(of_account uuid, wanted uuid) returns jsonb
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

-- The three administrator roles that an account holds today.
create function identity.administrator_roles_of(of_account uuid) returns text[]
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(array_agg(distinct d.role), '{}') from identity.holding h join identity.duty d on d.post = h.post
  where h.account = of_account and h.ended is null and d.ended is null and d.role = any(identity.administrator_roles())
    and h.since <= kernel.today() and (h.until is null or h.until >= kernel.today())
$$;
revoke all on function identity.administrator_roles_of(uuid) from public;
grant execute on function identity.administrator_roles_of(uuid) to chengshu_app;

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
