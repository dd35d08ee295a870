import { brotliDecompressSync } from 'node:zlib'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'

let city: TestCity
let county: string
beforeAll(async () => {
  city = await testCity()
  county = (await city.identity.places.below((await city.identity.places.root())!.id)).find(({ name }) => name === '清城区')!.id
})
afterAll(() => city.stop())

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  bytes: Buffer
  text: string
}

/** Asks as a browser does, without following and without unpacking. */
const ask = (
  path: string,
  { headers = {}, method = 'GET', body }: { headers?: Record<string, string>; method?: string; body?: Buffer } = {},
) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request(city.address + path, { method, headers: { accept: 'text/html', ...headers } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const bytes = Buffer.concat(parts)
        resolve({ status: answer.statusCode!, headers: answer.headers, bytes, text: bytes.toString('utf8') })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })

describe('a reading page', () => {
  it('is whole: language, title, one heading of the first level, landmarks, description', async () => {
    for (const path of ['/', '/search?q=面馆', '/life', '/life/birth', '/near', '/verify', '/help', '/matters/hall.food-permit']) {
      const { status, text } = await ask(encodeURI(path))
      expect(status, path).toBe(200)
      expect(text, path).toMatch(/^<!doctype html><html lang="zh-CN"/)
      expect(text.match(/<h1/g), path).toHaveLength(1)
      expect(text.match(/<main/g), path).toHaveLength(1)
      expect(text, path).toMatch(/<title>[^<]+ · 清远市一网通办<\/title>/)
      expect(text, path).toMatch(/<meta name="description" content="[^"]{8,}"/)
      expect(text, path).toMatch(/<link rel="canonical" href="http:\/\/127\.0\.0\.1:\d+\//)
      expect(text, path).toContain('hrefLang="en"')
    }
  })

  it('runs no script that stands in the page', async () => {
    const { headers, text } = await ask('/')
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe-inline/)
    expect([...text.matchAll(/<script(?![^>]*(src=|application\/ld\+json))/g)]).toEqual([])
  })

  it('comes packed as the browser takes it, and not at all when the browser has it', async () => {
    const plain = await ask('/help')
    const br = await ask('/help', { headers: { 'accept-encoding': 'gzip, br' } })
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.bytes).equals(plain.bytes)).toBe(true)
    const again = await ask('/help', { headers: { 'if-none-match': String(br.headers.etag) } })
    expect([again.status, again.bytes.length]).toEqual([304, 0])
    for (const { headers } of [plain, br, again])
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'cache-control': 'private, no-cache',
        vary: 'accept-encoding, cookie',
      })
  })

  it('is in the language of its address, or of the cookie', async () => {
    expect((await ask('/help?lang=en')).text).toContain('<html lang="en"')
    expect((await ask('/help', { headers: { cookie: 'lang=en; size=large; look=contrast' } })).text).toMatch(
      /<html lang="en" data-look="contrast" data-size="large"/,
    )
    expect((await ask('/help')).text).toContain('<html lang="zh-CN"')
  })

  it('says who is there, to that person alone', async () => {
    const signedIn = await fetch(`${city.address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-chengshu': '1' },
      body: JSON.stringify({ account: 'citizen', password: 'chengshu-citizen' }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const { actor } = (await signedIn.json()) as { actor: { name: string } }
    const own = await ask('/', { headers: { cookie } })
    expect(own.text).toContain(actor.name)
    expect(own.headers['cache-control']).toContain('private')
    expect((await ask('/')).text).not.toContain(actor.name)
    // A cookie that is written otherwise is the same session: its page is made for one, and kept for nobody.
    const odd = cookie.replace('=', ' =')
    expect((await ask('/help?odd', { headers: { cookie: odd } })).text).toContain(actor.name)
    expect((await ask('/help?odd', { headers: { cookie: 'other=1' } })).text).not.toContain(actor.name)
  })

  it('describes a matter for programs', async () => {
    const { text } = await ask(`/matters/hall.food-permit?region=${county}`)
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)![1]!) as Record<string, unknown>
    expect(data).toMatchObject({
      '@type': 'GovernmentService',
      name: '食品经营许可（餐饮服务）新办',
      areaServed: { name: '清城区' },
      provider: [{ name: '清远市清城区市场监督管理局' }],
    })
  })

  it('escapes what somebody searches for', async () => {
    const { text } = await ask(`/search?q=${encodeURIComponent('<script>alert(1)</script>"\'')}`)
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('&lt;script&gt;alert(1)')
  })

  it('remembers the county that was chosen', async () => {
    const chosen = await ask(`/matters/hall.food-permit?region=${county}`)
    expect(chosen.headers['set-cookie']).toEqual([expect.stringContaining(`region=${county}; path=/`)])
    const next = await ask('/matters/hall.signboard', { headers: { cookie: `region=${county}` } })
    expect(next.text).toContain('清远市清城区城市管理和综合执法局')
  })

  it('is made anew when an implementation changes', async () => {
    const path = `/matters/hall.signboard?region=${county}`
    expect((await ask(path)).text).not.toContain('新的窗口')
    await changeWindow(county, '新的窗口')
    await expect.poll(async () => (await ask(path)).text, { timeout: 10_000, interval: 300 }).toContain('新的窗口')
  })
})

/** A new edition of the signboard's implementation in a county, as an upgrade of the city's data brings one. */
async function changeWindow(region: string, window: string): Promise<void> {
  await city.identity.asSystem('test', async (ctx) => {
    const place = await city.identity.places.get(region)
    const shipped = {
      matter: { code: 'X', name: '户外招牌设施设置备案', basis: [] },
      implementations: [
        { region: place.code, level: 'county', function: 'urban-management', limits: [], materials: [], windows: [window] },
      ],
    }
    await city.cases.loadImplementations(ctx, [{ name: 'signboard', content: shipped }])
  })
}

describe('addresses beside pages', () => {
  it('the map of the site names every matter, and the robots are told of it', async () => {
    const map = (await ask('/sitemap.xml')).text
    const wanted = city.cases.matters.all.filter(({ general }) => !general)
    expect(map.match(/<url>/g)!.length).toBeGreaterThan(wanted.length)
    for (const { name } of wanted) expect(map).toContain(`/matters/${encodeURIComponent(name)}<`)
    expect((await ask('/robots.txt')).text).toContain(`Sitemap: ${city.address}/sitemap.xml`)
  })

  it('an unknown page is a page with 404, to a program a problem', async () => {
    const page = await ask('/matters/nothing.like-it')
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    const problem = await ask('/no/such', { headers: { accept: 'application/json' } })
    expect([problem.status, problem.headers['content-type']]).toEqual([404, expect.stringContaining('application/problem+json')])
  })

  it('a choice of how to read goes into a cookie, and back to a page of ours alone', async () => {
    const chosen = await ask('/reader?size=large&back=%2Fhelp')
    expect([chosen.status, chosen.headers.location]).toEqual([303, '/help'])
    expect(chosen.headers['set-cookie']).toEqual([expect.stringContaining('size=large')])
    expect((await ask('/reader?look=dark&back=https%3A%2F%2Fevil.example%2F')).headers.location).toBe('/')
    expect((await ask('/reader?look=dark&back=%2F%2Fevil.example')).headers.location).toBe('/')
    expect((await ask('/reader?look=dark&back=%2F..%2F%2Fevil.example')).headers.location).toBe('/')
    const chinese = await ask(`/reader?look=dark&back=${encodeURIComponent('/search?q=面馆')}`)
    expect([chinese.status, chinese.headers.location]).toEqual([303, encodeURI('/search?q=面馆')])
    expect((await ask('/reader?look=%3Bevil%3D1')).headers['set-cookie']).toEqual([expect.not.stringContaining('evil')])
  })

  it('a file is verified by a form of ours, and by no other page', async () => {
    const form = (bytes: Buffer) =>
      Buffer.concat([
        Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n'),
        bytes,
        Buffer.from('\r\n--x--\r\n'),
      ])
    const type = { 'content-type': 'multipart/form-data; boundary=x' }
    const body = form(Buffer.from('%PDF-1.4\nnothing signed\n%%EOF'))
    const own = await ask('/verify', { method: 'POST', headers: { ...type, 'sec-fetch-site': 'same-origin' }, body })
    expect([own.status, own.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(own.text).toContain('核验结果')
    const other = await ask('/verify', {
      method: 'POST',
      headers: { ...type, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      body,
    })
    expect(other.status).toBe(403)
    const silent = await ask('/verify', { method: 'POST', headers: type, body })
    expect(silent.status).toBe(403)
  })
})
