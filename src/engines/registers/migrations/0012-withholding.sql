-- What an organisation looked at of a person may be withheld from the person by law, until a day (个人信息保护法 arts. 18 and 35).

-- Somebody else approves: as it is written it is asked for, and nothing but an answer, or a lifting, changes it.
create function access.guard_withholding() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'asked' then
      raise insufficient_privilege using message = 'a withholding begins by being asked for';
    end if;
    return new;
  end if;
  if (new.person, new.office, new.since, new.through, new.ground, new.document, new.reason, new.until, new.asker)
    is distinct from (old.person, old.office, old.since, old.through, old.ground, old.document, old.reason, old.until, old.asker) then
    raise insufficient_privilege using message = 'what was asked for stays as it was asked';
  end if;
  if new.state is distinct from old.state
    and not (old.state = 'asked' and new.state in ('approved', 'refused') and kernel.setting_text('withholding') is not distinct from 'answer')
    and not (old.state = 'approved' and new.state = 'lifted' and new.lifted_on is not null) then
    raise insufficient_privilege using message = 'a withholding is approved by an answer and lifted by a day';
  end if;
  if new.lifted_on is distinct from old.lifted_on and new.state <> 'lifted' then
    raise insufficient_privilege using message = 'only what is lifted has a day of lifting';
  end if;
  return new;
end $$;
create trigger guarded before insert or update on access.withholding for each row execute function access.guard_withholding();

-- The ask goes with the record, under its key: neither is there without the other.
create function access.ask_withholding() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into kernel.ask (id, kind, register, subject, proposal, reason, asker, asker_name, organisation, region_path)
    values (new.id, 'registers.withholding', 'access.withholding', new.id, jsonb_build_object('until', new.until), new.reason,
      kernel.setting_key('actor'), new.asker, new.organisation, new.region_path);
  return null;
end $$;
revoke all on function access.ask_withholding() from public;
create trigger asked after insert on access.withholding for each row execute function access.ask_withholding();

-- Who looked at a person's records: only that person may ask, and what is withheld comes on its day. The day is the caller's business day,
-- and never later than the real one: nobody sees a look before its time by naming a day to come.
drop function kernel.access_about_me(timestamptz, integer);
create function kernel.access_about_me(before timestamptz, most integer, business_day date)
  returns table (recorded timestamptz, organisation uuid, purpose text, register text, act text, fields text[], withheld_until date, withheld_ground text)
  language sql stable security definer set search_path = pg_catalog
as $$
  with today as (select least(business_day, kernel.today()) as day),
  mine as (
    select w.office, w.since, coalesce(w.through, 'infinity') as through, w.ground, w.state,
      case when w.state = 'lifted' then least(w.until, w.lifted_on) else w.until end as until
    from access.withholding w
    where w.person = kernel.setting_key('person') and w.state in ('approved', 'lifted') and w.ended is null)
  select a.recorded, a.organisation, a.purpose, a.register, a.act, a.fields, w.until, w.ground
  from kernel.access a cross join kernel.identity i
    left join lateral (
      select m.until, m.ground from mine m
      where m.office = a.organisation and (a.recorded at time zone i.timezone)::date between m.since and m.through
      order by m.until desc limit 1) w on true
  where a.subjects @> array[kernel.setting_key('person')] and a.recorded < before and a.actor is distinct from kernel.setting_key('actor')
    and (w.until is null or w.until <= (select day from today))
  order by a.recorded desc limit least(most, 200)
$$;
revoke all on function kernel.access_about_me(timestamptz, integer, date) from public;
grant execute on function kernel.access_about_me(timestamptz, integer, date) to chengshu_app, chengshu_hall;
