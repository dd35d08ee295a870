import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { streamXlsxRows } from 'hucre/xlsx'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'
import { encodeGb18030 } from './gb18030.ts'
import { workbookOf } from './workbook.ts'

const at = '/api/registers/population.person/imports'
const header = '姓名,公民身份号码,性别,出生日期,民族,居住地,住址,手机'

let city: TestCity
let admin: pg.Client
let steward: Visitor
/** A village that only one region is called, and its code. */
let village: { code: string; name: string }

beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  steward = await city.as('population')
  village = (
    await admin.query(
      `select min(code) as code, name from identity.region where level = 'village' and ended is null group by name having count(*) = 1 order by 1 limit 1`,
    )
  ).rows[0]
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** The identity number of somebody who does not exist (GB 11643-1999). */
function personId(i: number): string {
  const body = `441802${19200101 + (i % 28)}${String(Math.floor(i / 28)).padStart(3, '0')}`
  return body + '10X98765432'[weights.reduce((sum, weight, place) => sum + weight * Number(body[place]), 0) % 11]
}
const row = (i: number, change: { name?: string; birth?: string; region?: string; address?: string } = {}) =>
  [
    change.name ?? `欧阳测${i}`,
    personId(i),
    i % 2 ? '男' : '女',
    change.birth ?? '1920-01-01',
    '汉族',
    change.region ?? (i % 3 ? village.code : village.name),
    change.address ??
      `"幸福路 ${i} 号,
二楼"`,
    '13800001234',
  ].join(',')

const counts = ({ body }: Got) => ({ added: body.added, changed: body.changed, same: body.same, refused: body.refused, state: body.state })

async function uploaded(bytes: Buffer | string, by = steward): Promise<Got> {
  return by.upload(at, '人口.csv', Buffer.from(bytes as string))
}
async function checked(bytes: Buffer | string, how: Record<string, unknown> = {}): Promise<Got> {
  const { body } = await uploaded(bytes)
  const told = await steward.put(`/api/imports/${body.id}/mapping`, { mapping: body.mapping, mode: 'both', ...how })
  expect(told.status, JSON.stringify(told.body)).toBe(200)
  await city.runJobs()
  return steward.get(`/api/imports/${body.id}`)
}
async function imported(bytes: Buffer | string, how: Record<string, unknown> = {}): Promise<Got> {
  const { body } = await checked(bytes, how)
  const started = await steward.post(`/api/imports/${body.id}/start`)
  expect(started.status, JSON.stringify(started.body)).toBe(200)
  await city.runJobs()
  return steward.get(`/api/imports/${body.id}`)
}

test('a file is recognised, its columns find their fields, and its first rows are shown', async () => {
  const { status, body } = await uploaded(`\uFEFF${header}\r\n${row(1)}\r\n`)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.shape).toMatchObject({ format: 'csv', encoding: 'utf-8', delimiter: ',' })
  expect(body.mapping).toEqual(['name', 'personId', 'sex', 'birthDate', 'ethnicity', 'region', 'address', 'phone'])
  const preview = await steward.get(`/api/imports/${body.id}/preview`)
  expect(preview.body.file.rows).toHaveLength(1)
  expect(preview.body.file.rows[0].cells[6]).toBe('幸福路 1 号,\n二楼')
})

test('good rows go in, each under its batch, and bad ones come back with their numbers and reasons; corrected, they go in', async () => {
  const bad = [row(101, { birth: '1920-02-31' }), row(102, { region: '没有这个村' }), row(3)]
  const { body } = await imported([header, ...[1, 2, 3, 4, 5].map((i) => row(i)), ...bad].join('\n'))
  expect(counts({ body } as Got)).toEqual({ added: 5, changed: 0, same: 0, refused: 3, state: 'done' })
  const { rows } = await admin.query<{ n: number; digests: number }>(
    `select count(*)::integer as n, count(c.digest)::integer as digests from kernel.change c where c.purpose = $1 and c.op = 'I' and c.actor is not null`,
    [`duty:批量导入 ${body.id}`],
  )
  expect(rows[0]).toEqual({ n: 5, digests: 5 })
  const found = await steward.get(`/api/registers/population.person?search=${encodeURIComponent('欧阳测4')}`)
  expect(found.body.items.map((one: { name: string; personId: string }) => [one.name, one.personId])).toEqual([['欧阳测4', personId(4)]])
  const errors = Buffer.from((await steward.bytes(`/api/imports/${body.id}/errors`)).bytes).toString()
  expect(errors.split('\r\n')[0]).toBe(`\uFEFF${header},行号,原因`)
  expect(errors).toContain('“出生日期”')
  expect(errors).toContain('公民身份号码与第 4 行相同')
  const corrected = errors.replace('1920-02-31', '1920-02-01').replace('没有这个村', village.code)
  expect(counts(await imported(corrected))).toMatchObject({ added: 2, changed: 0, same: 1, refused: 0 })
  const access = await admin.query(`select purpose from kernel.access where act = 'import' and purpose like $1`, [`%${body.id}%`])
  expect(access.rows).toHaveLength(1)
})

test('a record that is there is changed by its key, once, with history; the same again is the same', async () => {
  const file = [header, row(1, { address: '建设路 9 号' }), row(2)].join('\n')
  const { body } = await imported(file)
  expect(counts({ body } as Got)).toMatchObject({ added: 0, changed: 1, same: 1, refused: 0 })
  const { rows } = await admin.query(
    `select p.version, h.old from population.person p join population.person_history h on h.id = p.id where p.name = '欧阳测1'`,
  )
  expect(rows).toMatchObject([{ version: 2, old: { address: '幸福路 1 号,\n二楼' } }])
  expect(counts(await imported(file))).toMatchObject({ added: 0, changed: 0, same: 2, refused: 0 })
})

test('a file in GB18030 is read as such, and its refused rows come back in it', async () => {
  const { body } = await imported(encodeGb18030([header, row(201, { name: '𬱖㐂测' }), row(202, { birth: '无' })].join('\n')))
  expect(body.shape.encoding).toBe('gb18030')
  expect(counts({ body } as Got)).toMatchObject({ added: 1, refused: 1 })
  const { bytes } = await steward.bytes(`/api/imports/${body.id}/errors`)
  expect(new TextDecoder('gb18030', { fatal: true }).decode(bytes)).toContain('欧阳测202')
})

test('what can not be read is refused with a sentence', async () => {
  const broken = Buffer.concat([Buffer.from(`${header}\n${row(1)}\n${row(2)}\n`), Buffer.from([0xff, 0xff, 0x0a])])
  for (const [bytes, code] of [
    [Buffer.from(''), 'import.empty'],
    [broken, 'import.encoding'],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'import.format'],
    [Buffer.from('a,a\n1,2\n'), 'import.header'],
    [Buffer.from(`[${'['.repeat(100_000)}`), 'import.format'],
  ] as const)
    expect((await uploaded(bytes)).body, code).toMatchObject({ status: 422, code })
})

test('a cell that is too long and a quote without its end are refused, and the rest goes in', async () => {
  const long = row(301, { address: 'x'.repeat(300_000) })
  const { body } = await imported([header, long, row(302), row(303, { address: '"没有收尾' })].join('\n'))
  expect(counts({ body } as Got)).toMatchObject({ added: 1, refused: 2 })
})

test('rows outside of what the actor may change are refused', async () => {
  const clerk = await city.as('population-qingxin')
  const elsewhere = (
    await admin.query(
      `select code from identity.region where level = 'village' and code like '441802%' and ended is null order by 1 limit 1`,
    )
  ).rows[0].code as string
  const { body } = await clerk.upload(at, 'a.csv', Buffer.from([header, row(401, { region: elsewhere })].join('\n')))
  await clerk.put(`/api/imports/${body.id}/mapping`, { mapping: body.mapping, mode: 'add' })
  await city.runJobs()
  const refused = await clerk.get(`/api/imports/${body.id}/refusals`)
  expect(refused.body.items).toEqual([{ n: 2, problems: ['不在您可以登记的区划和机构内'] }])
  expect((await steward.get(`/api/imports/${body.id}`)).status).toBe(404)
  expect((await (await city.as('reader')).get(at)).status).toBe(403)
  expect((await (await city.as('window')).get(at)).status).toBe(403)
})

async function workbook(rows: readonly (readonly (string | number | boolean | null)[])[]): Promise<Buffer> {
  const pieces: Buffer[] = []
  const all = async function* () {
    yield* rows
  }
  for await (const piece of workbookOf('人口', all())) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('a workbook goes in by its first sheet, and its refused rows come back as one that goes in once corrected', async () => {
  const names = header.split(',')
  const person = (i: number, address: string | null, birth = '1920-01-01') => [
    `欧阳测${i}`,
    personId(i),
    '男',
    birth,
    '汉族',
    village.code,
    address,
    13_800_001_234,
  ]
  const bytes = await workbook([names, person(801, '=1+1'), person(802, '_x0041_ 路', '无'), [], person(803, '长安路')])
  const { body } = await imported(bytes)
  expect(body.shape).toMatchObject({ format: 'xlsx', delimiter: null })
  expect(counts({ body } as Got)).toMatchObject({ added: 2, refused: 1, state: 'done' })
  const { rows } = await admin.query('select address from population.person where name = any($1) order by name', [
    ['欧阳测801', '欧阳测803'],
  ])
  expect(rows).toEqual([{ address: '=1+1' }, { address: '长安路' }])
  expect((await steward.get(`/api/imports/${body.id}/refusals`)).body.items).toMatchObject([{ n: 3 }])
  const refused: unknown[] = []
  const errors = new Uint8Array((await steward.bytes(`/api/imports/${body.id}/errors`)).bytes)
  for await (const { values } of streamXlsxRows(errors)) refused.push(values)
  expect(refused).toMatchObject([
    [...names, '行号', '原因'],
    [...person(802, '_x0041_ 路', '无'), 3, expect.stringContaining('出生日期')],
  ])
})

test('what is no workbook is refused in words: cut off, packed to burst, an old one', async () => {
  const good = await workbook([['姓名'], ['甲']])
  for (const [bytes, code] of [
    [good.subarray(0, good.length - 30), 'import.format'],
    [Buffer.concat([good.subarray(0, 100), Buffer.alloc(3000, 7), good.subarray(100)]), 'import.format'],
    [Buffer.from('504b0304', 'hex'), 'import.format'],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'import.format'],
    [Buffer.from(''), 'import.empty'],
    [Buffer.from('%PDF-1.7'), 'import.format'],
  ] as const) {
    const { status, body } = await uploaded(bytes)
    expect([status, body.code]).toEqual([422, code])
  }
})

test('staged rows are seen by whoever sees the batch, and by nobody else; the application makes no tables', async () => {
  const { body } = await checked([header, row(601), row(602)].join('\n'))
  const { rows } = await admin.query('select account, post from registers.import_batch where id = $1', [body.id])
  const staging = `staging."batch_${String(body.id).replaceAll('-', '')}"`
  const app = await city.sql('app')
  const as = async (account: string, text: string, values: unknown[] = []) => {
    await app.query('begin')
    await app.query(`select set_config('app.actor', $1, true), set_config('app.post', $2, true)`, [account, rows[0].post])
    return app.query(text, values).finally(() => app.query('rollback'))
  }
  const stranger = '00000000-0000-7000-8000-000000000000'
  const count = `select coalesce(sum(cardinality(_n)), 0)::integer as n from ${staging}`
  expect((await as(rows[0].account, count)).rows).toEqual([{ n: 2 }])
  expect((await as(stranger, count)).rows).toEqual([{ n: 0 }])
  const refused = { code: '42501' }
  await expect(as(stranger, 'select registers.close_staging($1)', [body.id])).rejects.toMatchObject(refused)
  await expect(as(stranger, `select registers.open_staging($1, '{id}')`, [body.id])).rejects.toMatchObject(refused)
  await expect(as(stranger, `insert into ${staging} select * from ${staging}`)).resolves.toMatchObject({ rowCount: 0 })
  await expect(as(rows[0].account, 'create table staging.other (a integer)')).rejects.toMatchObject(refused)
  await expect(as(rows[0].account, `select registers.staging_of($1)`, [body.id])).rejects.toMatchObject(refused)
  // A name is a name, whatever stands in it.
  const odd = 'n" integer); drop table registers.import_batch; --'
  await expect(as(rows[0].account, 'select registers.open_staging($1, $2)', [body.id, [odd]])).resolves.toBeDefined()
  expect((await as(rows[0].account, count)).rows).toEqual([{ n: 2 }])
  await app.end()
})

test('a file lies sealed, and goes as soon as nobody needs it', async () => {
  const lies = ({ id }: { id: string }) => join(city.site.settings.dataDir, 'imports', id)
  const { body } = await uploaded([header, row(701)].join('\n'))
  expect(readFileSync(lies(body)).includes('欧阳测')).toBe(false)
  const good = await imported([header, row(702)].join('\n'))
  expect(existsSync(lies(good.body))).toBe(false)
  expect((await steward.get(`/api/imports/${good.body.id}/preview`)).body).toMatchObject({ status: 404, code: 'import.gone' })
  const mixed = await imported([header, row(703), row(704, { birth: '无' })].join('\n'))
  expect(existsSync(lies(mixed.body))).toBe(true)
  expect((await steward.post(`/api/imports/${body.id}/cancel`)).body.state).toBe('cancelled')
  expect(existsSync(lies(body))).toBe(false)
})

test('a register whose records the system makes takes no file', async () => {
  const leader = await city.as('mayor')
  const { status, body } = await leader.upload('/api/registers/decision.scenario/imports', 'a.csv', Buffer.from('名称\n甲\n'))
  expect([status, body.code]).toEqual([403, 'register.made'])
})

test('all or none: one refused row keeps the others out', async () => {
  const { body } = await checked([header, row(501), row(502, { birth: '无' })].join('\n'), { whole: true })
  expect((await steward.post(`/api/imports/${body.id}/start`)).body).toMatchObject({ status: 409, code: 'import.whole' })
})

test('a large file is checked by several threads, as a small one is by one: refused and repeated rows are told by their numbers', async () => {
  const address = '长'.repeat(195)
  const many = Array.from({ length: 6_900 }, (_, i) => row(20_000 + i, { address, ...(i === 1_500 ? { birth: '无' } : {}) }))
  const again = row(20_000 + 10)
  const text = [header, ...many, again].join('\n')
  expect(Buffer.byteLength(text)).toBeGreaterThan(4 * 1024 * 1024)
  const { body } = await checked(text)
  expect(body, JSON.stringify(body)).toMatchObject({ state: 'checked', read: 6_901, fresh: 6_899, matching: 0, refused: 2 })
  const refused = await steward.get(`/api/imports/${body.id}/refusals`)
  expect(refused.body.items).toEqual([
    { n: 1_502, problems: [expect.stringContaining('出生日期')] },
    { n: 6_902, problems: ['公民身份号码与第 12 行相同'] },
  ])
  await steward.post(`/api/imports/${body.id}/start`)
  await city.runJobs()
  expect(counts(await steward.get(`/api/imports/${body.id}`))).toEqual({ added: 6_899, changed: 0, same: 0, refused: 2, state: 'done' })
}, 60_000)

test('a record that somebody added after the check is refused, and the rest of its chunk goes in once', async () => {
  const { body } = await checked([header, row(27_001), row(27_002), row(27_003)].join('\n'))
  expect(counts(await imported([header, row(27_002)].join('\n')))).toMatchObject({ added: 1 })
  await steward.post(`/api/imports/${body.id}/start`)
  await city.runJobs()
  expect(counts(await steward.get(`/api/imports/${body.id}`))).toEqual({ added: 2, changed: 0, same: 0, refused: 1, state: 'done' })
  expect((await steward.get(`/api/imports/${body.id}/refusals`)).body.items).toEqual([{ n: 3, problems: ['已有相同的记录'] }])
})

test('a batch whose connections break, and whose table a crash emptied, goes on and has no second effect', async () => {
  const many = Array.from({ length: 11_000 }, (_, i) => row(1_000 + i, { address: '长安路' }))
  const { body } = await checked([header, ...many].join('\n'))
  expect(body, JSON.stringify(body)).toMatchObject({ state: 'checked', fresh: 11_000, refused: 0 })
  await steward.post(`/api/imports/${body.id}/start`)
  // The second chunk can't be done: a lock on its mark is held until its connection is cut.
  const holder = await city.sql('admin')
  await holder.query('begin')
  await holder.query('insert into registers.import_chunk (batch, chunk, added, changed, same) values ($1, 1, 0, 0, 0)', [body.id])
  const running = city.runJobs()
  let done = 0
  while (done < 2) {
    done = (await admin.query('select count(*)::integer as n from registers.import_chunk where batch = $1', [body.id])).rows[0].n
    await new Promise((next) => setTimeout(next, 20))
  }
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  )
  await running
  await holder.query('rollback')
  await holder.end()
  expect((await steward.get(`/api/imports/${body.id}`)).body).toMatchObject({ state: 'applying', added: 6_000 })
  await admin.query(`truncate staging."batch_${String(body.id).replaceAll('-', '')}"`)
  await steward.post(`/api/imports/${body.id}/start`)
  await city.runJobs()
  expect(counts(await steward.get(`/api/imports/${body.id}`))).toEqual({ added: 11_000, changed: 0, same: 0, refused: 0, state: 'done' })
  const { rows } = await admin.query(
    `select count(*)::integer as n, count(distinct record)::integer as records from kernel.change where purpose = $1`,
    [`duty:批量导入 ${body.id}`],
  )
  expect(rows[0]).toEqual({ n: 11_000, records: 11_000 })
})
