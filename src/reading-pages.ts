import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Actor, Context } from '#kernel/context'
import { Fault, Invalid } from '#kernel/errors'
import { route, Sending, type Problem, type Route } from '#kernel/http'
import { openLimiter, readUpload } from '#engines/documents'
import type { City } from './main.ts'
import { assetsOf, readingPolicy } from './reading/assets.ts'
import { askedOf, keyOf, valueOf, type Asked } from './reading/asked.ts'
import type { Build } from './reading/build.ts'
import { openPageCache, sendPage } from './reading/cache.ts'
import { makeLawPages } from './reading/law-pages.tsx'
import { makeOpenPages } from './reading/open-pages.tsx'
import { makePages, type MakePage } from './reading/pages.tsx'
import { problemPageOf } from './reading/problems.tsx'
import { htmlOf, type Page } from './reading/render.tsx'
import type { ReadingSite, Who } from './web/reading/document.tsx'
import { cookiesOf, choiceOf, type Choice } from './web/theme/choice.ts'

export interface ReadingPlace {
  /** The pages as they were built last, for the files that reading pages ask for. */
  build(): Build | undefined
  /** Address of the hall, without a slash at its end. */
  origin(): string
  /** The same with everything in it that is ours in English. */
  inEnglish(said: unknown): unknown
}

/** The pages that the server makes, and how a problem looks among them. */
export interface ReadingPages {
  routes: Route[]
  problemPage(problem: Problem, request: FastifyRequest): Sending | undefined
}

const tags = ['pages']
const query = Type.Object({ region: Type.Optional(Type.String({ maxLength: 60 })) }, { additionalProperties: true })

const whoOf = ({ kind, name }: Actor): Who | null => (kind === 'person' || kind === 'post' ? { name } : null)

/** Only an address of ours is gone back to, as it may stand in a header. */
const ownAddress = (given: string | undefined) => {
  if (!given || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return '/'
  const { pathname, search, hash } = new URL(given, 'http://own.invalid')
  return pathname.startsWith('//') ? '/' : `${pathname}${search}${hash}`
}

/** The page that somebody comes from, with what was answered there, when it is the one that is named. */
function cameFrom({ headers }: FastifyRequest, path: string): string {
  const from = headers.referer
  if (from === undefined || !URL.canParse(from)) return path
  const { host, pathname, search } = new URL(from)
  if (host !== headers.host || pathname !== path) return path
  // A language in the address would win over the one that was chosen just now.
  const words = new URLSearchParams(search)
  words.delete('lang')
  const rest = words.toString()
  return rest ? `${path}?${rest}` : path
}

/** The parameters that an address names. */
const namedIn = (url: string) =>
  Type.Object(Object.fromEntries([...url.matchAll(/:(\w+)/g)].map(([, name]) => [name!, Type.String({ maxLength: 200 })])))

/** The reading pages of the hall: whole on arrival, usable without scripts, stored finished for everybody who has no session. */
export function readingPages(city: City, { build, origin, inEnglish }: ReadingPlace): ReadingPages {
  const laws = makeLawPages(city, origin, inEnglish)
  const pages = makePages(city, origin, inEnglish, laws)
  const open = makeOpenPages(city, origin, inEnglish)
  const cache = openPageCache()
  const uploads = openLimiter({ many: 12, seconds: 60 })
  const codes = openLimiter({ many: 60, seconds: 60 })
  const { places } = city.identity
  // Told to the problem page too, which can't wait for it.
  const site: ReadingSite = { origin: '', city: '', demo: city.ground.demo, ...assetsOf(build()) }
  const siteNow = async (): Promise<ReadingSite> =>
    Object.assign(site, assetsOf(build()), { origin: origin(), city: (await places.root())?.name ?? '' })

  const bytesOf = (page: Page, choice: Choice, who: Who | null) => ({
    html: htmlOf(page, choice.lang === 'en' ? { ...site, city: inEnglish(site.city) as string } : site, choice, who),
    headers: { 'content-security-policy': readingPolicy, ...(page.cookies?.length ? { 'set-cookie': page.cookies.join(', ') } : {}) },
    status: page.status ?? 200,
  })
  const alone = async (ctx: Context, page: Page, asked: Asked, request: FastifyRequest) => {
    await siteNow()
    return sendPage(bytesOf(page, asked.choice, whoOf(ctx.actor)), request)
  }
  const reading = (url: string, summary: string, make: MakePage, before?: (request: FastifyRequest) => void): Route =>
    route({
      method: 'GET',
      url,
      who: 'public',
      summary,
      tags,
      reads: true,
      ...(url.includes(':') ? { params: namedIn(url) } : {}),
      query,
      ...(before
        ? {}
        : {
            atHand(request: FastifyRequest) {
              const { key, session } = keyOf(request)
              return session ? undefined : cache.atHand(key, request)
            },
          }),
      async handler(ctx, { raw, params }) {
        before?.(raw)
        const asked = askedOf(raw)
        // Who asks is known by the session, not by how the cookie is written: what is made for somebody is kept for nobody.
        if (before || ctx.actor.kind !== 'stranger') return alone(ctx, await make(ctx, asked, params as Record<string, string>), asked, raw)
        cache.stands(
          [
            await city.cases.searching.stamp(ctx),
            await city.openData.edition(ctx),
            await laws.edition(ctx),
            city.cases.matters.all.length,
            JSON.stringify(assetsOf(build())),
          ].join(' '),
        )
        const found = cache.find(asked.key, raw)
        if (found) return found
        await siteNow()
        return cache.keep(asked.key, bytesOf(await make(ctx, asked, params as Record<string, string>), asked.choice, null), raw)
      },
    })

  const routes: Route[] = [
    reading('/', '一网通办首页', pages.home),
    reading('/search', '查找事项的结果', pages.search),
    reading('/life', '一生要办的事', pages.life),
    reading('/life/:event', '一件大事要办的事项', pages.lifeEvent),
    reading('/matters/:matter', '办事指南', pages.guide),
    reading('/near', '就近办', pages.near),
    reading('/help', '帮助和无障碍声明', pages.help),
    reading('/open', '开放数据', open.list),
    reading('/open/terms', '开放数据利用许可', open.terms),
    reading('/open/:set', '一个开放数据集', open.dataSet),
    reading('/laws', '政策法规', laws.list),
    reading('/laws/:law', '一部法规文件', laws.law),
    reading('/verify/:code', '核验的结果', pages.verify, (request) => codes.pass(request.ip)),
    route({
      method: 'GET',
      url: '/verify',
      who: 'public',
      summary: '核验证照和文书',
      tags,
      reads: true,
      query: Type.Object({ code: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: true }),
      async handler(ctx, { raw }) {
        const asked = askedOf(raw)
        const code = valueOf(asked.query, 'code')?.trim()
        if (code) return new Sending(undefined, 'text/plain', { location: `/verify/${encodeURIComponent(code)}` }, 303)
        return alone(ctx, await pages.verify(ctx, asked, {}), asked, raw)
      },
    }),
    route({
      method: 'POST',
      url: '/verify',
      who: 'public',
      summary: '核验一个 PDF 文件，结果是网页',
      tags,
      form: true,
      // Nothing is written, and no connection is held while the file is checked.
      reads: true,
      async handler(ctx, { raw }) {
        const asked = askedOf(raw)
        uploads.pass(raw.ip)
        try {
          const { bytes } = await readUpload(raw)
          if (bytes.length === 0) throw new Invalid('请先选择 PDF 文件', { code: 'documents.form', path: 'file' })
          const answer = await city.documents.verifyFile(ctx, bytes)
          return await alone(ctx, pages.verifyPage(asked, { code: null, answer, problem: null }), asked, raw)
        } catch (error) {
          if (!(error instanceof Fault) || error.status >= 500) throw error
          const page = pages.verifyPage(asked, { code: null, answer: null, problem: error.message })
          return alone(ctx, { ...page, status: error.status }, asked, raw)
        }
      },
    }),
    route({
      method: 'GET',
      url: '/reader',
      who: 'public',
      summary: '选择显示方式和语言',
      tags,
      reads: true,
      query: Type.Object(
        {
          back: Type.Optional(Type.String({ maxLength: 2000 })),
          look: Type.Optional(Type.String({ maxLength: 20 })),
          size: Type.Optional(Type.String({ maxLength: 20 })),
          lang: Type.Optional(Type.String({ maxLength: 20 })),
        },
        { additionalProperties: false },
      ),
      async handler(_ctx, { query: given, reply, raw }) {
        // Through the reader of cookies, so that nothing else than a choice gets into one.
        const chosen = choiceOf(`look=${given.look ?? ''}; size=${given.size ?? ''}; lang=${given.lang ?? ''}`)
        const change: Partial<Choice> = {
          ...(given.look !== undefined ? { look: chosen.look } : {}),
          ...(given.size !== undefined ? { size: chosen.size } : {}),
          ...(given.lang !== undefined ? { lang: chosen.lang } : {}),
        }
        for (const cookie of cookiesOf(change)) reply.header('set-cookie', cookie)
        return new Sending(undefined, 'text/plain', { location: cameFrom(raw, ownAddress(given.back)) }, 303)
      },
    }),
    route({
      method: 'GET',
      url: '/sitemap.xml',
      who: 'public',
      summary: '网站地图',
      tags,
      reads: true,
      handler: async () => new Sending(Buffer.from(sitemapOf(city, origin(), pages.lifeEvents())), 'application/xml; charset=utf-8'),
    }),
    route({
      method: 'GET',
      url: '/robots.txt',
      who: 'public',
      summary: '对搜索引擎的说明',
      tags,
      reads: true,
      handler: async () => new Sending(Buffer.from(robotsOf(origin())), 'text/plain; charset=utf-8'),
    }),
  ]
  return {
    routes,
    problemPage(problem, request) {
      const wantsPage = !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html')
      if (!wantsPage) return undefined
      const asked = askedOf(request)
      return sendPage(bytesOf(problemPageOf(problem, asked), asked.choice, null), request)
    },
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Every page that is worth finding, in both languages (sitemaps.org protocol 0.9 with alternates). */
function sitemapOf(city: City, origin: string, events: readonly { key: string }[]): string {
  const paths = [
    '/',
    '/life',
    '/near',
    '/verify',
    '/help',
    '/open',
    '/open/terms',
    '/laws',
    ...events.map(({ key }) => `/life/${key}`),
    ...city.cases.matters.all.filter(({ general }) => !general).map(({ name }) => `/matters/${encodeURIComponent(name)}`),
  ]
  const urls = paths.map((path) => {
    const [zh, en] = [`${origin}${path}`, `${origin}${path}?lang=en`].map(escaped)
    return `<url><loc>${zh}</loc><xhtml:link rel="alternate" hreflang="zh-CN" href="${zh}"/><xhtml:link rel="alternate" hreflang="en" href="${en}"/></url>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${urls.join('\n')}\n</urlset>\n`
}

const robotsOf = (origin: string) =>
  `User-agent: *\nDisallow: /api/\nDisallow: /reader\nDisallow: /desk\nDisallow: /cockpit\nDisallow: /me\nDisallow: /sign-in\n\nSitemap: ${origin}/sitemap.xml\n`
