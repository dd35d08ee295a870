-- A hall process acts for applicants alone: neither for an organisation nor as the system, whatever it sets.
set local role chengshu_cases;

create or replace function cases.is_for_me(t cases.task) returns boolean language sql stable parallel safe
  return coalesce((t.role = '' or t.applicant_may) and t.holder <> cases.no_key() and t.holder = kernel.setting_key('person'), false)
    or (not kernel.from_hall() and (coalesce(t.role <> '' and t.organisation = kernel.setting_key('organisation'), false)
      or coalesce(kernel.setting_key('organisation') = any (t.others), false)));

create or replace function cases.by_the_system() returns boolean language sql stable parallel safe
  return coalesce(kernel.setting_text('purpose') like 'system:%', false) and kernel.setting_key('person') is null
    and kernel.setting_key('organisation') is null and not kernel.from_hall();

reset role;
