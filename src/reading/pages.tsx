import type { Matter } from '#declare'
import type { ImplementationView } from '#engines/cases'
import type { Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import type { City } from '../main.ts'
import type { Implementation, MatterDetail } from '../web/api/types.ts'
import { answersOfQuery } from '../web/reading/answers.ts'
import type { MatterCard } from '../web/reading/finding.tsx'
import { Guide } from '../web/reading/guide.tsx'
import { guideTexts } from '../web/reading/guide-texts.ts'
import { Help } from '../web/reading/help.tsx'
import { helpTexts } from '../web/reading/help-texts.ts'
import { Home } from '../web/reading/home.tsx'
import { LifeEvent, LifeEvents } from '../web/reading/life.tsx'
import { Near } from '../web/reading/near.tsx'
import { nearTexts } from '../web/reading/near-texts.ts'
import { Search } from '../web/reading/search.tsx'
import { readingTexts } from '../web/reading/texts.ts'
import { Verify, type Verified } from '../web/reading/verify.tsx'
import { verifyTexts } from '../web/reading/verify-texts.ts'
import { textsIn, type Locale } from '../web/texts.ts'
import { regionIn, valueOf, type Asked } from './asked.ts'
import type { makeLawPages } from './law-pages.tsx'
import { lifeEventsOf, type LifeEvent as Event } from './life-events.ts'
import type { Page } from './render.tsx'
import { fromHere, openServicePlaces } from './service-places.ts'
import { within } from './within.ts'

/** What makes a page: who asks, within which context. */
export type MakePage = (ctx: Context, asked: Asked, params: Readonly<Record<string, string>>) => Promise<Page>

const perPage = 20
/** Milliseconds that a page waits for what it can do without. */
const PATIENCE = 300
const year = 365 * 24 * 60 * 60

const localeOf = ({ choice }: Asked): Locale => choice.lang ?? 'zh'

const cardOf = ({ name, label, about, kind, components }: Matter, why: readonly string[] = []): MatterCard => ({
  name,
  label,
  about,
  kind,
  components: Object.keys(components).length,
  why,
})

/** A matter for programs that read the web: schema.org GovernmentService. */
const dataOf = (matter: Matter, address: string, area: string, organs: readonly string[]) => ({
  '@context': 'https://schema.org',
  '@type': 'GovernmentService',
  name: matter.label,
  ...(matter.about ? { description: matter.about } : {}),
  ...(matter.code ? { identifier: matter.code } : {}),
  url: address,
  areaServed: { '@type': 'AdministrativeArea', name: area },
  audience: matter.applicants.map((applicant) => ({ '@type': 'Audience', audienceType: applicant })),
  ...(organs.length > 0 ? { provider: organs.map((name) => ({ '@type': 'GovernmentOrganization', name })) } : {}),
  availableChannel: { '@type': 'ServiceChannel', servicePhone: { '@type': 'ContactPoint', telephone: '12345' } },
})

function jointsOf(all: readonly Matter[]) {
  const by = new Map<string, Pick<Matter, 'name' | 'label'>[]>()
  for (const { name, label, components } of all)
    for (const part of Object.keys(components)) by.set(part, [...(by.get(part) ?? []), { name, label }])
  return by
}

const implementationOf = (view: ImplementationView): Implementation => view as unknown as Implementation

/** The pages of the hall that are made on the server, by name. */
export function makePages(
  city: City,
  origin: () => string,
  inEnglish: (said: unknown) => unknown,
  { withGrounds }: Pick<ReturnType<typeof makeLawPages>, 'withGrounds'>,
) {
  /** What was declared, in the reader's language. */
  const say = <T,>(asked: Asked, said: T): T => (localeOf(asked) === 'en' ? (inEnglish(said) as T) : said)
  const { cases, identity, documents } = city
  const { places } = identity
  const served = openServicePlaces(city)
  let events: { of: readonly Matter[]; list: readonly Event[] } | undefined
  const lifeEvents = () => {
    const all = cases.matters.all
    if (events?.of !== all) events = { of: all, list: lifeEventsOf(all) }
    return events.list
  }
  let joined: { of: readonly Matter[]; by: ReadonlyMap<string, readonly Pick<Matter, 'name' | 'label'>[]> } | undefined
  /** The joint matters that a matter is a part of, by its name. */
  const joints = () => {
    const all = cases.matters.all
    if (joined?.of !== all) joined = { of: all, by: jointsOf(all) }
    return joined.by
  }
  const eventCards = (whose: 'person' | 'enterprise', locale: Locale) =>
    lifeEvents()
      .filter((event) => event.whose === whose)
      .map(({ key, words, count }) => ({ key, ...words[locale], count }))
  // What a matter is around a place stays as it is until something of it changes.
  let around: { stamp: string; found: Map<string, Awaited<ReturnType<typeof cases.getMatter>>> } = { stamp: '', found: new Map() }
  const matterAt = async (ctx: Context, name: string, region: string | null) => {
    const stamp = `${await cases.searching.stamp(ctx)} ${cases.matters.all.length}`
    if (around.stamp !== stamp || around.found.size > 2000) around = { stamp, found: new Map() }
    const key = `${name} ${region ?? ''}`
    const before = around.found.get(key)
    if (before) return before
    const found = await cases.getMatter(ctx, name, region ?? undefined)
    around.found.set(key, found)
    return found
  }
  const cityName = async () => (await places.root())?.name ?? ''
  const below = async (region: string | null) => (region ? (await places.below(region)).map(({ id, name }) => ({ id, name })) : [])
  /** The counties, the chosen one if it is one of them, its towns and the chosen town. */
  const whereOf = async ({ query, region: kept }: Asked) => {
    const root = await places.root()
    const counties = await below(root?.id ?? null)
    const wanted = query.region === undefined ? kept : regionIn(query, 'region')
    const county = counties.some(({ id }) => id === wanted) ? wanted : null
    const towns = await below(county)
    const asked = regionIn(query, 'town')
    const town = towns.some(({ id }) => id === asked) ? asked : null
    const cookies = query.region !== undefined && county !== kept ? [`region=${county ?? ''}; path=/; max-age=${year}; samesite=lax`] : []
    return { root, counties, county, towns, town, cookies }
  }

  let popularKnown: readonly string[] = []
  /** What was asked for most of late. Counting a large city's cases can take seconds: nobody's page waits for that, or fails with it. */
  const popularNow = async () => {
    const counting = identity
      .asSystem('近期常办', (system) => cases.searching.frequent(system))
      .then((found) => void (popularKnown = found))
      .catch((error: unknown) => city.ground.log.warn({ err: error }, 'the most frequent matters were not counted'))
    await within(counting, PATIENCE)
    return popularKnown
  }

  const home: MakePage = async (ctx, asked) => {
    const locale = localeOf(asked)
    const t = textsIn(readingTexts, locale)
    const matters = cases.matters.all.filter(({ general }) => !general)
    const mine = ctx.actor.person ? await cases.listMine(ctx) : []
    const popular = await popularNow()
    return {
      head: { title: t.homeTitle, description: t.homeAbout(await cityName(), matters.length), path: '/' },
      content: (
        <Home
          persons={eventCards('person', locale)}
          enterprises={eventCards('enterprise', locale)}
          joint={say(
            asked,
            matters
              .filter(({ components }) => Object.keys(components).length > 0)
              .map(({ name, label, about }) => ({ name, label, about })),
          )}
          popular={say(
            asked,
            popular.flatMap((name) => cases.matters.find(name) ?? []).map(({ name, label }) => ({ name, label })),
          )}
          open={say(
            asked,
            mine
              .filter(({ state }) => state === 'open')
              .slice(0, 3)
              .map(({ id, title, holder }) => ({ id, title, holder: holder.includes('等您办理') ? null : holder })),
          )}
        />
      ),
    }
  }

  const search: MakePage = async (ctx, asked) => {
    const t = textsIn(readingTexts, localeOf(asked))
    const q = (valueOf(asked.query, 'q') ?? '').trim().slice(0, 80)
    const given = valueOf(asked.query, 'for')
    const applicant = given === 'person' || given === 'enterprise' ? given : null
    const page = Math.min(Math.max(Math.trunc(Number(valueOf(asked.query, 'page')) || 1), 1), 50)
    const { items, total, corrected } = q
      ? await cases.searching.search(ctx, { q, limit: perPage, skip: (page - 1) * perPage, ...(applicant ? { for: applicant } : {}) })
      : { items: [], total: 0, corrected: undefined }
    return {
      head: {
        title: q ? t.resultsTitle(q) : t.searchTitle,
        description: q ? `${t.resultsTitle(q)} · ${t.found(total)}` : t.homeLead,
        // One address stands for all that can be asked.
        path: '/search',
      },
      content: (
        <Search
          {...{ q, applicant, total, page }}
          pages={Math.ceil(total / perPage)}
          corrected={corrected ?? null}
          items={items.map(({ name, why }) => ({ ...say(asked, cardOf(cases.matters.get(name))), why }))}
        />
      ),
    }
  }

  const life: MakePage = async (_ctx, asked) => {
    const locale = localeOf(asked)
    const t = textsIn(readingTexts, locale)
    return {
      head: { title: t.lifeTitle, description: t.lifeLead, path: '/life' },
      content: <LifeEvents persons={eventCards('person', locale)} enterprises={eventCards('enterprise', locale)} />,
    }
  }

  const lifeEvent: MakePage = async (_ctx, asked, { event: key }) => {
    const locale = localeOf(asked)
    const event = lifeEvents().find((one) => one.key === key)
    if (!event) throw new NotFound('没有这个页面', { code: 'page.unknown' })
    const { label, lead } = event.words[locale]
    return {
      head: { title: label, description: lead, path: `/life/${event.key}` },
      content: (
        <LifeEvent
          {...{ label, lead }}
          groups={event.groups.map(({ words, matters }) => ({
            label: words[locale],
            matters: say(
              asked,
              matters.map((matter) => cardOf(matter)),
            ),
          }))}
        />
      ),
    }
  }

  const guide: MakePage = async (ctx, asked, { matter: name = '' }) => {
    const t = textsIn(guideTexts, localeOf(asked))
    const { cookies, ...where } = await whereOf(asked)
    const found = await matterAt(ctx, name, where.town ?? where.county)
    const { matter } = found
    const said = say(asked, await withGrounds(ctx, found))
    const path = `/matters/${encodeURIComponent(matter.name)}`
    const detail: MatterDetail = {
      ...said,
      // Answers to a guide are somebody's own words; its questions are ours.
      matter: matter.guide ? { ...said.matter, guide: say(asked, matter.guide) } : said.matter,
      implementations: Object.fromEntries(Object.entries(said.implementations).map(([of, view]) => [of, implementationOf(view)])),
    }
    const townPlace = where.town && (await served()).places.find(({ region, level }) => region === where.town && level === 'town')
    const within = joints().get(matter.name) ?? []
    const organs = [...new Set(Object.values(found.implementations).map(({ organisation }) => organisation.name))]
    const county = where.counties.find(({ id }) => id === where.county)
    return {
      head: {
        title: said.matter.label,
        description: said.matter.about || t.description(said.matter.label),
        path,
        data: dataOf(matter, `${origin()}${path}`, county?.name ?? where.root?.name ?? '', organs),
      },
      cookies,
      content: (
        <Guide
          detail={detail}
          answers={answersOfQuery(matter.guide, asked.query)}
          counties={say(asked, where.counties)}
          county={where.county}
          towns={say(asked, where.towns)}
          town={where.town}
          townWindow={townPlace ? say(asked, { name: townPlace.name }) : null}
          within={say(asked, within)}
        />
      ),
    }
  }

  const near: MakePage = async (ctx, asked) => {
    const t = textsIn(nearTexts, localeOf(asked))
    const { counties, county, towns, town, cookies } = await whereOf(asked)
    const { places: all, seats } = await served()
    const from = await places.find(town ?? county ?? '')
    const here = from ? (seats.get(from.code) ?? null) : null
    const within = county ? (await places.find(county))?.path : undefined
    const ours = within ? all.filter(({ regionPath, level }) => level === 'city' || regionPath.startsWith(within)) : all
    return {
      head: { title: t.title, description: t.lead, path: '/near' },
      cookies,
      content: (
        <Near
          {...{ county, town }}
          counties={say(asked, counties)}
          towns={say(asked, towns)}
          centres={say(
            asked,
            fromHere(
              ours.filter(({ level }) => level === 'city' || level === 'county'),
              here,
            ),
          )}
          townWindows={say(
            asked,
            fromHere(
              ours.filter(({ level }) => level === 'town'),
              here,
            ),
          )}
          windows={county ? say(asked, await cases.searching.windows(ctx, within!)) : []}
        />
      ),
    }
  }

  const verifyPage = (asked: Asked, props: { code: string | null; answer: Verified | null; problem: string | null }): Page => {
    const t = textsIn(verifyTexts, localeOf(asked))
    return {
      head: { title: t.title, description: t.lead, path: '/verify', hidden: props.code !== null || props.answer !== null },
      content: <Verify {...props} />,
    }
  }
  const verify: MakePage = async (ctx, asked, { code }) =>
    verifyPage(asked, { code: code ?? null, answer: code ? say(asked, await documents.verifyCode(ctx, code)) : null, problem: null })

  const help: MakePage = async (_ctx, asked) => {
    const t = textsIn(helpTexts, localeOf(asked))
    return { head: { title: t.title, description: t.lead, path: '/help' }, content: <Help /> }
  }

  return { home, search, life, lifeEvent, guide, near, verify, verifyPage, help, lifeEvents }
}
