import type { FastifyRequest } from 'fastify'
import { baseClasses, cycles, shares, themes } from '#declare'
import { checkCreditCode } from '#chinese'
import type { Compute } from '#kernel/compute'
import { Invalid } from '#kernel/errors'
import { CsvReader, detectDelimiter } from '../import/csv-reader.ts'
import { EncodingSense } from '../import/encoding.ts'
import type { SourceRow } from '../import/rows.ts'
import { SheetReader } from '../import/sheet-reader.ts'
import { detectFormat } from '../import/source.ts'
import { formats, resources } from './resource.ts'

/** An inventory is a list that a department filled in by hand. */
const MOST_BYTES = 10 * 1024 * 1024
const MOST_ROWS = 20_000
/** Rows among which the heading is looked for: a title and notes often stand above it. */
const HEADING_WITHIN = 10

/**
 * Columns of an inventory and the headings under which departments have them: the core metadata of 《政务信息资源目录编制指南（试行）》
 * (发改高技〔2017〕1272号) and their usual shorter forms.
 */
const headings = {
  kind: ['信息资源分类', '资源分类', '分类'],
  name: ['信息资源名称', '资源名称', '目录名称'],
  provider: ['信息资源提供方', '提供方', '提供单位', '数源单位'],
  providerCode: ['信息资源提供方代码', '提供方代码', '统一社会信用代码'],
  about: ['信息资源摘要', '摘要', '资源摘要'],
  format: ['信息资源格式', '资源格式', '格式'],
  item: ['信息项名称', '信息项', '数据项', '数据项名称'],
  type: ['数据类型', '信息项数据类型'],
  share: ['共享类型', '共享属性'],
  shareCondition: ['共享条件', '使用条件'],
  shareWay: ['共享方式'],
  shareGround: ['共享依据', '不予共享依据', '依据'],
  opening: ['是否向社会开放', '开放属性', '开放类型'],
  openCondition: ['开放条件'],
  cycle: ['更新周期', '更新频率'],
  publishedOn: ['发布日期'],
  changedOn: ['最近更新日期', '更新日期'],
  related: ['关联资源代码', '关联及类目名称', '关联资源'],
} as const satisfies Record<string, readonly string[]>
type Column = keyof typeof headings
/** Columns of words that people read. */
const said: ReadonlySet<Column> = new Set(['name', 'about', 'item', 'shareCondition', 'shareWay', 'shareGround', 'openCondition'])
const needed: readonly Column[] = ['name', 'item', 'type', 'share', 'cycle']

/** What is wrong in a row of the file; `row` is its number there, counted from one. */
export interface InventoryProblem {
  row: number
  column: string
  message: string
}
/** A resource that was read out of some rows. */
export interface InventoryResource {
  row: number
  name: string
  record: Record<string, unknown>
  items: number
  good: boolean
}
export interface Inventory {
  rows: number
  resources: InventoryResource[]
  problems: InventoryProblem[]
}

/** Whose inventory it is, and what the catalogue already has. */
export interface InventoryOwner {
  names: readonly string[]
  known: ReadonlySet<string>
}

/** The one file of a form, whole. @throws Invalid for none, or one that is too large */
export async function inventoryFile(request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) throw new Invalid('请用表单上传一个文件', { code: 'import.form', path: 'file' })
  const part = await request.file({ limits: { fileSize: MOST_BYTES } })
  if (!part) throw new Invalid('没有收到文件', { code: 'import.form', path: 'file' })
  const pieces: Buffer[] = []
  for await (const piece of part.file) pieces.push(piece as Buffer)
  if (part.file.truncated) throw new Invalid('目录清单超过 10 MB，请分成几个文件', { code: 'import.large', path: 'file' })
  return Buffer.concat(pieces)
}

/** The rows of a file as they stand, headings too, read as imports read theirs. */
export async function inventoryRows(bytes: Buffer, compute: Compute): Promise<SourceRow[]> {
  const format = detectFormat(bytes)
  if (format === 'ndjson') throw new Invalid('目录清单请用 XLSX 或者 CSV 文件', { code: 'import.format', path: 'file' })
  if (format === 'xlsx') {
    const lines = await compute.run<Uint8Array>('readSheet', { bytes, filled: true })
    return new SheetReader().push(Buffer.from(lines).toString('utf8'))
  }
  const sense = new EncodingSense()
  sense.pass(bytes, true)
  const text = new TextDecoder(sense.found(), { fatal: true }).decode(bytes)
  const reader = new CsvReader(detectDelimiter(text))
  return [...reader.push(text), ...reader.end()]
}

/** As it was written, in one line. */
const words = (value: unknown) =>
  String(value ?? '')
    .replace(/\s+/g, ' ')
    .trim()
/** For comparing: letters, figures and signs in half width. */
const plain = (value: unknown) => words(String(value ?? '').normalize('NFKC'))
const bare = (value: unknown) => plain(value).replace(/[\s*:：()（）]/g, '')

/** Which column is what. Headings may stand in two rows, the lower under merged cells. @throws Invalid when those are missing that must be there */
function columnsOf(rows: readonly SourceRow[]): { columns: Map<Column, number>; first: number } {
  const columnAt = (text: string) =>
    (Object.entries(headings) as [Column, readonly string[]][]).find(([, names]) => names.some((name) => bare(name) === text))?.[0]
  const at = rows.slice(0, HEADING_WITHIN).findIndex(({ cells }) => cells.some((cell) => columnAt(bare(cell)) === 'name'))
  if (at < 0) throw new Invalid('找不到表头：要有一列叫“信息资源名称”', { code: 'catalogue.inventory', path: 'file' })
  const columns = new Map<Column, number>()
  const note = (cells: readonly unknown[]) =>
    cells.forEach((cell, i) => {
      const column = columnAt(bare(cell))
      if (column && !columns.has(column)) columns.set(column, i)
    })
  const below = rows[at + 1]?.cells ?? []
  const hasTwo = below.some((cell) => ['数据类型', '共享类型'].includes(bare(cell)))
  // What stands below is the narrower heading of the two.
  if (hasTwo) {
    const narrower = new Set(below.flatMap((cell, i) => (bare(cell) === '' ? [] : [i])))
    note(below.map((cell) => (bare(cell) === '名称' ? '信息项名称' : cell)))
    note(rows[at]!.cells.map((cell, i) => (narrower.has(i) ? '' : cell)))
  } else note(rows[at]!.cells)
  const missing = needed.filter((column) => !columns.has(column))
  if (missing.length > 0)
    throw new Invalid(`表头缺少：${missing.map((column) => headings[column][0]).join('、')}`, { code: 'catalogue.inventory', path: 'file' })
  return { columns, first: at + (hasTwo ? 2 : 1) }
}

const byLabel = (labels: Readonly<Record<string, string>>, text: string): string | undefined =>
  Object.entries(labels).find(([, label]) => bare(label) === bare(text))?.[0]

/** Other words that departments use for the same. */
const others: Readonly<Record<string, string>> = {
  无条件: 'unconditional',
  有条件: 'conditional',
  不共享: 'none',
  不予: 'none',
  是: 'open',
  否: 'none',
  无条件开放: 'open',
  有条件开放: 'conditional',
  不予开放: 'none',
  不开放: 'none',
  每天: 'daily',
  每年度: 'yearly',
  按需: 'irregular',
}

/** `基础信息资源/人口`, `主题信息资源-公共服务`, `部门信息资源` as class and group; undefined when it is none of them. */
function classOf(text: string): { kind: string; group: string | null } | undefined {
  const [kind = '', group = ''] = plain(text).split(/[/\-—>、]/)
  if (bare(kind) === '' || bare(kind).startsWith('部门')) return { kind: 'department', group: null }
  const lists = bare(kind).startsWith('基础')
    ? (['base', baseClasses] as const)
    : bare(kind).startsWith('主题')
      ? (['theme', themes] as const)
      : undefined
  const found = lists && byLabel(lists[1], group)
  return found ? { kind: lists[0], group: found } : undefined
}

const dayOf = (text: string): string | undefined => {
  const [, year, month, day] = /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(text) ?? []
  if (year === undefined) return undefined
  const written = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  const at = new Date(`${written}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written) ? written : undefined
}

/**
 * Reads an inventory: one row for each item, what is the same for a whole resource in its first row alone, as merged cells have it.
 * Everything is checked and nothing is written.
 */
export function readInventory(rows: readonly SourceRow[], owner: InventoryOwner): Inventory {
  if (rows.length > MOST_ROWS) throw new Invalid(`目录清单最多 ${MOST_ROWS} 行`, { code: 'catalogue.inventory', path: 'file' })
  const { columns, first } = columnsOf(rows)
  const problems: InventoryProblem[] = []
  const found: (InventoryResource & { values: Map<Column, string>; seen: Set<string> })[] = []
  const body = rows.slice(first)
  for (const { n, cells, problem } of body) {
    const value = (column: Column) => (said.has(column) ? words : plain)(cells[columns.get(column) ?? -1])
    const wrong = (column: Column, message: string) => problems.push({ row: n, column: headings[column][0], message })
    if (problem) wrong('name', problem)
    const name = value('name')
    let current = found.at(-1)
    if (name !== '' && name !== current?.name) {
      current = { row: n, name, record: {}, items: 0, good: true, values: new Map(), seen: new Set() }
      for (const column of columns.keys()) current.values.set(column, value(column))
      const before = problems.length
      if (found.some((one) => one.name === name)) wrong('name', `“${name}”在上面已经出现过`)
      current.record = recordOf(current.values, owner, wrong)
      current.good = problems.length === before
      found.push(current)
    }
    const item = value('item')
    if (!current) {
      wrong('name', '第一行要写信息资源名称')
      continue
    }
    const before = problems.length
    if (item === '') wrong('item', '没有写信息项名称')
    else if (item.length > 100) wrong('item', '信息项名称超过 100 个字')
    else if (current.seen.has(item)) wrong('item', `信息项“${item}”在这项资源里写了两次`)
    const type = value('type')
    if (item !== '' && type === '') wrong('type', `信息项“${item}”没有写数据类型`)
    if (problems.length > before) current.good = false
    current.seen.add(item)
    const items = (current.record.items ??= []) as { name: string; type: string }[]
    items.push({ name: item, type: type.slice(0, 40) })
    current.items = items.length
    if (items.length === 201) {
      wrong('item', '一项资源最多 200 个信息项')
      current.good = false
    }
  }
  if (found.length === 0) throw new Invalid('表头下面没有内容', { code: 'catalogue.inventory', path: 'file' })
  return { rows: body.length, resources: found.map(({ values: _values, seen: _seen, ...one }) => one), problems }
}

/** The record that the first row of a resource describes. */
function recordOf(
  values: ReadonlyMap<Column, string>,
  { names, known }: InventoryOwner,
  wrong: (column: Column, message: string) => void,
): Record<string, unknown> {
  const text = (column: Column) => values.get(column) ?? ''
  const orNull = (column: Column) => text(column) || null
  const chosen = (column: Column, labels: Readonly<Record<string, string>>, otherwise: string | undefined) => {
    if (text(column) === '' && otherwise !== undefined) return otherwise
    const key = byLabel(labels, text(column)) ?? others[bare(text(column))]
    if (key !== undefined && key in labels) return key
    wrong(column, text(column) === '' ? '没有填写' : `“${text(column)}”不在可选的范围内`)
    return null
  }
  const day = (column: Column) => {
    const written = text(column) === '' ? null : dayOf(text(column))
    if (written === undefined) wrong(column, `“${text(column)}”不是日期`)
    return written ?? null
  }
  for (const [key, column] of [
    ['name', 'name'],
    ['about', 'about'],
    ['shareCondition', 'shareCondition'],
    ['shareGround', 'shareGround'],
  ] as const) {
    const { max } = resources.fields[key] as { max?: number }
    if (max !== undefined && [...text(column)].length > max) wrong(column, `超过 ${max} 个字`)
  }
  if (known.has(text('name'))) wrong('name', '目录里已有同名的资源')
  if (text('provider') !== '' && !names.includes(text('provider'))) wrong('provider', `“${text('provider')}”不是本单位`)
  if (text('providerCode') !== '') {
    const flaw = checkCreditCode(text('providerCode'))
    if (flaw) wrong('providerCode', flaw)
  }
  const place = classOf(text('kind'))
  if (!place) wrong('kind', `没有名为“${text('kind')}”的分类`)
  const share = chosen('share', shares, undefined)
  // 政务数据共享条例 art. 15: conditions are listed, and a refusal names the law that it rests on.
  if (share === 'conditional' && text('shareCondition') === '') wrong('shareCondition', '有条件共享的，要写明共享条件')
  if (share === 'none' && text('shareGround') === '' && !/[《〔]/.test(text('shareCondition')))
    wrong('shareGround', '不予共享的，要写明法律、行政法规或者国务院决定的依据')
  const related = text('related')
    .split(/[,，;；、\s]+/)
    .filter(Boolean)
  return {
    name: text('name'),
    kind: place?.kind ?? 'department',
    group: place?.group ?? null,
    providerCode: orNull('providerCode'),
    about: text('about') || text('name'),
    format: chosen('format', formats, 'database'),
    share,
    shareCondition: orNull('shareCondition'),
    shareGround: orNull('shareGround'),
    shareWay: orNull('shareWay'),
    opening: chosen('opening', { open: '无条件开放', conditional: '有条件开放', none: '不予开放' }, 'none'),
    openCondition: orNull('openCondition'),
    cycle: chosen('cycle', cycles, undefined),
    publishedOn: day('publishedOn'),
    changedOn: day('changedOn'),
    related: related.map((code) => ({ code: code.slice(0, 60) })),
  }
}
