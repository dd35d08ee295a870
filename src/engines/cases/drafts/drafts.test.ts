import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let [citizen, neighbour] = [] as unknown as [Visitor, Visitor]
let county: string
beforeAll(async () => {
  city = await testCity()
  citizen = await city.as('citizen')
  neighbour = await city.as('neighbour')
  county = (await city.identity.places.byCode('441802'))!.id
})
afterAll(() => city.stop())

const matter = 'hall.restaurant-opening'
const at = `/api/drafts/${matter}`
const written = (over: Record<string, unknown> = {}) => ({
  version: 0,
  region: county,
  step: 'form',
  guide: { dineIn: true },
  answers: {},
  files: {},
  from: {},
  prefilled: false,
  entity: null,
  idempotencyKey: 'draft-of-a-test',
  ...over,
})
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64')

describe('a draft', () => {
  it('is found again by its writer with its uploads, as it was typed, without what nobody asks', async () => {
    expect((await citizen.get(at)).body).toEqual({ draft: null })
    const { body: upload } = await citizen.upload('/api/files', '平面图.png', png, 'image/png')
    const kept = await citizen.put(
      at,
      written({ answers: { tradeName: '半句话', stray: 'x'.repeat(9) }, files: { plan: upload.id }, from: { tradeName: '法人库' } }),
    )
    expect(kept).toMatchObject({ status: 200, body: { version: 1, saved: expect.any(String), until: expect.any(String) } })
    const { draft } = (await citizen.get(at)).body
    expect(draft).toMatchObject({
      matter,
      version: 1,
      region: county,
      step: 'form',
      from: { tradeName: '法人库' },
      idempotencyKey: 'draft-of-a-test',
    })
    expect(draft.answers).not.toHaveProperty('stray')
    expect(draft.files).toEqual({ plan: { id: upload.id, name: '平面图.png', type: 'image/png', size: png.length } })
    expect((await citizen.get('/api/drafts')).body.items).toMatchObject([
      { matter, label: expect.stringContaining('餐饮店'), step: 'form' },
    ])
  })

  it('is nobody else’s, behind both walls, nor are its uploads', async () => {
    for (const other of [neighbour, await city.as('window'), await city.as('administrator')]) {
      expect((await other.get(at)).body).toEqual({ draft: null })
      expect((await other.get('/api/drafts')).body).toEqual({ items: [] })
    }
    expect((await city.stranger.get(at)).status).toBe(401)
    const { draft } = (await citizen.get(at)).body
    await neighbour.put(at, written({ files: { plan: draft.files.plan.id } }))
    expect((await neighbour.get(at)).body.draft.files).toEqual({})
    await neighbour.delete(at)
    expect((await citizen.get(at)).body.draft).toEqual(draft)
    for (const role of ['app', 'hall'] as const) {
      const client = await city.sql(role)
      expect((await client.query('select count(*)::int as n from cases.draft')).rows).toEqual([{ n: 0 }])
      await client.end()
    }
  })

  it('that was written elsewhere meanwhile is not written over', async () => {
    const next = await citizen.put(at, written({ version: 1, guide: { dineIn: false } }))
    expect(next.body.version).toBe(2)
    expect(await citizen.put(at, written({ version: 1 }))).toMatchObject({ status: 409, body: { code: 'draft.moved' } })
    expect(await citizen.put(at, written({ version: 0 }))).toMatchObject({ status: 409, body: { code: 'draft.moved' } })
    expect((await citizen.get(at)).body.draft.guide).toEqual({ dineIn: false })
  })

  it('is refused for what nobody applies for by itself, and when it grows beyond all measure', async () => {
    expect(await citizen.put('/api/drafts/hall.food-permit', written())).toMatchObject({ status: 422, body: { code: 'matter.component' } })
    const huge = await citizen.put(at, written({ version: 2, answers: { tradeName: '店'.repeat(100_000) } }))
    expect(huge).toMatchObject({ status: 422, body: { code: 'draft.large' } })
  })

  it('takes its uploads along when it is thrown away, but for those that are somebody else’s', async () => {
    const seen = async (who: Visitor, id: string) => (await who.bytes(`/api/files/${id}`)).status
    const { body: mine } = await citizen.upload('/api/files', '一.png', png, 'image/png')
    const { body: theirs } = await neighbour.upload('/api/files', '二.png', png, 'image/png')
    const { version } = (await citizen.get(at)).body.draft
    await citizen.put(at, written({ version, files: { plan: mine.id, other: theirs.id } }))
    expect((await citizen.delete(at)).status).toBe(204)
    expect((await citizen.get(at)).body).toEqual({ draft: null })
    expect([await seen(citizen, mine.id), await seen(neighbour, theirs.id)]).toEqual([404, 200])
    // Its content waits for a job, and stays when somebody else's upload is the same.
    const admin = await city.sql('admin')
    const { rows } = await admin.query(`select sha256 from documents.file where id = $1`, [theirs.id])
    await city.jobs['documents-forget']!({ sha256: rows[0].sha256 })
    expect(await seen(neighbour, theirs.id)).toBe(200)
    expect((await admin.query('select count(*)::int as n from documents.file where id = $1', [mine.id])).rows).toEqual([{ n: 0 }])
    await admin.end()
    await citizen.put(at, written())
  })

  it('that names what somebody else uploaded doesn’t take it along when the installation clears it away', async () => {
    const { body: theirs } = await citizen.upload('/api/files', '证件.png', png, 'image/png')
    const { body: own } = await neighbour.upload('/api/files', '照片.png', png, 'image/png')
    const kept = await neighbour.put(at, written({ files: { plan: own.id, other: theirs.id }, idempotencyKey: 'names-anothers-file' }))
    expect(kept.status).toBe(200)
    const began = new Date()
    city.setNow(new Date(began.getTime() + 31 * 86_400_000))
    await city.jobs['cases-drafts']!({})
    city.setNow(began)
    const admin = await city.sql('admin')
    const { rows } = await admin.query('select id from documents.file where id = any($1)', [[theirs.id, own.id]])
    await admin.end()
    expect(rows).toEqual([{ id: theirs.id }])
    expect((await citizen.bytes(`/api/files/${theirs.id}`)).status).toBe(200)
    await citizen.put(at, written())
  })

  it('is forgotten after thirty days, whether the job has come by or not, and can be begun anew', async () => {
    const { draft } = (await citizen.get(at)).body
    city.setNow(new Date(new Date(draft.saved).getTime() + 29.9 * 86_400_000))
    expect((await citizen.get(at)).body.draft).not.toBeNull()
    city.setNow(new Date(new Date(draft.saved).getTime() + 30.1 * 86_400_000))
    expect((await citizen.get(at)).body).toEqual({ draft: null })
    expect((await citizen.put(at, written())).body.version).toBe(1)
    await neighbour.delete(at)
    city.setNow(new Date(new Date(draft.saved).getTime() + 61 * 86_400_000))
    await city.jobs['cases-drafts']!({})
    const admin = await city.sql('admin')
    expect((await admin.query('select count(*)::int as n from cases.draft')).rows).toEqual([{ n: 0 }])
    await admin.end()
  })
})
