import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { testCity, type TestCity } from '#testing'

let city: TestCity
let pages: string
const list = '/desk/registers/population.person?sort=name'
const records = '/api/registers/population.person?sort=name&limit=50'

/** Puts a build in its place, as the bundler leaves one. */
async function build(version: string, at: Date): Promise<void> {
  const script = `assets/main-${version}.js`
  await writeFile(join(pages, script), version)
  await writeFile(
    join(pages, 'index.html'),
    `<html><head><script>1</script><script src="/${script}"></script></head><body><p>…</p></body></html>`,
  )
  const manifest = join(pages, '.vite/manifest.json')
  await writeFile(
    manifest,
    JSON.stringify({ 'index.html': { file: script }, 'reading/enhance.ts': { file: `assets/enhance-${version}.js` } }),
  )
  await utimes(manifest, at, at)
}

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'pages-'))
  await mkdir(join(pages, '.vite'))
  await mkdir(join(pages, 'assets'))
  await build('one', new Date(1_000_000))
  city = await testCity({ pages })
})
afterAll(async () => {
  await city?.stop()
  await rm(pages, { recursive: true })
})

async function cookieOf(account: string): Promise<string> {
  const answer = await fetch(`${city.address}/api/session`, {
    method: 'POST',
    headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ account, password: `chengshu-${account}` }),
  })
  return answer.headers.getSetCookie()[0]!.split(';')[0]!
}
async function open(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(city.address + url, { headers })
  const html = await answer.text()
  const found = /<script type="application\/json" id="at-hand">(.*?)<\/script>/s.exec(html)?.[1]
  const { language, answers } = JSON.parse(found ?? '{}') as { language?: string; answers?: Record<string, unknown> }
  return { html, language, answers, headers: answer.headers, status: answer.status }
}
const namesIn = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name)

describe('a page of the desk', () => {
  it('brings a steward what it would ask first, and is kept nowhere', async () => {
    const cookie = await cookieOf('population')
    const { answers, language, headers } = await open(list, { cookie })
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(language).toBe('zh')
    const visitor = await city.as('population')
    for (const address of ['/api/systems', '/api/views?page=registers%2Fpopulation.person'])
      expect(answers![address], address).toEqual((await visitor.get(address)).body)
    const asked = (await visitor.get(records)).body as { items: { name: string }[] }
    expect(asked.items.length).toBeGreaterThan(1)
    expect(namesIn(answers![records] as typeof asked)).toEqual(namesIn(asked))
    expect((answers!['/api/session'] as { actor: { account: string } }).actor.account).toBe(
      (await visitor.get('/api/session')).body.actor.account,
    )
  })

  it('leaves a record of what was read, as the same question does', async () => {
    const cookie = await cookieOf('population')
    const admin = await city.sql('admin')
    const count = async () =>
      (await admin.query<{ n: number }>("select count(*)::int as n from kernel.access where register = 'population.person'")).rows[0]!.n
    const before = await count()
    await open(list, { cookie })
    expect(await count()).toBe(before + 1)
    // Nobody looks at a page that is fetched in case somebody goes there.
    const { answers } = await open(list, { cookie, 'sec-purpose': 'prefetch;prerender' })
    expect(answers).toBeUndefined()
    expect(await count()).toBe(before + 1)
    await admin.end()
  })

  it('brings nobody what their own questions would not be answered', async () => {
    const { answers } = await open(list, { cookie: await cookieOf('citizen') })
    expect(Object.keys(answers!)).toEqual(['/api/session'])
    const other = await open(list, { cookie: await cookieOf('licence') })
    expect(Object.keys(other.answers!)).toContain('/api/systems')
    expect(other.answers).not.toHaveProperty([records])
    expect((await (await city.as('licence')).get(records)).status).not.toBe(200)
    const stranger = await open(list)
    expect(stranger.answers).toBeUndefined()
    expect(stranger.headers.get('cache-control')).toBe('no-cache')
    const former = await open(list, { cookie: 'chengshu=somebody-else' })
    expect(former.answers).not.toHaveProperty([records])
    expect((former.answers!['/api/session'] as { actor: null }).actor).toBeNull()
  })

  it('travels packed, and its head does not wait for its end', async () => {
    const cookie = await cookieOf('population')
    const packed = await new Promise<IncomingMessage>((done) =>
      get(city.address + list, { headers: { cookie, 'accept-encoding': 'gzip' } }, done),
    )
    expect(packed.headers['content-encoding']).toBe('gzip')
    const pieces: string[] = []
    for await (const piece of packed.pipe(createGunzip())) pieces.push(String(piece))
    expect(pieces[0]).toContain('/assets/main-')
    expect(pieces[0]).not.toContain('at-hand')
    expect(pieces.join('')).toContain('id="at-hand"')
    const answer = await fetch(city.address + records, { headers: { cookie, 'accept-encoding': 'br' } })
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual(['br', 'accept-language, accept-encoding'])
    expect(((await answer.json()) as { items: unknown[] }).items.length).toBeGreaterThan(1)
    const live = await fetch(`${city.address}/api/live`, { headers: { cookie, 'accept-encoding': 'br' } })
    expect(live.headers.get('content-encoding')).toBeNull()
    await live.body!.cancel()
  })

  it('speaks the language that the reader chose', async () => {
    const cookie = `${await cookieOf('population')}; lang=en`
    const { answers, language } = await open('/desk/registers', { cookie })
    expect(language).toBe('en')
    expect(JSON.stringify(answers!['/api/systems'])).toContain('Natural persons')
  })
})

it('a server goes on with pages that are built anew under it', async () => {
  expect((await open('/desk')).html).toContain('/assets/main-one.js')
  expect((await open('/')).html).toContain('/assets/enhance-one.js')
  await build('two', new Date(2_000_000))
  await vi.waitFor(async () => expect((await open('/desk')).html).toContain('/assets/main-two.js'), { timeout: 5_000, interval: 100 })
  await vi.waitFor(async () => expect((await open('/')).html).toContain('/assets/enhance-two.js'), { timeout: 5_000, interval: 100 })
  const script = await fetch(`${city.address}/assets/main-two.js`)
  expect([script.status, script.headers.get('cache-control'), await script.text()]).toEqual([
    200,
    'public, max-age=31536000, immutable',
    'two',
  ])
  for (const hidden of ['/.vite/manifest.json', '/index.html', '/assets/none.js', '/assets/..%2findex.html'])
    expect((await fetch(city.address + hidden)).status, hidden).toBe(404)
})
