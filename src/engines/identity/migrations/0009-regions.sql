-- A region's path is its parent's and its own code: whoever types another would move the reach of duties.
create function identity.check_region() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare above text;
begin
  if new.parent is not null then
    select r.path into above from identity.region r where r.key = new.parent and r.effective && new.effective order by r.effective desc limit 1;
    if above is null then raise exception '上级行政区划不存在' using errcode = 'CS422', hint = 'region.parent'; end if;
  end if;
  if new.path is distinct from coalesce(above, '') || new.code || '/' then
    raise exception '路径应为上级的路径加上本级代码' using errcode = 'CS422', hint = 'region.path';
  end if;
  return new;
end
$$;
create trigger region_checked before insert or update of path, parent, code on identity.region for each row execute function identity.check_region();
