-- The doors through which documents are issued, finished, revoked and verified, and files become part of cases.

-- Issues a document: takes its number, which has no gaps because the counter's row stays locked until the acting transaction is durable,
-- and writes the row. The same key again gives what was issued under it. A person causes only instruments, and only for himself (the receipt
-- of an application); an officer issues for the own organisation, or within a case; the installation itself for any.
create function documents.issue(input jsonb) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  no_key constant uuid := '00000000-0000-0000-0000-000000000000';
  own uuid := kernel.setting_key('organisation');
  given record;
  earlier record;
begin
  select * into given from jsonb_to_record(input) as d(id uuid, template text, label text, kind text, numbered boolean, mark text, year integer,
    number text, code text, data jsonb, subject text, region uuid, "regionCode" text, "regionPath" text, organisation uuid,
    "organisationName" text, holder uuid, "holderMasked" text, "case" uuid, issued timestamptz, "validUntil" date, supersedes uuid, branch text);

  if kernel.setting_text('installation') is distinct from (select installation from kernel.identity) then
    raise exception 'another installation' using errcode = '42501';
  end if;
  if not documents.by_the_system() then
    if kernel.setting_key('actor') is null then
      raise exception 'nobody acts' using errcode = '42501';
    elsif session_user = 'chengshu_hall' or own is null then
      if given.kind <> 'instrument' or given.holder is distinct from kernel.setting_key('person') then
        raise exception 'a person causes only instruments of an own matter' using errcode = '42501';
      end if;
    elsif given.organisation <> own and given."case" = no_key then
      raise exception 'an organisation issues for itself' using errcode = '42501';
    end if;
  end if;

  select d.id, d.number, d.code, d.template, d.holder, d.case_id into earlier from documents.document d where d.id = given.id;
  if earlier.id is not null then
    if (earlier.template, earlier.holder, earlier.case_id) is distinct from (given.template, given.holder, given."case") then
      raise exception '这个编号已用于另一份文书' using errcode = 'CS409', hint = 'documents.key';
    end if;
    return jsonb_build_object('id', earlier.id, 'number', earlier.number, 'code', earlier.code, 'made', false);
  end if;

  -- A case has one applicant, whom its first paper names.
  if given."case" <> no_key and exists (select from documents.document d where d.case_id = given."case" and d.holder <> given.holder) then
    raise exception '办件属于另一位申请人' using errcode = 'CS409', hint = 'documents.holder';
  end if;

  if given.supersedes is not null then
    update documents.document d set version = d.version + 1, recorded = clock_timestamp(), state = 'superseded'
    where d.id = given.supersedes and d.organisation = given.organisation and d.holder = given.holder and d.template = given.template and d.state = 'valid';
    if not found then
      raise exception '要换发的文书不存在或已经失效' using errcode = 'CS409', hint = 'documents.superseded';
    end if;
  end if;

  insert into documents.document (id, region, region_code, region_path, organisation, holder, case_id, template, label, kind, number, code, data,
    subject, organisation_name, holder_masked, issued, valid_until, branch, demo)
  values (given.id, given.region, given."regionCode", given."regionPath", given.organisation, given.holder, given."case", given.template, given.label,
    given.kind,
    case when given.number is not null then given.number
      when given.numbered then given.mark || '〔' || given.year || '〕' || kernel.take('documents.' || given.mark || ':' || given.year, 1) || '号' end,
    given.code, given.data, given.subject, given."organisationName", given."holderMasked", given.issued, given."validUntil", given.branch,
    (select demo from kernel.identity));
  return (select jsonb_build_object('id', d.id, 'number', d.number, 'code', d.code, 'made', true) from documents.document d where d.id = given.id);
end
$$;

-- A document was rendered, signed and stored; the first time counts.
create function documents.set_rendered(of_document uuid, digest text, bytes bigint, page_count integer) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if not documents.by_the_system() then
    raise exception 'only the system' using errcode = '42501';
  end if;
  update documents.document set version = version + 1, recorded = clock_timestamp(), sha256 = digest, size = bytes, pages = page_count
  where id = of_document and sha256 is null;
  return found;
end
$$;

-- Takes a document back; only its issuer does. False when there is none that is valid.
create function documents.revoke(of_document uuid, why text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  update documents.document set version = version + 1, recorded = clock_timestamp(), state = 'revoked', reason = why
  where id = of_document and state = 'valid' and (organisation = kernel.setting_key('organisation') or documents.by_the_system());
  return found;
end
$$;

-- Makes the actor's own loose files part of a case, and gives those that now are; one that is there already stays.
create function documents.attach(files uuid[], to_case uuid) returns setof uuid
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  no_key constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  if to_case = no_key or kernel.setting_key('actor') is null then
    raise exception 'no case, or nobody acts' using errcode = '42501';
  end if;
  update documents.file f set version = f.version + 1, recorded = clock_timestamp(), case_id = to_case
  where f.id = any(files) and f.uploaded_by = kernel.setting_key('actor') and f.case_id = no_key;
  return query select f.id from documents.file f
    where f.id = any(files) and f.uploaded_by = kernel.setting_key('actor') and f.case_id = to_case;
end
$$;

-- To which case something belongs, so that the caller can ask whether the actor works on it.
create function documents.case_of(wanted uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog
as $$
  select nullif(case_id, '00000000-0000-0000-0000-000000000000') from documents.document where id = wanted
  union all
  select nullif(case_id, '00000000-0000-0000-0000-000000000000') from documents.file where id = wanted
$$;

-- What anybody may know of a document who holds it in hand: by its code, or by the digest of the file.
create function documents.verify(typed_code text, digest text, today date) returns jsonb
  language sql stable security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
  select jsonb_build_object('label', label, 'number', number, 'issuedBy', organisation_name, 'issued', issued, 'validUntil', valid_until,
    'state', case when state = 'valid' and valid_until < today then 'expired' else state end,
    'holderMasked', holder_masked, 'subject', subject, 'sha256', sha256, 'demo', demo)
  from documents.document where code = typed_code or sha256 = digest
$$;

-- Root certificates, for whoever checks signatures with tools of his own.
create function documents.roots() returns setof text
  language sql stable security definer set search_path = pg_catalog
as $$
  select certificate from documents.signer where kind = 'authority'
  union
  select chain[cardinality(chain)] from documents.signer where kind = 'organisation' and cardinality(chain) > 0
$$;

do $$
declare f text;
begin
  foreach f in array array['issue(jsonb)', 'set_rendered(uuid, text, bigint, integer)', 'revoke(uuid, text)', 'attach(uuid[], uuid)',
    'case_of(uuid)', 'verify(text, text, date)', 'roots()'] loop
    execute format('revoke all on function documents.%s from public', f);
    execute format('grant execute on function documents.%s to chengshu_app', f);
  end loop;
  foreach f in array array['issue(jsonb)', 'attach(uuid[], uuid)', 'verify(text, text, date)', 'roots()'] loop
    execute format('grant execute on function documents.%s to chengshu_hall', f);
  end loop;
end
$$;
