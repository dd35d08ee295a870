import { cycles, type Cycle } from '#declare'
import { openLicences, openThemes, type KnownSet } from '#engines/registers'
import type { Context } from '#kernel/context'
import type { City } from '../main.ts'
import { DataSet, OpenTerms } from '../web/reading/open/data-set.tsx'
import { OpenList, type SetCard } from '../web/reading/open/list.tsx'
import type { Outline, Position } from '../web/reading/open/pictures.tsx'
import { openTexts } from '../web/reading/open/texts.ts'
import { textsIn, type Locale } from '../web/texts.ts'
import { valueOf, type Asked } from './asked.ts'
import type { MakePage } from './pages.tsx'

/** Rows that a page shows, and places that its map does. */
const SHOWN = 50
const PLACES = 1_000
/** Kinds of columns whose values are worth counting. */
const counted = new Set(['choice', 'flag', 'code', 'region', 'date', 'moment', 'number', 'money'])

const isTheme = (given: string | undefined): given is keyof typeof openThemes => given !== undefined && given in openThemes

/** A data set for programs that read the web (schema.org Dataset). */
const dataOf = (set: KnownSet, provider: string, origin: string) => ({
  '@context': 'https://schema.org',
  '@type': 'Dataset',
  name: set.title,
  description: set.about,
  url: `${origin}/open/${set.code}`,
  license: set.licenceAddress,
  creator: { '@type': 'GovernmentOrganization', name: provider },
  ...(set.published ? { dateModified: set.published.slice(0, 10), version: String(set.number) } : {}),
  ...(set.keywords.length > 0 ? { keywords: set.keywords } : {}),
  distribution: set.formats.map((format) => ({
    '@type': 'DataDownload',
    encodingFormat: format,
    contentUrl: `${origin}/open/${set.code}.${format}`,
  })),
})

/** Sorts the rows of a preview by one of their columns: numbers as numbers, what is missing last. */
function sortedBy<Row extends readonly (string | number | null)[]>(rows: readonly Row[], at: number, down: boolean): Row[] {
  const way = down ? -1 : 1
  return [...rows].sort((a, b) => {
    const [one, other] = [a[at] ?? null, b[at] ?? null]
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
    return way * (typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other), 'zh-CN'))
  })
}

/** The pages of the open data portal, by name. */
export function makeOpenPages(city: City, origin: () => string, inEnglish: (said: unknown) => unknown) {
  const { openData, registers, map } = city
  const localeOf = ({ choice }: Asked): Locale => choice.lang ?? 'zh'
  const say = <T,>(asked: Asked, said: T): T => (localeOf(asked) === 'en' ? (inEnglish(said) as T) : said)
  const providers = (ctx: Context, sets: readonly KnownSet[]) =>
    registers.titles(ctx, new Map([['identity.organisation', new Set(sets.map(({ provider }) => provider))]]))

  const cardOf = (set: KnownSet, names: Readonly<Record<string, string>>): SetCard => ({
    code: set.code,
    title: set.title,
    about: set.about,
    theme: openThemes[set.theme as keyof typeof openThemes],
    provider: names[set.provider] ?? '',
    light: set.light,
    number: set.number,
    published: set.published,
    rows: set.rows,
    downloads: set.downloads,
    formats: set.formats.filter((format) => format !== 'csv-metadata.json'),
  })

  const list: MakePage = async (ctx, asked) => {
    const t = textsIn(openTexts, localeOf(asked))
    const q = (valueOf(asked.query, 'q') ?? '').trim().slice(0, 80)
    const given = valueOf(asked.query, 'theme')
    const theme = isTheme(given) ? given : null
    const format = ['csv', 'json', 'xlsx', 'geojson'].find((one) => one === valueOf(asked.query, 'format')) ?? null
    const sort = valueOf(asked.query, 'sort') === 'taken' ? 'taken' : 'new'
    const found = (await openData.publicSets(ctx, q)).filter(({ formats }) => format === null || (formats as string[]).includes(format))
    const sets = found.filter((set) => theme === null || set.theme === theme)
    // Words put the best first; only a choice of the reader puts them otherwise.
    const sorted = sort === 'taken' ? [...sets].sort((a, b) => b.downloads - a.downloads) : sets
    const names = await providers(ctx, sorted)
    return {
      head: { title: t.title, description: t.lead, path: '/open' },
      content: (
        <OpenList
          {...{ q, theme, format, sort }}
          themes={Object.entries(openThemes).map(([key, label]) => ({
            key,
            label: say(asked, label),
            count: found.filter((set) => set.theme === key).length,
          }))}
          formats={['csv', 'json', 'xlsx', 'geojson']}
          sets={sorted.map((set) => say(asked, cardOf(set, names)))}
          any={q !== '' || theme !== null || format !== null || found.length > 0}
        />
      ),
    }
  }

  const dataSet: MakePage = async (ctx, asked, { set: code = '' }) => {
    const { set, versions } = await openData.publicSet(ctx, code)
    const names = await providers(ctx, [set])
    const provider = names[set.provider] ?? ''
    const hasRows = set.number !== null
    const read = hasRows ? (await openData.publicRows(ctx, code, 0, SHOWN)).rows : []
    const sortName = valueOf(asked.query, 'sort')
    const sortAt = set.heads.findIndex(({ name }) => name === sortName?.replace(/^-/, ''))
    const countable = set.columns
      .filter(({ kind }) => counted.has(kind))
      .map(({ field, label, heads }) => ({ field, label: say(asked, heads.at(-1)?.label ?? label) }))
    const wanted = valueOf(asked.query, 'column')
    const column =
      countable.find(({ field }) => field === wanted) ??
      countable.find(({ field }) => set.columns.find((one) => one.field === field)!.kind !== 'date') ??
      countable[0]
    const chart = hasRows && column ? { ...(await openData.publicGroups(ctx, code, column.field)), ...column } : null
    const said = (level: string) => (level === '原值' ? null : say(asked, level))
    const items = set.heads.map(({ name, label, type }) => {
      const of = set.columns.find(({ heads }) => heads.some((head) => head.name === name))
      return { name, label: say(asked, label), type, level: of ? said(of.levelLabel) : null, unit: of?.unit ?? null }
    })
    return {
      head: {
        title: set.title,
        description: set.about.slice(0, 200),
        path: `/open/${code}`,
        data: dataOf(set, provider, origin()),
      },
      content: (
        <DataSet
          {...set}
          theme={say(asked, openThemes[set.theme as keyof typeof openThemes])}
          provider={say(asked, provider)}
          licence={say(asked, openLicences[set.licence])}
          cycle={say(asked, cycles[set.cycle as Cycle])}
          ended={set.state === 'ended'}
          items={items}
          preview={sortAt < 0 ? read : sortedBy(read, sortAt, sortName!.startsWith('-'))}
          sort={sortAt < 0 ? null : { name: set.heads[sortAt]!.name, down: sortName!.startsWith('-') }}
          countable={countable}
          chart={chart}
          map={set.mapped && hasRows ? await mapOf(ctx, set) : null}
          versions={versions}
          origin={origin()}
        />
      ),
    }
  }

  /** Where the first rows lie, over the counties. */
  async function mapOf(ctx: Context, set: KnownSet) {
    const at = set.heads.findIndex(({ name }) => name.endsWith('Longitude'))
    if (at < 0) return null
    const { rows } = await openData.publicRows(ctx, set.code, 0, PLACES)
    const places = rows.flatMap((row): Position[] =>
      typeof row[at] === 'number' && typeof row[at + 1] === 'number' ? [[row[at] as number, row[at + 1] as number]] : [],
    )
    const { features } = await map.regions(ctx, { level: 'county' }).catch(() => ({ features: [] }))
    const outlines = features.map(({ properties, geometry }): Outline => {
      const { type, coordinates } = (geometry ?? {}) as { type?: string; coordinates?: unknown }
      const polygons = type === 'Polygon' ? [coordinates as Position[][]] : type === 'MultiPolygon' ? (coordinates as Position[][][]) : []
      return { name: properties.name, label: properties.label, rings: polygons.flat() }
    })
    return { outlines, places }
  }

  const terms: MakePage = async (_ctx, asked) => {
    const t = textsIn(openTexts, localeOf(asked))
    return { head: { title: t.terms, description: t.termsLead, path: '/open/terms' }, content: <OpenTerms /> }
  }

  return { list, dataSet, terms }
}
