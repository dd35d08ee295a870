-- Whoever has two accounts is one person. An account says whom it is of by the number that its maker saw (`number`), by the person whose own
-- records it opens (`person`), and by the person whom the number meant in the population register when it was made (`self`).
alter table identity.account add column self uuid;
create index account_one_self on identity.account ((coalesce(person, self))) where coalesce(person, self) is not null;
create index account_one_number on identity.account (number_blind) where number_blind is not null;

-- Every account of the person of an account, ended ones too: what was done under one was done by the same hands.
create function identity.alike(of_account uuid) returns uuid[]
  language sql stable security definer set search_path = pg_catalog
as $$
  with recursive one(id) as (
    select of_account where of_account is not null
    union
    select b.id from one join identity.account a on a.id = one.id cross join lateral (
      select n.id from identity.account n where n.number_blind = a.number_blind
      union all
      select p.id from identity.account p where coalesce(p.person, p.self) = coalesce(a.person, a.self)) b)
  select coalesce(array_agg(id order by id), '{}') from one
$$;

create function identity.same_person(one uuid, other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$ select coalesce(other = any(identity.alike(one)), false) $$;

-- Whom the population register means by an account, proofed or not.
create function identity.person_meant(of_account uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(a.person, a.self) from identity.account a
  where a.id = any(identity.alike(of_account)) and coalesce(a.person, a.self) is not null order by a.person is null, a.id limit 1
$$;

-- For many accounts at once: who could be given a task.
create function identity.oneselves(accounts uuid[])
  returns table (account uuid, person uuid, alike uuid[])
  language sql stable security definer set search_path = pg_catalog
as $$ select a, identity.person_meant(a), identity.alike(a) from unnest(accounts) a $$;

revoke all on function identity.alike(uuid), identity.same_person(uuid, uuid), identity.person_meant(uuid),
  identity.oneselves(uuid[]) from public;
grant execute on function identity.oneselves(uuid[]) to chengshu_app;
