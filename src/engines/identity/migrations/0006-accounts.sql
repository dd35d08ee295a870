-- At which doors accounts are made, how somebody comes by a first password, and whose a password is.

-- Accounts are made at two doors: the system administrator's for people at work, who are named by number and open nobody's records; and the
-- window's for everybody, where a clerk saw a document.
create function identity.check_account() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  me uuid := kernel.setting_key('actor');
  door text := kernel.setting_text('account_door');
begin
  if tg_op = 'INSERT' and new.self is null then
    new.self := kernel.setting_key('account_self');
  end if;
  if me is null then
    return new;
  end if;
  if tg_op = 'UPDATE' and (new.person, new.self, new.number_blind, new.proof, new.proved_by, new.proved_at)
    is not distinct from (old.person, old.self, old.number_blind, old.proof, old.proved_by, old.proved_at) then
    return new;
  end if;
  if door = 'staff' and new.number_blind is not null and new.person is not distinct from (case when tg_op = 'UPDATE' then old.person end)
    and new.proof is null and (tg_op = 'INSERT' or old.number_blind is null) then
    if tg_op = 'UPDATE' then new.self := coalesce(new.self, kernel.setting_key('account_self')); end if;
    return new;
  end if;
  if door = 'citizen' and new.person is not null and new.proof is not null and new.proved_by = me
    and (tg_op = 'INSERT' or coalesce(old.person, new.person) = new.person)
    and identity.acts_as(array['identity.registrar'], (select p.region_path from identity.post p where p.id = kernel.setting_key('post')))
    and new.person is distinct from identity.person_meant(me) and not identity.same_person(me, new.id)
    and not exists (select from unnest(identity.alike(me)) a where cardinality(identity.administrator_roles_of(a)) > 0) then
    return new;
  end if;
  raise exception '账户属于谁，只能由窗口凭证件登记，或者由系统管理员在开立工作人员账户时登记' using errcode = 'CS409', hint = 'identity.account-door';
end
$$;
create trigger whose before insert or update on identity.account for each row execute function identity.check_account();

-- Whether a password is one that its person chose; who seats somebody could otherwise sign in as that person.
alter table identity.credential add column own boolean not null default true;

-- Whoever sets somebody's password could sign in as that person: the seats with duties wait for consent anew.
create or replace function identity.set_credential(of_account uuid, new_hash text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  other boolean := kernel.setting_key('actor') is not null and not identity.same_person(kernel.setting_key('actor'), of_account);
begin
  delete from identity.session where account = of_account;
  insert into identity.credential (account, hash, own) values (of_account, new_hash, not other)
  on conflict (account) do update set hash = new_hash, failed = 0, locked_until = null, own = not other;
  if other then
    perform identity.ask_for('holding', h.id, h.account, h.post, null, p.region, p.region_path, 'password')
    from identity.holding h join identity.post p on p.id = h.post
    where h.account = of_account and h.ended is null and identity.in_effect(h.id)
      and exists (select from identity.duty d where d.post = h.post and d.ended is null);
  end if;
end
$$;

create or replace function identity.change_own_credential(new_hash text, keep bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  delete from identity.session where account = kernel.setting_key('actor') and token <> keep;
  update identity.credential set hash = new_hash, failed = 0, locked_until = null, own = true where account = kernel.setting_key('actor')
$$;

-- A code that the window hands to the person, with which the person chooses a password.
create table identity.entry_code (
  account uuid primary key,
  digest bytea not null,
  made_by uuid not null,
  until timestamptz not null,
  tries integer not null default 0
);

create function identity.make_entry_code(of_account uuid, new_digest bytea, hours integer) returns timestamptz
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  a identity.account;
  made identity.entry_code;
begin
  select * into a from identity.account x where x.id = of_account and x.ended is null;
  -- Only of whoever was just proofed by this very clerk, in this very transaction.
  if a.id is null or a.proved_by is distinct from kernel.setting_key('actor') or a.proof is null or a.recorded < transaction_timestamp() then
    raise exception 'a code for somebody who was not proofed' using errcode = '42501';
  end if;
  insert into identity.entry_code as c (account, digest, made_by, until)
  values (of_account, new_digest, kernel.setting_key('actor'), clock_timestamp() + make_interval(hours => hours))
  on conflict (account) do update set digest = excluded.digest, made_by = excluded.made_by, until = excluded.until, tries = 0
  returning * into made;
  return made.until;
end
$$;

-- Counts a try, right or wrong; after five the code is dead.
create function identity.try_entry_code(login_name text, given bytea) returns uuid
  language sql volatile security definer set search_path = pg_catalog
as $$
  with tried as (
    update identity.entry_code c set tries = c.tries + 1 from identity.account a
    where a.login = login_name and a.ended is null and c.account = a.id and c.until > clock_timestamp()
    returning c.account, c.digest, c.tries)
  select account from tried where digest = given and tries <= 5
$$;

create function identity.use_entry_code(of_account uuid, given bytea, new_hash text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  delete from identity.entry_code c where c.account = of_account and c.digest = given and c.until > clock_timestamp() and c.tries <= 5;
  if not found then
    return false;
  end if;
  delete from identity.session where account = of_account;
  insert into identity.credential (account, hash) values (of_account, new_hash)
  on conflict (account) do update set hash = new_hash, failed = 0, locked_until = null, own = true;
  return true;
end
$$;

revoke all on function identity.make_entry_code(uuid, bytea, integer), identity.try_entry_code(text, bytea),
  identity.use_entry_code(uuid, bytea, text) from public;
grant execute on function identity.make_entry_code(uuid, bytea, integer) to chengshu_app;
grant execute on function identity.try_entry_code(text, bytea), identity.use_entry_code(uuid, bytea, text) to chengshu_app, chengshu_hall;
