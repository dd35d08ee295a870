import type { Statement } from '#kernel/database'

const columns = `v.id, v.data_set as "dataSet", v.number, v.state, v.selection, v.columns, v.report, v.preview, v.rows, v.organisation,
  v.region_path as "regionPath", v.made_by as "madeBy", v.made_by_name as "madeByName", v.note, v.ask, v.problem, v.made, v.checked,
  v.published, v.approver_name as "approverName", v.withdrawn, v.withdrawal`

export const version = (id: string): Statement => ({
  name: 'open.version',
  text: `select ${columns} from open.version v where v.id = $1::uuid`,
  values: [id],
})

export const versionsOf = (dataSet: string): Statement => ({
  name: 'open.versions-of',
  text: `select ${columns} from open.version v where v.data_set = $1::uuid and v.state <> 'dropped' order by v.number desc nulls first, v.made desc limit 100`,
  values: [dataSet],
})

/** The newest version that may be had. */
export const newest = (dataSet: string): Statement => ({
  name: 'open.newest',
  text: `select ${columns} from open.version v where v.data_set = $1::uuid and v.state = 'published' order by v.number desc limit 1`,
  values: [dataSet],
})

export const addVersion = (given: {
  id: string
  dataSet: string
  selection: unknown
  columns: unknown
  organisation: string
  regionPath: string
  madeBy: string | null
  madeByName: string
  note: string
}): Statement => ({
  name: 'open.add-version',
  text: `insert into open.version (id, data_set, selection, columns, organisation, region_path, made_by, made_by_name, note)
    values ($1::uuid, $2::uuid, $3::jsonb, $4::jsonb, $5::uuid, $6, $7::uuid, $8, $9)`,
  values: [
    given.id,
    given.dataSet,
    JSON.stringify(given.selection),
    JSON.stringify(given.columns),
    given.organisation,
    given.regionPath,
    given.madeBy,
    given.madeByName,
    given.note,
  ],
})

/** Versions of a data set that were begun and came to nothing; a new one takes their place. */
export const begun = (dataSet: string): Statement => ({
  name: 'open.begun',
  text: `select v.id, v.state from open.version v where v.data_set = $1::uuid and v.state in ('checking', 'checked', 'failed', 'proposed', 'refused', 'approved') for update`,
  values: [dataSet],
})

/** Takes a version from one of some states to another; gives its key, when it was in one of them. */
export const moveVersion = (id: string, from: readonly string[], to: string): Statement => ({
  name: 'open.move',
  text: `update open.version set state = $3, problem = null where id = $1::uuid and state = any($2::text[]) returning id`,
  values: [id, from, to],
})

export const keepReport = (id: string, given: { report: unknown; preview: unknown; rows: number }): Statement => ({
  name: 'open.keep-report',
  text: `update open.version set state = 'checked', report = $2::jsonb, preview = $3::jsonb, rows = $4, checked = clock_timestamp(), problem = null
    where id = $1::uuid and state = 'checking' returning id`,
  values: [id, JSON.stringify(given.report), JSON.stringify(given.preview), given.rows],
})

export const failVersion = (id: string, problem: string): Statement => ({
  name: 'open.fail',
  text: `update open.version set state = 'failed', problem = $2 where id = $1::uuid and state in ('checking', 'approved') returning id`,
  values: [id, problem],
})

export const keepAsk = (id: string, ask: string, note: string): Statement => ({
  name: 'open.keep-ask',
  text: `update open.version set state = 'proposed', ask = $2::uuid, note = $3 where id = $1::uuid and state = 'checked' returning id`,
  values: [id, ask, note],
})

export const approve = (id: string, name: string): Statement => ({
  name: 'open.approve',
  text: `update open.version set state = 'approved', approver_name = $2 where id = $1::uuid and state = 'proposed' returning id`,
  values: [id, name],
})

/** Publishes under the next number of its data set. */
export const publish = (id: string): Statement => ({
  name: 'open.publish',
  text: `update open.version v set state = 'published', published = clock_timestamp(),
      number = (select coalesce(max(o.number), 0) + 1 from open.version o where o.data_set = v.data_set)
    where v.id = $1::uuid and v.state = 'approved' returning v.number`,
  values: [id],
})

export const withdraw = (id: string, reason: string): Statement => ({
  name: 'open.withdraw',
  text: `update open.version set state = 'withdrawn', withdrawn = clock_timestamp(), withdrawal = $2 where id = $1::uuid and state = 'published' returning number`,
  values: [id, reason],
})

export interface KeptFile {
  format: string
  sha256: string
  bytes: number
  gzipSha256: string | null
  gzipBytes: number | null
}
export const addFile = (version: string, file: KeptFile): Statement => ({
  name: 'open.add-file',
  text: `insert into open.file (version, format, sha256, bytes, gzip_sha256, gzip_bytes) values ($1::uuid, $2, $3, $4, $5, $6)
    on conflict (version, format) do nothing`,
  values: [version, file.format, file.sha256, file.bytes, file.gzipSha256, file.gzipBytes],
})
export const filesOf = (versions: readonly string[]): Statement => ({
  name: 'open.files-of',
  text: `select f.version, f.format, f.sha256, f.bytes, f.gzip_sha256 as "gzipSha256", f.gzip_bytes as "gzipBytes"
    from open.file f where f.version = any($1::uuid[]) order by f.format`,
  values: [versions],
})
/** How many files that may be had hold this content. */
export const holding = (sha256: string): Statement => ({
  name: 'open.holding',
  text: `select count(*) as n from open.file f join open.version v on v.id = f.version and v.state <> 'withdrawn'
    where f.sha256 = $1 or f.gzip_sha256 = $1`,
  values: [sha256],
})

/** The version that an address means and its files: a number, or the newest. Withdrawn ones are found too. */
export const addressed = (code: string, number: number | null): Statement => ({
  name: 'open.addressed',
  text: `select v.id, v.number, v.state, v.withdrawal, v.withdrawn, v.published, v.columns, v.selection, v.rows
    from open.data_set d join open.version v on v.data_set = d.id
    where d.code = $1 and d.ended is null and v.state in ('published', 'withdrawn') and ($2::integer is null or v.number = $2)
    order by v.state = 'published' desc, v.number desc limit 1`,
  values: [code, number],
})

export const countDownload = (version: string, format: string, day: string): Statement => ({
  name: 'open.count-download',
  text: 'select open.count_download($1::uuid, $2, $3::date)',
  values: [version, format, day],
})

export const edition: Statement = { name: 'open.edition', text: 'select edition from open.edition' }

/** What everybody may know of data sets with a version, the newest first. */
const known = `select d.id, d.code, d.title, d.about, d.theme, d.keywords, d.provider, d.region, d.licence, d.cycle, d.contact, d.state, d.recorded,
    catalogue.light(d.cycle, v.published, $1::timestamptz) as light, v.id as version, v.number, v.published, v.rows, v.columns, v.selection, v.report,
    (select min(o.published) from open.version o where o.data_set = d.id) as first,
    (select array_agg(f.format order by f.format) from open.file f where f.version = v.id) as formats,
    (select coalesce(sum(w.count), 0) from open.download w join open.version o on o.id = w.version where o.data_set = d.id) as downloads
  from open.data_set d
  left join lateral (select o.id, o.number, o.published, o.rows, o.columns, o.selection, o.report from open.version o
    where o.data_set = d.id and o.state = 'published' order by o.number desc limit 1) v on true
  where d.ended is null and d.state <> 'draft'`

export const knownSets = (now: Date): Statement => ({
  name: 'open.known-sets',
  text: `${known} order by v.published desc nulls last, d.code`,
  values: [now],
})
export const knownSet = (code: string, now: Date): Statement => ({
  name: 'open.known-set',
  text: `${known} and d.code = $2`,
  values: [now, code],
})

export const downloadsOf = (dataSet: string): Statement => ({
  name: 'open.downloads-of',
  text: `select v.number, w.format, sum(w.count)::integer as count from open.download w join open.version v on v.id = w.version
    where v.data_set = $1::uuid group by v.number, w.format order by 1, 2`,
  values: [dataSet],
})

export const forgetClasses = (dataSet: string): Statement => ({
  name: 'open.forget-classes',
  text: 'delete from open.class_size c using open.version v where v.id = c.version and v.data_set = $1::uuid',
  values: [dataSet],
})

/** Versions that wait for approval, the oldest first. */
export const proposed: Statement = {
  name: 'open.proposed',
  text: `select v.id, v.data_set as "dataSet", v.made_by_name as "madeByName", v.note, v.made, v.region_path as "regionPath", d.title
    from open.version v join open.data_set d on d.id = v.data_set where v.state = 'proposed' order by v.made limit 200`,
}

export const refuse = (id: string, reason: string): Statement => ({
  name: 'open.refuse',
  text: `update open.version set state = 'refused', problem = $2 where id = $1::uuid and state = 'proposed' returning id`,
  values: [id, reason],
})

/** How far the catalogue says that a register is opened. */
export const openingOf = (register: string): Statement => ({
  name: 'open.opening-of',
  text: 'select t.opening from catalogue.resource t where t.register = $1 and t.ended is null',
  values: [register],
})

/** Data sets of which the newest version is made of a register. */
export const madeOf = (register: string): Statement => ({
  name: 'open.made-of',
  text: `select d.code, d.title, v.selection->>'shape' as shape
    from open.data_set d join lateral (select o.selection from open.version o
      where o.data_set = d.id and o.state = 'published' order by o.number desc limit 1) v on true
    where d.ended is null and d.state <> 'draft' and v.selection->>'register' = $1 order by d.code`,
  values: [register],
})
