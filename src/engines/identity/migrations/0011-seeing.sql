-- An administrator looks with another post's eyes: which post, and until when. It ends by itself.
alter table identity.session add column seeing uuid, add column seeing_until timestamptz;

-- The post and the duties that are looked through, as a session carries them; nothing when the time is over.
create function identity.seen_as(of_post uuid, until timestamptz) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'region', p.region, 'until', until,
    'organisation', (select jsonb_build_object('id', o.id, 'name', o.name, 'function', o.function, 'region', o.region)
      from identity.organisation o where o.id = p.organisation and o.ended is null),
    'grants', catalogue.grants_of(p.organisation),
    'duties', coalesce((select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path) order by d.role)
      from identity.duty d where d.post = p.id and d.ended is null and identity.in_effect(d.id)), '[]'))
  from identity.post p where p.id = of_post and until > clock_timestamp() and p.ended is null
$$;

-- Begins it, for whoever gives seats or duties where the post is; an administrator's post is not looked through, nor one's own.
create function identity.see_as(of_token bytea, wanted uuid, on_record uuid) returns timestamptz
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare upto timestamptz := clock_timestamp() + interval '30 minutes';
begin
  update identity.session s set seeing = wanted, seeing_until = upto
    where s.token = of_token and s.ends > clock_timestamp() and s.account = kernel.setting_key('actor') and s.proxy is null
      and identity.holds(s.account, s.post) and s.post <> wanted
      and exists (select from identity.duty d join identity.post p on p.id = wanted and p.ended is null
        where d.post = s.post and d.ended is null and identity.in_effect(d.id) and d.role in ('identity.administrator', 'identity.security')
          and starts_with(p.region_path, d.region_path))
      and not exists (select from identity.duty d where d.post = wanted and d.ended is null and d.role = any(identity.administrator_roles()));
  if not found then
    raise exception '不能以这个岗位的视角查看' using errcode = 'CS409', hint = 'session.seeing';
  end if;
  insert into kernel.access (id, actor, post, organisation, purpose, register, act, subjects, fields)
    select on_record, s.account, s.post, p.organisation, 'duty:以岗位视角查看：' || (select w.name from identity.post w where w.id = wanted),
      'identity.post', 'read', array[wanted], '{}'
    from identity.session s join identity.post p on p.id = s.post where s.token = of_token;
  return upto;
end
$$;

create function identity.end_seeing(of_token bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$ update identity.session set seeing = null, seeing_until = null where token = of_token $$;

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
    'grants', coalesce((select catalogue.grants_of(p.organisation) from identity.post p where p.id = s.post and identity.holds(a.id, s.post)), '[]'),
    'seeing', identity.seen_as(s.seeing, s.seeing_until),
    'posts', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'organisation', o.name) order by h.since, p.id)
      from identity.holding h join identity.post p on p.id = h.post join identity.organisation o on o.id = p.organisation
      where h.account = a.id and h.ended is null and identity.holds(a.id, h.post)), '[]'))
  from identity.session s join identity.account a on a.id = s.account
  where s.token = of_token and s.ends > clock_timestamp() and a.ended is null
$$;

-- Every duty in effect with its post and who holds it today: who may see what is worked out from them.
create function identity.duties_in_effect()
  returns table (post uuid, post_name text, organisation uuid, organisation_name text, does text, role text, region_path text, people text[])
  language sql stable security definer set search_path = pg_catalog
as $$
  select p.id, p.name, o.id, o.name, o.function, d.role, d.region_path,
    coalesce((select array_agg(a.name order by a.name) from identity.holding h join identity.account a on a.id = h.account
      where h.post = p.id and a.ended is null and identity.holds(a.id, p.id)), '{}')
  from identity.post p join identity.organisation o on o.id = p.organisation
    left join identity.duty d on d.post = p.id and d.ended is null and identity.in_effect(d.id)
  where p.ended is null and o.ended is null and (d.id is not null or catalogue.grants_of(o.id) <> '[]') and kernel.setting_text('audit') = 'reader'
$$;

revoke all on function identity.seen_as(uuid, timestamptz), identity.see_as(bytea, uuid, uuid), identity.end_seeing(bytea), identity.duties_in_effect() from public;
grant execute on function identity.see_as(bytea, uuid, uuid), identity.end_seeing(bytea), identity.duties_in_effect(), catalogue.grants_of(uuid) to chengshu_app;
