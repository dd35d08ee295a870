-- Matters of published lists: a city has thousands of implementations, and a list that was taken in is not taken in again at each start.
set local role chengshu_cases;

-- Without it the next edition of each implementation is looked for in all of them.
create index implementation_edition on cases.implementation (matter, region_path, organisation, edition);

create table cases.list (
  name text primary key,
  -- What the list said, and who exercised it.
  digest text not null,
  taken timestamptz not null default clock_timestamp()
);
alter table cases.list enable row level security;
-- Which lists were taken in is the installation's own business.
create policy read on cases.list for select to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
grant select on cases.list to chengshu_app;

create function cases.took_list(of_name text, of_digest text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into cases.list (name, digest) values (of_name, of_digest)
  on conflict (name) do update set digest = excluded.digest, taken = clock_timestamp();
end
$$;
revoke all on function cases.took_list from public;
grant execute on function cases.took_list to chengshu_app;
reset role;
