import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

const wells = {
  label: '公共水井',
  about: '全市公共水井的位置、水质和管护单位。',
  title: 'name',
  steward: 'government-services',
  share: 'conditional',
  shareCondition: '用于防旱和饮水安全',
  cycle: 'monthly',
  region: 'region',
  search: ['name'],
  list: ['name', 'region', 'depth', 'state'],
  unique: [['name']],
  fields: {
    name: { kind: 'text', label: '名称', max: 50 },
    region: { kind: 'region', label: '所属区划' },
    depth: { kind: 'number', label: '深度', unit: '米', decimals: 1, optional: true },
    state: { kind: 'choice', label: '状态', choices: { used: '在用', closed: '停用' } },
    phone: { kind: 'phone', label: '管护电话', optional: true, share: 'conditional' },
    entity: { kind: 'ref', label: '管护单位', to: 'entity.entity', optional: true },
    deep: { kind: 'formula', label: '是否深井', formula: 'depth > 30', gives: 'flag' },
  },
} as const
const grants = [
  { role: 'keeper', acts: ['read', 'add', 'change', 'end', 'export', 'history'], scope: 'region' },
  { role: 'reader', acts: ['read'], scope: 'region' },
]
const english = { '': 'Public wells', name: 'Name' }

/** A data steward defines a register, somebody else agrees, and it is one like any other. */
describe('a register that the city defines', { timeout: 120_000 }, () => {
  let city: TestCity
  let steward: Visitor
  let reviewer: Visitor
  let keeper: Visitor
  let region: string
  let id: string

  const draftOf = async (of: string) => (await steward.get(`/api/definitions/${of}`)).body
  const save = async (of: string, register: object, more: object = {}) => {
    const { revision } = await draftOf(of)
    return steward.put(`/api/definitions/${of}`, { revision, draft: { register, english, grants, fill: {}, ...more } })
  }
  const publish = async (of: string) => {
    expect(await steward.post(`/api/definitions/${of}/ask`, { reason: '新建' })).toMatchObject({ status: 204 })
    expect(await reviewer.post(`/api/definitions/${of}/answer`, { accept: true, reason: '同意' })).toMatchObject({ status: 204 })
    await city.runJobs()
  }

  beforeAll(async () => {
    city = await testCity()
    steward = await city.as('definition')
    reviewer = await city.as('definition-reviewer')
    keeper = await city.as('licence')
    region = (await keeper.get('/api/session')).body.actor.region.id
  })
  afterAll(() => city.stop())

  it('is begun by whoever has the role, and by nobody else', async () => {
    expect((await keeper.post('/api/definitions', { from: { kind: 'blank', label: '公共水井' } })).status).toBe(403)
    expect((await reviewer.post('/api/definitions', { from: { kind: 'blank', label: '公共水井' } })).status).toBe(403)
    const begun = await steward.post('/api/definitions', { from: { kind: 'blank', label: '公共水井', noun: 'well' } })
    expect(begun).toMatchObject({ status: 200 })
    id = begun.body.id
    expect((await steward.post('/api/definitions', { from: { kind: 'blank', label: '水井', noun: 'well' } })).body.code).toBe(
      'definition.under-way',
    )
    expect((await draftOf(id)).problems).toContainEqual({ path: 'fields', message: '至少要有一个字段' })
  })

  it('says in Chinese what is wrong while it is drafted', async () => {
    const wrong = {
      ...wells,
      title: 'nothing',
      fields: {
        ...wells.fields,
        deep: { ...wells.fields.deep, formula: 'depth > ' },
        other: { kind: 'ref', label: '其他', to: 'no.such' },
      },
    }
    const { body } = await save(id, wrong)
    const said = Object.fromEntries(body.problems.map(({ path, message }: { path: string; message: string }) => [path, message]))
    expect(said).toMatchObject({ title: '没有字段 nothing', 'fields/other/to': '没有名为 no.such 的数据目录' })
    expect(said['fields/deep/formula']).toMatch(/\p{Script=Han}/u)
    expect(JSON.stringify(body.problems)).not.toMatch(/内容不合要求/)
    const shape = await save(id, { ...wells, fields: { name: { kind: 'table', label: 'x' } } })
    expect(shape).toMatchObject({ status: 422, body: { code: 'definition.shape' } })
    expect((await save(id, wells)).body).toMatchObject({ problems: [] })
  })

  it('is told to somebody who saves an older draft', async () => {
    expect(
      await steward.put(`/api/definitions/${id}`, { revision: 1, draft: { register: wells, english, grants, fill: {} } }),
    ).toMatchObject({
      status: 409,
      body: { code: 'definition.revision' },
    })
  })

  it('shows every step before anything is done', async () => {
    const { body } = await steward.get(`/api/definitions/${id}/plan`)
    expect(body.steps.map(({ key }: { key: string }) => key)).toEqual(['table', 'force'])
    expect(body.steps[0].sql).toContain('create table "local"."well"')
    expect(body.refusals).toEqual([])
  })

  it('is answered by another person', async () => {
    expect((await steward.post(`/api/definitions/${id}/ask`, { reason: '防旱需要' })).status).toBe(204)
    expect((await steward.post(`/api/definitions/${id}/answer`, { accept: true, reason: '自己同意' })).status).toBe(403)
    expect((await save(id, wells)).status).toBe(409)
    expect((await reviewer.post(`/api/definitions/${id}/answer`, { accept: true, reason: '同意' })).status).toBe(204)
  })

  it('comes into force without a restart', async () => {
    expect((await keeper.get('/api/registers/local.well')).status).toBe(404)
    await city.runJobs()
    expect(await draftOf(id)).toMatchObject({ state: 'force', number: 1, problem: null })
    expect(city.registers.definitions.number).toBe(1)
  })

  it('is opened by a role that administrators give as any other', async () => {
    expect((await keeper.get('/api/registers/local.well')).status).toBe(403)
    const security = await city.as('security')
    const { items } = (await security.get('/api/roles')).body
    expect(items).toContainEqual({ name: 'local.well.keeper', label: '公共水井管理员', about: '登记和维护“公共水井”。' })
    const { post } = (await keeper.get('/api/session')).body.actor
    const given = await security.post('/api/registers/identity.duty', { role: 'local.well.keeper', post: post.id, region })
    expect(given).toMatchObject({ status: 200 })
    expect((await (await city.as('administrator')).post(`/api/consents/${given.body.record.id}`, { accept: true })).status).toBe(204)
    keeper = await city.as('licence', post.id)
    const { body } = await keeper.get('/api/systems')
    const own = body.find(({ name }: { name: string }) => name === 'local')
    expect(own.registers[0]).toMatchObject({ name: 'local.well', label: '公共水井' })
  })

  it('has records, lists, masks, history, exports, imports and an entry in the catalogue', async () => {
    const added = await keeper.post('/api/registers/local.well', {
      name: '南门井',
      region,
      depth: 42.5,
      state: 'used',
      phone: '13800138000',
    })
    expect(added).toMatchObject({ status: 200, body: { record: { name: '南门井', deep: true } } })
    const { body: list } = await keeper.get('/api/registers/local.well?search=南门')
    expect(list.items).toMatchObject([{ name: '南门井', phone: '138****8000' }])
    expect(list.masked).toEqual(['phone'])
    expect((await keeper.post('/api/registers/local.well', { name: '南门井', region, state: 'used' })).body.code).toBe('register.unique')
    expect((await keeper.post('/api/registers/local.well', { name: '北门井', region, state: 'gone' })).status).toBe(422)
    const key = added.body.record.id
    expect((await keeper.patch(`/api/registers/local.well/${key}`, { version: 1, changes: { depth: 20 } })).body.record).toMatchObject({
      deep: false,
      version: 2,
    })
    const { body: past } = await keeper.get(`/api/registers/local.well/${key}/history`)
    expect(past.versions).toHaveLength(2)
    const stream = await keeper.stream('/api/registers/local.well/export', {
      query: '',
      columns: ['name', 'depth'],
      format: 'csv',
      reason: '核对水井台账',
    })
    expect(await stream.text()).toContain('南门井')
    const file = Buffer.from('名称,所属区划,深度,状态\r\n东门井,清城区,12.0,在用\r\n西门井,清城区,8.0,停用\r\n')
    const batch = await keeper.upload('/api/registers/local.well/imports', '水井.csv', file, 'text/csv')
    expect(batch).toMatchObject({ status: 200 })
    expect(batch.body.mapping).toEqual(['name', 'region', 'depth', 'state'])
    const { body: entries } = await steward.get('/api/catalogue?search=公共水井')
    expect(entries.items[0]).toMatchObject({ name: '公共水井', kind: 'department' })
    const foreign = await (await city.as('yangshan-window')).get('/api/registers/local.well')
    expect(foreign.status).toBe(403)
  })

  it('reads in English where its definition says so', async () => {
    const session = await fetch(`${city.address}/api/session`, {
      method: 'POST',
      headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ account: 'licence', password: 'chengshu-licence' }),
    })
    const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!
    const answer = await fetch(`${city.address}/api/systems`, { headers: { cookie, 'accept-language': 'en' } })
    const systems = (await answer.json()) as { name: string; registers: { label: string; fields: Record<string, { label: string }> }[] }[]
    const [register] = systems.find(({ name }) => name === 'local')!.registers
    expect(register).toMatchObject({ label: 'Public wells', fields: { name: { label: 'Name' }, depth: { label: '深度' } } })
  })

  it('gets another field and an index while four go on writing', async () => {
    const next = (await steward.post('/api/definitions', { from: { kind: 'next', register: 'local.well' } })).body.id
    const more = {
      ...wells,
      unique: [['name'], ['name', 'state']],
      fields: {
        ...wells.fields,
        owner: { kind: 'text', label: '管护人', max: 40, privacy: 'personal' },
        tested: { kind: 'date', label: '水质检测日期', optional: true },
      },
    }
    expect((await save(next, more)).body.problems).toEqual([])
    const { body: plan } = await steward.get(`/api/definitions/${next}/plan`)
    expect(plan.refusals).toMatchObject([{ path: 'fields/owner/optional', way: '给这些记录一个补填的值，或者设为选填' }])
    expect((await steward.post(`/api/definitions/${next}/ask`, { reason: '加字段' })).body.code).toBe('definition.refused')
    await save(next, more, { fill: { owner: '待核' } })
    const { body: shown } = await steward.get(`/api/definitions/${next}/plan`)
    expect(shown.refusals).toEqual([])
    expect(shown.steps.map(({ key }: { key: string }) => key)).toEqual([
      'columns',
      'fill-owner',
      'required-owner',
      'index-well_name_state',
      'force',
    ])
    let isOver = false
    const failed: unknown[] = []
    let written = 0
    const writing = [1, 2, 3, 4].map(async (nth) => {
      for (let i = 0; !isOver; i++) {
        const got = await keeper.post('/api/registers/local.well', { name: `井${nth}-${i}`, region, state: 'used' })
        const read = await keeper.get('/api/registers/local.well?limit=5')
        // Once the new version is in force, a record without its new required field is told so.
        const isTold = got.status === 422 && JSON.stringify(got.body.problems).includes('管护人')
        if ((got.status !== 200 && !isTold) || read.status !== 200) failed.push(got.body, read.body)
        else written++
      }
    })
    await publish(next)
    isOver = true
    await Promise.all(writing)
    expect(failed).toEqual([])
    expect(written).toBeGreaterThan(10)
    expect(await draftOf(next)).toMatchObject({ state: 'force', version: 2, problem: null })
    const admin = await city.sql('admin')
    const { rows } = await admin.query('select count(*)::int as all, count(owner)::int as filled from local.well')
    const index = await admin.query(`select indisvalid from pg_index where indexrelid = 'local.well_name_state'::regclass`)
    await admin.end()
    expect(rows[0].filled).toBe(rows[0].all)
    expect(index.rows).toEqual([{ indisvalid: true }])
    const { body } = await keeper.get('/api/registers/local.well?search=南门')
    expect(body.items[0].owner).toBe('待*')
  })

  it('refuses what would destroy or narrow data, and says the way round', async () => {
    const third = (await steward.post('/api/definitions', { from: { kind: 'next', register: 'local.well' } })).body.id
    const { depth: _depth, ...rest } = wells.fields
    const register = (await draftOf(third)).draft.register
    const { owner, tested } = register.fields
    await save(third, {
      ...register,
      list: ['name'],
      unique: [['state']],
      fields: {
        ...rest,
        owner,
        tested,
        deep: { ...wells.fields.deep, formula: 'true' },
        name: { ...wells.fields.name, max: 2 },
        state: { ...wells.fields.state, choices: { used: '在用' } },
      },
    })
    const { body } = await steward.get(`/api/definitions/${third}/plan`)
    const paths = body.refusals.map(({ path }: { path: string }) => path)
    expect(paths).toEqual(expect.arrayContaining(['fields/depth', 'fields/name/max', 'fields/state', 'unique/0']))
    expect((await steward.post(`/api/definitions/${third}/ask`, { reason: '收窄' })).body.code).toBe('definition.refused')
    // Retired instead: no longer asked for, and what is there stays.
    const retired = {
      ...register,
      list: ['name', 'region'],
      fields: { ...register.fields, depth: { ...register.fields.depth, retired: true } },
    }
    expect((await save(third, retired)).body.problems).toEqual([])
    await publish(third)
    expect(await draftOf(third)).toMatchObject({ state: 'force', problem: null })
    const { body: list } = await keeper.get('/api/registers/local.well?search=南门')
    expect(list.items[0].depth).toBe(20)
    const told = await keeper.post('/api/registers/local.well', { name: '新井', region, state: 'used', owner: '李四', depth: 3 })
    expect(told.body.problems).toEqual([{ path: 'depth', message: '“深度”已停用，不再填写' }])
    expect((await keeper.post('/api/registers/local.well', { name: '新井', region, state: 'used', owner: '李四' })).status).toBe(200)
  })
})
