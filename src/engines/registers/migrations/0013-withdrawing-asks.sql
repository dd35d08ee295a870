-- What a case answers is taken back in the case: here only what has none.
create or replace function registers.withdraw_ask(of_ask uuid, why text) returns boolean
  language sql volatile security definer set search_path = pg_catalog
as $$
  with taken as (
    update kernel.ask set state = 'withdrawn', answered = now(), answer = why
    where id = of_ask and state = 'open' and kind = 'registers.correction' and case_id is null and asker = kernel.setting_key('actor')
    returning id)
  select exists (select from taken)
$$;

-- The source of a base register whose word a file is; none where its steward writes records themselves.
alter table registers.import_batch add column source text;
