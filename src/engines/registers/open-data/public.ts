import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { OPEN_BOX, type Context } from '#kernel/context'
import { Invalid, NotFound } from '#kernel/errors'
import { Sending } from '#kernel/http'
import { openSearch } from '../catalogue/search.ts'
import { csvwType } from '../csvw/metadata.ts'
import type { ExportCell } from '../export-formats.ts'
import type { OpenLicence } from './data-set.ts'
import { isPacked, openFormats, openTypes, type OpenFormat } from './formats.ts'
import { licenceAddress } from './licences.ts'
import type { OpenDataParts, Version } from './parts.ts'
import { countCells, headsOf, presenter, rowPresenter } from './present.ts'
import { keywordsOf, shapeOf, type AsSystem } from './publish.ts'
import { publicReport, type PublicReport, type Report } from './report.ts'
import type { OpenColumn, OpenHead, Selection } from './selection.ts'
import * as sql from './sql.ts'
import { editionOf } from './stage.ts'
import { TOTAL } from './counts.ts'

/** What everybody may know of a data set, with its newest version. */
export interface KnownSet {
  id: string
  code: string
  title: string
  about: string
  theme: string
  keywords: string[]
  provider: string
  region: string
  licence: OpenLicence
  licenceAddress: string
  cycle: string
  /** Whether the newest version is as new as its cycle says. */
  light: 'green' | 'yellow' | 'red' | 'none' | 'unknown'
  contact: string
  state: 'published' | 'ended'
  number: number | null
  published: string | null
  first: string | null
  rows: number | null
  formats: OpenFormat[]
  downloads: number
  shape: Selection['shape'] | null
  heads: OpenHead[]
  columns: OpenColumn[]
  privacy: PublicReport | null
  /** Whether its rows have places. */
  mapped: boolean
}

/** One version as everybody sees it. */
export interface KnownVersion {
  number: number
  state: 'published' | 'withdrawn'
  published: string
  rows: number | null
  withdrawn: string | null
  withdrawal: string | null
  files: { format: OpenFormat; sha256: string; bytes: number; downloads: number }[]
}

const box = 'open_data_set'
const publicBox = { ...OPEN_BOX, class: [0, 0] as const }
/** Rows in one answer. */
const MOST_ROWS = 1_000
/** Different values that are counted. */
const MOST_GROUPS = 50
/** Programs that fetch by themselves; what they take says nothing of how useful a data set is. */
const robots = /bot\b|crawl|spider|slurp|preview|monitor|headless|facebookexternalhit|lighthouse/i

const noneHere = () => new NotFound('没有这个开放数据集', { code: 'open.none' })

/** What everybody sees and takes of open data. */
export function publicDoors(parts: OpenDataParts, asSystem: AsSystem) {
  let index: { edition: number; find: (words: string) => string[] } | undefined
  const names = async () => ({ codeLists: parts.codeLists, regions: await parts.regionNames() })
  const known = (row: Readonly<Record<string, unknown>>): KnownSet => {
    const columns = (row.columns ?? []) as OpenColumn[]
    const selection = row.selection as Selection | null
    const { recorded: _recorded, version: _version, selection: _selection, report, ...rest } = row
    return {
      ...rest,
      keywords: keywordsOf(row.keywords),
      licenceAddress: licenceAddress(parts.origin(), row.licence as OpenLicence),
      formats: (row.formats ?? []) as OpenFormat[],
      rows: row.rows === null ? null : Number(row.rows),
      downloads: Number(row.downloads),
      shape: selection?.shape ?? null,
      columns,
      heads: selection ? headsOf(columns, selection.shape) : [],
      privacy: report ? publicReport(report as Report) : null,
      mapped: selection?.shape === 'records' && shapeOf(columns) !== undefined,
    } as KnownSet
  }
  async function set(ctx: Context, code: string): Promise<{ set: KnownSet; version: string | null }> {
    ctx.tx.open(box, 'read', publicBox)
    const row = await ctx.tx.row(sql.knownSet(code, ctx.now))
    if (!row) throw noneHere()
    return { set: known(row), version: row.version as string | null }
  }
  /** The newest version of a set, whose rows are at hand. */
  async function atHand(ctx: Context, code: string) {
    const { set: found, version } = await set(ctx, code)
    if (!version) throw noneHere()
    const row = (await ctx.tx.row(sql.version(version))) as unknown as Version
    return { found, version: row, definition: parts.definitions.get(row.selection.register) }
  }

  return {
    edition: async (ctx: Context): Promise<number> => (await ctx.tx.row(sql.edition))!.edition as number,
    /** Data sets that everybody may know: the newest first, or those that words find, the best first. */
    async publicSets(ctx: Context, words = ''): Promise<KnownSet[]> {
      ctx.tx.open(box, 'read', publicBox)
      const sets = (await ctx.tx.rows(sql.knownSets(ctx.now))).map(known)
      if (words.trim() === '') return sets
      const edition = (await ctx.tx.row(sql.edition))!.edition as number
      if (index?.edition !== edition)
        index = {
          edition,
          find: openSearch(
            sets.map(({ id, code, title, about, keywords, heads }) => ({
              id,
              code,
              name: title,
              about: [about, ...keywords].join(' '),
              items: heads.map(({ label }) => ({ name: label })),
            })),
          ),
        }
      const places = new Map(index.find(words).map((id, i) => [id, i]))
      return sets.filter(({ id }) => places.has(id)).sort((a, b) => places.get(a.id)! - places.get(b.id)!)
    },
    async publicSet(ctx: Context, code: string): Promise<{ set: KnownSet; versions: KnownVersion[] }> {
      const { set: found } = await set(ctx, code)
      const versions = (await ctx.tx.rows(sql.versionsOf(found.id))) as unknown as Version[]
      const seen = versions.filter(({ state }) => state === 'published' || state === 'withdrawn')
      const files = await ctx.tx.rows(sql.filesOf(seen.map(({ id }) => id)))
      const taken = await ctx.tx.rows(sql.downloadsOf(found.id))
      return {
        set: found,
        versions: seen.map(({ id, number, state, published, rows, withdrawn, withdrawal }) => ({
          number: number!,
          state: state as KnownVersion['state'],
          published: published!,
          rows: rows === null ? null : Number(rows),
          withdrawn,
          withdrawal,
          files: files
            .filter((file) => file.version === id)
            .map(({ format, sha256, bytes }) => ({
              format: format as OpenFormat,
              sha256: sha256 as string,
              bytes: Number(bytes),
              downloads: Number(taken.find((one) => one.number === number && one.format === format)?.count ?? 0),
            })),
        })),
      }
    },
    /** Rows of the newest version after a row, as programs read them. */
    async publicRows(ctx: Context, code: string, after: number, limit: number) {
      const { found, version, definition } = await atHand(ctx, code)
      const present = rowPresenter(definition, version.columns, await names())
      const isCounts = version.selection.shape === 'counts'
      const said = ['n', ...version.columns.map(({ at }) => at), ...(isCounts ? ['count'] : [])].map((name) => `t.${name}`).join(', ')
      const rows = await ctx.tx.rows({
        text: `select ${said} from ${editionOf(version.id)} t where t.n > $1 order by t.n limit $2`,
        values: [after, Math.min(limit, MOST_ROWS)],
      })
      const cells = rows.map((row): ExportCell[] => [...present(row), ...(isCounts ? countCells(row.count as string) : [])])
      return { version: version.number, heads: found.heads, rows: cells, next: rows.length === limit ? (rows.at(-1)!.n as number) : null }
    },
    /** How many rows have each value of a column, the most first; of a table of counts, what its cells without the other columns say. */
    async publicGroups(ctx: Context, code: string, field: string) {
      const { version, definition } = await atHand(ctx, code)
      const column = version.columns.find((one) => one.field === field)
      if (!column) throw new Invalid('没有这一列', { code: 'open.column', path: 'column' })
      const present = presenter(definition, column, await names())
      const isCounts = version.selection.shape === 'counts'
      const others = version.columns.filter((one) => one !== column).map(({ at }) => `t.${at} = '${TOTAL}'`)
      const rows = await ctx.tx.rows(
        isCounts
          ? {
              text: `select t.${column.at} as value, t.count::bigint as count from ${editionOf(version.id)} t
                where ${[`t.${column.at} <> '${TOTAL}'`, `t.count <> ''`, ...others].join(' and ')} order by t.${column.at} limit $1`,
              values: [MOST_GROUPS + 1],
            }
          : {
              text: `select t.${column.at} as value, count(*) as count from ${editionOf(version.id)} t group by 1 order by 2 desc, 1 limit $1`,
              values: [MOST_GROUPS + 1],
            },
      )
      return {
        label: column.label,
        more: rows.length > MOST_GROUPS,
        groups: rows.slice(0, MOST_GROUPS).map((row) => ({
          value: String(present(row.value as string).at(-1) ?? ''),
          count: Number(row.count),
        })),
      }
    },
    /**
     * A file of a version, or of the newest one: whole, packed, or a part of it. Counted without anything of who took it.
     * @throws NotFound where there never was one; a withdrawn version answers 410 with its reason
     */
    async download(
      ctx: Context,
      request: FastifyRequest,
      { code, number, format }: { code: string; number: number | null; format: string },
    ) {
      if (!(openFormats as readonly string[]).includes(format)) throw noneHere()
      ctx.tx.open(box, 'read', publicBox)
      const version = await ctx.tx.row(sql.addressed(code, number))
      if (!version) throw noneHere()
      const frozen = `/open/${code}/${String(version.number)}.${format}`
      if (version.state === 'withdrawn') return gone(version, frozen)
      const file = ((await ctx.tx.rows(sql.filesOf([version.id as string]))) as unknown as sql.KeptFile[]).find(
        (one) => one.format === format,
      )
      if (!file) throw noneHere()
      const sending = await sendFile(parts, request, file, {
        'content-location': frozen,
        'cache-control': number === null ? 'public, max-age=0, must-revalidate' : 'public, max-age=31536000, immutable',
        'access-control-allow-origin': '*',
        'content-disposition': `inline; filename="${code}-${String(version.number)}.${format}"`,
        link:
          format === 'csv'
            ? `<${frozen.replace(/csv$/, 'csv-metadata.json')}>; rel="describedby"; type="${csvwType}"`
            : `<${parts.origin()}/open/${code}>; rel="describedby"; type="text/html"`,
        'last-modified': new Date(version.published as string).toUTCString(),
        'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
      })
      if (sending.counts && !robots.test(request.headers['user-agent'] ?? 'bot'))
        await asSystem('开放数据下载计数', (own) =>
          own.tx.query(sql.countDownload(version.id as string, format, ctx.now.toISOString().slice(0, 10))),
        )
      return sending.sending
    },
  }
}

/** The stone of a withdrawn version: that it was there, and why it is not. */
const gone = ({ number, withdrawn, withdrawal }: Readonly<Record<string, unknown>>, address: string) =>
  new Sending(
    Buffer.from(
      `${JSON.stringify({
        type: 'urn:chengshu:error:gone',
        title: '已撤回',
        status: 410,
        code: 'open.withdrawn',
        detail: `第 ${String(number)} 版已于 ${String(withdrawn).slice(0, 10)} 撤回：${String(withdrawal)}`,
        instance: address,
      })}\n`,
    ),
    'application/problem+json; charset=utf-8',
    { 'cache-control': 'public, max-age=0, must-revalidate' },
    410,
  )

/** The part of a file that is asked for (RFC 9110, 14.2): one range alone; nothing when the whole is wanted, null when there is none such. */
export function partOf(range: string | undefined, size: number): { first: number; last: number } | undefined | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [, from = '', to = ''] = match
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return first >= size || first > last || (from === '' && Number(to) === 0) ? null : { first, last }
}

const takesGzip = (accepted: string | undefined) => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted ?? '')

async function sendFile(
  parts: OpenDataParts,
  { headers }: FastifyRequest,
  file: sql.KeptFile,
  said: Record<string, string>,
): Promise<{ sending: Sending; counts: boolean }> {
  const format = file.format as OpenFormat
  const type = openTypes[format]
  const plainTag = `"${file.sha256}"`
  // A part is of the plain file: whoever goes on with one has that.
  const whole = headers.range === undefined || (headers['if-range'] !== undefined && headers['if-range'] !== plainTag)
  const packed = whole && isPacked(format) && file.gzipSha256 !== null && takesGzip(headers['accept-encoding'])
  const etag = packed ? `"${file.sha256}-gzip"` : plainTag
  const all = { ...said, etag, vary: 'accept-encoding', 'accept-ranges': 'bytes', 'x-no-compression': 'true' }
  const known = (headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return { sending: new Sending(undefined, type, all, 304), counts: false }
  const [sha256, size] = packed ? [file.gzipSha256!, Number(file.gzipBytes)] : [file.sha256, Number(file.bytes)]
  const part = whole ? undefined : partOf(headers.range, size)
  if (part === null) return { sending: new Sending(undefined, type, { ...all, 'content-range': `bytes */${size}` }, 416), counts: false }
  const { stream } = await parts.files.open(sha256, part)
  const length = part ? part.last - part.first + 1 : size
  return {
    sending: new Sending(
      stream instanceof Readable ? stream : Readable.from(stream as AsyncIterable<Buffer>),
      type,
      {
        ...all,
        'content-length': String(length),
        ...(packed ? { 'content-encoding': 'gzip' } : {}),
        ...(part ? { 'content-range': `bytes ${part.first}-${part.last}/${size}` } : {}),
      },
      part ? 206 : 200,
    ),
    // Whoever fetches a file in parts takes it once.
    counts: !part || part.first === 0,
  }
}
