import { inContext, type Actor, type Context } from '#kernel/context'
import { Broken, Fault, Unavailable } from '#kernel/errors'
import { readList } from '../address.ts'
import type { Registers } from '../index.ts'
import { checkAnonymity, groupClasses } from './anonymity.ts'
import { cellsOf, countStaged, leastChange, TOTAL, type Counts } from './counts.ts'
import { compareCells, compareClasses, compareRows, type Before, type Difference } from './difference.ts'
import { findIdentifiers } from './identifiers.ts'
import { nameReferred } from './name-referred.ts'
import type { OpenDataParts, Version } from './parts.ts'
import { countCells, rowPresenter } from './present.ts'
import type { Block, Report } from './report.ts'
import { alike, selectedColumns, type Selected } from './selection.ts'
import * as sql from './sql.ts'
import { asKeeper, editionOf, fillStage, stageOf } from './stage.ts'

/** Rows that are shown before anything is published. */
const PREVIEW = 20

const purposeOf = (what: string, id: string) => ({ kind: 'duty' as const, what: `${what} ${id}` })

/** The version as it stands, for the engine's own work. */
export async function keptVersion(ctx: Context, id: string): Promise<Version | undefined> {
  asKeeper(ctx)
  return (await ctx.tx.row(sql.version(id))) as unknown as Version | undefined
}

/** The columns of a version as they were declared when it was made: ages are counted on that day. */
export const columnsOf = (parts: OpenDataParts, version: Pick<Version, 'selection' | 'made'>): Selected[] =>
  selectedColumns(parts.definitions.get(version.selection.register), version.selection, {
    codeLists: parts.codeLists,
    timezone: parts.ground.timezone,
    asOf: version.made.slice(0, 10),
    definitions: parts.definitions,
  })

/** Where a step goes wrong for good, the version says so; what may go better is tried again. */
export async function stepOf(
  parts: OpenDataParts,
  actor: Actor,
  { id, what, state }: { id: string; what: string; state: Version['state'] },
  step: (version: Version, work: <T>(run: (ctx: Context) => Promise<T>) => Promise<T>) => Promise<void>,
): Promise<void> {
  const work = <T>(run: (ctx: Context) => Promise<T>) => inContext(parts.ground, actor, purposeOf(what, id), run)
  const version = await work((ctx) => keptVersion(ctx, id))
  if (version?.state !== state) return
  try {
    await step(version, work)
  } catch (error) {
    if (!(error instanceof Fault) || error instanceof Unavailable || error instanceof Broken) throw error
    await work(async (ctx) => {
      asKeeper(ctx)
      await ctx.tx.query(sql.failVersion(id, error.message))
    })
  }
}

/** Takes what is selected, looks whether it may be given away, and keeps what came of it with the version. */
export const checkVersion = (parts: OpenDataParts, registers: Registers, actor: Actor, id: string): Promise<void> =>
  stepOf(parts, actor, { id, what: '开放数据检查', state: 'checking' }, async (version, work) => {
    const { selection } = version
    const definition = parts.definitions.get(selection.register)
    const columns = columnsOf(parts, version)
    const query = readList(registers, selection.register, selection.filter, parts.ground.timezone)
    const isPersons = selection.subject === 'person' && selection.shape === 'records'
    const rows = await fillStage(parts, work, { version: id, definition, query, columns, coarse: isPersons })
    await nameReferred(parts, work, id, columns)
    await work((ctx) =>
      parts.access.record(ctx, {
        register: selection.register,
        act: 'export',
        subjects: [],
        fields: columns.map(({ field }) => field),
      }),
    )
    const names = { codeLists: parts.codeLists, regions: await parts.regionNames() }
    const present = rowPresenter(definition, columns, names)
    await work(async (ctx) => {
      asKeeper(ctx)
      const before = await versionBefore(ctx, version)
      const found = await (selection.shape === 'counts'
        ? checkCounts(ctx, parts, { id, columns, selection, before })
        : checkRecords(ctx, { id, columns, selection, before, rows }))
      const held = Number((await ctx.tx.row({ text: `select count(*) as n from ${stageOf(id)} t where t.held` }))!.n)
      const report: Report = { subject: selection.subject, rows, held, ...found.report }
      report.blocks = blocksOf(report, found.failed, selection.hold)
      const preview = found.counts
        ? found.counts.rows
            .slice(0, PREVIEW)
            .map(({ categories, count }) => [
              ...present(Object.fromEntries(columns.map(({ at }, i) => [at, categories[i]]))),
              ...countCells(count === null ? '' : String(count)),
            ])
        : (await ctx.tx.rows(firstRows(id, columns))).map(present)
      await ctx.tx.query(sql.keepReport(id, { report, preview, rows: found.counts ? found.counts.rows.length : rows - held }))
    })
  })

const firstRows = (id: string, columns: readonly Selected[]) => {
  const names = columns.map(({ at }) => `t.${at}`).join(', ')
  return { text: `select ${names} from ${stageOf(id)} t where not t.held order by ${names} limit ${PREVIEW}` }
}

async function versionBefore(ctx: Context, { dataSet }: Version): Promise<(Before & { selection: Version['selection'] }) | undefined> {
  const row = (await ctx.tx.row(sql.newest(dataSet))) as unknown as Version | undefined
  return row?.number ? { id: row.id, number: row.number, columns: row.columns, selection: row.selection } : undefined
}

interface Checking {
  id: string
  columns: readonly Selected[]
  selection: Version['selection']
  before: (Before & { selection: Version['selection'] }) | undefined
}
type FoundReport = Pick<Report, 'identifiers' | 'anonymity' | 'cells' | 'difference' | 'blocks'>

async function checkRecords(
  ctx: Context,
  { id, columns, selection, before, rows }: Checking & { rows: number },
): Promise<{ report: FoundReport; counts?: undefined; failed: false }> {
  const { subject, k, hold } = selection
  const identifiers = await findIdentifiers(ctx, id, columns, subject)
  const isPersons = subject === 'person'
  if (isPersons) await groupClasses(ctx, id, columns)
  const anonymity = isPersons ? await checkAnonymity(ctx, { version: id, columns, k, hold, rows }) : null
  const comparable = before?.selection.shape === 'records' && before.selection.register === selection.register ? before : undefined
  const difference = comparable
    ? await (isPersons
        ? compareClasses(ctx, { version: id, columns, before: comparable, k, hold })
        : compareRows(ctx, { version: id, columns, before: comparable }))
    : null
  return { report: { identifiers, anonymity, cells: null, difference, blocks: [] }, failed: false }
}

async function checkCounts(
  ctx: Context,
  parts: OpenDataParts,
  { id, columns, selection, before }: Checking,
): Promise<{ report: FoundReport; counts: Counts; failed: boolean }> {
  const counts = await countStaged(ctx, parts.compute, { version: id, columns, selection })
  const { cells, primary, complementary, rounded, failed } = counts
  const difference =
    before?.selection.shape === 'counts' && before.selection.register === selection.register
      ? await compareWithTable(ctx, counts, columns, before, selection)
      : null
  return {
    report: { identifiers: [], anonymity: null, cells: { cells, primary, complementary, rounded }, difference, blocks: [] },
    counts,
    failed,
  }
}

async function compareWithTable(
  ctx: Context,
  counts: Counts,
  columns: readonly Selected[],
  before: Before & { selection: Version['selection'] },
  { k, subject }: Version['selection'],
): Promise<Difference> {
  const there = await ctx.tx.row({ text: 'select to_regclass($1) is not null as there', values: [editionOf(before.id)] })
  if (!there?.there || !alike(columns, before.columns)) return { version: before.number, comparable: false, added: 0, gone: 0, alone: 0 }
  const names = columns.map(({ at }) => at)
  const was = await ctx.tx.rows({ text: `select ${names.map((at) => `t.${at}`).join(', ')}, t.count from ${editionOf(before.id)} t` })
  const kept = was.map((row) => ({ categories: names.map((at) => row[at] as string), count: row.count === '' ? null : Number(row.count) }))
  // Two tables of which one is in fives tell nothing finer than the other does.
  return compareCells(cellsOf(counts.rows), cellsOf(kept), {
    k: subject === 'person' ? leastChange(counts, k) : 0,
    number: before.number,
    isInner: (key) => !key.split('\u001F').includes(TOTAL),
  })
}

/** What stands in the way of a publication. */
function blocksOf({ rows, held, identifiers, anonymity, difference }: Report, failed: boolean, hold: boolean): Block[] {
  const blocks: Block[] = []
  if (rows - held === 0) blocks.push('empty')
  if (identifiers.length > 0) blocks.push('identifiers')
  if (anonymity && anonymity.small > 0 && !hold) blocks.push('anonymity')
  if (failed) blocks.push('cells')
  if (difference && difference.alone > 0 && !(hold && anonymity)) blocks.push('difference')
  return blocks
}
