import { Readable } from 'node:stream'
import { checkCreditCode, checkPersonId, checkPhone, checkPlate } from '#chinese'
import { kindOf, type AnyField, type Fields } from '#declare'
import { parse } from '#expressions'
import { Fault } from '#kernel/errors'
import { parsed, readMetadata } from '../../src/engines/registers/csvw/described.ts'
import { cut, dialectOf } from '../../src/engines/registers/csvw/dialect.ts'
import { readDate } from '../../src/engines/registers/csvw/date-format.ts'
import { readNumber, readPattern } from '../../src/engines/registers/csvw/number-format.ts'
import { newReport } from '../../src/engines/registers/csvw/report.ts'
import { readCell } from '../../src/engines/registers/import/cells.ts'
import { CsvReader, detectDelimiter } from '../../src/engines/registers/import/csv-reader.ts'
import { NdjsonReader } from '../../src/engines/registers/import/ndjson-reader.ts'
import { detectFormat, rowsOf, shapeOf } from '../../src/engines/registers/import/source.ts'
import { readSheet } from '../../src/engines/registers/import/tasks.ts'
import { workbookOf } from '../../src/engines/registers/import/workbook.ts'
import { searchQuery, tokens } from '../../src/engines/registers/words.ts'
import { haulage } from '../spine/haulage.ts'
import { chance, type Chance } from './chance.ts'
import type { FaultResult } from './groups.ts'

/** A parser of what comes from outside: what a good input looks like, and what it makes of one. */
interface Tried {
  name: string
  good: readonly string[]
  /** How many inputs of a hundred thousand; one when not said. Costly parsers get fewer. */
  share?: number
  read(input: string): unknown
}

const fields = Object.values(haulage.fields as Fields) as AnyField[]
/** One field of each kind, and of each thing that a formula gives. */
const ofEachKind = [
  ...new Map(fields.map((field) => [`${field.kind} ${(field as { gives?: string }).gives ?? ''}`.trim(), field])).entries(),
]
const cells = { codeLists: new Map([['industry', new Map([['4819', '其他土木工程建筑施工']])]]), timezone: 'Asia/Shanghai' }
const metadata = JSON.stringify({
  '@context': ['http://www.w3.org/ns/csvw', { '@language': 'zh' }],
  url: 'a.csv',
  tableSchema: {
    columns: [{ name: 'n', titles: { zh: '数' }, datatype: { base: 'decimal', format: '#,##0.0#', minimum: 1 } }],
    primaryKey: 'n',
    foreignKeys: [{ columnReference: 'n', reference: { resource: 'a.csv', columnReference: 'n' } }],
  },
})
const shapes = [
  '{"type":"Polygon","coordinates":[[[113.1,23.7],[113.2,23.7],[113.2,23.8],[113.1,23.7]]]}',
  'POLYGON ((113.1 23.7, 113.2 23.7, 113.2 23.8, 113.1 23.7))',
  'LINESTRING (113.1 23.7, 113.2 23.7)',
]
const values = [
  '2026-03-01',
  '2026年3月1日',
  '13800138000',
  '粤RD12345',
  '11010519491231002X',
  '91110000802100433B',
  '1,234.50',
  '是',
  '113.1 23.7',
  '2026-03-01 至 长期',
]
const table = ['姓名,日期,数\r\n"司徒 ""甲""",2026-03-01,1.5\r\n乙,,-2\r\n', 'a;b\n1;2\n', 'a\tb\n"x\ny"\tz']

/** A file as an upload is read, without its disk: recognised, its header found, its rows read. */
async function readFile(input: string): Promise<void> {
  const bytes = Buffer.from(input)
  const source = () => Readable.from([bytes.subarray(0, 7), bytes.subarray(7)])
  const format = detectFormat(bytes)
  if (format === 'xlsx') return
  const shape = await shapeOf(source, format, 'utf-8')
  for await (const rows of rowsOf(source, shape))
    for (const { cells: row } of rows) if (!Array.isArray(row)) throw new Error('a row without cells')
}

const parsers: readonly Tried[] = [
  {
    name: 'csv',
    good: table,
    read: (input) => [new CsvReader(detectDelimiter(input))].map((reader) => [reader.push(input), reader.end()]),
  },
  {
    name: 'ndjson',
    good: ['{"a":1,"b":[1,{"c":null}]}\n{"a":"x"}\n'],
    read: (input) => [new NdjsonReader()].map((reader) => [reader.push(input), reader.end()]),
  },
  { name: 'file', good: [...table, '{"a":1}\n'], share: 0.5, read: readFile },
  ...ofEachKind.map(([name, field]): Tried => ({
    name: `cell ${name}`,
    good: [...values, ...shapes],
    share: 0.25,
    read: (input) => readCell(cells, field, input),
  })),
  {
    name: 'values',
    good: [
      ...shapes,
      '{"from":"2026-01-01","until":null}',
      '[113.1,23.7]',
      '{"text":"街","at":[113,23]}',
      '[{"day":"2026-01-01","loads":1}]',
    ],
    read: (input) => {
      const value = parsed(input)
      for (const field of fields) kindOf(field).check(value, field)
    },
  },
  {
    name: 'identity numbers',
    good: values,
    read: (input) => [checkPersonId, checkCreditCode, checkPhone, checkPlate].map((check) => check(input)),
  },
  {
    name: 'feel',
    good: [
      'if trips = null then 0 else sum(trips.loads)',
      'for x in [1..3] return x * 2',
      'some a in [1, 2] satisfies a > 1',
      '@"P1M" + date("2026-01-01")',
      '{a: 1, "b c": [true, null]}',
    ],
    read: (input) => parse(input),
  },
  {
    name: 'search',
    good: ['司徒 甲', 'zhang san', "a & !b | (c <-> d):*'"],
    read: (input) => [tokens(input), searchQuery(input, { open: true, closed: true })],
  },
  {
    name: 'csvw metadata',
    good: [metadata, metadata.replaceAll('a.csv', 'http://['), metadata.replace('"a.csv"', '"//"')],
    share: 0.5,
    read: (input) => readMetadata(input, 'https://metadata.invalid/', async () => undefined, newReport()),
  },
  {
    name: 'csvw dialect',
    good: table,
    read: (input) => cut(input, dialectOf({ quoteChar: input[0] ?? '"', delimiter: input[1] ?? ',' }, newReport())),
  },
  {
    name: 'csvw formats',
    good: ['#,##0.0#', '0.0##,###', '#0.###E+#0', 'yyyy-MM-dd HH:mm:ss.SSS XXX', "d.M.yyyy 'Uhr'"],
    read: (input) => [
      readPattern({ pattern: input, decimalChar: '.', groupChar: ',' }),
      readNumber(input, { pattern: '#,##0.0#', decimalChar: '.', groupChar: ',' }, { isInteger: false, isFloating: false }),
      readNumber('1,234.5', { pattern: input, decimalChar: '.', groupChar: ',' }, { isInteger: false, isFloating: true }),
      readDate(input, 'dateTime'),
      readDate('2026-03-01', 'date', input),
    ],
  },
]

const poison = [
  '\u0000',
  '"',
  "'",
  '\\',
  '\r',
  '\n',
  '\uFEFF',
  '\u202E',
  '\u2028',
  '𠮷',
  '\uD800',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  ';',
  '<!ENTITY x SYSTEM "file:///etc/passwd">',
  '1e999',
  '-0',
  '9'.repeat(40),
  '[['.repeat(30),
  'e\u0301'.repeat(5),
  '%',
  '=',
  '%00',
  '＝',
]

/** A short input: a good one spoilt in a few places, or a heap of bad pieces. */
function spoilt(good: readonly string[], { below, next, of }: Chance): string {
  if (next() < 0.1) return Array.from({ length: 1 + below(30) }, () => of(poison)).join('')
  let text = of(good)
  for (let left = 1 + below(4); left > 0; left--) {
    const at = below(text.length + 1)
    const end = Math.min(text.length, at + below(6))
    const way = below(4)
    const put =
      way === 0
        ? of(poison)
        : way === 1
          ? String.fromCodePoint(below(0x3000))
          : way === 2
            ? text.slice(below(text.length + 1)).slice(0, 12)
            : ''
    text = text.slice(0, at) + put + text.slice(way === 3 ? end : at)
  }
  return text
}

export interface ParserResult extends FaultResult {
  /** What broke, with the input that breaks it. */
  broken: string[]
  slowestMs: number
}

/** Gives every parser short spoilt inputs: each is read, or refused in words; none breaks, and none takes long. */
export async function tryParsers({ seed, tries, log }: { seed: number; tries: number; log(line: string): void }): Promise<ParserResult> {
  log(`seed ${seed}`)
  const broken: string[] = []
  let slowestMs = 0
  let tried = 0
  const all = parsers.reduce((sum, { share = 1 }) => sum + share, 0)
  const attempt = async (name: string, input: string, read: () => unknown) => {
    const begun = performance.now()
    try {
      await read()
    } catch (error) {
      if (!(error instanceof Fault)) broken.push(`${name}: ${String(error)} of ${JSON.stringify(input.slice(0, 200))}`)
    }
    const took = performance.now() - begun
    slowestMs = Math.max(slowestMs, took)
    tried++
    if (took > 5_000) broken.push(`${name}: ${Math.round(took)} ms for ${JSON.stringify(input.slice(0, 200))}`)
  }
  for (const { name, good, share = 1, read } of parsers) {
    const source = chance(seed + name.length * 7919 + tried)
    for (let i = Math.ceil((tries * share) / all); i > 0; i--) {
      const input = spoilt(good, source)
      await attempt(name, input, () => read(input))
    }
    log(`${name}: slowest so far ${slowestMs.toFixed(0)} ms`)
  }
  const workbook = await wholeWorkbook()
  const source = chance(seed)
  // A workbook is unpacked and read as XML each time.
  for (let i = Math.ceil(tries / 200); i > 0; i--) {
    const bytes = Buffer.from(workbook)
    for (let left = 1 + source.below(6); left > 0; left--) bytes[source.below(bytes.length)] = source.below(256)
    const end = source.next() < 0.5 ? bytes.length : source.below(bytes.length)
    await attempt('workbook', `bytes ${i}`, () => readSheet({ bytes: bytes.subarray(0, end) }))
  }
  return { fault: 'R15', tries: tried, lost: broken.length, doubled: 0, worstRecoverySeconds: slowestMs / 1000, broken, slowestMs }
}

async function wholeWorkbook(): Promise<Buffer> {
  const pieces: Buffer[] = []
  const rows = async function* () {
    yield ['姓名', '数']
    yield ['司徒甲', 1]
    yield ['=1+1', 2.5]
  }
  for await (const piece of workbookOf('表', rows())) pieces.push(piece)
  return Buffer.concat(pieces)
}
