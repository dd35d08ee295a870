import { createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import type { Actor, Context } from '#kernel/context'
import { Conflict } from '#kernel/errors'
import type { ExportCell } from '../export-formats.ts'
import type { Definition } from '../definitions.ts'
import type { Registers } from '../index.ts'
import { columnsOf, stepOf } from './check.ts'
import { countStaged } from './counts.ts'
import { dataSets } from './data-set.ts'
import { classSizes } from './difference.ts'
import { csvMetadata, isPacked, MOST_IN_SHEET, writeOpen, type OpenFormat, type Shape } from './formats.ts'
import { licenceAddress } from './licences.ts'
import type { OpenDataParts, Version } from './parts.ts'
import { countCells, headsOf, rowPresenter, type Names } from './present.ts'
import type { OpenColumn, Selected } from './selection.ts'
import * as sql from './sql.ts'
import { asKeeper, countStage, editionOf, stageOf } from './stage.ts'

/** Rows that are written at a time. */
const PIECE = 2_000

/** Where the place of a row stands among its cells, when it has one. */
export function shapeOf(columns: readonly OpenColumn[]): Shape | undefined {
  let at = 0
  for (const { kind, heads } of columns) {
    if (kind === 'point') return { kind: 'point', at }
    if (kind === 'line' || kind === 'area') return { kind: 'geometry', at }
    at += heads.length
  }
  return undefined
}

type Work = <T>(run: (ctx: Context) => Promise<T>) => Promise<T>

/** The rows of an edition in their order, as they stand in files. */
async function* piecesOf(work: Work, version: Version, definition: Definition, names: Names): AsyncGenerator<ExportCell[][]> {
  const { columns, selection, id } = version
  const present = rowPresenter(definition, columns, names)
  const isCounts = selection.shape === 'counts'
  const said = [...columns.map(({ at }) => at), ...(isCounts ? ['count'] : [])].map((name) => `t.${name}`).join(', ')
  for (let last = 0; ; last += PIECE) {
    const rows = await work((ctx) => {
      asKeeper(ctx)
      return ctx.tx.rows({
        text: `select ${said} from ${editionOf(id)} t where t.n > $1 and t.n <= $2 order by t.n`,
        values: [last, last + PIECE],
      })
    })
    if (rows.length > 0) yield rows.map((row) => [...present(row), ...(isCounts ? countCells(row.count as string) : [])])
    if (rows.length < PIECE) return
  }
}

/** Puts what was checked in its order: by its values, so that the order says nothing of when a record came in. */
async function fillEdition(ctx: Context, parts: OpenDataParts, version: Version, columns: readonly Selected[]): Promise<number> {
  const { id, selection } = version
  asKeeper(ctx)
  const names = columns.map(({ at }) => at)
  const isCounts = selection.shape === 'counts'
  await ctx.tx.query({ text: 'select open.open_edition($1::uuid, $2::text[])', values: [id, [...names, ...(isCounts ? ['count'] : [])]] })
  if (isCounts) {
    const { rows } = await countStaged(ctx, parts.compute, { version: id, columns, selection })
    const arrays = names.map((_, i) => rows.map(({ categories }) => categories[i]))
    const counts = rows.map(({ count }) => (count === null ? '' : String(count)))
    await ctx.tx.query({
      text: `insert into ${editionOf(id)} (n, ${names.join(', ')}, count)
        select r.n, ${names.map((name) => `r.${name}`).join(', ')}, r.count
        from unnest(${[...names, 'count'].map((_, i) => `$${i + 1}::text[]`).join(', ')}) with ordinality as r(${names.join(', ')}, count, n)`,
      values: [...arrays, counts],
    })
    return rows.length
  }
  const said = names.map((name) => `t.${name}`).join(', ')
  const { rowCount } = await ctx.tx.query({
    text: `insert into ${editionOf(id)} (n, ${names.join(', ')}) select row_number() over (order by ${said}), ${said} from ${stageOf(id)} t where not t.held`,
  })
  return rowCount
}

/** Makes what was approved a version for ever: rows in their order, files under their digests, the next number. */
export const publishVersion = (parts: OpenDataParts, registers: Registers, actor: Actor, id: string, asSystem: AsSystem): Promise<void> =>
  stepOf(parts, actor, { id, what: '开放数据发布', state: 'approved' }, async (version, work) => {
    const { selection, report } = version
    const definition = parts.definitions.get(selection.register)
    const columns = columnsOf(parts, version)
    const { record: dataSet } = await asSystem('开放数据发布', (ctx) => registers.getUntyped(ctx, dataSets.name, version.dataSet))
    const rows = await work(async (ctx) => {
      asKeeper(ctx)
      if ((await countStage(ctx, id)) !== report?.rows)
        throw new Conflict('检查过的数据已经不在（数据库重启过），请重新检查', { code: 'open.stage' })
      return fillEdition(ctx, parts, version, columns)
    })
    const names = { codeLists: parts.codeLists, regions: await parts.regionNames() }
    const heads = headsOf(version.columns, selection.shape)
    const shape = selection.shape === 'records' ? shapeOf(version.columns) : undefined
    const formats: Exclude<OpenFormat, 'csv-metadata.json'>[] = [
      'csv',
      'json',
      ...(rows <= MOST_IN_SHEET ? (['xlsx'] as const) : []),
      ...(shape ? (['geojson'] as const) : []),
    ]
    const made: sql.KeptFile[] = []
    for (const format of formats) {
      const content = () =>
        writeOpen(format, { title: String(dataSet.title), heads, pieces: piecesOf(work, version, definition, names) }, shape)
      made.push(await keepFile(parts, format, content))
    }
    const publisher = await asSystem('开放数据发布', (ctx) =>
      registers.titles(ctx, new Map([['identity.organisation', new Set([String(dataSet.provider)])]])),
    )
    const metadata = csvMetadata(
      {
        title: String(dataSet.title),
        about: String(dataSet.about),
        publisher: publisher[String(dataSet.provider)] ?? '',
        licence: licenceAddress(parts.origin(), dataSet.licence as never),
        keywords: keywordsOf(dataSet.keywords),
        published: new Date().toISOString(),
        csv: `${String(dataSet.code)}.csv`,
      },
      heads,
    )
    made.push(await keepFile(parts, 'csv-metadata.json', () => bytesOf(`${JSON.stringify(metadata, null, 2)}\n`)))
    await work(async (ctx) => {
      asKeeper(ctx)
      const before = (await ctx.tx.row(sql.newest(version.dataSet))) as unknown as Version | undefined
      await ctx.tx.query(sql.forgetClasses(version.dataSet))
      if (selection.subject === 'person' && selection.shape === 'records')
        await ctx.tx.query({
          text: `insert into open.class_size (version, class, size) select $1::uuid, c.class, c.size from (${classSizes(id, columns)}) c`,
          values: [id],
        })
      for (const file of made) await ctx.tx.query(sql.addFile(id, file))
      if (!(await ctx.tx.row(sql.publish(id)))) throw new Conflict('这个版本已经处理过', { code: 'open.state' })
      await ctx.tx.query({ text: 'select open.close_stage($1::uuid)', values: [id] })
      // Files are for ever; rows to look at are those of the newest version.
      if (before) await ctx.tx.query({ text: 'select open.close_edition($1::uuid)', values: [before.id] })
    })
    if (dataSet.state === 'draft')
      await asSystem('开放数据发布', (ctx) =>
        registers.changeUntyped(ctx, dataSets.name, version.dataSet, dataSet.version, { state: 'published' }),
      )
  })

export type AsSystem = <T>(what: string, work: (ctx: Context) => Promise<T>) => Promise<T>

/** Keywords as they were written, apart. */
export const keywordsOf = (said: unknown): string[] =>
  typeof said === 'string'
    ? said
        .split(/[、，,;；\s]+/)
        .map((word) => word.trim())
        .filter(Boolean)
    : []

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}

/** Keeps a file as it is, and packed where that is worth it. */
async function keepFile(parts: OpenDataParts, format: OpenFormat, content: () => AsyncGenerator<Buffer>): Promise<sql.KeptFile> {
  const plain = await parts.files.put(content())
  if (!isPacked(format)) return { format, sha256: plain.sha256, bytes: plain.size, gzipSha256: null, gzipBytes: null }
  const { stream } = await parts.files.open(plain.sha256)
  const packed = await parts.files.put(Readable.from(stream as AsyncIterable<Buffer>).pipe(createGzip({ level: 6 })))
  return { format, sha256: plain.sha256, bytes: plain.size, gzipSha256: packed.sha256, gzipBytes: packed.size }
}
