import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inContext } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { testDatabase } from '#testing'
import { verifyPdf } from './sign.ts'
import { applicant, bureau, data, form, licence, otherBureau, otherPerson, purposes, receipt, openWorld, type World } from './world.ts'

let world: World
let stop: () => Promise<void>
let nobody: World['nobody']
let person: World['person']
let officer: World['officer']
let system: World['system']
let as: World['as']
let issueReceipt: World['issueReceipt']
let call: World['call']
let query: World['query']
let runJobs: World['runJobs']
let documents: World['documents']
let ground: World['ground']
let instrument: World['instrument']
let readied: World['readied']

beforeAll(async () => {
  const { site, drop } = await testDatabase()
  world = await openWorld(site.connections)
  stop = async () => {
    await world.close()
    await drop()
  }
  ;({ nobody, person, officer, system, as, issueReceipt, call, query, runJobs, documents, ground, instrument, readied } = world)
})
afterAll(() => stop())

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
    await expect(issueReceipt(person(otherPerson))).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(issueReceipt(person(applicant), { template: licence })).rejects.toMatchObject({ kind: 'not-allowed' })
    await expect(issueReceipt(nobody())).rejects.toMatchObject({ kind: 'not-allowed' })
    // A hall process that claims to be the installation is not believed.
    await expect(
      inContext(
        ground,
        system(),
        purposes.system,
        (ctx) => documents.issue(ctx, { template: receipt, data, holder: otherPerson, subject: '试', organisation: bureau }),
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
    await expect(issueReceipt(officer(bureau.id), { case: of, holder: otherPerson })).rejects.toMatchObject({ code: 'documents.holder' })
  })

  it('gives the same document for the same key', async () => {
    const id = newKey()
    const first = await issueReceipt(officer(bureau.id), { id })
    expect(await issueReceipt(officer(bureau.id), { id })).toEqual(first)
    await expect(issueReceipt(officer(bureau.id), { id, holder: otherPerson })).rejects.toMatchObject({ code: 'documents.key' })
  })

  it('replaces a certificate by its successor under the same number', async () => {
    const of = { template: licence, number: 'JY14418020000001' }
    const first = await issueReceipt(officer(bureau.id), of)
    await expect(issueReceipt(officer(bureau.id), of)).rejects.toMatchObject({ kind: 'conflict' })
    await issueReceipt(officer(bureau.id), { ...of, supersedes: first.id })
    expect((await call(nobody(), 'GET', `/api/verify/${first.code}`)).body).toMatchObject({ state: 'superseded', number: of.number })
  })
})

describe('documents-render', () => {
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
      holderMasked: '陈**',
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
    await documents.jobs['documents-render']!({ document: id })
    expect((await call(holder, 'GET', `/api/documents/${id}.pdf`)).bytes.equals(answer.bytes)).toBe(true)
    expect(await query('select version from documents.document where id = $1', [id])).toEqual([{ version: 2 }])
    // Each organisation's first document waits for a key of 3072 bits.
  }, 90_000)

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

  it('makes one key for an organisation, however many of its first documents are made at once', async () => {
    const organisation = { ...otherBureau, id: newKey() }
    const issued = await Promise.all(Array.from({ length: 3 }, () => issueReceipt(officer(organisation.id), { organisation })))
    await Promise.all(issued.flatMap(({ id }) => [id, id]).map((document) => documents.jobs['documents-render']!({ document })))
    expect(await query('select count(*)::integer as signers from documents.signer where organisation = $1', [organisation.id])).toEqual([
      { signers: 1 },
    ])
    const keys = issued.map(({ id }) => id)
    expect(await query('select distinct version, sha256 is not null as made from documents.document where id = any($1)', [keys])).toEqual([
      { version: 2, made: true },
    ])
  }, 90_000)

  it('makes the same bytes again, should a crash have lost the row', async () => {
    const { id } = await issueReceipt(officer(bureau.id))
    const make = async () => {
      await documents.jobs['documents-render']!({ document: id })
      return (await query('select sha256 from documents.document where id = $1', [id]))[0]!.sha256
    }
    const first = await make()
    await query('update documents.document set version = version + 1, sha256 = null, size = null, pages = null where id = $1', [id])
    expect(await make()).toBe(first)
  })

  it('makes the paper of an instrument under its own key and moment, and tells that it is ready', async () => {
    const id = newKey()
    await documents.jobs['documents-render']!({ instrument: id })
    await documents.jobs['documents-render']!({ instrument: id })
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
