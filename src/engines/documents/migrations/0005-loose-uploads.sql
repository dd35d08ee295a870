-- Uploads that belong to nothing are taken away when what they were for is thrown away: by their uploader, or by the installation. What
-- somebody wrote may name another's upload, by accident or on purpose, so each file comes with whose it has to be. Given back are the contents
-- that no other row names any more.
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

-- Whether anything still names a content; for the installation alone, and across all walls.
create function documents.is_named(content text) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from documents.file where sha256 = content) or exists (select from documents.document where sha256 = content)
$$;
revoke all on function documents.is_named from public;
grant execute on function documents.is_named to chengshu_app;
create index file_by_content on documents.file (sha256);
