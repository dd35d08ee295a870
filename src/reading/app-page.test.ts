import { mkdtemp, mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { appPage, type Ask, type Write } from './app-page.ts'
import { assetsOf } from './assets.ts'
import { filesOf, followBuild, type Build } from './build.ts'

const build: Build = {
  html: '<html><head><link rel="modulepreload" crossorigin href="/assets/main.js"></head><body><p>…</p></body></html>',
  chunks: {
    'index.html': { file: 'assets/main.js' },
    'desk/desk-page.ts': { file: 'assets/desk.js', imports: ['index.html', '_shell.js'], css: ['assets/desk.css'] },
    'registers/list-page.ts': { file: 'assets/list.js', imports: ['_shell.js', 'desk/desk-page.ts'], css: ['assets/list.css'] },
    '_shell.js': { file: 'assets/shell.js', imports: ['registers/list-page.ts'] },
  },
}

const officer = { actor: { post: { id: 'p' } } }
const list = '/desk/registers/population.person?search=%E7%8E%8B'
async function whole(ask?: Ask, patience?: number): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of appPage(build).pieces(list, { language: 'zh', ...(ask && { ask }), ...(patience && { patience }) }))
    pieces.push(piece)
  return pieces
}
const answersIn = (html: string) => JSON.parse(/<script type="application\/json" id="at-hand">(.*?)<\/script>/s.exec(html)![1]!) as unknown

describe('the page of the browser’s router', () => {
  it('names each file that the address will need once, also when files import one another', async () => {
    const [head] = await whole()
    expect([...head!.matchAll(/href="([^"]+)"/g)].map(([, file]) => file).toSorted()).toEqual(
      ['/assets/main.js', '/assets/desk.js', '/assets/desk.css', '/assets/shell.js', '/assets/list.js', '/assets/list.css'].toSorted(),
    )
  })

  it('sends its head before anything was answered', async () => {
    const page = appPage(build).pieces(list, { language: 'zh', ask: () => new Promise(() => undefined) })
    const { value } = await page.next()
    expect(value).toContain('<p>…</p>')
    await page.return(undefined)
  })

  it('brings the answers that there are, by what was asked', async () => {
    const ask: Ask = async (address) =>
      address === '/api/systems' ? undefined : JSON.stringify(address === '/api/session' ? officer : { of: address })
    const pieces = await whole(ask)
    expect(answersIn(pieces.join(''))).toEqual({
      language: 'zh',
      answers: {
        '/api/session': officer,
        '/api/registers/population.person?search=%E7%8E%8B&limit=50': {
          of: '/api/registers/population.person?search=%E7%8E%8B&limit=50',
        },
        '/api/views?page=registers%2Fpopulation.person': { of: '/api/views?page=registers%2Fpopulation.person' },
      },
    })
  })

  it('is whole although an answer fails or never comes', async () => {
    const ask: Ask = async (address) => {
      if (address === '/api/session') return JSON.stringify(officer)
      if (address.startsWith('/api/views')) throw new Error('no database')
      return address === '/api/systems' ? new Promise(() => undefined) : '{}'
    }
    const { answers } = answersIn((await whole(ask, 5)).join('')) as { answers: object }
    expect(Object.keys(answers)).toEqual(['/api/session', '/api/registers/population.person?search=%E7%8E%8B&limit=50'])
  })

  it('asks nothing else for somebody without a post', async () => {
    for (const session of [{ actor: null }, { actor: { post: null } }]) {
      const asked: string[] = []
      await whole(async (address) => {
        asked.push(address)
        return JSON.stringify(session)
      })
      expect(asked).toEqual(['/api/session'])
    }
    expect(answersIn((await whole(async () => undefined)).join(''))).toEqual({ language: 'zh', answers: {} })
  })

  it('lets nothing that somebody wrote become markup', async () => {
    const name = '</script><script>alert(1)</script><!--<script>'
    const pieces = await whole(async () => JSON.stringify({ ...officer, name }))
    const html = pieces.join('')
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).not.toContain('<!--')
    expect((answersIn(html) as { answers: Record<string, unknown> }).answers['/api/session']).toEqual({ ...officer, name })
  })

  it('says nothing of anybody when nobody is asked about', async () => {
    expect((await whole()).join('')).not.toContain('at-hand')
  })
})

describe('the first view of a page', () => {
  const rooted = { ...build, html: build.html.replace('<p>…</p>', '<div id="root">\n<p class="first-paint">…</p>\n</div>') }
  const answered: Ask = async (address) => JSON.stringify(address === '/api/session' ? officer : { of: address })
  async function written(write: Write, ask = answered, url = list): Promise<string[]> {
    const pieces: string[] = []
    for await (const piece of appPage(rooted).pieces(url, { language: 'zh', ask, write, patience: 5 })) pieces.push(piece)
    return pieces
  }

  it('stands in the root, from the answers that go with it, after what says that the page is being opened', async () => {
    const [head, ...rest] = await written(async ({ pathname }, answers) => `<b>${pathname} ${answers.size}</b>`)
    expect(head).toMatch(/<body><p class="first-paint" id="opening">…<\/p>$/)
    expect(rest.join('')).toMatch(/^<div id="root" data-written><b>\/desk\/registers\/population\.person 4<\/b><\/div><script/)
  })

  it('is left to the browser when it can’t be written, or when an answer that it needs is not there', async () => {
    for (const pieces of [
      await written(async () => undefined),
      await written(
        async () => 'written',
        async (address) => (address.includes('limit=') ? undefined : answered(address)),
      ),
      await written(
        async () => 'written',
        async () => JSON.stringify({ actor: { post: null } }),
      ),
    ])
      expect(pieces.join('')).toMatch(/id="opening">…<\/p><div id="root"><\/div><script/)
  })

  it('is the browser’s own everywhere but in lists', async () => {
    for (const url of ['/desk', '/desk/registers', '/me'])
      expect((await written(async () => 'written', answered, url)).join('')).toContain('<div id="root">\n<p class="first-paint">')
  })
})

describe('the build', () => {
  const folders: string[] = []
  afterEach(async () => {
    vi.restoreAllMocks()
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
  })

  it('is followed while the server runs: the old one until the new one is whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'build-'))
    folders.push(folder)
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const build = followBuild(folder)
    const manifest = join(folder, '.vite/manifest.json')
    const later = () => {
      now += 1_000
      return build()
    }
    expect(build()).toBeUndefined()
    await mkdir(join(folder, '.vite'))
    await writeFile(join(folder, 'index.html'), 'first')
    await writeFile(manifest, '{"a":{"file":"a-1.js"}}')
    expect(build(), 'looked at most once a second').toBeUndefined()
    expect(later()).toMatchObject({ html: 'first', chunks: { a: { file: 'a-1.js' } } })
    const same = build()
    expect(later(), 'the very same while nothing changed').toBe(same)
    await rm(manifest)
    expect(later()).toBe(same)
    await writeFile(manifest, '{"a":')
    expect(later()).toBe(same)
    await writeFile(join(folder, 'index.html'), 'second')
    await writeFile(manifest, '{"a":{"file":"a-2.js"}}')
    await utimes(manifest, new Date(), new Date(Date.now() + 5_000))
    expect(later()).toMatchObject({ html: 'second', chunks: { a: { file: 'a-2.js' } } })
  })

  it('says which files reading pages need', () => {
    const chunks = {
      'reading/enhance.ts': { file: 'e.js', imports: ['_x.js'], css: ['r.css'] },
      '_x.js': { file: 'x.js', css: ['r.css', 't.css'] },
    }
    expect(assetsOf({ html: '', chunks })).toEqual({ script: '/e.js', modules: ['/x.js'], styles: ['/r.css', '/t.css'] })
    expect(assetsOf(undefined)).toEqual({ script: null, modules: [], styles: [] })
    expect(filesOf({ html: '', chunks }, ['gone.ts'])).toEqual({ scripts: [], styles: [] })
  })
})
