-- A region's path is given with its first period and stays while its parent does: a new name or a new code is a new period, moves no record
-- and changes nobody's reach. A code is one region's at a time, and may be another's later; a path is nobody else's ever.
create index region_by_path on identity.region (path);
create or replace function identity.check_region() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  above text;
  own record;
begin
  if new.parent is not null then
    select r.path into above from identity.region r where r.key = new.parent and r.effective && new.effective order by r.effective desc limit 1;
    if above is null then raise exception '上级行政区划不存在' using errcode = 'CS422', hint = 'region.parent'; end if;
  end if;
  select r.path, r.parent into own from identity.region r where r.key = new.key and r.id <> new.id and r.ended is null order by r.effective limit 1;
  -- Another parent is another path of everything below, which nothing rewrites yet.
  if own.path is not null and own.parent is distinct from new.parent then
    raise exception '现在还不能把行政区划改到另一个上级' using errcode = 'CS422', hint = 'region.parent';
  end if;
  if new.path is distinct from coalesce(own.path, coalesce(above, '') || new.code || '/') then
    raise exception '路径应为上级的路径加上本级最初的代码' using errcode = 'CS422', hint = 'region.path';
  end if;
  if exists (select from identity.region r where r.path = new.path and r.key <> new.key) then
    raise exception '这个路径属于另一个行政区划' using errcode = 'CS409', hint = 'region.path';
  end if;
  if exists (select from identity.region r where r.code = new.code and r.key <> new.key and r.ended is null and r.effective && new.effective) then
    raise exception '这个代码在这段时间属于另一个行政区划' using errcode = 'CS409', hint = 'region.code';
  end if;
  return new;
end
$$;
drop trigger region_checked on identity.region;
create trigger region_checked before insert or update of path, parent, code, effective, ended on identity.region
  for each row when (new.ended is null) execute function identity.check_region();

-- What had ended and counts again gives as much as what is new: it asks for consent too.
create or replace function identity.ask_for_holding() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  at record;
begin
  if kernel.setting_key('actor') is null or new.ended is not null then
    return null;
  end if;
  -- Leaving sooner asks for nothing.
  if tg_op = 'UPDATE' and old.ended is null and (new.account, new.post, new.since) = (old.account, old.post, old.since)
    and coalesce(new.until, 'infinity') <= coalesce(old.until, 'infinity') then
    return null;
  end if;
  if exists (select from identity.duty d where d.post = new.post and d.ended is null) then
    select p.region, p.region_path into at from identity.post p where p.id = new.post;
    perform identity.ask_for('holding', new.id, new.account, new.post, null, at.region, at.region_path, case when tg_op = 'INSERT' then 'given' else 'changed' end);
  end if;
  return null;
end
$$;
create or replace function identity.ask_for_duty() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if kernel.setting_key('actor') is null or new.ended is not null then
    return null;
  end if;
  if tg_op = 'UPDATE' and old.ended is null and (new.role, new.post, new.region) = (old.role, old.post, old.region) then
    return null;
  end if;
  if exists (select from identity.holding h where h.post = new.post and h.ended is null and identity.same_person(kernel.setting_key('actor'), h.account)) then
    raise exception '不能给自己任职的岗位授予职责' using errcode = 'CS409', hint = 'identity.own-duty';
  end if;
  perform identity.ask_for('duty', new.id, null, new.post, new.role, new.region, new.region_path, case when tg_op = 'INSERT' then 'given' else 'changed' end);
  return null;
end
$$;

-- A region lies in itself, so that the administrators whose duty reaches it may give it another name or code; the tree was made before there
-- was a place to lie in.
create function identity.place_region() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  new.region := new.key;
  new.region_code := new.code;
  new.region_path := new.path;
  return new;
end
$$;
create trigger placed before insert or update on identity.region for each row execute function identity.place_region();
update identity.region set version = version + 1, recorded = clock_timestamp();
