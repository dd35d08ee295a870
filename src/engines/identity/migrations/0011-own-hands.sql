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
