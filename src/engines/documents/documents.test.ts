import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { template, type Role, type Template } from '#declare'
import { openPlaces } from '#engines/identity'
import { openAccessLog } from '#kernel/access'
import { openCompute, type Compute } from '#kernel/compute'
import { inContext, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { openPool } from '#kernel/database'
import { createServer } from '#kernel/http'
import { runOnce } from '#kernel/jobs'
import { LAST_KEY, NO_KEY, newKey } from '#kernel/keys'
import { sealer } from '#kernel/sealing'
import { testDatabase } from '#testing'
import { applyDocuments, createDocuments, documentRoles, documentRoutes, documentTasks, verifyPdf, type Documents } from './index.ts'

const receipt = template('sample.receipt', {
  label: '受理通知书',
  kind: 'instrument',
  page: 'A4',
  title: '行政许可申请受理通知书',
  fields: { applicant: { label: '申请人', kind: 'text' }, matter: { label: '事项', kind: 'text' } },
  blocks: [
    { block: 'recipient', text: '{applicant}：' },
    { block: 'paragraph', text: '你申请的“{matter}”已受理。' },
    { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
  ],
})
const licence = template('sample.licence', { ...receipt, label: '许可证', kind: 'certificate', title: '许可证' })

const bureau = { id: newKey(), name: '清远市清城区市场监督管理局', mark: '清城市监' }
const otherBureau = { id: newKey(), name: '清远市住房和城乡建设局' }
const [applicant, stranger] = [newKey(), newKey()]
const data = { applicant: '陈小明', matter: '食品经营许可' }

let ground: Ground
let documents: Documents
let address: string
let root: Actor['region']
let worksOn = new Set<string>()
const actors = new Map<string, Actor>()
const closing: (() => unknown)[] = []

const nobody = (): Actor => ({
  kind: 'stranger',
  name: '访客',
  account: null,
  person: null,
  post: null,
  organisation: null,
  region: root,
  duties: [],
})
const person = (key: string): Actor => ({ ...nobody(), kind: 'person', name: '陈小明', account: newKey(), person: key })
const officer = (organisation: string, ...roles: string[]): Actor => ({
  ...nobody(),
  kind: 'post',
  name: '李科长',
  account: newKey(),
  post: newKey(),
  organisation,
  duties: roles.map((role) => ({ role, organisation, regionPath: root.path })),
})
const system = (): Actor => ({ ...nobody(), kind: 'system', name: '系统' })

const purposes: Record<Actor['kind'], Purpose> = {
  stranger: { kind: 'public', what: '试' },
  person: { kind: 'own', what: '试' },
  post: { kind: 'duty', what: '试' },
  system: { kind: 'system', what: '试' },
}
const as = <T>(actor: Actor, work: (ctx: Context) => Promise<T>, now?: Date) =>
  inContext(ground, actor, purposes[actor.kind], work, {
    door: actor.kind === 'post' || actor.kind === 'system' ? 'app' : 'hall',
    ...(now ? { now } : {}),
  })

const issueReceipt = (actor: Actor, more: object = {}, now?: Date) =>
  as(
    actor,
    (ctx) =>
      documents.issue(ctx, {
        template: receipt as Template,
        data,
        holder: applicant,
        holderName: '陈小明',
        subject: '食品经营许可申请',
        organisation: bureau,
        ...more,
      }),
    now,
  )

const call = async (actor: Actor, method: string, path: string, body?: FormData | object) => {
  const key = randomUUID()
  actors.set(key, actor)
  const json = body !== undefined && !(body instanceof FormData)
  const answer = await fetch(address + path, {
    method,
    headers: { 'x-chengshu': '1', 'x-actor': key, ...(json ? { 'content-type': 'application/json' } : {}) },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as FormData) }),
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const type = answer.headers.get('content-type') ?? ''
  return { status: answer.status, headers: answer.headers, bytes, body: type.includes('json') ? JSON.parse(bytes.toString()) : undefined }
}
const form = (name: string, bytes: Uint8Array, code?: string) => {
  const form = new FormData()
  if (code) form.append('code', code)
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), name)
  return form
}
const pdfBytes = (words = '') => Buffer.from(`%PDF-1.7\n${words}\n%%EOF\n`)
const upload = async (actor: Actor, words: string) =>
  (await call(actor, 'POST', '/api/files', form('材料.pdf', pdfBytes(words)))).body as { id: string }

let admin: pg.Client
const query = async (text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Record<string, unknown>[]
const runJobs = () => runOnce(ground.pools.app, documents.jobs, ground.log)

beforeAll(async () => {
  const { site, drop } = await testDatabase()
  const migrator = new pg.Client(site.connections.migrator as pg.ClientConfig)
  await migrator.connect()
  await applyDocuments(migrator, () => undefined)
  await migrator.end()
  const pools = {
    app: openPool({ ...site.connections.app }, () => undefined),
    hall: openPool({ ...site.connections.hall }, () => undefined),
  }
  ground = { installation: 'test', timezone: 'Asia/Shanghai', demo: true, pools, log: pino({ level: 'silent' }), clock: () => new Date() }
  const places = openPlaces(ground)
  root = (await places.root())!
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-documents-'))
  const compute: Compute = openCompute(documentTasks, 1)
  const access = openAccessLog(pools.app)
  documents = createDocuments(ground, {
    dataDir,
    compute,
    templates: new Map<string, Template>([receipt, licence].map((one) => [one.name, one as Template])),
    roles: new Map<string, Role>(documentRoles.map((one) => [one.name, one])),
    places,
    access,
    sealer: sealer(Buffer.alloc(32, 7)),
    baseUrl: 'http://127.0.0.1:1',
    installationName: '清远市城枢',
    readsCase: async (_ctx, of) => worksOn.has(of),
    instruments: {
      get: async (_ctx, id) => ({ ...instrument, id }),
      ready: async (_ctx, id, document, code) => void readied.push({ id, document, code }),
    },
  })
  const server = await createServer({
    ground,
    log: ground.log,
    routes: documentRoutes(documents),
    version: '0',
    whoAsks: async (request) => actors.get(String(request.headers['x-actor'])) ?? nobody(),
  })
  address = await server.listen({ host: '127.0.0.1', port: 0 })
  admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  closing.push(
    () => server.close(),
    () => compute.close(),
    () => access.close(),
    () => Promise.all([pools.app.end(), pools.hall.end(), admin.end()]),
    () => drop(),
    () => rmSync(dataDir, { recursive: true, force: true }),
  )
})
afterAll(async () => {
  for (const close of closing) await close()
})

const readied: { id: string; document: string; code: string | null }[] = []
const instrument = {
  case: newKey(),
  template: receipt as Template,
  label: receipt.label,
  number: '清城市监受理通知书〔2020〕7号',
  organisation: bureau.id,
  organisationName: bureau.name,
  holder: applicant,
  region: '',
  data,
  issued: '2020-03-01T01:00:00.000Z',
  document: null as string | null,
}

describe('documents.issue', () => {
  it('numbers without gaps: what is rolled back takes no number', async () => {
    const of = { organisation: { ...bureau, mark: '连号' } }
    const numbers = [(await issueReceipt(officer(bureau.id), of)).number]
    await expect(
      as(officer(bureau.id), async (ctx) => {
        await documents.issue(ctx, { template: receipt, data, holder: applicant, subject: '试', ...of })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    const many = await Promise.all(Array.from({ length: 8 }, () => issueReceipt(officer(bureau.id), of)))
    numbers.push(...many.map(({ number }) => number))
    const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
    expect(numbers.sort((a, b) => a!.length - b!.length || (a! < b! ? -1 : 1))).toEqual(
      Array.from({ length: 9 }, (_, i) => `连号受理通知书〔${year}〕${i + 1}号`),
    )
  })

  it('counts by the year of the city, not of Greenwich', async () => {
    const of = { organisation: { ...bureau, mark: '年号' } }
    const { number } = await issueReceipt(officer(bureau.id), of, new Date('2025-12-31T16:30:00Z'))
    expect(number).toBe('年号受理通知书〔2026〕1号')
  })

  it('says where the data is wrong', async () => {
    await expect(issueReceipt(officer(bureau.id), { data: { applicant: '陈小明' }, subject: ' ' })).rejects.toMatchObject({
      kind: 'invalid',
      problems: [{ path: 'data.matter' }, { path: 'subject' }],
    })
  })

  it('issues a receipt for the applicant through the hall, and nothing else', async () => {
    const receiptOf = await issueReceipt(person(applicant), { case: newKey() })
    expect(await query('select holder, organisation, state, demo from documents.document where id = $1', [receiptOf.id])).toEqual([
      { holder: applicant, organisation: bureau.id, state: 'valid', demo: true },
    ])
    await expect(issueReceipt(person(stranger))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(issueReceipt(person(applicant), { template: licence })).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(issueReceipt(nobody())).rejects.toMatchObject({ kind: 'not-allowed' })
    // A hall process that claims to be the installation is not believed.
    await expect(
      inContext(
        ground,
        system(),
        purposes.system,
        (ctx) => documents.issue(ctx, { template: receipt, data, holder: stranger, subject: '试', organisation: bureau }),
        { door: 'hall' },
      ),
    ).rejects.toMatchObject({ kind: 'not-allowed' })
  })

  it('lets an organisation issue for itself, and for another only within a case', async () => {
    await expect(issueReceipt(officer(otherBureau.id))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(issueReceipt(officer(otherBureau.id), { case: newKey() })).resolves.toMatchObject({ id: expect.any(String) })
  })

  it('keeps a case to one applicant', async () => {
    const of = newKey()
    await issueReceipt(officer(bureau.id), { case: of })
    await expect(issueReceipt(officer(bureau.id), { case: of, holder: stranger })).rejects.toMatchObject({ code: 'documents.holder' })
  })

  it('gives the same document for the same key', async () => {
    const id = newKey()
    const first = await issueReceipt(officer(bureau.id), { id })
    expect(await issueReceipt(officer(bureau.id), { id })).toEqual(first)
    await expect(issueReceipt(officer(bureau.id), { id, holder: stranger })).rejects.toMatchObject({ code: 'documents.key' })
  })

  it('replaces a certificate by its successor under the same number', async () => {
    const of = { template: licence, number: 'JY14418020000001' }
    const first = await issueReceipt(officer(bureau.id), of)
    await expect(issueReceipt(officer(bureau.id), of)).rejects.toMatchObject({ kind: 'conflict' })
    await issueReceipt(officer(bureau.id), { ...of, supersedes: first.id })
    expect((await call(nobody(), 'GET', `/api/verify/${first.code}`)).body).toMatchObject({ state: 'superseded', number: of.number })
  })
})

describe('documents.render', () => {
  it('makes a signed PDF once, which the holder reads and anybody verifies', async () => {
    const { id, number, code } = await issueReceipt(officer(bureau.id))
    const holder = person(applicant)
    expect((await call(holder, 'GET', `/api/documents/${id}.pdf`)).status).toBe(503)
    await runJobs()
    const answer = await call(holder, 'GET', `/api/documents/${id}.pdf`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    expect(decodeURIComponent(answer.headers.get('content-disposition')!)).toContain(`${number}.pdf`)

    const pem = await call(nobody(), 'GET', '/.well-known/chengshu-signers.pem')
    const roots = pem.bytes.toString().match(/-----BEGIN[\s\S]+?END CERTIFICATE-----/g)!
    expect(verifyPdf(answer.bytes, roots)).toMatchObject({ intact: true, trusted: true, signer: bureau.name, problems: [] })

    const expected = {
      found: true,
      label: '受理通知书',
      number,
      issuedBy: bureau.name,
      state: 'valid',
      validUntil: null,
      holderMasked: '陈＊＊',
      subject: '食品经营许可申请',
      demo: true,
    }
    const byCode = (await call(nobody(), 'GET', `/api/verify/${code.toLowerCase().match(/.{4}/g)!.join('-')}`)).body
    expect(byCode).toEqual({ ...expected, issued: expect.stringMatching(/Z$/), sha256: expect.stringMatching(/^[\da-f]{64}$/) })
    expect((await call(nobody(), 'POST', '/api/verify', form('证.pdf', answer.bytes))).body).toEqual({
      ...byCode,
      intact: true,
      signer: bureau.name,
      signedAt: byCode.issued.replace(/\.\d+Z/, '.000Z'),
      trusted: true,
      digestMatches: true,
      problems: [],
    })

    // Again: the row and the bytes stay what they are.
    await documents.jobs['documents.render']!({ document: id })
    expect((await call(holder, 'GET', `/api/documents/${id}.pdf`)).bytes.equals(answer.bytes)).toBe(true)
    expect(await query('select version from documents.document where id = $1', [id])).toEqual([{ version: 2 }])
  })

  it('sees a changed byte, and which document the file claims to be', async () => {
    const { id, code } = await issueReceipt(officer(bureau.id))
    await runJobs()
    const { bytes } = await call(person(applicant), 'GET', `/api/documents/${id}.pdf`)
    bytes[1500] = bytes[1500]! ^ 1
    const loose = (await call(nobody(), 'POST', '/api/verify', form('证.pdf', bytes))).body
    expect(loose).toMatchObject({ found: false, intact: false, digestMatches: false, state: null })
    const claimed = (await call(nobody(), 'POST', '/api/verify', form('证.pdf', bytes, code))).body
    expect(claimed).toMatchObject({ found: true, state: 'valid', intact: false, digestMatches: false })
    expect(Object.keys(claimed).sort()).toEqual(Object.keys(loose).sort())
  })

  it('makes the paper of an instrument under its own key and moment, and tells that it is ready', async () => {
    instrument.region = root.id
    const id = newKey()
    await documents.jobs['documents.render']!({ instrument: id })
    await documents.jobs['documents.render']!({ instrument: id })
    const [row] = await query(
      'select id, number, issued, case_id, sha256 is not null as ready, code from documents.document where id = $1',
      [id],
    )
    expect(row).toMatchObject({ id, number: instrument.number, issued: instrument.issued, case_id: instrument.case, ready: true })
    expect(readied).toEqual(Array.from({ length: 2 }, () => ({ id, document: id, code: row!.code })))
    // Signed as of the instrument's own day, by a certificate that was valid then.
    const { bytes } = await call(person(applicant), 'GET', `/api/documents/${id}.pdf`)
    expect((await call(nobody(), 'POST', '/api/verify', form('证.pdf', bytes))).body).toMatchObject({
      intact: true,
      trusted: true,
      signedAt: instrument.issued,
    })
  })

  it('keeps private keys sealed and out of the hall', async () => {
    const rows = await query('select private_key from documents.signer')
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect((row.private_key as Buffer).includes('PRIVATE KEY')).toBe(false)
    await expect(as(person(applicant), (ctx) => ctx.tx.rows({ text: 'select id from documents.signer' }))).rejects.toMatchObject({
      kind: 'not-allowed',
    })
    expect(await as(officer(bureau.id, 'documents.keeper'), (ctx) => ctx.tx.rows({ text: 'select id from documents.signer' }))).toEqual([])
  })
})

describe('documents are read', () => {
  it('by the holder, a keeper of the issuer and an officer of the case, and the reading of others is noted', async () => {
    const of = newKey()
    const { id } = await issueReceipt(officer(bureau.id), { case: of })
    await runJobs()
    const status = async (actor: Actor) => (await call(actor, 'GET', `/api/documents/${id}.pdf`)).status
    const keeper = officer(bureau.id, 'documents.keeper')
    const colleague = officer(otherBureau.id)
    expect(await status(person(applicant))).toBe(200)
    expect(await status(keeper)).toBe(200)
    expect(await status(colleague)).toBe(404)
    worksOn = new Set([of])
    expect(await status(colleague)).toBe(200)
    worksOn = new Set()
    expect(await status(officer(bureau.id))).toBe(404)
    expect(await status(officer(otherBureau.id, 'documents.keeper'))).toBe(404)
    expect(await status(person(stranger))).toBe(404)
    expect(await status(nobody())).toBe(401)
    expect(
      await query(
        `select actor, act from kernel.access where register = 'documents.document' and subjects @> array[$1::uuid] and actor = any($2)`,
        [applicant, [keeper.account, colleague.account]],
      ),
    ).toEqual([
      { actor: keeper.account, act: 'file' },
      { actor: colleague.account, act: 'file' },
    ])
  })

  it('over SQL only through a box, and in the hall only as one’s own', async () => {
    const { id } = await issueReceipt(officer(bureau.id))
    const seen = (actor: Actor, box: boolean) =>
      as(actor, async (ctx) => {
        if (box)
          ctx.tx.open('documents_document', 'read', {
            regionPath: ['!', '~'],
            organisation: [NO_KEY, LAST_KEY],
            holder: [NO_KEY, LAST_KEY],
            class: [0, 9],
            case: [NO_KEY, LAST_KEY],
          })
        return (await ctx.tx.rows({ text: 'select id from documents.document where id = $1', values: [id] })).length
      })
    expect(await seen(officer(bureau.id), false)).toBe(0)
    expect(await seen(person(stranger), true)).toBe(0)
    expect(await seen(person(applicant), true)).toBe(1)
    await expect(
      as(officer(bureau.id), (ctx) => ctx.tx.query({ text: `update documents.document set state = 'valid' where id = $1`, values: [id] })),
    ).rejects.toMatchObject({ kind: 'not-allowed' })
  })
})

describe('documents.verify', () => {
  it('answers alike for what is nobody’s and what can’t be a code', async () => {
    const [wrong, malformed] = [
      (await call(nobody(), 'GET', '/api/verify/2222222222222222')).body,
      (await call(nobody(), 'GET', `/api/verify/${encodeURIComponent("' or 1=1 --")}`)).body,
    ]
    expect(wrong).toEqual(malformed)
    expect(wrong).toMatchObject({ found: false, label: null, sha256: null })
  })

  it('says expired from the day after the last valid day of the city', async () => {
    const { code } = await issueReceipt(officer(bureau.id), { validUntil: '2026-03-31' })
    const stateAt = (now: string) => as(nobody(), (ctx) => documents.verifyCode(ctx, code), new Date(now)).then(({ state }) => state)
    expect([await stateAt('2026-03-31T15:59:59Z'), await stateAt('2026-03-31T16:00:00Z')]).toEqual(['valid', 'expired'])
  })

  it('says revoked once the issuer took it back, and nobody else can', async () => {
    const { id, code } = await issueReceipt(officer(bureau.id))
    const revoke = async (actor: Actor, reason = '发错了') =>
      (await call(actor, 'POST', `/api/documents/${id}/revocation`, { reason })).status
    expect(await revoke(officer(bureau.id))).toBe(404)
    expect(await revoke(officer(otherBureau.id, 'documents.keeper'))).toBe(404)
    expect(await revoke(person(applicant))).toBe(403)
    expect(await revoke(officer(bureau.id, 'documents.keeper'), ' ')).toBe(422)
    expect((await call(nobody(), 'GET', `/api/verify/${code}`)).body.state).toBe('valid')
    expect(await revoke(officer(bureau.id, 'documents.keeper'))).toBe(204)
    expect((await call(nobody(), 'GET', `/api/verify/${code}`)).body.state).toBe('revoked')
    expect(await revoke(officer(bureau.id, 'documents.keeper'))).toBe(404)
  })
})

describe('files', () => {
  it('are kept by content and come back as attachments that no page shows', async () => {
    const uploader = person(applicant)
    const answer = await call(uploader, 'POST', '/api/files', form('../../身份证\u202efdp.pdf', pdfBytes('一')))
    expect(answer).toMatchObject({ status: 200, body: { name: '身份证fdp.pdf', type: 'application/pdf', size: pdfBytes('一').length } })
    const back = await call(uploader, 'GET', `/api/files/${answer.body.id}`)
    expect(back.bytes.equals(pdfBytes('一'))).toBe(true)
    expect(back.headers.get('content-disposition')).toMatch(/^attachment; .*filename\*=UTF-8''%E8%BA%AB/)
    expect(back.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await query('select holder, scanned from documents.file where id = $1', [answer.body.id])).toEqual([
      { holder: applicant, scanned: false },
    ])
  })

  it('are refused when they are too large, not what they say, or nobody’s', async () => {
    const status = async (actor: Actor, name: string, bytes: Uint8Array) => {
      const { status, body } = await call(actor, 'POST', '/api/files', form(name, bytes))
      return [status, body.code]
    }
    const uploader = person(applicant)
    expect(await status(uploader, '大.pdf', Buffer.alloc(20 * 1024 * 1024 + 1, 32))).toEqual([422, 'documents.too-large'])
    expect(await status(uploader, '网页.pdf', Buffer.from('<script>alert(1)</script>'))).toEqual([422, 'documents.type'])
    expect(await status(uploader, '材料.png', pdfBytes())).toEqual([422, 'documents.type'])
    expect(await status(nobody(), '材料.pdf', pdfBytes())).toEqual([401, 'session.none'])
    expect(await status({ ...uploader, person: null }, '材料.pdf', pdfBytes())).toEqual([403, 'documents.uploader'])
    expect((await call(uploader, 'POST', '/api/files', {})).body.code).toBe('documents.form')
  })

  it('are the uploader’s until a case has them; then the case’s officers and the person read them', async () => {
    const [uploader, clerk, of] = [person(applicant), officer(bureau.id), newKey()]
    const [mine, clerks] = [await upload(uploader, '甲'), await upload(clerk, '乙')]
    const status = async (actor: Actor, { id }: { id: string }) => (await call(actor, 'GET', `/api/files/${id}`)).status
    expect([await status(clerk, mine), await status(person(stranger), mine), await status(clerk, clerks)]).toEqual([404, 404, 200])
    expect(await status(uploader, clerks)).toBe(404)
    await as(uploader, (ctx) => documents.attach(ctx, [mine.id], { case: of }))
    await as(clerk, (ctx) => documents.attach(ctx, [clerks.id], { case: of }))
    expect([await status(clerk, mine), await status(clerk, clerks), await status(uploader, mine)]).toEqual([404, 404, 200])
    worksOn = new Set([of])
    expect([await status(clerk, mine), await status(clerk, clerks), await status(officer(otherBureau.id), mine)]).toEqual([200, 200, 200])
    worksOn = new Set()
    expect((await as(uploader, (ctx) => documents.files(ctx, [mine.id, clerks.id, 'x']))).map(({ id }) => id)).toEqual([mine.id])
    expect((await as(clerk, (ctx) => documents.files(ctx, [mine.id, clerks.id]))).map(({ name }) => name)).toEqual(['材料.pdf', '材料.pdf'])
  })

  it('are attached whole or not at all, once, and only one’s own', async () => {
    const [uploader, of] = [person(applicant), newKey()]
    const [mine, another, theirs] = [await upload(uploader, '丙'), await upload(uploader, '丁'), await upload(person(stranger), '戊')]
    const attach = (ids: string[], to = of) => as(uploader, (ctx) => documents.attach(ctx, ids, { case: to }))
    await expect(attach([mine.id, theirs.id, 'x'])).rejects.toMatchObject({
      code: 'documents.attach',
      problems: expect.arrayContaining([{ path: 'materials.1.file', message: expect.any(String) }]),
    })
    expect(await query('select case_id from documents.file where id = $1', [mine.id])).toEqual([{ case_id: NO_KEY }])
    await attach([mine.id, another.id])
    await attach([mine.id])
    await expect(attach([mine.id], newKey())).rejects.toMatchObject({ code: 'documents.attach' })
    expect(await query('select case_id, version from documents.file where id = $1', [mine.id])).toEqual([{ case_id: of, version: 2 }])
  })

  it('can’t be put in under another’s name over SQL', async () => {
    const insert = (holder: string, uploadedBy: string) => ({
      text: `insert into documents.file (id, region, region_code, region_path, organisation, holder, name, type, size, sha256, scanned, uploaded_by)
        values ($1, $2, '', '!', $3, $4, 'x', 'x', 1, repeat('0', 64), false, $5)`,
      values: [newKey(), root.id, NO_KEY, holder, uploadedBy],
    })
    const me = person(applicant)
    await expect(as(me, (ctx) => ctx.tx.query(insert(stranger, me.account!)))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(as(me, (ctx) => ctx.tx.query(insert(applicant, newKey())))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(as(me, (ctx) => ctx.tx.query(insert(applicant, me.account!)))).resolves.toBeDefined()
  })
})

it('every version of every file and document has its envelope, with the digest of the row as it is', async () => {
  for (const table of ['file', 'document']) {
    const [count] = await query(`select count(*)::integer as rows, sum(version)::integer as versions from documents.${table}`)
    expect(count!.rows).toBeGreaterThan(4)
    expect(await query(`select count(*)::integer as versions from kernel.change where register = 'documents.${table}'`)).toEqual([
      { versions: count!.versions },
    ])
    expect(
      await query(`select t.id from documents.${table} t left join kernel.change c on c.record = t.id and c.version = t.version
        and c.digest = sha256(t.salt || convert_to(jsonb_strip_nulls(to_jsonb(t) - 'salt' - 'recorded' - 'words')::text, 'UTF8'))
        where c.record is null`),
    ).toEqual([])
    expect(await query(`select count(*)::integer as kept from documents.${table}_history`)).toEqual([
      { kept: Number(count!.versions) - Number(count!.rows) },
    ])
  }
})

it('an address that asks too often waits', async () => {
  const answers = await Promise.all(Array.from({ length: 130 }, () => call(nobody(), 'GET', '/api/verify/x')))
  expect(answers.some(({ status }) => status === 429)).toBe(true)
})
