-- An upload is thrown away with what its own uploader wrote, and with nothing else: what somebody wrote may name another's upload, by accident
-- or on purpose, and the installation that clears it away later must not take the other's file along. Each file comes with whose it has to be.
drop function documents.forget_loose(uuid[]);
create function documents.forget_loose(files uuid[], uploaders uuid[]) returns table (content text)
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  no_key constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  if kernel.setting_key('actor') is null and not documents.by_the_system() then
    raise exception 'nobody acts' using errcode = '42501';
  end if;
  return query
    with gone as (
      delete from documents.file f using unnest(files, uploaders) as w(file, uploader)
      where f.id = w.file and f.uploaded_by = w.uploader and f.case_id = no_key
        and (f.uploaded_by = kernel.setting_key('actor') or documents.by_the_system())
      returning f.id, f.sha256)
    select distinct g.sha256 from gone g;
end
$$;
revoke all on function documents.forget_loose from public;
grant execute on function documents.forget_loose to chengshu_app, chengshu_hall;
