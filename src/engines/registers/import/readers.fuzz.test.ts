import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { Fault } from '#kernel/errors'
import { sealer } from '#kernel/sealing'
import { CsvReader } from './csv-reader.ts'
import { keptFile } from './kept-file.ts'
import { MOST_CELL, MOST_LINE } from './limits.ts'
import { NdjsonReader } from './ndjson-reader.ts'
import type { SourceRow } from './rows.ts'
import { rowsOf } from './source.ts'
import { readSheet } from './tasks.ts'
import { takeFile } from './upload.ts'
import { workbookOf } from './workbook.ts'

/** Tries of each kind. */
const RUNS = 600
const folder = mkdtempSync(join(tmpdir(), 'cs-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const parts = {
  folder,
  sealer: sealer(Buffer.alloc(32, 7)),
  // In the thread of the test: what a thread of its own adds is a limit of memory.
  compute: {
    run: async <T>(_task: string, input: unknown) => (await readSheet(input as { bytes: Uint8Array })) as T,
    close: async () => undefined,
  },
}
let batches = 0

/** Takes a file in as an upload does, in pieces, and reads all of it: its rows, or the sentence with which it was refused. */
async function read(bytes: Uint8Array, pieces: number): Promise<SourceRow[] | Fault> {
  const batch = `batch-${batches++}`
  const source = async function* () {
    for (let at = 0; at < bytes.length; at += pieces) yield Buffer.from(bytes.subarray(at, at + pieces))
  }
  try {
    const { shape } = await takeFile(source(), parts, batch)
    const rows: SourceRow[] = []
    for await (const some of rowsOf(keptFile(parts, batch), shape)) rows.push(...some)
    return rows
  } catch (error) {
    if (error instanceof Fault && error.status === 422) return error
    throw error
  }
}

/** Whether it is rows in order or a sentence that somebody can read. */
function isRowsOrSentence(found: SourceRow[] | Fault): true {
  if (found instanceof Fault) {
    expect(found.message).toMatch(/\p{Script=Han}/u)
    return true
  }
  for (const [i, { n, cells, problem }] of found.entries()) {
    expect(n).toBeGreaterThan(i === 0 ? 1 : found[i - 1]!.n)
    expect(Array.isArray(cells)).toBe(true)
    if (problem !== undefined) expect(problem).toMatch(/\p{Script=Han}/u)
  }
  return true
}

const pieces = fc.integer({ min: 1, max: 4096 })
/** What readers stumble over, strewn among anything. */
const nasty = fc.constantFrom(
  '"',
  '""',
  ',',
  '\n',
  '\r',
  '\r\n',
  '\t',
  ';',
  '\u0000',
  '\uFEFF',
  '{',
  '}',
  '[',
  '{"a":',
  '\u2028',
  '=1+1',
  '姓名',
  '𬱖',
)
const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 }).map((all) => all.join(''))

test('any bytes give rows or a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), pieces, async (bytes, size) => {
      expect(isRowsOrSentence(await read(bytes, size))).toBe(true)
    }),
    { numRuns: RUNS },
  )
})

test('any text in any encoding gives rows or a sentence, the same however it comes in pieces', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom('utf8', 'utf16le', 'latin1'), pieces, async (words, encoding, size) => {
      const bytes = Buffer.from(encoding === 'utf16le' ? `\uFEFF${words}` : words, encoding as BufferEncoding)
      const found = await read(bytes, size)
      expect(isRowsOrSentence(found)).toBe(true)
      const whole = await read(bytes, Math.max(bytes.length, 1))
      if (found instanceof Fault) expect((whole as Fault).code).toBe(found.code)
      else expect(whole).toEqual(found)
    }),
    { numRuns: RUNS },
  )
})

test('a workbook of which any bytes were changed or lost gives rows or a sentence', async () => {
  const rows = async function* () {
    yield ['姓名', '编号', '数']
    for (let i = 0; i < 20; i++) yield [`甲${i}`, '=1+1', i]
  }
  const all: Buffer[] = []
  for await (const piece of workbookOf('表', rows())) all.push(piece)
  const whole = Buffer.concat(all)
  const at = fc.nat({ max: whole.length - 1 })
  const change = fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(change, fc.option(at, { nil: whole.length }), async (changes, end) => {
      const bytes = Buffer.from(whole)
      for (const [place, value] of changes) bytes[place] = value
      expect(isRowsOrSentence(await read(bytes.subarray(0, end), 1024))).toBe(true)
    }),
    { numRuns: RUNS },
  )
})

test('cells as they were written come back from CSV, however they come in pieces', () => {
  const cell = fc.string({ unit: 'binary', maxLength: 20 })
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 50 }),
      (rows, size) => {
        const quoted = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n')
        const reader = new CsvReader(',')
        const found: SourceRow[] = []
        for (let from = 0; from < quoted.length; from += size) found.push(...reader.push(quoted.slice(from, from + size)))
        found.push(...reader.end())
        expect(found.map(({ cells }) => cells)).toEqual(rows)
      },
    ),
    { numRuns: RUNS },
  )
})

test('a field without an end, and a line without one, are not kept: memory stays', () => {
  const piece = 'a'.repeat(1_000_000)
  const before = process.memoryUsage().heapUsed
  const csv = new CsvReader(',')
  csv.push('x,y\n"')
  const ndjson = new NdjsonReader()
  ndjson.push('{"a":"')
  for (let i = 0; i < 200; i++) {
    csv.push(piece)
    ndjson.push(piece)
  }
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
  expect(csv.end()).toMatchObject([{ n: 2, problem: expect.stringContaining(String(MOST_CELL)) }])
  expect(ndjson.end()).toMatchObject([{ n: 2, problem: expect.stringContaining(String(MOST_LINE)) }])
})

test('JSON that is nested deep is refused as its row, not as the file', async () => {
  const deep = `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`
  const found = (await read(Buffer.from(`{"a":1}\n${deep}\n{"a":2}\n`), 65_536)) as SourceRow[]
  expect(found.map(({ n, problem }) => [n, problem !== undefined])).toEqual([
    [2, false],
    [3, expect.any(Boolean)],
    [4, false],
  ])
})
