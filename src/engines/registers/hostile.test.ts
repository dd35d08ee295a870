import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServer } from '#kernel/http'
import { registerListRoutes, registerRoutes } from './index.ts'
import { officer, openSpine, type Spine } from '../../../test/spine/ground.ts'
import { codeLists, hauler, haulage, newHaulage } from '../../../test/spine/haulage.ts'

/** So many hostile values go through the door, in all fields that take words. */
const VALUES = 10_000
const AT_ONCE = 8

let spine: Spine
let server: Awaited<ReturnType<typeof createServer>>
const clerk = officer('east', [hauler.name])

beforeAll(async () => {
  spine = await openSpine({ registers: [haulage], roles: [hauler], codeLists })
  server = await createServer({
    ground: spine.ground,
    log: pino({ level: 'silent' }),
    routes: [...registerRoutes(spine.registers), ...registerListRoutes(spine.registers)],
    version: '0',
    whoAsks: async () => clerk,
  })
})
afterAll(async () => {
  await server.close()
  await spine.close()
})

const piece = fc.oneof(
  fc.constantFrom(
    "'",
    '"',
    '`',
    '\\',
    '\0',
    '\u202E',
    '\u2066',
    '\u200F',
    '\uFEFF',
    '\uD800',
    '\uDC00',
    '👩‍👩‍👧‍👦',
    '🇨🇳',
    'e\u0301\u0302\u0303',
    '\u0E33\u0E33',

    '=1+1',
    '+1',
    '-2+3',
    '@SUM(A1)',
    '＝cmd|1',
    '\t=1',
    '\r=1',
    '=HYPERLINK("http://x")',
    "';drop table spine.haulage;--",
    '%s%n',
    '${x}',

    '<script>alert(1)</script>',
    '<img src=x onerror=a()>',
    '&amp;',
    ']]>',
    '{"a":1}',
    '[null]',
    '__proto__',
    '1e999',
    '-0',
    'NaN',
    'null',

    '9'.repeat(400),
    '字'.repeat(2001),
    '\u0301'.repeat(300),
    '𠮷',
    '１２３',
    ' ',
    '\n',
    '\r\n',
    '\u0085',
    '\u2028',
    '粤R12345',
    '2026-02-30',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
)
const hostile = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''))

/** Fields that take words, and how a word becomes a value of theirs. */
const fields: Record<string, (word: string) => unknown> = {
  site: (word) => word,
  notes: (word) => word,
  secret: (word) => word,
  kind: (word) => word,
  waste: (word) => [word],
  industry: (word) => word,
  driver: (word) => word,
  carrier: (word) => word,
  phone: (word) => word,
  vehicle: (word) => word,
  applied: (word) => word,
  left: (word) => word,
  place: (word) => word,
  plan: (word) => word,
  checker: (word) => word,
  volume: (word) => word,
  moisture: Number,
  fee: Number,
  valid: (word) => ({ from: word, until: null }),
  from: (word) => ({ text: word }),
  photo: (word) => ({ file: word, alt: word }),
  crew: (word) => [word],
  trips: (word) => [{ day: '2026-03-06', loads: 1, note: word }],
  route: (word) => ({ type: 'LineString', coordinates: word }),
  dump: (word) => ({ type: word, coordinates: [] }),
}

const call = async (method: 'GET' | 'POST', url: string, payload?: unknown) => {
  const answer = await server.inject({
    method,
    url,
    headers: { 'x-chengshu': '1', ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  return { status: answer.statusCode, text: answer.body }
}
const path = `/api/registers/${haulage.name}`

/** One value through the door: refused at its place with a sentence, or read back as it was sent. */
async function send(key: string, value: unknown): Promise<'kept' | 'refused'> {
  const { status, text } = await call('POST', path, { ...newHaulage(), [key]: value })
  const what = `${key} ${JSON.stringify(value)} ${text}`.slice(0, 600)
  const body = JSON.parse(text) as { record?: { id: string }; problems?: { path: string; message: string }[] }
  if (status === 422) {
    expect(body.problems?.length, what).toBeGreaterThan(0)
    for (const problem of body.problems!) {
      expect(problem.path.split('.')[0], what).toBe(key)
      expect(problem.message, what).toMatch(/\p{Script=Han}/u)
    }
    return 'refused'
  }
  expect(status, what).toBe(200)
  const read = await call('GET', `${path}/${body.record!.id}`)
  expect(read.status, what).toBe(200)
  // What JSON can't say, such as a number beyond all, was null on the way.
  const sent = JSON.parse(JSON.stringify(value)) as unknown
  expect((JSON.parse(read.text) as { record: Record<string, unknown> }).record[key], what).toEqual(sent)
  return 'kept'
}

/** Cells of a CSV file (RFC 4180). */
const cellsOf = (csv: string): string[] =>
  [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')

test(`${VALUES} hostile values are refused with a path and a sentence, or kept as they are`, { timeout: 600_000 }, async () => {
  const seed = Number(Math.floor(Math.random() * 2 ** 31))
  process.stdout.write(`hostile values: seed ${seed}\n`)
  const words = fc.sample(hostile, { seed, numRuns: VALUES })
  const keys = Object.keys(fields)
  const told = { kept: 0, refused: 0 }
  const work = words.map((word, i) => [keys[i % keys.length]!, word] as const)
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let i = lane; i < work.length; i += AT_ONCE) {
        const [key, word] = work[i]!
        told[await send(key, fields[key]!(word))]++
      }
    }),
  )
  process.stdout.write(`hostile values: ${told.kept} kept, ${told.refused} refused\n`)
  expect(told.kept).toBeGreaterThan(VALUES / 20)
  expect(told.refused).toBeGreaterThan(VALUES / 20)

  const columns = ['site', 'notes', 'from', 'trips', 'waste', 'vehicle']
  const { status, text } = await call('POST', `${path}/export`, { query: '', columns, reason: '测试导出' })
  expect(status).toBe(200)
  const cells = cellsOf(text)
  expect(cells.length).toBeGreaterThan(told.kept)
  // A bare negative number is calculated to itself; see `csv.ts`.
  const run = (cell: string) => /^[\s\u00A0\u3000\uFEFF]*[=+\-@＝＋－＠]/u.test(cell) && !/^-\d+(\.\d+)?$/.test(cell)
  expect(cells.filter(run)).toEqual([])
})
