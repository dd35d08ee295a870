-- One case that can't be counted does not stop the lights of the rest.
set local role chengshu_cases;

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

revoke all on function cases.due_cases from public;
grant execute on function cases.due_cases to chengshu_app;
reset role;
