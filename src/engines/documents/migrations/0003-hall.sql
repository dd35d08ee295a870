-- Where one login takes on every role, the login says nothing of which process asks.
create or replace function documents.by_the_system() returns boolean language sql stable parallel safe
  return coalesce(kernel.setting_text('purpose') like 'system:%', false)
    and kernel.setting_key('person') is null and kernel.setting_key('organisation') is null and not kernel.from_hall();
