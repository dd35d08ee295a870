-- An application that somebody is writing: theirs alone, on whatever device, until it is handed in or thirty days went by. It is no record of
-- the city yet, so it has no envelope. `json` and not `jsonb`: what is handed in after resuming is, byte for byte, what was written.
set local role chengshu_cases;

create table cases.draft (
  account uuid not null,
  holder uuid not null,
  matter text not null,
  version integer not null default 1,
  begun timestamptz not null,
  saved timestamptz not null,
  region uuid,
  body json not null check (octet_length(body::text) <= 200000),
  primary key (account, holder, matter)
);
create index draft_saved on cases.draft (saved);

alter table cases.draft enable row level security;
create policy own on cases.draft to chengshu_app, chengshu_hall
  using (account = (select kernel.setting_key('actor')) and holder = (select kernel.setting_key('person')))
  with check (account = (select kernel.setting_key('actor')) and holder = (select kernel.setting_key('person')));
grant select, insert, update, delete on cases.draft to chengshu_app, chengshu_hall;

-- Forgets what nobody went on with. Whoever forgets a draft is told whose it was and what it named: of the uploads only its writer's go with it.
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
