import { date, kindOf, type AnyRegister, type RecordOf } from '#declare'
import type { Context } from '#kernel/context'
import { localDate, startOfLocalDate } from '#kernel/days'
import { NotFound } from '#kernel/errors'
import type { City } from '../main.ts'
import { amendments, articles, texts } from '../systems/foundation/regulation/registers.ts'
import type { PageHead } from '../web/reading/document.tsx'
import { citationOf } from '../web/cases/citation.ts'
import type { Basis } from '../web/api/types.ts'
import { lawAddress, titlesOf } from '../web/reading/laws/address.ts'
import { Law, type AmendmentView, type ArticleView } from '../web/reading/laws/law.tsx'
import { LawList, type LawCard } from '../web/reading/laws/list.tsx'
import { lawTexts } from '../web/reading/laws/texts.ts'
import { textsIn, type Locale } from '../web/texts.ts'
import { valueOf, type Asked } from './asked.ts'
import type { MakePage } from './pages.tsx'

/** Texts and articles that one page of results shows. */
const LISTED = 50
const FOUND_ARTICLES = 20
/** Articles of the longest text there is are 1,260 (民法典); acts upon one text are fewer by far. */
const MOST_ARTICLES = 3_000
const MOST_ACTS = 500
/** Names of laws that one guide is looked through for. */
const MOST_GROUNDS = 200

/** A text, and an article in one of its periods, as their registers keep them. Days are dates of the calendar. */
type KeptText = RecordOf<typeof texts>
type KeptArticle = RecordOf<typeof articles> & { from: string | null; to: string | null }

const aDay = date('日期')
const is = (field: string, value: unknown) => ({ field, operator: 'is' as const, value })
/** Headings are kept in one line, the outermost first, each with its number. */
const headingsOf = (heading: string | null): string[] =>
  (heading ?? '').split(/ (?=第[一二三四五六七八九十百]+(?:分编|编|章|节))/u).filter(Boolean)

const choicesOf = ({ fields }: AnyRegister, field: string) =>
  (fields as Record<string, { choices?: Readonly<Record<string, string>> }>)[field]?.choices ?? {}

const isBasis = (value: unknown): value is Basis =>
  typeof value === 'object' && value !== null && 'law' in value && typeof value.law === 'string'

/** The laws that something names as its grounds. */
function lawsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return [...(isBasis(value) ? [value.law] : []), ...Object.values(value).flatMap(lawsIn)]
}

/** The same, each ground with the address where its article can be read, if it can. */
function withAddresses<T>(value: T, known: ReadonlySet<string>): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: unknown) => withAddresses(one, known)) as T
  const made = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withAddresses(one as unknown, known)]))
  if (!isBasis(value)) return made as T
  const title = titlesOf(value.law).find((one) => known.has(one))
  return (title ? { ...made, reads: lawAddress(title, { article: citationOf(value, false).article }) } : made) as T
}

/** A text for programs that read the web (schema.org Legislation, which follows the European Legislation Identifier). */
const dataOf = (text: KeptText, address: string, on: string): PageHead['data'] => ({
  '@context': 'https://schema.org',
  '@type': 'Legislation',
  name: text.title,
  url: address,
  inLanguage: 'zh-CN',
  legislationPassedBy: { '@type': 'GovernmentOrganization', name: text.issuer },
  legislationDate: text.promulgatedOn,
  legislationLegalForce: text.repealedOn !== null && text.repealedOn <= on ? 'NotInForce' : 'InForce',
  ...(text.number === null ? {} : { legislationIdentifier: text.number }),
})

/** The pages that laws and rules are read on, and which texts a guide may lead to. */
export function makeLawPages({ registers, ground }: City, origin: () => string, inEnglish: (said: unknown) => unknown) {
  const localeOf = ({ choice }: Asked): Locale => choice.lang ?? 'zh'
  const say = <T,>(asked: Asked, said: T): T => (localeOf(asked) === 'en' ? (inEnglish(said) as T) : said)
  const optionsOf = (ctx: Context, { name }: AnyRegister, field: string) => choicesOf(registers.declared(ctx, name), field)
  const dayOf = (instant: string) => localDate(new Date(instant), ground.timezone)

  const cardOf = (
    asked: Asked,
    ranks: Readonly<Record<string, string>>,
    { title, rank, issuer, number, effectiveFrom, repealedOn }: KeptText,
  ): LawCard => ({
    title,
    rank: say(asked, ranks[rank] ?? rank),
    issuer: say(asked, issuer),
    number,
    effectiveFrom,
    repealedOn,
  })

  /** Articles that hold today and say these words, each with the title of its text. */
  async function articlesWith(ctx: Context, q: string) {
    const { items, next } = await registers.list(ctx, articles, { search: q, effective: ctx.now, limit: FOUND_ARTICLES })
    const titles = await registers.titles(ctx, new Map([[texts.name, new Set(items.map(({ text }) => text))]]))
    return {
      more: next !== null,
      items: items.map(({ text, number, content }) => ({ law: titles[text] ?? '', number, begins: content.slice(0, 120) })),
    }
  }

  const list: MakePage = async (ctx, asked) => {
    const t = textsIn(lawTexts, localeOf(asked))
    const q = (valueOf(asked.query, 'q') ?? '').trim().slice(0, 80)
    const ranks = optionsOf(ctx, texts, 'rank')
    const given = valueOf(asked.query, 'rank')
    const rank = given !== undefined && given in ranks ? given : null
    const { items, next } = await registers.list(ctx, texts, {
      ...(q ? { search: q } : {}),
      ...(rank ? { where: [is('rank', rank)] } : {}),
      limit: LISTED,
    })
    const found = q ? await articlesWith(ctx, q) : { items: [], more: false }
    const order = Object.keys(ranks)
    return {
      head: { title: t.title, description: t.lead, path: '/laws', hidden: q !== '' || rank !== null },
      content: (
        <LawList
          {...{ q, rank }}
          more={next !== null}
          ranks={order.map((key) => ({ key, label: say(asked, ranks[key]!) }))}
          laws={items.toSorted((a, b) => order.indexOf(a.rank) - order.indexOf(b.rank)).map((one) => cardOf(asked, ranks, one))}
          articles={found.items}
          articlesMore={found.more}
          today={localDate(ctx.now, ground.timezone)}
        />
      ),
    }
  }

  /** How a text came to be, the newest act first. */
  async function amendmentsOf(ctx: Context, asked: Asked, text: string): Promise<(AmendmentView & { begun: boolean })[]> {
    const acts = optionsOf(ctx, amendments, 'act')
    const where = [is('text', text)]
    const found = (await registers.listThrough(ctx, amendments.name, { where }, MOST_ACTS)) as unknown as RecordOf<typeof amendments>[]
    return found
      .toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))
      .map(({ act, by, decidedOn, effectiveFrom, changed, added, repealed }) => ({
        act: say(asked, acts[act] ?? act),
        by,
        decidedOn,
        effectiveFrom,
        changed,
        added,
        dropped: repealed,
        on: act === 'repealed' ? null : effectiveFrom,
        begun: act === 'taken-in',
      }))
  }

  const law: MakePage = async (ctx, asked, { law: title = '' }) => {
    const { items } = await registers.list(ctx, texts, { where: [{ field: 'title', operator: 'in', value: titlesOf(title) }], limit: 2 })
    const text = items.find((one) => one.title === title) ?? items[0]
    if (!text) throw new NotFound('没有收录这部文件', { code: 'regulation.none' })
    const today = localDate(ctx.now, ground.timezone)
    const wanted = valueOf(asked.query, 'on')
    const badDay = wanted !== undefined && kindOf(aDay).check(wanted, aDay) !== undefined
    const on = wanted === undefined || badDay ? today : wanted
    const effective = startOfLocalDate(on, ground.timezone)
    const kept = (await registers.listThrough(
      ctx,
      articles.name,
      { where: [is('text', text.id)], effective },
      MOST_ARTICLES,
    )) as unknown as KeptArticle[]
    const acts = await amendmentsOf(ctx, asked, text.id)
    const begun = acts.find((one) => one.begun)?.effectiveFrom
    const shown = kept
      .toSorted((a, b) => a.place - b.place)
      .map(({ number, heading, content, from, to }): ArticleView => {
        const since = from === null ? null : dayOf(from)
        return {
          number,
          headings: headingsOf(heading),
          content,
          since: since === begun ? null : since,
          until: to === null ? null : dayOf(to),
        }
      })
    const path = lawAddress(text.title)
    return {
      head: {
        title: text.title,
        description: `${text.title}：${shown[0]?.content ?? ''}`.slice(0, 200),
        path,
        hidden: on !== today,
        data: dataOf(text, `${origin()}${path}`, today),
      },
      content: (
        <Law
          {...text}
          {...cardOf(asked, optionsOf(ctx, texts, 'rank'), text)}
          {...{ on, today, badDay }}
          articles={shown}
          amendments={acts}
        />
      ),
    }
  }

  /** The same with an address for each of its grounds that can be read here. */
  async function withGrounds<T>(ctx: Context, what: T): Promise<T> {
    const titles = [...new Set(lawsIn(what).flatMap(titlesOf))].slice(0, MOST_GROUNDS)
    if (titles.length === 0) return what
    const where = [{ field: 'title', operator: 'in' as const, value: titles }]
    const { items } = await registers.list(ctx, texts, { where, fields: ['title'], limit: MOST_GROUNDS })
    return withAddresses(what, new Set(items.map((one) => one.title)))
  }

  /** Changes with every text that is taken in, revised or repealed. */
  const edition = async (ctx: Context): Promise<string> =>
    (await registers.list(ctx, amendments, { newestFirst: true, limit: 1 })).items[0]?.id ?? ''

  return { list, law, withGrounds, edition }
}
