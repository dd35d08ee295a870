-- Rows of a file wait in packs: what was checked together is one row with a list for each column, so that it is kept, read and thrown away at
-- a small part of what single rows cost. Tables of batches that wait since before are read anew from their files.

drop function registers.open_staging(uuid, text[], text[]);
drop function registers.settle_staging(uuid);

-- Makes the table anew. Names are quoted; everything waits as text, and not packed smaller, which would cost more than writing it.
create function registers.open_staging(of_batch uuid, names text[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  place text := registers.staging_of(of_batch);
begin
  perform registers.require_import(of_batch);
  execute format('drop table if exists %s', place);
  execute format('create unlogged table %s (_first integer, _last integer, _op "char", _box smallint, _n integer[], _version integer[], %s,
      primary key (_first, _op, _box)) with (autovacuum_enabled = off)', place,
    (select string_agg(format('%I text[]', c.name), ', ' order by c.at) from unnest(names) with ordinality as c(name, at)));
  execute format('alter table %s %s', place,
    (select string_agg(format('alter column %I set storage external', c.name), ', ') from unnest(names || '{_n,_version}') as c(name)));
  execute format('alter table %s enable row level security', place);
  execute format('create policy own on %s to chengshu_app using (exists (select from registers.import_batch b where b.id = %L))', place, of_batch);
  execute format('grant select, insert on %s to chengshu_app', place);
end
$$;
revoke all on function registers.open_staging(uuid, text[]) from public;
grant execute on function registers.open_staging(uuid, text[]) to chengshu_app;

-- Brings the words that came in lately into the indexes of a register's table, as the owner of them. Done for many rows at once it costs a
-- fifth of what it does each time that a few megabytes have come together.
create function registers.settle_words(of_batch uuid, of_table text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  perform registers.require_import(of_batch);
  perform gin_clean_pending_list(i.indexrelid::regclass)
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
    where i.indrelid = of_table::regclass and a.amname = 'gin' and pg_has_role(c.relowner, 'usage');
end
$$;
revoke all on function registers.settle_words(uuid, text) from public;
grant execute on function registers.settle_words(uuid, text) to chengshu_app;
