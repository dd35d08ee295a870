import { afterAll, beforeAll, expect, test } from 'vitest'
import { streamXlsxRows } from 'hucre/xlsx'
import type pg from 'pg'
import { testCity, type TestCity, type Visitor } from '#testing'
import { endMark } from './export.ts'

let city: TestCity
let admin: pg.Client
let steward: Visitor
/** Where the copies are. */
let place: string
const at = '/api/registers/population.person/export'
/** As many as make several pieces. */
const MANY = 2_300

beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  const { rows } = await admin.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'population' and table_name = 'person'`,
  )
  // Copies of one person, but for what is theirs alone.
  const others = rows.map(({ name }) => `"${name}"`).filter((name) => !['"id"', '"holder"', '"person_id_blind"'].includes(name))
  await admin.query('set session_replication_role = replica')
  await admin.query(
    `insert into population.person (id, holder, person_id_blind, ${others.join(', ')})
     select n.id, n.id, uuid_send(n.id), ${others.map((name) => `p.${name}`).join(', ')}
     from (select * from population.person where ended is null order by id limit 1) p,
       (select gen_random_uuid() as id from generate_series(1, $1)) n`,
    [MANY],
  )
  await admin.query('set session_replication_role = origin')
  place = (await admin.query('select region_path as path from population.person group by 1 order by count(*) desc limit 1')).rows[0].path
  steward = await city.as('population')
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

/** What the access records say went out. */
const gone = async (reason: string): Promise<string[]> => {
  const { rows } = await admin.query<{ purpose: string }>(
    `select purpose from kernel.access where act = 'export' and purpose like $1 and cardinality(subjects) = 0 order by recorded`,
    [`duty:导出列表：${reason}%`],
  )
  return rows.map(({ purpose }) => purpose.slice(`duty:导出列表：${reason}`.length))
}

/** All that came of an export, and whether the connection broke before its end. */
async function taken(reason: string, marked = true): Promise<{ status: number; announced: number; bytes: Buffer; broke: boolean }> {
  const answer = await steward.stream(at, { query: '', columns: ['name', 'personId'], reason, marked })
  const pieces: Uint8Array[] = []
  let broke = false
  try {
    for await (const piece of answer.body! as unknown as AsyncIterable<Uint8Array>) pieces.push(piece)
  } catch {
    broke = true
  }
  return { status: answer.status, announced: Number(answer.headers.get('x-rows')), bytes: Buffer.concat(pieces), broke }
}

const linesOf = (file: Buffer) => file.toString('utf8').split('\r\n').length - 2

test('a whole export ends with a mark of what it holds, and its record says how many went out', async () => {
  const { announced, bytes, broke } = await taken('核对整份名册')
  expect(broke).toBe(false)
  expect(announced).toBeGreaterThan(MANY)
  const end = bytes.lastIndexOf('\u001E')
  const file = bytes.subarray(0, end)
  expect(linesOf(file)).toBe(announced)
  expect(bytes.subarray(end).toString()).toBe(endMark({ rows: announced, bytes: file.length }))
  await expect.poll(() => gone('核对整份名册')).toEqual([`（已送完，送出 ${announced} 条，应有 ${announced} 条）`])
  expect((await taken('不要标记的文件', false)).bytes).toEqual(file)
})

test('one that breaks on the way breaks the connection and bears no mark, and its record says how many had gone out', async () => {
  // A value of a record of the last piece can't be opened any more, as when a disk gives back something else than was written.
  await admin.query('set session_replication_role = replica')
  const { rows } = await admin.query<{ id: string; person_id: Buffer }>(
    'select id, person_id from population.person where region_path = $1 order by id desc limit 1',
    [place],
  )
  const [last] = rows as [{ id: string; person_id: Buffer }]
  const put = (value: Buffer) => admin.query('update population.person set person_id = $2 where id = $1', [last.id, value])
  await put(Buffer.alloc(last.person_id.length))
  try {
    const { status, announced, bytes, broke } = await taken('中途断开的名册')
    expect(status).toBe(200)
    expect(broke).toBe(true)
    expect(bytes.includes('\u001E')).toBe(false)
    expect(linesOf(bytes)).toBeLessThan(announced)
    await expect.poll(() => gone('中途断开的名册')).toEqual([`（中断，送出 2000 条，应有 ${announced} 条）`])
  } finally {
    await put(last.person_id)
  }
})

test('one that its reader breaks off is on record with what had gone out, and no more is read', async () => {
  const answer = await steward.stream(at, { query: '', columns: ['name'], reason: '读者自己停下', marked: true })
  const reader = answer.body!.getReader()
  await reader.read()
  await reader.cancel()
  await expect.poll(() => gone('读者自己停下'), { timeout: 5000 }).toHaveLength(1)
  const [said] = await gone('读者自己停下')
  expect(said).toMatch(/^（(中断|已送完)，送出 \d+ 条，应有 \d+ 条）$/)
})

test('the same list goes out as a workbook and as NDJSON, row for row, marked likewise', async () => {
  const csv = await taken('核对三种格式', false)
  const lines = csv.bytes.toString().slice(1).trimEnd().split('\r\n')
  const [labels, ...rows] = lines.map((line) => line.split(','))
  for (const format of ['xlsx', 'ndjson'] as const) {
    const answer = await steward.stream(at, { query: '', columns: ['name', 'personId'], format, reason: '核对三种格式', marked: true })
    const all = Buffer.from(await answer.arrayBuffer())
    const end = all.lastIndexOf(0x1e)
    expect(all.subarray(end).toString()).toBe(endMark({ rows: rows.length, bytes: end }))
    const bytes = all.subarray(0, end)
    if (format === 'ndjson')
      expect(bytes.toString()).toBe(rows.map(([name, personId]) => `${JSON.stringify({ name, personId })}\n`).join(''))
    else {
      const found: unknown[] = []
      for await (const { values } of streamXlsxRows(new Uint8Array(bytes))) found.push(values)
      expect(found).toEqual([labels, ...rows])
    }
  }
})
