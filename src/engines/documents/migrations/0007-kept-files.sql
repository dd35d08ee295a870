-- Files that a record names, such as its picture. They belong to the record as those of a case do to the case: their uploader can neither take
-- them away any more nor use them elsewhere, and whoever was found to read the record gets them, in the hall too.

-- Makes loose files part of a record, and gives those that now are: the actor's own, or any where the system acts.
create function documents.keep(files uuid[], of_record uuid) returns setof uuid
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  no_key constant uuid := '00000000-0000-0000-0000-000000000000';
  system constant boolean := documents.by_the_system();
  acting constant uuid := kernel.setting_key('actor');
begin
  if of_record = no_key or (acting is null and not system) then
    raise exception 'no record, or nobody acts' using errcode = '42501';
  end if;
  update documents.file f set version = f.version + 1, recorded = clock_timestamp(), case_id = of_record
  where f.id = any(files) and (f.uploaded_by = acting or system) and f.case_id = no_key;
  return query select f.id from documents.file f where f.id = any(files) and f.case_id = of_record;
end
$$;

-- A file of a record, by both keys; the caller has found that the actor may read the record.
create function documents.kept_file(wanted uuid, of_record uuid) returns table (id uuid, name text, type text, holder uuid, sha256 text)
  language sql stable security definer set search_path = pg_catalog
as $$
  select f.id, f.name, f.type, f.holder, f.sha256 from documents.file f
  where f.id = wanted and f.case_id = of_record and of_record <> '00000000-0000-0000-0000-000000000000'
$$;

revoke all on function documents.keep, documents.kept_file from public;
grant execute on function documents.keep, documents.kept_file to chengshu_app, chengshu_hall;
