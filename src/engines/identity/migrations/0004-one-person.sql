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

-- Which accounts at work are one person's, and which of others are of the same hands: for the installation, when it weighs who could be given a
-- task. Whom it asks about it names itself, and is told yes or no; whose an account is, and what others there are, is told to nobody.
create function identity.same_hands(accounts uuid[], one uuid, others uuid[])
  returns table (account uuid, is_one boolean, hands uuid[])
  language sql stable security definer set search_path = pg_catalog
as $$
  select w.account, coalesce(identity.person_meant(w.account) = one, false), array(select unnest(others) intersect select unnest(identity.alike(w.account)))
  from (select distinct h.account from identity.holding h where h.account = any(accounts) and h.ended is null) w
  where kernel.setting_text('purpose') like 'system:%'
$$;

revoke all on function identity.alike(uuid), identity.same_person(uuid, uuid), identity.person_meant(uuid),
  identity.same_hands(uuid[], uuid, uuid[]) from public;
grant execute on function identity.same_hands(uuid[], uuid, uuid[]) to chengshu_app;
