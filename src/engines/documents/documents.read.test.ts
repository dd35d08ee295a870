import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor } from '#kernel/context'
import { LAST_KEY, NO_KEY, newKey } from '#kernel/keys'
import { testDatabase } from '#testing'
import { applicant, bureau, form, otherBureau, otherPerson, pdfBytes, openWorld, type World } from './world.ts'

let world: World
let stop: () => Promise<void>
let nobody: World['nobody']
let person: World['person']
let officer: World['officer']
let as: World['as']
let issueReceipt: World['issueReceipt']
let call: World['call']
let upload: World['upload']
let query: World['query']
let runJobs: World['runJobs']
let documents: World['documents']
let worksOn: World['worksOn']

beforeAll(async () => {
  const { site, drop } = await testDatabase()
  world = await openWorld(site.connections)
  stop = async () => {
    await world.close()
    await drop()
  }
  ;({ nobody, person, officer, as, issueReceipt, call, upload, query, runJobs, documents, worksOn } = world)
})
afterAll(() => stop())

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
    worksOn.add(of)
    expect(await status(colleague)).toBe(200)
    worksOn.clear()
    expect(await status(officer(bureau.id))).toBe(404)
    expect(await status(officer(otherBureau.id, 'documents.keeper'))).toBe(404)
    expect(await status(person(otherPerson))).toBe(404)
    expect(await status(nobody())).toBe(401)
    expect(
      await query(
        `select actor, act, purpose from kernel.access where register = 'documents.document' and subjects @> array[$1::uuid] and actor = any($2)`,
        [applicant, [keeper.account, colleague.account]],
      ),
    ).toEqual([
      { actor: keeper.account, act: 'file', purpose: 'duty:查看文书证照' },
      { actor: colleague.account, act: 'file', purpose: `case:${of} 查看文书证照` },
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
    expect(await seen(person(otherPerson), true)).toBe(0)
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

  it('says of a file that is no document of ours that it is none', async () => {
    for (const bytes of [pdfBytes('空'), Buffer.from('nothing')])
      expect((await call(nobody(), 'POST', '/api/verify', form('x.pdf', bytes))).body).toMatchObject({
        found: false,
        intact: false,
        trusted: false,
        digestMatches: false,
        signer: null,
      })
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
    expect([await status(clerk, mine), await status(person(otherPerson), mine), await status(clerk, clerks)]).toEqual([404, 404, 200])
    expect(await status(uploader, clerks)).toBe(404)
    await as(uploader, (ctx) => documents.attach(ctx, [mine.id], { case: of }))
    await as(clerk, (ctx) => documents.attach(ctx, [clerks.id], { case: of }))
    expect([await status(clerk, mine), await status(clerk, clerks), await status(uploader, mine)]).toEqual([404, 404, 200])
    worksOn.add(of)
    expect([await status(clerk, mine), await status(clerk, clerks), await status(officer(otherBureau.id), mine)]).toEqual([200, 200, 200])
    worksOn.clear()
    expect((await as(uploader, (ctx) => documents.files(ctx, [mine.id, clerks.id, 'x']))).map(({ id }) => id)).toEqual([mine.id])
    expect((await as(clerk, (ctx) => documents.files(ctx, [mine.id, clerks.id]))).map(({ name }) => name)).toEqual(['材料.pdf', '材料.pdf'])
  })

  it('are attached whole or not at all, once, and only one’s own', async () => {
    const [uploader, of] = [person(applicant), newKey()]
    const [mine, another, theirs] = [await upload(uploader, '丙'), await upload(uploader, '丁'), await upload(person(otherPerson), '戊')]
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

  it('that a record names stay with it, and go to whoever reads it by both keys alone', async () => {
    const [uploader, record] = [person(applicant), newKey()]
    const [mine, theirs] = [await upload(uploader, '己'), await upload(person(otherPerson), '庚')]
    const sent = (actor: Actor, file: string, of: string) =>
      as(actor, (ctx) => documents.sendKept(ctx, file, of)).then(
        ({ headers }) => headers['content-length'],
        ({ status }: { status: number }) => status,
      )
    expect(await sent(uploader, mine.id, record)).toBe(404)
    expect(await as(uploader, (ctx) => documents.keep(ctx, [mine.id, theirs.id, 'x'], record))).toEqual([mine.id])
    expect(await as(uploader, (ctx) => documents.keep(ctx, [mine.id], newKey()))).toEqual([])
    expect(await as(uploader, (ctx) => documents.ownFiles(ctx, [mine.id]))).toEqual([])
    await expect(as(uploader, (ctx) => documents.attach(ctx, [mine.id], { case: newKey() }))).rejects.toMatchObject({
      code: 'documents.attach',
    })
    await as(uploader, (ctx) => documents.forgetUploads(ctx, [{ file: mine.id, uploader: uploader.account! }]))
    for (const actor of [uploader, officer(otherBureau.id), nobody()])
      expect(await sent(actor, mine.id, record)).toEqual(expect.any(String))
    expect(await sent(officer(bureau.id), mine.id, newKey())).toBe(404)
    expect(await sent(officer(bureau.id), theirs.id, record)).toBe(404)
    expect(await sent(officer(bureau.id), theirs.id, NO_KEY)).toBe(404)
    expect((await call(officer(bureau.id), 'GET', `/api/files/${mine.id}`)).status).toBe(404)
  })

  it('can’t be put in under another’s name over SQL', async () => {
    const insert = (holder: string, uploadedBy: string) => ({
      text: `insert into documents.file (id, region, region_code, region_path, organisation, holder, name, type, size, sha256, scanned, uploaded_by)
        values ($1, $2, '', '!', $3, $4, 'x', 'x', 1, repeat('0', 64), false, $5)`,
      values: [newKey(), NO_KEY, NO_KEY, holder, uploadedBy],
    })
    const me = person(applicant)
    await expect(as(me, (ctx) => ctx.tx.query(insert(otherPerson, me.account!)))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(as(me, (ctx) => ctx.tx.query(insert(applicant, newKey())))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(as(me, (ctx) => ctx.tx.query(insert(applicant, me.account!)))).resolves.toBeDefined()
  })
})

it('every version of every file and document has its envelope, with the digest of the row as it is', async () => {
  for (const table of ['file', 'document']) {
    const [count] = await query(`select count(*)::integer as rows, sum(version)::integer as versions from documents.${table}`)
    expect(count!.rows).toBeGreaterThan(3)
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
