-- What the three administrators need beyond the registers: sessions of an account seen and ended by whoever may change it, the access
-- records read by the audit administrator, and no two of the three roles in one hand (三员分立).

create function identity.sessions_of(of_account uuid)
  returns table (made timestamptz, ends timestamptz, post uuid)
  language sql stable security definer set search_path = pg_catalog
as $$
  select s.made, s.ends, s.post from identity.session s where s.account = of_account and s.ends > clock_timestamp() order by s.made desc limit 100
$$;

create function identity.end_sessions(of_account uuid) returns integer
  language sql volatile security definer set search_path = pg_catalog
as $$
  with gone as (delete from identity.session s where s.account = of_account returning 1) select count(*)::int from gone
$$;

-- The other posts of an account as each would act: what the desk counts for them.
create function identity.posts_of(of_account uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'region', p.region, 'organisation', p.organisation,
      'duties', coalesce((select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path))
        from identity.duty d where d.post = p.id and d.ended is null), '[]')) order by h.since, p.id), '[]')
  from identity.holding h join identity.post p on p.id = h.post
  where h.account = of_account and h.ended is null and p.ended is null and h.since <= kernel.today() and (h.until is null or h.until >= kernel.today())
$$;

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

do $$
declare f text;
begin
  foreach f in array array['sessions_of(uuid)', 'end_sessions(uuid)', 'posts_of(uuid)',
    'read_access(uuid[], timestamptz, timestamptz, uuid, uuid, text, text, uuid, integer)'] loop
    execute format('revoke all on function identity.%s from public', f);
    execute format('grant execute on function identity.%s to chengshu_app', f);
  end loop;
end
$$;

-- The three roles never meet: not at one post, not in one person's hands. The installation itself, which makes
-- the three posts of a new installation, is not held to it.
create function identity.administrator_roles() returns text[] language sql immutable as $$
  select array['identity.administrator', 'identity.security', 'identity.audit']
$$;

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
  select array_agg(distinct d.role) into roles
  from identity.duty d
  where d.ended is null and d.role = any(identity.administrator_roles())
    and (d.post = of_post or d.post in (
      select h.post from identity.holding h where h.ended is null and h.account in (
        select o.account from identity.holding o where o.post = of_post and o.ended is null)));
  if cardinality(roles) > 1 then
    raise exception '系统管理员、安全管理员和审计管理员不能由同一岗位或同一人担任' using errcode = 'CS409', hint = 'duty.separated';
  end if;
  return new;
end
$$;
create trigger separated after insert or update on identity.duty for each row when (new.role like 'identity.%') execute function identity.check_separation();
create trigger separated after insert or update on identity.holding for each row execute function identity.check_separation();
