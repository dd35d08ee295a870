-- Three administrators, no two of whose roles meet in one hand (三员分立), and whoever audits does nothing that is audited.

create function identity.administrator_roles() returns text[] language sql immutable as $$
  select array['identity.administrator', 'identity.security', 'identity.audit']
$$;

-- The three administrator roles that an account holds today.
create function identity.administrator_roles_of(of_account uuid) returns text[]
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(array_agg(distinct d.role), '{}') from identity.holding h join identity.duty d on d.post = h.post
  where h.account = of_account and h.ended is null and d.ended is null and d.role = any(identity.administrator_roles())
    and h.since <= kernel.today() and (h.until is null or h.until >= kernel.today())
$$;

-- Whichever accounts a person has. The installation itself, which makes the three posts of a new installation, is not held to it.
create function identity.check_separation() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  of_post uuid := new.post;
  roles text[];
begin
  if kernel.setting_key('actor') is null or new.ended is not null then
    return new;
  end if;
  -- One administrator after another, so that two that are given at once see each other.
  perform pg_advisory_xact_lock(hashtext('identity.separation'));
  for roles in
    select array(select distinct d.role from identity.duty d where d.ended is null and (d.post = of_post or d.post in (
      select h.post from identity.holding h where h.ended is null and h.account = any(identity.alike(holder.account)))))
    from (select null::uuid as account union select o.account from identity.holding o where o.post = of_post and o.ended is null) holder
  loop
    if (select count(*) from unnest(roles) r where r = any(identity.administrator_roles())) > 1 then
      raise exception '系统管理员、安全管理员和审计管理员不能由同一岗位或同一人担任' using errcode = 'CS409', hint = 'duty.separated';
    end if;
    if 'identity.audit' = any(roles) and cardinality(roles) > 1 then
      raise exception '审计管理员不能同时承担别的职责' using errcode = 'CS409', hint = 'duty.separated';
    end if;
  end loop;
  return new;
end
$$;
create trigger separated after insert or update on identity.duty for each row execute function identity.check_separation();
create trigger separated after insert or update on identity.holding for each row execute function identity.check_separation();

-- Nobody seats oneself, under whichever account; whoever is seated is known by name and number.
create or replace function identity.check_holding() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (select from identity.post p where p.id = new.post
    and p.region_path >= coalesce(kernel.box_part('boxw.identity_holding', 1), '!')
    and p.region_path < coalesce(kernel.box_part('boxw.identity_holding', 2), '~')) then
    raise exception 'a post beyond the region of whoever gives it' using errcode = '42501';
  end if;
  if kernel.setting_key('actor') is null or kernel.setting_text('purpose') like 'system:%' then
    return new;
  end if;
  if identity.same_person(kernel.setting_key('actor'), new.account) then
    raise exception '不能为自己安排岗位' using errcode = 'CS409', hint = 'identity.own-holding';
  end if;
  if tg_op = 'UPDATE' and (new.account, new.post) = (old.account, old.post) then
    return new;
  end if;
  if not exists (select from identity.account a where a.id = new.account and (a.number_blind is not null or coalesce(a.person, a.self) is not null)) then
    raise exception '这个账户还没有登记公民身份号码，不能任职' using errcode = 'CS409', hint = 'identity.nameless';
  end if;
  return new;
end
$$;

-- A post with duties stays where it is: its duties would go with it.
create function identity.check_post() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if kernel.setting_key('actor') is not null and exists (select from identity.duty d where d.post = new.id and d.ended is null) then
    raise exception '这个岗位有职责，不能移到别的机构或区划；请先由安全管理员收回职责' using errcode = 'CS409', hint = 'identity.post-with-duties';
  end if;
  return new;
end
$$;
create trigger stays before update on identity.post for each row
  when ((new.organisation, new.region) is distinct from (old.organisation, old.region)) execute function identity.check_post();

-- A security administrator and an audit administrator stay in office until others are: nobody else could consent any more.
create function identity.keep_administrators() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  ended_role text;
  now_row jsonb := to_jsonb(new);
begin
  if kernel.setting_key('actor') is null then
    return null;
  end if;
  for ended_role in
    select distinct d.role from identity.duty d where d.role in ('identity.security', 'identity.audit') and case tg_table_name
      when 'duty' then d.id = new.id
      when 'post' then d.post = new.id
      when 'holding' then d.post = (now_row ->> 'post')::uuid
      else d.post in (select h.post from identity.holding h where h.account = new.id) end
  loop
    if not identity.in_office(ended_role) then
      raise exception '还没有继任的人，安全管理员和审计管理员不能空缺' using errcode = 'CS409', hint = 'identity.last-administrator';
    end if;
  end loop;
  return null;
end
$$;
create trigger zz_kept after update on identity.holding for each row
  when ((new.ended, new.until) is distinct from (old.ended, old.until)) execute function identity.keep_administrators();
create trigger zz_kept after update on identity.duty for each row when (new.ended is distinct from old.ended) execute function identity.keep_administrators();
create trigger zz_kept after update on identity.post for each row when (new.ended is distinct from old.ended) execute function identity.keep_administrators();
create trigger zz_kept after update on identity.account for each row when (new.ended is distinct from old.ended) execute function identity.keep_administrators();

-- Access records, newest first, for whoever says so in the settings; `organisations` null stands for all.
create function identity.read_access(organisations uuid[], since timestamptz, until timestamptz, of_actor uuid, of_subject uuid, of_register text,
    of_act text, before uuid, most integer)
  returns table (id uuid, recorded timestamptz, actor uuid, post uuid, organisation uuid, purpose text, register text, act text, subjects integer, fields text[])
  language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  if kernel.setting_text('audit') is distinct from 'reader' then
    raise exception 'access records are read by the audit administrator' using errcode = '42501';
  end if;
  -- Two statements: with the subject among its conditions the index of subjects is used, without it the newest come by key.
  if of_subject is not null then
    return query select a.id, a.recorded, a.actor, a.post, a.organisation, a.purpose, a.register, a.act, cardinality(a.subjects), a.fields
      from kernel.access a
      where a.subjects @> array[of_subject] and a.recorded >= since and a.recorded < until and (before is null or a.id < before)
        and (organisations is null or a.organisation = any(organisations)) and (of_actor is null or a.actor = of_actor)
        and (of_register is null or a.register = of_register) and (of_act is null or a.act = of_act)
      order by a.id desc limit least(most, 200);
  else
    return query select a.id, a.recorded, a.actor, a.post, a.organisation, a.purpose, a.register, a.act, cardinality(a.subjects), a.fields
      from kernel.access a
      where a.recorded >= since and a.recorded < until and (before is null or a.id < before)
        and (organisations is null or a.organisation = any(organisations)) and (of_actor is null or a.actor = of_actor)
        and (of_register is null or a.register = of_register) and (of_act is null or a.act = of_act)
      order by a.id desc limit least(most, 200);
  end if;
end
$$;

revoke all on function identity.administrator_roles_of(uuid),
  identity.read_access(uuid[], timestamptz, timestamptz, uuid, uuid, text, text, uuid, integer) from public;
grant execute on function identity.administrator_roles_of(uuid),
  identity.read_access(uuid[], timestamptz, timestamptz, uuid, uuid, text, text, uuid, integer) to chengshu_app;
