-- The acting account's own credential, and its change: the one door to passwords that the hall has. Whoever else is signed in under the
-- old password is not any more; `keep` is the session in which it was changed.
create function identity.own_credential()
  returns table (account uuid, hash text, locked_until timestamptz)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.account, c.hash, c.locked_until from identity.credential c where c.account = kernel.setting_key('actor')
$$;

create function identity.change_own_credential(new_hash text, keep bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  delete from identity.session where account = kernel.setting_key('actor') and token <> keep;
  update identity.credential set hash = new_hash, failed = 0, locked_until = null where account = kernel.setting_key('actor')
$$;

create or replace function identity.set_credential(of_account uuid, new_hash text) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  delete from identity.session where account = of_account;
  insert into identity.credential (account, hash) values (of_account, new_hash)
  on conflict (account) do update set hash = new_hash, failed = 0, locked_until = null
$$;

-- Names of those who act at posts, for whoever may read what they did; names of other people stay where they are.
create function identity.names_at_work(accounts uuid[])
  returns table (account uuid, name text)
  language sql stable security definer set search_path = pg_catalog
as $$
  select a.id, a.name from identity.account a
  where a.id = any(accounts) and exists (select from identity.holding h where h.account = a.id)
$$;

do $$
declare f text;
begin
  foreach f in array array['own_credential()', 'change_own_credential(text, bytea)', 'names_at_work(uuid[])'] loop
    execute format('revoke all on function identity.%s from public', f);
    execute format('grant execute on function identity.%s to chengshu_app, chengshu_hall', f);
  end loop;
end
$$;

-- A holding lies where whoever gave it works; the post that it names is checked here, or an administrator of a county could give a post of
-- the city, with all its duties, to anybody.
create function identity.check_holding() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (select from identity.post p where p.id = new.post
    and p.region_path >= coalesce(kernel.box_part('boxw.identity_holding', 1), '!')
    and p.region_path < coalesce(kernel.box_part('boxw.identity_holding', 2), '~')) then
    raise exception 'a post beyond the region of whoever gives it' using errcode = '42501';
  end if;
  return new;
end
$$;
create trigger holding_checked before insert or update on identity.holding for each row execute function identity.check_holding();
