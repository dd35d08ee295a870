import { streamXlsxRows } from 'hucre/xlsx'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { archive, testCity, type Got, type TestCity, type Visitor } from '#testing'
import { encodeGb18030 } from './gb18030.ts'

/** What comes in by mistake or on purpose: after each the next file goes in, and nobody else notices. */

const at = '/api/registers/population.person/imports'
const header = '姓名,公民身份号码,性别,出生日期,民族,居住地,住址'
let city: TestCity
let admin: pg.Client
let steward: Visitor
let village: string

beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  steward = await city.as('population')
  village = (
    await admin.query(`select min(code) as code from identity.region where level = 'village' and code like '441802%' and ended is null`)
  ).rows[0].code
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`
const row = (i: number, address: string) =>
  [`司徒毒${i}`, makePersonId('441802', '1921-01-01', i), i % 2 ? '男' : '女', '1921-01-01', '汉族', village, quoted(address)].join(',')
const upload = (bytes: Buffer | string, name = 'a.csv') => steward.upload(at, name, Buffer.from(bytes as string))
async function imported(bytes: Buffer | string, mapping?: (string | null)[]): Promise<Got> {
  const { body } = await upload(bytes)
  const told = await steward.put(`/api/imports/${body.id}/mapping`, { mapping: mapping ?? body.mapping, mode: 'both' })
  expect(told.status, JSON.stringify(told.body)).toBe(200)
  await city.runJobs()
  await steward.post(`/api/imports/${body.id}/start`)
  await city.runJobs()
  return steward.get(`/api/imports/${body.id}`)
}

test.each([
  ['neither encoding', Buffer.from([0xe5, 0xa7, 0x2c, 0xff, 0xff, 0x0a]), 'import.encoding'],
  [
    'UTF-8 with a damaged byte far in',
    Buffer.concat([Buffer.from(`${'姓名,住址,民族,备注\n'.repeat(50)}`), Buffer.from([0xff, 0xfe, 0x80])]),
    'import.encoding',
  ],
  ['no header', '\n\n\n', 'import.header'],
  ['the same name twice', '姓名,姓名\n1,2', 'import.header'],
  ['more columns than there may be', `${'甲,'.repeat(400)}\n1`, 'import.header'],
  ['an array of JSON', '[{"a":1}]', 'import.format'],
  ['what is no text', Buffer.alloc(300), 'import.header'],
  ['an archive that says it is nothing', Buffer.from('504b050600000000000000000000000000000000', 'hex'), 'import.format'],
])('%s is refused in words', async (_what, bytes, code) => {
  const { status, body } = await upload(bytes)
  expect([status, body.code]).toEqual([422, code])
  expect(body.detail).toMatch(/\p{Script=Han}/u)
})

test('a workbook that unpacks to more than it may is refused, and the next file goes in', async () => {
  const bytes = archive('xl/worksheets/sheet1.xml', Buffer.alloc(600 * 1024 * 1024, '<row/>'))
  expect(bytes.length).toBeLessThan(2_000_000)
  const { status, body } = await upload(bytes, 'a.xlsx')
  expect([status, body.code]).toEqual([422, 'import.large'])
  expect((await imported(`${header}\n${row(1, '甲')}`)).body).toMatchObject({ state: 'done', added: 1 })
})

test('a field without an end refuses its row, and the rows before it go in', async () => {
  const { body } = await imported(`${header}\n${row(2, '甲')}\n${row(3, '乙').slice(0, -1)}${'长'.repeat(10_000_000)}`)
  expect(body).toMatchObject({ state: 'done', added: 1, refused: 1 })
  const { items } = (await steward.get(`/api/imports/${body.id}/refusals`)).body
  expect(items).toEqual([{ n: 3, problems: [expect.stringContaining('100000')] }])
})

test('a file of which every row is bad comes back whole, a hundred thousand rows', async () => {
  const { body } = await imported([header, ...Array.from({ length: 100_000 }, () => '甲,乙,丙,丁,戊,己,庚')].join('\n'))
  expect(body).toMatchObject({ added: 0, refused: 100_000 })
  const errors = Buffer.from((await steward.bytes(`/api/imports/${body.id}/errors`)).bytes).toString()
  expect(errors.split('\r\n')).toHaveLength(100_002)
}, 60_000)

const hostile = [
  `'; drop table population.person; --`,
  `" or 1=1 --`,
  `\${7*7} {{7*7}}`,
  '=HYPERLINK("http://x","y")',
  '+1',
  '-1+1',
  '@SUM(1)',
  '\t=1',
  '＝1+1',
  '<script>alert(1)</script>',
  '\u202Eesrever',
  'a\u2028b',
  '\\N',
  '\\\\.',
  '{"a":1}',
  'x\r\ny',
]

test('hostile words stay words: in the register, and in the files that come back', async () => {
  const { body } = await imported([header, ...hostile.map((address, i) => row(100 + i, address))].join('\n'))
  expect(body).toMatchObject({ state: 'done', added: hostile.length, refused: 0 })
  const { rows } = await admin.query(`select address from population.person where name like '司徒毒1__' order by name`)
  expect(rows.map(({ address }: { address: string }) => address)).toEqual(hostile.map((one) => one.trim()))
  const refused = await imported(
    [header, ...hostile.map((address) => `司徒毒,坏号码,男,1921-01-01,汉族,${village},${quoted(address)}`)].join('\n'),
  )
  expect(refused.body).toMatchObject({ added: 0, refused: hostile.length })
  const errors = Buffer.from((await steward.bytes(`/api/imports/${refused.body.id}/errors`)).bytes).toString()
  // None of its cells begins with what a spreadsheet calculates.
  expect(errors).not.toMatch(/(^|,)"?[\s]*[=+@＝-](?!\d+(\.\d+)?(,|\r))/mu)
  const out = await steward.stream('/api/registers/population.person/export', {
    query: 'search=%E5%8F%B8%E5%BE%92%E6%AF%92',
    columns: ['name', 'address'],
    format: 'xlsx',
    reason: '核对写入的内容',
  })
  const cells: unknown[] = []
  for await (const { values } of streamXlsxRows(new Uint8Array(await out.arrayBuffer())))
    cells.push(String(values[1]).replaceAll('\r\n', '\n'))
  for (const one of hostile) expect(cells, one).toContain(one.trim().replaceAll('\r\n', '\n'))
})

test('hostile names of columns, fields and mappings are names', async () => {
  const names = [`"; drop table x; --`, 'constructor', '__proto__', 'toString', `${'长'.repeat(500)}`]
  const { status, body } = await upload(`${names.map(quoted).join(',')}\n1,2,3,4,5`)
  expect(status).toBe(200)
  expect(body.mapping).toEqual(names.map(() => null))
  for (const mapping of [
    ['__proto__', null, null, null, null],
    ['constructor', null, null, null, null],
    ['id', null, null, null, null],
  ]) {
    const told = await steward.put(`/api/imports/${body.id}/mapping`, { mapping, mode: 'add' })
    expect([told.status, told.body.code]).toEqual([422, 'import.mapping'])
  }
  const kept = await steward.put(`/api/imports/${body.id}/mapping`, {
    mapping: ['name', null, null, null, null],
    mode: 'change',
    keepAs: `'; --`,
  })
  expect(kept.body.code).toBe('import.mapping')
})

test('a letter that no database keeps refuses its row alone', async () => {
  const { body } = await imported(`${header}\n${row(60, 'a\u0000b')}\n${row(61, '甲')}`)
  expect(body).toMatchObject({ state: 'done', added: 1, refused: 1 })
})

test('GB18030 with letters beyond the basic plane goes in as it is', async () => {
  const { body } = await imported(encodeGb18030(`${header}\n${row(50, '𬱖㐂路 1 号')}`))
  expect(body).toMatchObject({ state: 'done', added: 1 })
  expect((await admin.query(`select address from population.person where name = '司徒毒50'`)).rows).toEqual([{ address: '𬱖㐂路 1 号' }])
})
