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

revoke all on function identity.proxy_of(uuid, uuid), identity.choose_proxy(bytea, uuid) from public;
grant execute on function identity.proxy_of(uuid, uuid) to chengshu_app;
grant execute on function identity.choose_proxy(bytea, uuid) to chengshu_app, chengshu_hall;
