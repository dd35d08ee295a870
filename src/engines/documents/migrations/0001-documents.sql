-- Files and documents. The app roles put in uploads of their own and read through boxes; everything else goes through the functions of 0002.

create schema documents;
grant usage on schema documents to chengshu_app, chengshu_hall, chengshu_log;

-- A file that somebody handed in. What it holds lies on disk under its digest; two uploads of one content are two rows.
create table documents.file (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  ended timestamptz,
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null default '00000000-0000-0000-0000-000000000000',
  class smallint not null default 1,
  case_id uuid not null default '00000000-0000-0000-0000-000000000000',
  salt bytea not null default uuid_send(gen_random_uuid()),
  name text not null check (length(name) between 1 and 200),
  type text not null,
  size bigint not null check (size > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Whether something looked for viruses and found none.
  scanned boolean not null,
  uploaded_by uuid not null
);
create index file_by_case on documents.file (case_id, id);
create index file_by_uploader on documents.file (uploaded_by, id);

-- A document that an organisation issued: a snapshot of what it says. Digest, size and pages come when it has been rendered and signed.
-- That it has expired is not written down: the day says so.
create table documents.document (
  id uuid primary key,
  version integer not null default 1,
  recorded timestamptz not null default clock_timestamp(),
  ended timestamptz,
  region uuid not null,
  region_code text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  holder uuid not null,
  class smallint not null default 1,
  case_id uuid not null default '00000000-0000-0000-0000-000000000000',
  salt bytea not null default uuid_send(gen_random_uuid()),
  -- The branch of the case that it came out of; null for the case as a whole.
  branch text,
  template text not null,
  label text not null,
  kind text not null check (kind in ('instrument', 'certificate')),
  number text,
  code text not null unique,
  data jsonb not null,
  subject text not null,
  organisation_name text not null,
  holder_masked text,
  issued timestamptz not null,
  valid_until date,
  state text not null default 'valid' check (state in ('valid', 'revoked', 'superseded')),
  reason text,
  demo boolean not null,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint,
  pages integer,
  check ((sha256 is null) = (size is null) and (sha256 is null) = (pages is null)),
  check ((state = 'revoked') = (reason is not null))
);
create unique index document_number on documents.document (template, organisation, number) where state = 'valid';
create unique index document_digest on documents.document (sha256) where sha256 is not null;
create index document_by_case on documents.document (case_id, id);
create index document_by_holder on documents.document (holder, id);
create index document_by_organisation on documents.document (organisation, region_path, id);

create table documents.file_history (
  id uuid not null,
  version integer not null,
  op "char" not null,
  old jsonb not null,
  recorded timestamptz not null,
  replaced timestamptz not null default clock_timestamp(),
  tx xid8 not null,
  primary key (id, version)
);
create table documents.document_history (like documents.file_history including all);

-- Certificates and sealed keys: the authority of a demonstration, and what each organisation signs with.
create table documents.signer (
  id uuid primary key,
  kind text not null check (kind in ('authority', 'organisation')),
  organisation uuid not null,
  certificate text not null,
  chain text[] not null,
  private_key bytea not null,
  since timestamptz not null,
  until timestamptz not null,
  made timestamptz not null default clock_timestamp()
);
create index signer_of on documents.signer (kind, organisation, since);

-- The installation itself: no person and no organisation stands behind it, and a hall process can't claim to be it.
create function documents.by_the_system() returns boolean language sql stable parallel safe
  return coalesce(kernel.setting_text('purpose') like 'system:%', false)
    and kernel.setting_key('person') is null and kernel.setting_key('organisation') is null and session_user <> 'chengshu_hall';
revoke all on function documents.by_the_system from public;
grant execute on function documents.by_the_system to chengshu_app, chengshu_hall;

alter table documents.file enable row level security;
create policy read on documents.file for select to chengshu_app, chengshu_hall using (
  region_path >= (select kernel.box_part('box.documents_file', 1)) and region_path < (select kernel.box_part('box.documents_file', 2))
  and organisation >= (select kernel.box_part('box.documents_file', 3)::uuid) and organisation <= (select kernel.box_part('box.documents_file', 4)::uuid)
  and holder >= (select kernel.box_part('box.documents_file', 5)::uuid) and holder <= (select kernel.box_part('box.documents_file', 6)::uuid)
  and class >= (select kernel.box_part('box.documents_file', 7)::smallint) and class <= (select kernel.box_part('box.documents_file', 8)::smallint)
  and case_id >= (select kernel.box_part('box.documents_file', 9)::uuid) and case_id <= (select kernel.box_part('box.documents_file', 10)::uuid));
-- Until it belongs to a case, a file is its uploader's.
create policy own on documents.file for select to chengshu_app, chengshu_hall using (
  uploaded_by = (select kernel.setting_key('actor')) and case_id = '00000000-0000-0000-0000-000000000000');
create policy hall on documents.file as restrictive for select to chengshu_hall using (
  holder <> '00000000-0000-0000-0000-000000000000' and holder = (select kernel.setting_key('person')));
create policy officer_added on documents.file for insert to chengshu_app with check (
  uploaded_by = (select kernel.setting_key('actor')) and case_id = '00000000-0000-0000-0000-000000000000'
  and holder = '00000000-0000-0000-0000-000000000000');
create policy person_added on documents.file for insert to chengshu_hall with check (
  uploaded_by = (select kernel.setting_key('actor')) and case_id = '00000000-0000-0000-0000-000000000000'
  and holder = (select kernel.setting_key('person')));
grant select, insert on documents.file to chengshu_app, chengshu_hall;

alter table documents.document enable row level security;
create policy read on documents.document for select to chengshu_app, chengshu_hall using (
  region_path >= (select kernel.box_part('box.documents_document', 1)) and region_path < (select kernel.box_part('box.documents_document', 2))
  and organisation >= (select kernel.box_part('box.documents_document', 3)::uuid) and organisation <= (select kernel.box_part('box.documents_document', 4)::uuid)
  and holder >= (select kernel.box_part('box.documents_document', 5)::uuid) and holder <= (select kernel.box_part('box.documents_document', 6)::uuid)
  and class >= (select kernel.box_part('box.documents_document', 7)::smallint) and class <= (select kernel.box_part('box.documents_document', 8)::smallint)
  and case_id >= (select kernel.box_part('box.documents_document', 9)::uuid) and case_id <= (select kernel.box_part('box.documents_document', 10)::uuid));
create policy hall on documents.document as restrictive for select to chengshu_hall using (
  holder <> '00000000-0000-0000-0000-000000000000' and holder = (select kernel.setting_key('person')));
grant select on documents.document to chengshu_app, chengshu_hall;

alter table documents.file_history enable row level security;
create policy read on documents.file_history for select to chengshu_app using (exists (select from documents.file f where f.id = file_history.id));
create policy kept on documents.file_history for insert to chengshu_log with check (true);
alter table documents.document_history enable row level security;
create policy read on documents.document_history for select to chengshu_app
  using (exists (select from documents.document d where d.id = document_history.id));
create policy kept on documents.document_history for insert to chengshu_log with check (true);
grant select on documents.file_history, documents.document_history to chengshu_app;

alter table documents.signer enable row level security;
create policy system on documents.signer to chengshu_app using ((select documents.by_the_system())) with check ((select documents.by_the_system()));
grant select, insert on documents.signer to chengshu_app;
