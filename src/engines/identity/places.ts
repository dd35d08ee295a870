import { OPEN_BOX, inContext, type Actor, type Context, type Ground } from '#kernel/context'
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
  find(key: string): Promise<RegionNow | undefined>
  get(key: string): Promise<RegionNow>
  byCode(code: string): Promise<RegionNow | undefined>
  below(key: string): Promise<RegionNow[]>
  /** From the region up to the city. */
  chain(key: string): Promise<RegionNow[]>
  /** Names of all regions by their codes. */
  names(): Promise<ReadonlyMap<string, string>>
  /** For the registers engine. @throws Invalid when there is no such region */
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
  let names: ReadonlyMap<string, string> = new Map()
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
        return ctx.tx.rows({
          name: 'identity.regions-now',
          text: `select key as id, code, name, level, parent, path from identity.region where ended is null and effective @> now() order by code`,
        })
      },
      { readOnly: true, aside: true },
    )
    const all = rows as Omit<RegionNow, 'hasChildren'>[]
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
  const find = async (key: string) => {
    await fresh()
    if (!tree.has(key) && isKey(key)) await fresh(true)
    return tree.get(key)
  }
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
    async byCode(code) {
      await fresh()
      return codes.get(code)
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
      return { code: found.code, path: found.path, name: found.name }
    },
    forget: () => void (read = 0),
  }
}
