-- What a forgotten draft had uploaded is named to whoever forgets it, so that the files can go too.
drop function cases.forget_drafts(timestamptz);

set local role chengshu_cases;
create function cases.forget_drafts(before timestamptz, most integer) returns table (body json)
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if not cases.by_the_system() then
    raise exception 'only the installation forgets drafts' using errcode = '42501';
  end if;
  return query delete from cases.draft d where (d.account, d.holder, d.matter) in (
    select o.account, o.holder, o.matter from cases.draft o where o.saved < before order by o.saved limit most)
    returning d.body;
end
$$;
revoke all on function cases.forget_drafts from public;
grant execute on function cases.forget_drafts to chengshu_app;
reset role;
