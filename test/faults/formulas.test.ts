import { streamXlsxRows } from 'hucre/xlsx'
import { inflateRawSync } from 'node:zlib'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'
import { plainDialect, cut } from '../../src/engines/registers/csvw/dialect.ts'

/** S8: what a spreadsheet would calculate leaves by no door as something to calculate, and comes back as it was. */

const at = '/api/registers/population.person'
const signs = ['=', '+', '-', '@', '＝', '＋', '－', '﹣', '−', '＠']
const before = ['', ' ', '\u00A0', '\u3000', '\uFEFF', '\t', "'", "''", "' "]
const after = ['1+1', `cmd|' /C calc'!A0`, 'HYPERLINK("http://x";"y")', 'SUM(1,2)/cells[A1]', '2\n=3']
const payloads = [
  ...before.flatMap((blank) => signs.flatMap((sign) => after.map((rest) => blank + sign + rest))),
  "'plain",
  "'",
  '-1',
  '-1.5',
  "'-1",
]
/** A field of words keeps them without the blanks around them. */
const kept = payloads.map((one) => one.trim())

/** What a spreadsheet takes for the beginning of a formula, said apart from the code that guards against it. */
const calculates = (cell: string) => signs.includes(cell.replace(/^[\s\u00A0\u3000\uFEFF]+/u, '')[0] ?? '') && !/^-\d+(\.\d+)?$/.test(cell)

let city: TestCity
let admin: pg.Client
let steward: Visitor
let region: string
beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  steward = await city.as('population')
  region = (await steward.get(`${at}?limit=1`)).body.items[0].region
  await bring(ndjson(payloads, '司徒甲'), 'a.ndjson')
}, 60_000)
afterAll(async () => {
  await admin.end()
  await city.stop()
})

const person = (address: string, name: string, i: number, personId?: string) => ({
  name: `${name}${String(i).padStart(4, '0')}`,
  personId:
    personId ??
    makePersonId('441802', `19${String(10 + Math.floor(i / 400))}-0${name === '司徒甲' ? 1 : name === '司徒乙' ? 2 : 3}-01`, i % 400),
  sex: '1',
  birthDate: '1921-01-01',
  region,
  address,
})
const ndjson = (all: readonly string[], name: string, personId?: string) =>
  Buffer.from(all.map((address, i) => JSON.stringify(person(address, name, i, personId))).join('\n'))

async function bring(bytes: Buffer, file: string) {
  const { body: batch } = await steward.upload(`${at}/imports`, file, bytes)
  expect(batch.mapping, JSON.stringify(batch)).not.toContain(null)
  const told = await steward.put(`/api/imports/${batch.id}/mapping`, { mapping: batch.mapping, mode: 'add' })
  expect(told.status, JSON.stringify(told.body)).toBe(200)
  await city.runJobs()
  await steward.post(`/api/imports/${batch.id}/start`)
  await city.runJobs()
  return (await steward.get(`/api/imports/${batch.id}`)).body
}
const exported = async (format: string, columns = ['name', 'address']) =>
  Buffer.from(
    await (
      await steward.stream(`${at}/export`, { query: `search=${encodeURIComponent('司徒甲')}`, columns, format, reason: '核对公式' })
    ).arrayBuffer(),
  )
const stored = async (name: string) =>
  (await admin.query(`select address from population.person where name like $1 order by name`, [`${name}%`])).rows.map(
    ({ address }: { address: string }) => address,
  )
const inOrder = (rows: readonly (readonly string[])[]) =>
  [...rows].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([, address]) => address!)

test('they are kept as they are', async () => {
  expect(payloads.length).toBeGreaterThan(400)
  expect(await stored('司徒甲')).toEqual(kept)
})

test('in a CSV none is calculated, and each comes back as it was', async () => {
  const bytes = await exported('csv')
  const rows = cut(bytes.toString(), { ...plainDialect, commentPrefix: null })
    .slice(1)
    .map(({ cells }) => cells)
  const cells = inOrder(rows)
  expect(cells.filter(calculates)).toEqual([])
  expect(cells.map((cell, i) => (cell === kept[i] ? cell : cell.slice(1)))).toEqual(kept)
  const whole = cut((await exported('csv', ['name', 'personId', 'sex', 'birthDate', 'region', 'address'])).toString(), plainDialect)
  const again = whole.map(({ cells: row }, n) =>
    row.map((cell, i) =>
      n === 0
        ? cell
        : i === 0
          ? cell.replace('司徒甲', '司徒乙')
          : i === 1
            ? makePersonId('441802', `19${String(10 + Math.floor((n - 1) / 400))}-02-01`, (n - 1) % 400)
            : cell,
    ),
  )
  const text = again.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
  const batch = await bring(Buffer.from(text), 'a.csv')
  expect(batch).toMatchObject({ state: 'done', added: kept.length, refused: 0 })
  expect(await stored('司徒乙')).toEqual(kept)
})

/** The parts of an archive, each unpacked: local headers one after the other. */
function* partsOf(archive: Buffer): Generator<string> {
  const directory = archive.readUInt32LE(archive.lastIndexOf(Buffer.from('504b0506', 'hex')) + 16)
  for (let entry = directory; archive.readUInt32LE(entry) === 0x02014b50;) {
    const local = archive.readUInt32LE(entry + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const packed = archive.subarray(from, from + archive.readUInt32LE(entry + 20))
    yield (archive.readUInt16LE(entry + 10) === 8 ? inflateRawSync(packed) : packed).toString()
    entry += 46 + archive.readUInt16LE(entry + 28) + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32)
  }
}

test('in a workbook none is a formula, and each is the words that it is', async () => {
  const bytes = await exported('xlsx')
  const parts = [...partsOf(bytes)]
  expect(parts.some((part) => part.includes('<row'))).toBe(true)
  for (const part of parts) expect(part).not.toMatch(/<f[ >/]/)
  const rows: string[][] = []
  for await (const { values } of streamXlsxRows(new Uint8Array(bytes))) rows.push(values.map(String))
  const cells = inOrder(rows.slice(1))
  // An apostrophe of its own gets one more, so that it is not taken for ours.
  expect(cells.map((cell, i) => (cell === kept[i] ? cell : cell.replace(/^'/, '')).replaceAll('\r\n', '\n'))).toEqual(kept)
})

test('NDJSON, which programs read, has each as it is', async () => {
  const rows = (await exported('ndjson'))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; address: string })
  expect(inOrder(rows.map(({ name, address }) => [name, address]))).toEqual(kept)
})

test.each(['csv', 'ndjson'])('refused rows come back as %s with none to calculate, and go in when they are corrected', async (format) => {
  const bad = '441802192101011112'
  const text =
    format === 'ndjson'
      ? ndjson(payloads, '司徒丙', bad).toString()
      : [
          '姓名,公民身份号码,性别,出生日期,居住地,住址',
          ...payloads.map((address, i) =>
            Object.values(person(address, '司徒丙', i, bad))
              .map((cell) => `"${cell.replaceAll('"', '""')}"`)
              .join(','),
          ),
        ].join('\r\n')
  const batch = await bring(Buffer.from(text), `a.${format}`)
  expect(batch).toMatchObject({ added: 0, refused: payloads.length })
  const errors = Buffer.from((await steward.bytes(`/api/imports/${batch.id}/errors`)).bytes).toString()
  if (format === 'ndjson') {
    const back = errors
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { address: string }).address)
    expect(back).toEqual(payloads)
    return
  }
  const back = cut(errors, { ...plainDialect, commentPrefix: null }).slice(1)
  expect(back.flatMap(({ cells }) => cells).filter(calculates)).toEqual([])
  // Of words with an apostrophe before a formula, a table can't tell whose it is: they are read as ours.
  const read = payloads.map((one) => (/^'+[\s\u00A0\u3000\uFEFF]*[=+\-@＝＋－﹣−＠]/u.test(one) && one !== "'-1" ? one.slice(1) : one))
  expect(back.map(({ cells }) => cells[5]!).map((cell, i) => (cell === read[i] ? cell : cell.slice(1)))).toEqual(read)
})
