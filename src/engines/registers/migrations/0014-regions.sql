-- A version of open data that was published or withdrawn goes with its region; nothing else of it is ever written again.
create or replace function open.keep_published() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if (old.state in ('published', 'withdrawn') and (new.number, new.selection, new.columns, new.report, new.rows, new.published)
    is distinct from (old.number, old.selection, old.columns, old.report, old.rows, old.published))
    or (old.state = 'withdrawn' and to_jsonb(new) - 'region_path' is distinct from to_jsonb(old) - 'region_path') then
    raise exception 'a published version does not change' using errcode = 'CS409', hint = 'open.frozen';
  end if;
  return new;
end $$;
