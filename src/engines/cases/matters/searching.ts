import { Type } from '@sinclair/typebox'
import { matterKinds, type Matter } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import { route, type Route } from '#kernel/http'
import { pathsAround } from '../calendar/calendar.ts'
import { editionsStamp, frequentMatters, materialNames, windowNames } from '../sql.ts'
import type { Matters } from './matters.ts'
import type { PlainWords } from './search-said.ts'
import { openMatterSearch, type Found, type MatterSearch, type Suggestion } from './search.ts'

/** What was asked of the search. */
export interface Question {
  q: string
  for?: 'person' | 'enterprise'
  limit?: number
  skip?: number
}

/** The search of an installation's matters, made anew when their list or their implementations change. */
export interface Searching {
  search(ctx: Context, question: Question): Promise<Found>
  suggest(ctx: Context, q: string): Promise<Suggestion[]>
  /** Changes whenever matters or their implementations do; asked of the database at most every two seconds. */
  stamp(ctx: Context): Promise<string>
  /** Names of matters that were applied for most of late; only the system may count cases. Counted again every ten minutes. */
  frequent(ctx: Context): Promise<readonly string[]>
  /** Names of the windows at which an organisation of a region, or of one above it, takes applications. */
  windows(ctx: Context, regionPath: string): Promise<string[]>
}

const stampFor = 2000
const countedFor = 600_000
const triedAgain = 30_000
/** What is called frequent: of the last ninety days, and by so many that nobody can be told from it. */
const frequency = { days: 90, atLeast: 10, most: 6 }

const searchable = (matter: Matter, materials: readonly string[], english: string) => ({
  name: matter.name,
  label: matter.label,
  about: matter.about,
  kind: matter.kind,
  applicants: matter.applicants,
  joint: Object.keys(matter.components).length > 0,
  worked: matter.origin === undefined,
  materials,
  organ: matterKinds[matter.kind],
  category: matter.category ?? '',
  english,
})

/** Opens the search over the matters of an installation. The index is made when somebody first searches. */
export function openSearching(
  matters: Pick<Matters, 'all'>,
  words: readonly PlainWords[],
  inEnglish: (label: string) => string | undefined,
  isApplied: (matter: Matter) => boolean,
): Searching {
  let made: { of: readonly Matter[]; stamp: string; index: MatterSearch } | undefined
  let stamped: { stamp: string; until: number } | undefined
  const open = (ctx: Context) => ctx.tx.open('cases_implementation', 'read', { ...OPEN_BOX, class: [0, 0] })

  const stamp = async (ctx: Context) => {
    if (stamped && stamped.until > performance.now()) return stamped.stamp
    open(ctx)
    const found = (await ctx.tx.row(editionsStamp))!.stamp as string
    stamped = { stamp: found, until: performance.now() + stampFor }
    return found
  }
  const indexNow = async (ctx: Context) => {
    const now = await stamp(ctx)
    if (made && made.of === matters.all && made.stamp === now) return made.index
    open(ctx)
    // What a list takes in says nothing of its materials, so only the city's own matters are asked for theirs.
    const own = matters.all.filter(({ origin }) => !origin).map(({ name }) => name)
    const rows = await ctx.tx.rows(materialNames(own))
    const materials = new Map(rows.map((row) => [row.matter as string, row.names as string[]]))
    const list = matters.all.filter((matter) => !matter.general && isApplied(matter))
    const index = openMatterSearch(
      list.map((matter) => searchable(matter, materials.get(matter.name) ?? [], inEnglish(matter.label) ?? '')),
      words,
    )
    made = { of: matters.all, stamp: now, index }
    return index
  }
  let counted: { names: readonly string[]; until: number } | undefined
  return {
    stamp,
    async frequent(ctx) {
      if (counted && counted.until > performance.now()) return counted.names
      // Whoever comes meanwhile, or after a count that took too long, is told what was known before.
      counted = { names: counted?.names ?? [], until: performance.now() + triedAgain }
      ctx.tx.open('cases_case', 'read', OPEN_BOX)
      const since = new Date(ctx.now.getTime() - frequency.days * 86_400_000)
      const rows = await ctx.tx.rows(frequentMatters(since, frequency.atLeast, frequency.most))
      counted = { names: rows.map((row) => row.matter as string), until: performance.now() + countedFor }
      return counted.names
    },
    async windows(ctx, regionPath) {
      open(ctx)
      return (await ctx.tx.rows(windowNames(pathsAround(regionPath)))).map((row) => row.name as string)
    },
    async search(ctx, { q, for: applicant, limit, skip }) {
      const index = await indexNow(ctx)
      return index.search(q, { ...(applicant ? { applicant } : {}), ...(limit ? { limit } : {}), ...(skip ? { skip } : {}) })
    },
    suggest: async (ctx, q) => (await indexNow(ctx)).suggest(q),
  }
}

/** Search of matters by plain words, for anybody. */
export const searchRoutes = (cases: { searching: Searching }): Route[] => [
  route({
    method: 'GET',
    url: '/api/matters/search',
    who: 'public',
    summary: '用自己的话查找事项',
    tags: ['cases'],
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 100 }),
      for: Type.Optional(Type.Union([Type.Literal('person'), Type.Literal('enterprise')])),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 5000 })),
    }),
    reads: true,
    handler: (ctx, { query }) => cases.searching.search(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/api/matters/suggest',
    who: 'public',
    summary: '查找事项时的提示',
    tags: ['cases'],
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 100 }) }),
    reads: true,
    handler: async (ctx, { query }) => ({ items: await cases.searching.suggest(ctx, query.q) }),
  }),
]
