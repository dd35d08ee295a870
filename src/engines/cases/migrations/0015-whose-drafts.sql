-- Whoever forgets a draft is told whose it was: of the uploads that it names only its writer's go with it.
drop function cases.forget_drafts(timestamptz, integer);

set local role chengshu_cases;
create function cases.forget_drafts(before timestamptz, most integer) returns table (account uuid, body json)
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if not cases.by_the_system() then
    raise exception 'only the installation forgets drafts' using errcode = '42501';
  end if;
  return query delete from cases.draft d where (d.account, d.holder, d.matter) in (
    select o.account, o.holder, o.matter from cases.draft o where o.saved < before order by o.saved limit most)
    returning d.account, d.body;
end
$$;
revoke all on function cases.forget_drafts from public;
grant execute on function cases.forget_drafts to chengshu_app;
reset role;
