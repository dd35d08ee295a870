-- Order of the log is (incarnation, tx, seq): a dump that is loaded into another server keeps envelopes of transactions whose numbers
-- that server has not reached, so what was written before the restore comes first, whatever its numbers.
drop index kernel.change_order;
create index change_order on kernel.change (incarnation, tx, seq);

create or replace function kernel.log_truncate() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  insert into kernel.change (register, record, version, op, actor, post, purpose, installation, incarnation)
  values (tg_argv[0], '00000000-0000-0000-0000-000000000000', 0, 'T', kernel.setting_key('actor'), kernel.setting_key('post'),
    kernel.setting_text('purpose'), kernel.setting_text('installation'), (select incarnation from kernel.identity));
  return null;
end
$$;
