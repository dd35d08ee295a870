-- Cases go with the region that they lie in: each whole, with its tasks, clocks, materials and instruments, and with a version that says so.
-- Its moves stay where they were made: they are acts of their time, and nobody changes them.
set local role chengshu_cases;

-- Moves up to `most` cases and implementations by an act of the regions. More: whether there are others, or somebody works on one just now.
create function cases.move_regions(of_act uuid, most integer) returns table (moved integer, more boolean)
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  keys uuid[];
  part text;
  written integer;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  moved := 0;
  keys := array(select c.id from identity.moves_of(of_act) m join cases."case" c on c.region_path = m.from_path
    order by c.id limit most for update of c skip locked);
  foreach part in array array['implementation', 'task', 'clock', 'material', 'instrument', 'case'] loop
    execute format($move$
      with written as (
        update cases.%1$I t set region = m.to_region, region_code = m.to_code, region_path = m.to_path, version = t.version + 1, recorded = clock_timestamp()
        from identity.region_move m where m.act = $1 and m.from_path = t.region_path and %2$s
        returning t.*)
      insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
      select 'cases.%1$s', w.id, w.version, 'U', array['region_path'], w.organisation, w.region, cases.digest(to_jsonb(w), w.salt), kernel.setting_key('actor'),
        kernel.setting_key('post'), kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity)
      from written w$move$, part,
      case part when 'implementation' then 'exists (select from identity.moves_of($1) n where n.from_path = t.region_path)'
        when 'case' then 't.id = any($2)' else 't.case_id = any($2)' end) using of_act, keys;
    get diagnostics written = row_count;
    moved := moved + written;
  end loop;
  more := moved > 0 or exists (select from identity.moves_of(of_act) m join cases."case" c on c.region_path = m.from_path);
  return next;
end
$$;
revoke all on function cases.move_regions(uuid, integer) from public;
grant execute on function cases.move_regions(uuid, integer) to chengshu_app;
reset role;
