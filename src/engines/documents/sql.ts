import type { Box } from '#kernel/context'
import type { Statement } from '#kernel/database'

/** The box as a condition with ten parameters from `$2` on: the first wall, in the words of the second. */
const inBox = `region_path >= $2 and region_path < $3 and organisation >= $4::uuid and organisation <= $5::uuid
  and holder >= $6::uuid and holder <= $7::uuid and class >= $8::smallint and class <= $9::smallint and case_id >= $10::uuid and case_id <= $11::uuid`
const boxValues = (box: Box) => [box.regionPath, box.organisation, box.holder, box.class, box.case].flat()

export const issueDocument = (input: unknown): Statement => ({
  name: 'documents.issue',
  text: 'select documents.issue($1::jsonb) as issued',
  values: [JSON.stringify(input)],
})

/** Many at once; each is written by itself. */
export const issueDocuments = (input: readonly unknown[]): Statement => ({
  name: 'documents.issue-many',
  text: 'select count(documents.issue(d)) as issued from jsonb_array_elements($1::jsonb) as d',
  values: [JSON.stringify(input)],
})

/** All that rendering needs of a document. */
export const documentToMake = (id: string): Statement => ({
  name: 'documents.to-make',
  text: `select id, template, number, code, data, organisation, organisation_name as "organisationName", issued, demo, sha256
    from documents.document where id = $1`,
  values: [id],
})

export const setRendered = (id: string, made: { sha256: string; size: number; pages: number }): Statement => ({
  name: 'documents.set-rendered',
  text: 'select documents.set_rendered($1, $2, $3, $4) as first',
  values: [id, made.sha256, made.size, made.pages],
})

export const documentInBox = (id: string, box: Box): Statement => ({
  name: 'documents.in-box',
  text: `select id, label, number, holder, organisation, sha256, issued from documents.document where id = $1 and ${inBox}`,
  values: [id, ...boxValues(box)],
})

export const fileInBox = (id: string, box: Box): Statement => ({
  name: 'documents.file-in-box',
  text: `select id, name, type, holder, sha256 from documents.file where id = $1 and ${inBox}`,
  values: [id, ...boxValues(box)],
})

/** A loose file of this account. */
export const looseFile = (id: string, account: string): Statement => ({
  name: 'documents.loose-file',
  text: `select id, name, type, holder, sha256 from documents.file
    where id = $1 and uploaded_by = $2 and case_id = '00000000-0000-0000-0000-000000000000'`,
  values: [id, account],
})

/** Of these files, those that this account uploaded and that belong to nothing. */
export const looseFiles = (ids: readonly string[], account: string): Statement => ({
  name: 'documents.loose-files',
  text: `select id, name, type, size from documents.file
    where id = any($1::uuid[]) and uploaded_by = $2 and case_id = '00000000-0000-0000-0000-000000000000'`,
  values: [ids, account],
})

export const caseOf = (id: string): Statement => ({
  name: 'documents.case-of',
  text: 'select documents.case_of($1) as "case"',
  values: [id],
})

export const certificatesOfCase = (of: string): Statement => ({
  name: 'documents.certificates-of-case',
  text: `select id, branch, label, number, code, sha256 is not null as ready from documents.document
    where case_id = $1 and kind = 'certificate' and state = 'valid' order by id`,
  values: [of],
})

/** Certificates of a holder, the latest first; `today` is the city's day. Their papers of ended state too, so that nobody wonders where one went. */
export const certificatesOfHolder = (holder: string, today: string, most: number): Statement => ({
  name: 'documents.certificates-of-holder',
  text: `select id, label, number, code, subject, organisation_name as "issuedBy", issued, valid_until as "validUntil",
      case when state = 'valid' and valid_until < $2::date then 'expired' else state end as state, sha256 is not null as ready,
      nullif(case_id, '00000000-0000-0000-0000-000000000000') as "case"
    from documents.document where holder = $1 and kind = 'certificate' order by id desc limit $3`,
  values: [holder, today, most],
})

export const revokeDocument = (id: string, reason: string): Statement => ({
  name: 'documents.revoke',
  text: 'select documents.revoke($1, $2) as done',
  values: [id, reason],
})

/** An upload, and the account whose it has to be. */
export interface OwnUpload {
  file: string
  uploader: string
}

/** A new row of a file: the caller is its uploader. */
export const addFile = (file: Record<string, unknown>): Statement => ({
  name: 'documents.add-file',
  text: `insert into documents.file (id, region, region_code, region_path, organisation, holder, name, type, size, sha256, scanned, uploaded_by)
    select f.id, f.region, f."regionCode", f."regionPath", f.organisation, f.holder, f.name, f.type, f.size, f.sha256, f.scanned, f."uploadedBy"
    from jsonb_to_record($1::jsonb) as f(id uuid, region uuid, "regionCode" text, "regionPath" text, organisation uuid, holder uuid, name text,
      type text, size bigint, sha256 text, scanned boolean, "uploadedBy" uuid)`,
  values: [JSON.stringify(file)],
})

export const factsOfFiles = (ids: readonly string[]): Statement => ({
  name: 'documents.facts-of-files',
  text: 'select id, name, type, size from documents.file where id = any($1::uuid[]) order by id',
  values: [ids],
})

export const attachFiles = (ids: readonly string[], to: string): Statement => ({
  name: 'documents.attach',
  text: 'select attached from documents.attach($1::uuid[], $2) as attached',
  values: [ids, to],
})

export const keepFiles = (ids: readonly string[], record: string): Statement => ({
  name: 'documents.keep',
  text: 'select kept from documents.keep($1::uuid[], $2) as kept',
  values: [ids, record],
})

/** A file that was made part of a record. */
export const keptFile = (id: string, record: string): Statement => ({
  name: 'documents.kept-file',
  text: 'select id, name, type, holder, sha256 from documents.kept_file($1, $2)',
  values: [id, record],
})

/** By code or by digest; `today` is the city's day. */
export const verifyBy = (by: { code?: string; digest?: string }, today: string): Statement => ({
  name: 'documents.verify',
  text: 'select documents.verify($1, $2, $3::date) as facts',
  values: [by.code ?? null, by.digest ?? null, today],
})

export const trustedRoots: Statement = { name: 'documents.roots', text: 'select root from documents.roots() as root order by root' }

/** Who signs for an organisation at a moment; the newest of several. */
export const signerAt = (kind: 'authority' | 'organisation', organisation: string, at: string): Statement => ({
  name: 'documents.signer-at',
  text: `select certificate, chain, private_key as "privateKey" from documents.signer
    where kind = $1 and organisation = $2 and since <= $3 and until > $3 order by since desc, made desc limit 1`,
  values: [kind, organisation, at],
})

/** Waits until nobody else makes a signer for the same; held until the transaction ends. */
export const lockSigner = (organisation: string): Statement => ({
  name: 'documents.lock-signer',
  text: `select pg_advisory_xact_lock(hashtextextended('documents.signer ' || $1, 0))`,
  values: [organisation],
})

export const addSigner = (signer: {
  id: string
  kind: 'authority' | 'organisation'
  organisation: string
  certificate: string
  chain: readonly string[]
  privateKey: Buffer
  since: Date
  until: Date
}): Statement => ({
  name: 'documents.add-signer',
  text: `insert into documents.signer (id, kind, organisation, certificate, chain, private_key, since, until) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
  values: [signer.id, signer.kind, signer.organisation, signer.certificate, signer.chain, signer.privateKey, signer.since, signer.until],
})

/** Takes loose files away, each only where it is its named uploader's; gives the contents that they named. */
export const forgetLoose = (uploads: readonly OwnUpload[]): Statement => ({
  name: 'documents.forget-loose',
  text: 'select content from documents.forget_loose($1::uuid[], $2::uuid[]) as content',
  values: [uploads.map(({ file }) => file), uploads.map(({ uploader }) => uploader)],
})

export const isNamed = (sha256: string): Statement => ({
  name: 'documents.is-named',
  text: 'select documents.is_named($1) as named',
  values: [sha256],
})
