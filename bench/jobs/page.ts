import { request as httpRequest } from 'node:http'
import Fastify from 'fastify'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { openCity, type Site } from '../../src/main.ts'
import { askedOf } from '../../src/reading/asked.ts'
import { makeLawPages } from '../../src/reading/law-pages.tsx'
import { makePages } from '../../src/reading/pages.tsx'
import { htmlOf } from '../../src/reading/render.tsx'
import { openServer } from '../../src/web-server.ts'
import { inTurns, median, percent, rateOf, type Finding, type Job, type Measured, type Setting } from '../job.ts'
import { load, paced, type Paced } from '../load.ts'
import { withSite } from '../site.ts'

const WIDTH = 16
/** Requests a second at which the slowest of a hundred is looked at. */
const PACE = 1000
/** Connections that those requests come over. */
const LANES = 64

/** A page as it came, to be sent again. */
interface Fetched {
  body: Buffer
  headers: Record<string, string>
}

const get = (address: string, headers: Record<string, string> = {}) =>
  new Promise<Fetched>((resolve, reject) => {
    httpRequest(address, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${address}: ${response.statusCode}`))
        resolve({ body: Buffer.concat(parts), headers: response.headers as Record<string, string> })
      })
    })
      .on('error', reject)
      .end()
  })

interface Element {
  name: string
  attributes: Record<string, string>
  children: (Element | string)[]
}

const empty = new Set(['meta', 'link', 'input', 'img', 'br', 'hr', 'wbr'])
const propNames: Record<string, string> = { class: 'className', for: 'htmlFor', tabindex: 'tabIndex', charset: 'charSet' }

/** What react calls an attribute: `stroke-width` is `strokeWidth`, those of data and aria stay. */
const propOf = (name: string) => (/^(data|aria)-/.test(name) ? name : name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))

/** The elements of a page, so that react-dom can write the same page with no component between. */
function elementsOf(html: string): Element {
  const root: Element = { name: 'root', attributes: {}, children: [] }
  const open = [root]
  for (const [, close, name, attributes, text] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>|([^<]+)/g)) {
    if (text !== undefined) open.at(-1)!.children.push(text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#x27;', "'"))
    else if (close) open.pop()
    else {
      const element: Element = { name: name!, attributes: {}, children: [] }
      for (const [, key, value = ''] of attributes!.matchAll(/([\w:-]+)(?:="([^"]*)")?/g))
        if (key !== 'style' && key !== 'value' && key !== 'selected' && key !== 'checked')
          element.attributes[propNames[key!] ?? propOf(key!)] = value.replaceAll('&amp;', '&')
      open.at(-1)!.children.push(element)
      if (!empty.has(name!)) open.push(element)
    }
  }
  return root.children.find((one): one is Element => typeof one !== 'string' && one.name === 'html')!
}

/** One function for each page, nothing looked up or computed: what react-dom needs to write as many elements. */
const bare = ({ name, attributes, children }: Element): React.ReactElement =>
  createElement(name, attributes, ...children.map((child) => (typeof child === 'string' ? child : bare(child))))

/** Measures over a site. */
export async function measure(at: Site, setting: Setting): Promise<Finding[]> {
  const city = await openCity(at)
  const server = await openServer(city, { host: '127.0.0.1', port: 0 })
  const plain = Fastify()
  try {
    const county = (await city.identity.places.below((await city.identity.places.root())!.id))[0]!
    const path = `/matters/hall.restaurant-opening?region=${county.id}`
    const fetched = await get(server.address + path, { 'accept-encoding': 'br' })
    const whole = await get(server.address + path)
    const html = whole.body.toString('utf8')
    if (!html.includes('</html>')) throw new Error('the page did not come whole')
    const tree = elementsOf(html)
    const made = renderToString(bare(tree))
    if (Math.abs(made.length - html.length) > html.length * 0.1)
      throw new Error(`the bare page has ${made.length} characters where ours has ${html.length}: the run is void`)
    plain.get('/page', (_request, reply) => reply.headers({ ...fetched.headers, connection: undefined } as never).send(fetched.body))
    plain.get('/rendered', (_request, reply) => reply.type('text/html; charset=utf-8').send(renderToString(bare(tree))))
    const bareAddress = await plain.listen({ host: '127.0.0.1', port: 0 })
    const port = (address: string) => Number(new URL(address).port)
    const rate = (at: string, paths: readonly string[], headers: Record<string, string>) => async (seconds: number) =>
      (await load(port(at), paths, { seconds, width: WIDTH, headers })).done / seconds
    const origin = () => server.address
    const asSaid = (said: unknown) => said
    const pages = makePages(city, origin, asSaid, makeLawPages(city, origin, asSaid))
    const page = await city.identity.asSystem('bench', (ctx) =>
      pages.guide(ctx, askedOf({ url: path, query: { region: county.id }, headers: {} } as never), { matter: 'hall.restaurant-opening' }),
    )
    const site = { origin: server.address, city: '', demo: true, styles: [], script: null, modules: [] }
    const choice = { look: null, size: 'normal', lang: null } as const
    const writing = (seconds: number) => rateOf(async () => htmlOf(page, site, choice, null), { seconds, width: 1 })
    const writingBare = (seconds: number) => rateOf(async () => renderToString(bare(tree)), { seconds, width: 1 })
    // As in a server that has written pages for a while: V8 is done with compiling after some thousand of them.
    for (const warm of [writing, writingBare]) await warm(setting.seconds * 2)
    const alone = await inTurns({ writing, 'writing-bare': writingBare }, setting)
    // Each address once: what is not stored is rendered, with everything that is asked of the database for it.
    let fresh = 0
    const unseen = () => Array.from({ length: 20_000 }, () => `${path}&n=${fresh++}`)
    const rendered = await inTurns(
      {
        whole: (seconds) => rate(server.address, unseen(), {})(seconds),
        'whole-bare': rate(bareAddress, ['/rendered'], {}),
      },
      setting,
    )
    const cached = await inTurns(
      {
        stored: rate(server.address, [path], { 'accept-encoding': 'br' }),
        'stored-bare': rate(bareAddress, ['/page'], {}),
      },
      setting,
    )
    const pace = async (address: string, of: string) => {
      const seen = await paced(port(address), [of], {
        seconds: setting.seconds,
        perSecond: PACE,
        width: LANES,
        headers: { 'accept-encoding': 'br' },
      })
      if (seen.failed > 0) throw new Error(`${seen.failed} of ${seen.done} answers at ${PACE}/s were no pages: the run is void`)
      return seen
    }
    const slow: Paced[] = []
    const slowBare: Paced[] = []
    for (let round = 0; round < setting.rounds; round++) {
      slow.push(await pace(server.address, path))
      slowBare.push(await pace(bareAddress, '/page'))
    }
    const ms = (seen: readonly Paced[], which: 'p50' | 'p99' | 'max') => median(seen.map((one) => one[which]))
    const shown = (seen: readonly Paced[]) =>
      `p50 ${ms(seen, 'p50').toFixed(1)}, p99 ${ms(seen, 'p99').toFixed(1)}, longest ${ms(seen, 'max').toFixed(1)} ms`
    const late = (seen: readonly Paced[]) => seen.reduce((sum, one) => sum + one.late, 0)
    const note = (ours: Measured, limit: Measured) =>
      `guide of ${html.length} characters, ${WIDTH} at a time, ${setting.rounds} rounds of ${setting.seconds} s, spread ${percent(ours.spread)} and ${percent(limit.spread)}, processor ${ours.cpu.toFixed(2)} and ${limit.cpu.toFixed(2)} ms a page`
    return [
      {
        unit: 'pages/s rendered',
        ours: alone.writing.median,
        limitName: 'react-dom writing the same elements without components',
        limit: alone['writing-bare'].median,
        ratio: alone.writing.median / alone['writing-bare'].median,
        note: note(alone.writing, alone['writing-bare']),
      },
      {
        unit: 'pages/s rendered, with what they say, over HTTP',
        ours: rendered.whole.median,
        limitName: 'fastify sending what react-dom writes of the same elements',
        limit: rendered['whole-bare'].median,
        ratio: rendered.whole.median / rendered['whole-bare'].median,
        note: note(rendered.whole, rendered['whole-bare']),
      },
      {
        unit: 'pages/s cached',
        ours: cached.stored.median,
        limitName: 'bare fastify sending the same buffer',
        limit: cached['stored-bare'].median,
        ratio: cached.stored.median / cached['stored-bare'].median,
        note: note(cached.stored, cached['stored-bare']),
      },
      {
        unit: `ms of the slowest hundredth at ${PACE}/s`,
        ours: ms(slow, 'p99'),
        limitName: 'the most allowed',
        limit: 20,
        ratio: 20 / ms(slow, 'p99'),
        note: `${PACE * setting.seconds * setting.rounds} pages cached, ${shown(slow)}, ${late(slow)} of them begun late by the load itself; bare fastify at the same pace ${shown(slowBare)}, ${late(slowBare)} late`,
      },
    ]
  } finally {
    await plain.close()
    await server.close()
    await city.close()
  }
}

const job: Job = {
  what: 'the guide of a joint matter rendered for a county, and the same from the store',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting)),
}
export default job
