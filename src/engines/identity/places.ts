import { regionPrefix } from '#chinese'
import { OPEN_BOX, inContext, type Actor, type Context, type Ground } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid, NotFound } from '#kernel/errors'
import { NO_KEY, isKey } from '#kernel/keys'

/** A region as it is today. */
export interface RegionNow {
  id: string
  code: string
  name: string
  level: 'province' | 'city' | 'county' | 'town' | 'village'
  parent: string | null
  path: string
  hasChildren: boolean
}

/** Today's tree of regions, kept in memory: some thousand rows that hardly ever change. */
export interface Places {
  root(): Promise<RegionNow | undefined>
  /** The region as it is today; of one that was merged or dissolved, the one that has its place now. */
  find(key: string): Promise<RegionNow | undefined>
  /** The same. @throws NotFound */
  get(key: string): Promise<RegionNow>
  /**
   * The region, as it is today, that has a code; of a code that nobody has now, whoever had it last. Codes are reused: with a day, whoever
   * had it then.
   */
  byCode(code: string, at?: Date): Promise<RegionNow | undefined>
  /**
   * The key that records have of the region meant by its key or by a code of any time: the region that has its place today, or, as of an
   * instant, whoever had the code then or last before. `holds` is the business time of the code. Nothing for what no region ever was.
   */
  meant(given: string, at: { asOf?: Date; holds?: Date }): Promise<string | undefined>
  below(key: string): Promise<RegionNow[]>
  /** From the region up to the city. */
  chain(key: string): Promise<RegionNow[]>
  /** Names of all regions by their codes. */
  names(): Promise<ReadonlyMap<string, string>>
  /** Where a record that is written now lies. @throws Invalid when there is no such region, or there is no more */
  placeOf(ctx: Context, key: string): Promise<{ code: string; path: string; name: string }>
  forget(): void
}

const MINUTE = 60_000

/** Acts for the installation itself: at start, in jobs, in the engines' own reading. */
export const systemActor = (region: { id: string; code: string; path: string } = { id: NO_KEY, code: '', path: '!' }): Actor => ({
  kind: 'system',
  name: '系统',
  account: null,
  person: null,
  post: null,
  organisation: null,
  region,
  duties: [],
})

/** Opens the tree; read again after a minute, or at once when a key is not known. */
export function openPlaces(ground: Ground): Places {
  let tree: Map<string, RegionNow> = new Map()
  let codes: Map<string, RegionNow> = new Map()
  let children: Map<string, RegionNow[]> = new Map()
  /** Every period for which somebody had a code, the latest first. */
  let held: Map<string, { key: string; from: number; before: number }[]> = new Map()
  let names: ReadonlyMap<string, string> = new Map()
  /** Which region has the place of one that is no more. */
  let heirs: Map<string, string> = new Map()
  let top: RegionNow | undefined
  let read = 0
  let reading: Promise<void> | undefined

  const load = async () => {
    const rows = await inContext(
      ground,
      systemActor(),
      { kind: 'system', what: '行政区划' },
      async (ctx) => {
        ctx.tx.open('identity_region', 'read', { ...OPEN_BOX, class: [0, 0] })
        const moved = await ctx.tx.rows({
          name: 'identity.region-heirs',
          text: 'select from_region, to_region from identity.region_move where from_region <> to_region order by act',
        })
        heirs = new Map(moved.map((row) => [row.from_region as string, row.to_region as string]))
        return ctx.tx.rows({
          name: 'identity.regions-in-time',
          text: `select key as id, code, name, level, parent, path, effective @> now() as holds, lower(effective) as since, upper(effective) as until
            from identity.region where ended is null order by code, effective desc`,
        })
      },
      { readOnly: true, aside: true },
    )
    const ends = (row: Row) => ({
      key: row.id as string,
      from: row.since === null ? Number.NEGATIVE_INFINITY : Date.parse(row.since as string),
      before: row.until === null ? Number.POSITIVE_INFINITY : Date.parse(row.until as string),
    })
    held = new Map()
    for (const row of rows) held.set(row.code as string, [...(held.get(row.code as string) ?? []), ends(row)])
    const all = rows.filter(({ holds }) => holds).map(({ holds: _holds, since: _since, until: _until, ...row }) => row) as unknown as Omit<
      RegionNow,
      'hasChildren'
    >[]
    const parents = new Set(all.map((row) => row.parent))
    const regions = all.map((row) => ({ ...row, hasChildren: parents.has(row.id) }))
    tree = new Map(regions.map((one) => [one.id, one]))
    codes = new Map(regions.map((one) => [one.code, one]))
    names = new Map(regions.map(({ code, name }) => [code, name]))
    children = new Map()
    for (const one of regions) {
      const beside = children.get(one.parent ?? '')
      if (beside) beside.push(one)
      else children.set(one.parent ?? '', [one])
    }
    top = regions.find((one) => one.parent === null || !tree.has(one.parent))
    read = Date.now()
  }
  const fresh = async (missing = false) => {
    if (!missing && Date.now() - read < MINUTE) return
    if (missing && Date.now() - read < 1000) return
    reading ??= load().finally(() => (reading = undefined))
    await reading
  }
  const standing = (key: string | undefined): RegionNow | undefined => {
    for (let one = key; one !== undefined; one = heirs.get(one)) if (tree.has(one)) return tree.get(one)
    return undefined
  }
  const find = async (key: string) => {
    await fresh()
    if (standing(key) === undefined && isKey(key)) await fresh(true)
    return standing(key)
  }
  const holderOf = (code: string, time: number) => held.get(code)?.find(({ from, before }) => from <= time && time < before)?.key
  return {
    async root() {
      await fresh()
      if (tree.size === 0) await fresh(true)
      return top
    },
    find,
    async get(key) {
      const found = await find(key)
      if (!found) throw new NotFound('没有这个行政区划', { code: 'region.none' })
      return found
    },
    async byCode(code, at) {
      await fresh()
      const time = at?.getTime()
      if (time === undefined) return codes.get(code) ?? standing(held.get(code)?.[0]?.key)
      return standing(holderOf(code, time))
    },
    async meant(given, { asOf, holds }) {
      if (isKey(given)) return asOf ? given : (await find(given))?.id
      await fresh()
      const code = regionPrefix(given)
      const at = (holds ?? asOf)?.getTime()
      // The latest period comes first.
      const key = at === undefined ? undefined : (holderOf(code, at) ?? held.get(code)?.find(({ before }) => before <= at)?.key)
      if (asOf) return key
      return (at === undefined ? (codes.get(code) ?? standing(held.get(code)?.[0]?.key)) : standing(key))?.id
    },
    async below(key) {
      await fresh()
      return children.get(key) ?? []
    },
    async chain(key) {
      const chain: RegionNow[] = []
      for (let one = await find(key); one; one = one.parent ? tree.get(one.parent) : undefined) chain.push(one)
      return chain
    },
    async names() {
      await fresh()
      return names
    },
    async placeOf(_ctx, key) {
      const found = await find(key)
      if (!found) throw new Invalid('没有这个行政区划', { code: 'region.none', path: 'region' })
      if (found.id !== key) throw new Invalid(`这个行政区划已经撤销，现在是${found.name}`, { code: 'region.ended', path: 'region' })
      return { code: found.code, path: found.path, name: found.name }
    },
    forget: () => void (read = 0),
  }
}
