-- Whoever leads an office gives its tasks to others, and one case that can't be counted does not stop the lights of the rest.
set local role chengshu_cases;

-- Gives a waiting task of the acting organisation to somebody, or back to all who have its role, and leaves a move of it. Who leads, and
-- who may be given it, is decided by whoever calls: the database knows the organisation alone.
create function cases.assign_task(of_task uuid, to_account uuid, to_name text, move jsonb) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  c cases."case";
  t cases.task;
begin
  select * into c from cases."case" where id = (select case_id from cases.task where id = of_task) for update;
  select * into t from cases.task where id = of_task for update;
  if t.id is null or t.role = '' or kernel.from_hall() or t.organisation is distinct from kernel.setting_key('organisation') then
    raise exception '没有这项任务' using errcode = '42501';
  end if;
  if t.closed is not null then
    raise exception '已由%办理', t.closed_by using errcode = 'CS409', hint = 'case.moved';
  end if;
  if t.claimed_by is not distinct from to_account then
    return false;
  end if;
  with written as (
    update cases.task set version = version + 1, recorded = clock_timestamp(), claimed_by = to_account, claimed_name = to_name
    where id = t.id returning *)
  insert into kernel.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation, incarnation)
  select 'cases.task', w.id, w.version, 'U', array['claimed_by', 'claimed_name'], w.organisation, w.region, cases.digest(to_jsonb(w), w.salt),
    kernel.setting_key('actor'), kernel.setting_key('post'), kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity)
  from written w;
  -- Not of the task: whoever gives it to somebody has not done it.
  perform cases.write(c, jsonb_build_object('at', move -> 'at', 'set', '{}'::jsonb, 'moves', jsonb_build_array(move || jsonb_build_object(
    'task', null, 'node', t.node, 'stage', t.stage, 'branch', t.branch, 'act', 'assign', 'legal', null,
    'input', (move -> 'input') || jsonb_build_object('from', t.claimed_name, 'to', to_name)))));
  return true;
end
$$;

-- Locks up to `most` cases with a clock whose light changes by now, but those that are left out; others that look for them at once get others.
drop function cases.due_cases(timestamptz, integer);
create function cases.due_cases(by_now timestamptz, most integer, without uuid[]) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  found jsonb;
begin
  if not cases.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  with due as (
    select c.* from cases."case" c where c.id in (
      select k.case_id from cases.clock k where k.next_at <= by_now and k.case_id <> all (without) order by k.next_at limit most)
    order by c.id for update skip locked)
  select coalesce(jsonb_agg(jsonb_build_object('case', to_jsonb(c) - 'salt',
    'tasks', (select coalesce(jsonb_agg(to_jsonb(o) - 'salt' order by o.id), '[]') from cases.task o where o.case_id = c.id and o.closed is null),
    'clocks', (select coalesce(jsonb_agg(to_jsonb(k) - 'salt' order by k.id), '[]') from cases.clock k where k.case_id = c.id))), '[]')
  into found from due c;
  return found;
end
$$;

revoke all on function cases.assign_task, cases.due_cases from public;
grant execute on function cases.assign_task, cases.due_cases to chengshu_app;
reset role;
