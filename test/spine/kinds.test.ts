import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kindOf, type Fields } from '#declare'
import type { Filter } from '#engines/registers'
import { Sending } from '#kernel/http'
import { newKey } from '#kernel/keys'
import { newReader, officer, openSpine, readers, type Spine } from './ground.ts'
import { codeLists, fullHaulage, hauler, haulage, newHaulage, onlooker } from './haulage.ts'

let spine: Spine
const clerk = officer('east', [hauler.name])
const watcher = officer('east', [onlooker.name])

/** Uploads as the engine that keeps files would know them: a picture, a large one, a paper. */
const uploads = {
  picture: { id: newKey(), type: 'image/jpeg', size: 300_000 },
  large: { id: newKey(), type: 'image/png', size: 3_000_000 },
  paper: { id: newKey(), type: 'application/pdf', size: 10_000 },
}
let notMine: string | undefined
/** Which record has which file; most of these tests use one file for several records. */
const kept = new Map<string, string>()
let shared = true

beforeAll(async () => {
  spine = await openSpine({
    registers: [haulage],
    roles: [hauler, onlooker],
    codeLists,
    pictures: {
      own: async (_ctx, ids) => Object.values(uploads).filter(({ id }) => ids.includes(id) && id !== notMine),
      keep: async (_ctx, ids, record) => {
        for (const id of ids) if (!kept.has(id)) kept.set(id, record)
        return ids.filter((id) => kept.get(id) === record || shared)
      },
      send: async (_ctx, id, record) => new Sending(Readable.from([]), 'image/jpeg', { 'x-of': `${id} ${record}` }),
    },
  })
})
afterAll(() => spine.close())

const add = (record: Record<string, unknown>, actor = clerk) =>
  spine.as(actor, (ctx) => spine.registers.addUntyped(ctx, haulage.name, record))
const read = (id: string, actor = clerk) => spine.as(actor, async (ctx) => (await spine.registers.getUntyped(ctx, haulage.name, id)).record)
const change = (id: string, version: number, changes: Record<string, unknown>, actor = clerk) =>
  spine.as(actor, (ctx) => spine.registers.changeUntyped(ctx, haulage.name, id, version, changes))
const addReader = (name: string) => spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ name })))
const found = (where: Filter[], actor = clerk) =>
  spine.as(actor, async (ctx) => (await spine.registers.listUntyped(ctx, haulage.name, { where })).items.map(({ site }) => site))
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('was taken'),
    (error: { status: number; problems: unknown }) => ({ status: error.status, problems: error.problems }),
  )

/** What was worked out of shapes is told apart from what was given. */
const asGiven = (record: Record<string, unknown>) => {
  const { route, dump, ...rest } = record as { route: { metres: number }; dump: { squareMetres: number } }
  const { metres, ...ofRoute } = route
  const { squareMetres, ...ofDump } = dump
  return { given: { ...rest, route: ofRoute, dump: ofDump }, metres, squareMetres }
}

const place = [113.0513, 23.685]

test('a value of every kind is kept and read back as it was given', async () => {
  const crew = [await addReader('甲'), await addReader('乙')]
  const full = { ...fullHaulage, photo: { file: uploads.picture.id, alt: '工地出口' }, crew, checker: crew[0] }
  const { given, metres, squareMetres } = asGiven(await read(await add(full)))
  expect(given).toMatchObject(full)
  // A hundredth of a degree at this latitude: 1,020 m to the east, 1,107 m to the north (ellipsoid of CGCS2000).
  expect(metres).toBeGreaterThan(2110)
  expect(metres).toBeLessThan(2140)
  expect(squareMetres / (1020 * 1107)).toBeCloseTo(1, 2)
  const kinds = new Set(Object.values(haulage.fields as Fields).map(({ kind }) => kind))
  expect(kinds.size).toBe(26)
})

test('a cell of a spreadsheet is read again as what it was, and so is what a person reads, where a person may write it', async () => {
  const fields = haulage.fields as Fields
  const full = { ...fullHaulage, crew: [newKey(), newKey()] } as Record<string, unknown>
  for (const key of ['vehicle', 'valid', 'route', 'dump', 'crew', 'waste', 'fee', 'driver']) {
    const kind = kindOf(fields[key]!)
    const cell = kind.sheet?.(full[key], fields[key]!) ?? kind.format(full[key], fields[key]!)
    expect(kind.parse(cell.replace(/ 元$/, ''), fields[key]!), key).toEqual(full[key])
  }
  const { dump } = fields
  const parts = { type: 'MultiPolygon', coordinates: [fullHaulage.dump.coordinates, fullHaulage.dump.coordinates] }
  expect(kindOf(dump!).parse(kindOf(dump!).sheet!(parts, dump!), dump!)).toEqual(parts)
  expect(kindOf(fields.from!).parse(fullHaulage.from.text, fields.from!)).toEqual({ text: fullHaulage.from.text })
})

test('every kind is remembered by history, and by the record as it was known', async () => {
  const crew = [await addReader('丙')]
  const id = await add({ ...fullHaulage, crew, photo: { file: uploads.picture.id, alt: '门口' } })
  const before = await read(id)
  const other = await addReader('丁')
  const changes = {
    vehicle: '粤R12345',
    valid: { from: '2026-03-06', until: null },
    from: { text: '连江路 8 号' },
    route: { type: 'LineString', coordinates: [place, [113.06, 23.7]] },
    dump: {
      type: 'MultiPolygon',
      coordinates: [
        fullHaulage.dump.coordinates,
        [
          [
            [113, 23],
            [113.001, 23],
            [113, 23.001],
            [113, 23],
          ],
        ],
      ],
    },
    photo: { file: uploads.picture.id, alt: '出口，雨后' },
    crew: [other, ...crew],
  }
  const after = await change(id, 1, changes)
  const { given, squareMetres } = asGiven(after)
  expect(given).toMatchObject(changes)
  expect(squareMetres).toBeGreaterThan((before.dump as { squareMetres: number }).squareMetres)
  await change(id, 2, { dump: null, route: null, valid: null, from: null, crew: null, photo: null, vehicle: null })
  const [cleared, changed] = await spine.as(clerk, (ctx) => spine.registers.history(ctx, haulage.name, id))
  const keys = Object.keys(changes)
  const only = (record: Record<string, unknown>) => Object.fromEntries(keys.map((key) => [key, record[key]]))
  expect(changed!.before).toEqual(only(before))
  expect([...changed!.fields!].sort()).toEqual([...keys].sort())
  expect(cleared!.before).toEqual(only(after))
  const then = await spine.as(clerk, (ctx) => spine.registers.asOf(ctx, haulage, id, new Date(before.recorded)))
  expect(only(then!)).toEqual(only(before))
})

test('what is worked out of a value is no part of what is sealed in the log', async () => {
  const id = await add(fullHaulage)
  const { rows } = await spine.admin.query(
    `select c.digest = sha256(t.salt || convert_to(jsonb_strip_nulls(to_jsonb(t) - 'salt' - 'recorded' - 'words' - 'route_size' - 'dump_size')::text, 'UTF8')) as same
     from spine.haulage t join kernel.change c on c.record = t.id and c.version = t.version where t.id = $1`,
    [id],
  )
  expect(rows).toEqual([{ same: true }])
})

test('each kind is filtered in its own way', async () => {
  const reader = await addReader('戊')
  await add({ ...fullHaulage, site: '甲', crew: [reader], vehicle: '粤RDA1234', valid: { from: '2030-01-01', until: '2030-01-31' } })
  await add(newHaulage({ site: '乙', valid: { from: '2030-01-31', until: null } }))
  const sizes = { squareMetres: 1_100_000, metres: 2000 }
  const cases: [Filter, string[]][] = [
    [{ field: 'valid', operator: 'contains', value: '2030-01-31' }, ['甲', '乙']],
    [{ field: 'valid', operator: 'contains', value: '2030-01-30' }, ['甲']],
    [{ field: 'valid', operator: 'contains', value: '2099-01-01' }, ['乙']],
    [{ field: 'valid', operator: 'overlaps', value: { from: '2029-01-01', until: '2030-01-01' } }, ['甲']],
    [{ field: 'valid', operator: 'overlaps', value: { from: '2030-02-01', until: null } }, ['乙']],
    [{ field: 'crew', operator: 'contains', value: reader }, ['甲']],
    [{ field: 'vehicle', operator: 'is', value: '粤RDA1234' }, ['甲']],
    [{ field: 'vehicle', operator: 'contains', value: 'DA1' }, ['甲']],
    [{ field: 'from', operator: 'contains', value: '北门街' }, ['甲']],
    [{ field: 'dump', operator: 'within', value: [113.105, 23.6, 114, 23.8] }, ['甲']],
    [{ field: 'dump', operator: 'within', value: [114, 23.6, 115, 23.8] }, []],
    [{ field: 'dump', operator: 'atLeast', value: sizes.squareMetres }, ['甲']],
    [{ field: 'dump', operator: 'atMost', value: sizes.squareMetres }, []],
    [{ field: 'route', operator: 'atLeast', value: sizes.metres }, ['甲']],
    [{ field: 'route', operator: 'within', value: [113.059, 23.6, 113.2, 23.8] }, ['甲']],
    [{ field: 'gate', operator: 'within', value: [113, 23, 114, 24] }, ['甲']],
    [{ field: 'photo', operator: 'isEmpty', value: true }, ['甲', '乙']],
  ]
  const both: Filter = { field: 'site', operator: 'in', value: ['甲', '乙'] }
  for (const [filter, sites] of cases) expect((await found([both, filter])).sort(), JSON.stringify(filter)).toEqual(sites.sort())
  for (const [field, operator, value] of [
    ['valid', 'contains', 'x'],
    ['valid', 'overlaps', { from: '2030-02-01', until: '2030-01-01' }],
    ['crew', 'contains', '; drop'],
    ['dump', 'within', [1, 2, 3]],
    ['dump', 'within', [3, 2, 1, 9]],
    ['dump', 'atLeast', Number.NaN],
    ['photo', 'contains', 'x'],
  ] as const)
    expect((await refusal(found([{ field, operator, value }]))).status, `${field} ${operator}`).toBe(422)
})

test('a filter of a masked field is refused, whatever its kind', async () => {
  await expect(found([{ field: 'vehicle', operator: 'contains', value: 'R' }], watcher)).rejects.toMatchObject({ status: 403 })
})

test('a plate is masked between its office and its last signs', async () => {
  const id = await add({ ...fullHaulage, site: '丙' })
  expect((await read(id, watcher)).vehicle).toBe('粤R****45')
})

test('an address is found by its words, wherever it stands', async () => {
  await add(newHaulage({ site: '丁', from: { text: '清新区太和镇笔架路 99 号' } }))
  const sites = await spine.as(clerk, async (ctx) =>
    (await spine.registers.listUntyped(ctx, haulage.name, { search: '笔架路 99' })).items.map(({ site }) => site),
  )
  expect(sites).toEqual(['丁'])
})

const bowTie = {
  type: 'Polygon',
  coordinates: [
    [
      [113, 23],
      [113.1, 23.1],
      [113.1, 23],
      [113, 23.1],
      [113, 23],
    ],
  ],
}
test.each([
  [
    'an open ring',
    {
      dump: {
        type: 'Polygon',
        coordinates: [
          [
            [113, 23],
            [113.1, 23],
            [113.1, 23.1],
            [113, 23.1],
          ],
        ],
      },
    },
    'dump',
    /没有闭合/,
  ],
  ['a boundary that crosses itself', { dump: bowTie }, 'dump', /自相交（113\.05\d*, 23\.05\d* 处）/],
  [
    'a hole outside',
    {
      dump: {
        type: 'Polygon',
        coordinates: [
          fullHaulage.dump.coordinates[0],
          [
            [114, 24],
            [114.1, 24],
            [114.1, 24.1],
            [114, 24],
          ],
        ],
      },
    },
    'dump',
    /图形之外/,
  ],
  ['a line of one place', { route: { type: 'LineString', coordinates: [place, place] } }, 'route', /点太少/],
  [
    'latitude before longitude',
    {
      route: {
        type: 'LineString',
        coordinates: [
          [23, 113],
          [23, 114],
        ],
      },
    },
    'route',
    /第 1 个点：不在中国境内/,
  ],
  ['a line where an area is asked', { dump: fullHaulage.route }, 'dump', /应为 GeoJSON 的面/],
  ['a period that ends before it begins', { valid: { from: '2026-02-01', until: '2026-01-31' } }, 'valid', /不能早于/],
  ['a period without a beginning', { valid: { until: '2026-01-31' } }, 'valid', /应有起止日期/],
  ['a plate in another writing', { vehicle: '粤r·d12345' }, 'vehicle', /应写作 粤RD12345/],
  ['somebody else’s letters', { vehicle: '粤R1O345' }, 'vehicle', /I 和 O/],
  ['an address without words', { from: { text: ' ' } }, 'from', /不能为空/],
  ['a picture without words', { photo: { file: uploads.picture.id, alt: '' } }, 'photo', /一句话说明/],
  ['a paper as a picture', { photo: { file: uploads.paper.id, alt: '方案' } }, 'photo', /PNG 或 JPEG/],
  ['a picture too large', { photo: { file: uploads.large.id, alt: '全景' } }, 'photo', /不能超过 2 MB/],
  ['a file of nobody', { photo: { file: newKey(), alt: '全景' } }, 'photo', /不是您上传的图片/],
  ['a record that is not there', { crew: [newKey()] }, 'crew.0', /没有这条记录/],
  ['a single reference to nothing', { checker: newKey() }, 'checker', /没有这条记录/],
  ['the same record twice', { crew: Array(2).fill(newKey()) }, 'crew', /只能选一次/],
  ['a number that is given at issue', { certificate: '清渣〔2026〕001号' }, 'certificate', /由系统编号/],
])('%s is refused with its path and a sentence', async (_what, more, path, message) => {
  const { status, problems } = await refusal(add(newHaulage(more)))
  expect({ status, problems }).toEqual({ status: 422, problems: [{ path, message: expect.stringMatching(message) }] })
})

test('what a record refers to already stays, though whoever changes the rest may not read it or did not upload it', async () => {
  const hidden = await spine.as(officer('west', [hauler.name]), (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  expect(await refusal(add(newHaulage({ crew: [hidden] })))).toMatchObject({ status: 422, problems: [{ path: 'crew.0' }] })
  const own = await addReader('己')
  const both = officer('city', [hauler.name])
  const id = await add(newHaulage({ crew: [hidden], photo: { file: uploads.picture.id, alt: '门' } }), { ...both, region: clerk.region })
  notMine = uploads.picture.id
  const changed = await change(id, 1, { crew: [own, hidden], photo: { file: uploads.picture.id, alt: '大门' } })
  notMine = undefined
  expect(changed).toMatchObject({ crew: [own, hidden], photo: { alt: '大门' } })
})

test('a picture belongs to its record, and is sent to whoever reads the record', async () => {
  kept.clear()
  shared = false
  const photo = { file: uploads.picture.id, alt: '门' }
  const id = await add(newHaulage({ photo }))
  expect(await refusal(add(newHaulage({ photo })))).toEqual({
    status: 422,
    problems: [{ path: 'photo', message: '不是您上传的图片，或已用于别处' }],
  })
  const other = await add(newHaulage())
  expect((await refusal(change(other, 1, { photo }))).status).toBe(422)
  expect((await change(id, 1, { photo: { ...photo, alt: '大门' } })).photo).toEqual({ ...photo, alt: '大门' })
  shared = true
  const sent = (record: string, field = 'photo', actor = clerk) =>
    spine
      .as(actor, (ctx) => spine.registers.picture(ctx, haulage.name, record, field))
      .then(
        ({ headers }) => headers['x-of'],
        (error: { status: number }) => error.status,
      )
  expect(await sent(id)).toBe(`${uploads.picture.id} ${id}`)
  expect(await sent(id, 'photo', watcher)).toBe(`${uploads.picture.id} ${id}`)
  expect(await sent(other)).toBe(404)
  expect(await sent(id, 'site')).toBe(404)
  expect(await sent(id, 'nothing')).toBe(404)
  expect(await sent(id, 'photo', officer('west', [hauler.name]))).toBe(404)
  expect(await sent(newKey())).toBe(404)
})

test('numbers without gaps are given at issue, in a row, and given back by what fails', async () => {
  const issue = (fails: boolean) =>
    spine.as(clerk, async (ctx) => {
      const id = await spine.registers.addUntyped(ctx, haulage.name, newHaulage({ issuedOn: '2026-03-06' }))
      if (fails) throw new Error('given back')
      return id
    })
  const done = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => issue(i % 3 === 0)))
  const ids = done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(ids).toHaveLength(40)
  const year = new Date().getFullYear()
  const numbers = (await Promise.all(ids.map((id) => read(id)))).map(({ certificate }) => String(certificate)).sort()
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, i) => `清渣〔${year}〕${String(i + 1).padStart(3, '0')}号`))
  const { rows } = await spine.admin.query<{ all: number; last: string }>(
    'select count(*)::integer as all, max(ledger) as last from spine.haulage',
  )
  expect(Number(rows[0]!.last)).toBe(rows[0]!.all)

  const later = await add(newHaulage())
  expect((await read(later)).certificate).toBeNull()
  expect(await change(later, 1, { issuedOn: '2026-03-07' })).toMatchObject({ certificate: `清渣〔${year}〕041号` })
  expect(await change(later, 2, { issuedOn: '2026-03-08' })).toMatchObject({ certificate: `清渣〔${year}〕041号` })
  const several = await spine.as(clerk, (ctx) =>
    spine.registers.addManyUntyped(ctx, haulage.name, [
      newHaulage(),
      newHaulage({ issuedOn: '2026-03-06' }),
      newHaulage({ issuedOn: '2026-03-06' }),
    ]),
  )
  expect((await Promise.all(several.map((id) => read(id)))).map(({ certificate }) => certificate)).toEqual([
    null,
    `清渣〔${year}〕042号`,
    `清渣〔${year}〕043号`,
  ])
  expect(await found([{ field: 'certificate', operator: 'is', value: `清渣〔${year}〕042号` }])).toHaveLength(1)
})

test('a list is taken away with what spreadsheets and map programs read', async () => {
  const reader = await addReader('庚')
  await add({ ...fullHaulage, site: '戊', crew: [reader], photo: { file: uploads.picture.id, alt: '=工地' } })
  const { file } = await spine.as(clerk, (ctx) =>
    spine.registers.exportList(ctx, haulage.name, {
      where: [{ field: 'site', operator: 'is', value: '戊' }],
      columns: ['vehicle', 'valid', 'from', 'route', 'dump', 'photo', 'crew', 'certificate'],
      reason: '测试导出',
    }),
  )
  const pieces: Buffer[] = []
  for await (const piece of file) pieces.push(piece)
  const [, row] = Buffer.concat(pieces).toString('utf8').split('\r\n')
  expect(row).toBe(
    '粤RD12345,2026-03-06 至 2026-09-05,清远市清城区凤城街道北门街12号,"LINESTRING (113.05 23.68, 113.06 23.68, 113.06 23.69)",' +
      '"POLYGON ((113.1 23.7, 113.11 23.7, 113.11 23.71, 113.1 23.71, 113.1 23.7))","\'=工地",K,'.replace('K', await cardOf(reader)),
  )
})

const cardOf = (id: string) => spine.as(clerk, async (ctx) => String((await spine.registers.getUntyped(ctx, readers.name, id)).record.name))
