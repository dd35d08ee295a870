-- What the desk does beside moves: whoever leads an office gives its tasks to others, and an officer finds a case.
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
revoke all on function cases.assign_task from public;
grant execute on function cases.assign_task to chengshu_app;

-- By the beginning of its number or of its title, which is the name of the enterprise or the applicant.
create index task_number on cases.task (number);
create index task_title on cases.task (organisation, title);
reset role;
