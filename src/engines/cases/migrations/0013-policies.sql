-- The boxes of cases in the form that lets the planner come by the key asked for (see kernel.box_policy).
set local role chengshu_cases;
do $$
declare
  t text;
begin
  foreach t in array array['case', 'task', 'move', 'clock', 'material', 'instrument', 'matter', 'implementation'] loop
    execute format('alter policy read on cases.%I using (%s)', t, kernel.box_policy('box.cases_' || t));
  end loop;
end
$$;
reset role;
