-- Locks a case for a move of one of its tasks and gives all that the move needs, written straight as text: building `jsonb` first costs half as
-- much again. Null: no such task for whom is acting.
set local role chengshu_cases;

drop function cases.for_move;
create function cases.for_move(of_case uuid, of_task uuid, seen integer, wanted text, asked text) returns json
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  c cases."case";
  t cases.task;
  m cases.move;
begin
  select * into c from cases."case" where id = of_case for update;
  select * into t from cases.task where id = of_task and case_id = of_case;
  if t.id is null or not cases.is_for_me(t) then
    return null;
  end if;
  if cases.repeated(wanted, asked) is not null then
    return json_build_object('repeated', true);
  end if;
  -- A branch does not wait for the others: only what happened here, or to the case itself, is news to whoever saw version `seen`.
  select * into m from cases.move where case_id = of_case and case_version > seen and (branch = t.branch or branch = '' or t.branch = '')
    order by seq desc limit 1;
  if t.closed is not null or m.id is not null then
    if m.id is null then
      select * into m from cases.move where case_id = of_case order by (task is not distinct from t.id) desc, seq desc limit 1;
    end if;
    raise exception '已由%办理，请刷新后再看', coalesce(nullif(m.organisation_name, ''), '') || m.actor_name using errcode = 'CS409', hint = 'case.moved';
  end if;
  -- Digests can be guessed by whoever knows the salt.
  c.salt := null;
  return json_build_object('case', to_json(c),
    'tasks', (select coalesce(json_agg(o order by o.id), '[]') from (select o.id, o.case_id, o.organisation, o.region_path, o.number, o.title, o.matter, o.procedure, o.branch,
        o.node, o.stage, o.role, o.organisation_name, o.opened, o.closed, o.claimed_by, o.claimed_name, o.due, o.light, o.provisional
      from cases.task o where o.case_id = of_case and o.closed is null) o),
    'clocks', (select coalesce(json_agg(k order by k.id), '[]') from (select k.id, k.branch, k.key, k.label, k.limit_name, k.days, k.kind, k.starts, k.ends, k.yellow_at,
        k.lapses, k.restarts, k.extension, k.basis, k.origin, k.started, k.ended, k.due, k.provisional, k.state, k.light, k.next_at, k.awaits, k.extended, k.waits
      from cases.clock k where k.case_id = of_case) k),
    'doers', (select coalesce(json_agg(d), '[]') from (select distinct d.stage, d.actor
      from cases.move d where d.case_id = of_case and d.branch = t.branch and d.task is not null) d),
    'instruments', (select coalesce(json_agg(i), '[]') from (select i.branch, i.label, i.number from cases.instrument i where i.case_id = of_case order by i.id) i),
    'materials', (select coalesce(json_object_agg(x.key, x.file), '{}') from (
      select distinct on (key) key, file from cases.material where case_id = of_case order by key, id desc) x));
end
$$;

revoke all on function cases.for_move from public;
grant execute on function cases.for_move to chengshu_app, chengshu_hall;
reset role;
