import type { Registers } from '#engines/registers'
import type { Envelope } from '#kernel/changes'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Statement } from '#kernel/database'
import { behindLog, followLog, skipLog, type AsSystem } from '#kernel/readers'
import { noteRecounted } from './kept-counts.ts'
import type { CompiledLayer } from './layers.ts'
import { remakeRegions } from './regions.ts'

const READER = 'map-count'
/** Region paths counted in one transaction: a village of a city of four million has some three thousand people, and nothing may take seconds. */
const CHUNK = 10
/** From so many changes behind on, counting everything is quicker than reading all changes. */
const TOO_FAR = 200_000

/** Where changed records lie, and where they lay before. */
const noteStale = ({ definition }: CompiledLayer, records: readonly string[]): Statement => ({
  text: `insert into map.stale (register, region_path)
    select $1, t.region_path from ${definition.full} t where t.id = any($2::uuid[])
    union select $1, h.old->>'region_path' from ${definition.full.replace(/"$/, '_history"')} h where h.id = any($2::uuid[]) and h.old ? 'region_path'
    on conflict do nothing`,
  values: [definition.register.name, records],
})

/** Every place of a register, the places among the tallies that nothing lies in any more included. */
const allStale = ({ definition, layer }: CompiledLayer): Statement => ({
  text: `insert into map.stale (register, region_path)
    with recursive path as (
      (select t.region_path from ${definition.full} t order by t.region_path limit 1)
      union all select (select t.region_path from ${definition.full} t where t.region_path > p.region_path order by t.region_path limit 1)
      from path p where p.region_path is not null)
    select $1, region_path from path where region_path is not null
    union select $1, region_path from map.tally where layer = $2
    on conflict do nothing`,
  values: [definition.register.name, layer.name],
})

const nextStale = (register: string): Statement => ({
  name: 'map.next-stale',
  text: 'select region_path as path from map.stale where register = $1 order by region_path limit $2',
  values: [register, CHUNK],
})

const forget = (layer: string, paths: readonly string[]): Statement => ({
  name: 'map.forget-tally',
  text: 'delete from map.tally where layer = $1 and region_path = any($2::text[])',
  values: [layer, paths],
})

const settled = (register: string, paths: readonly string[]): Statement => ({
  name: 'map.settle',
  text: 'delete from map.stale where register = $1 and region_path = any($2::text[])',
  values: [register, paths],
})

/** Counts the records of some region paths: a record with a place in the town around it, others in the region that they belong to. */
const count = ({ layer, definition, place, kind }: CompiledLayer, paths: readonly string[], now: Date): Statement => ({
  text: `insert into map.tally (layer, region_path, organisation, class, kind, town, county, records)
    with home as materialized (
      select p.path, coalesce(town.region, county.region, root.region) as town, coalesce(county.region, root.region) as county
      from unnest($2::text[]) as p(path)
      left join map.region town on town.until is null and town.level = 'town' and starts_with(p.path, town.path)
      left join map.region county on county.until is null and county.level = 'county' and starts_with(p.path, county.path)
      left join map.region root on root.until is null and root.level = 'city' and starts_with(p.path, root.path))
    select $1, t.region_path, t.organisation, t.class, ${kind}, ${place ? 'coalesce(lies.region, h.town)' : 'h.town'},
      ${place ? 'coalesce(lies.parent, h.county)' : 'h.county'}, count(*)
    from ${definition.full} t join home h on h.path = t.region_path
    ${
      place
        ? `left join lateral (select r.region, r.parent from map.region r where r.until is null and r.level = 'town'
          and r.shape && ${place} and st_intersects(r.shape, ${place}) order by r.code limit 1) lies on true`
        : ''
    }
    where t.region_path = any($2::text[]) and t.ended is null and ${place ? `${place} is not null and coalesce(lies.region, h.town)` : 'h.town'} is not null
      ${definition.register.effective ? 'and t.effective @> $3::timestamptz' : 'and $3::timestamptz is not null'}
    group by 2, 3, 4, 5, 6, 7`,
  values: [layer.name, paths, now],
})

const countedLayers: Statement = { text: 'select layer, digest from map.counted' }
const noteCounted = (layer: string, digest: string): Statement => ({
  text: `insert into map.counted (layer, digest) values ($1, $2) on conflict (layer) do update set digest = excluded.digest, counted = clock_timestamp()`,
  values: [layer, digest],
})
const dropLayer = (layer: string): readonly Statement[] => [
  { text: 'delete from map.tally where layer = $1', values: [layer] },
  { text: 'delete from map.counted where layer = $1', values: [layer] },
]

/** What counting stands on. */
export interface TallyParts {
  registers: Registers
  layers: readonly CompiledLayer[]
  asSystem: AsSystem
}

/**
 * Keeps the counts of the layers by reading the log: notes where something changed, then counts those places anew. After a crash in
 * between nothing is lost, since what is noted stays until it was counted. Regions that changed are drawn anew first.
 */
export async function countLayers({ registers, layers, asSystem }: TallyParts): Promise<void> {
  const counting = <T>(work: (ctx: Context) => Promise<T>) =>
    asSystem('地图计数', (ctx) => {
      ctx.tx.set('app.layer', 'all')
      return work(ctx)
    })
  const open = (ctx: Context, { definition }: CompiledLayer) => ctx.tx.open(definition.box, 'read', OPEN_BOX)
  const everything = async (some: readonly CompiledLayer[]) => {
    for (const layer of some)
      await counting(async (ctx) => {
        open(ctx, layer)
        await ctx.tx.query(allStale(layer))
        await ctx.tx.query(noteCounted(layer.layer.name, layer.digest))
      })
  }

  const known = new Map((await counting((ctx) => ctx.tx.rows(countedLayers))).map((row) => [row.layer as string, row.digest as string]))
  const names = new Set(layers.map(({ layer }) => layer.name))
  for (const gone of [...known.keys()].filter((name) => !names.has(name)))
    await counting(async (ctx) => void (await ctx.tx.queries(dropLayer(gone))))
  const fresh = layers.filter(({ layer, digest }) => known.get(layer.name) !== digest)
  if (known.size === 0 || (await behindLog(asSystem, READER)) > TOO_FAR) {
    await skipLog(asSystem, READER)
    if (known.size > 0) await counting((ctx) => remakeRegions(ctx, registers))
    await everything(layers)
  } else if (fresh.length > 0) await everything(fresh)

  await followLog(asSystem, READER, (changes) => note(changes))
  for (const layer of firstOfEachRegister(layers)) while (await recount(layer));

  async function note(changes: readonly Envelope[]) {
    if (changes.some(({ register }) => register === 'identity.region')) {
      await counting((ctx) => remakeRegions(ctx, registers))
      await everything(layers)
    }
    for (const layer of firstOfEachRegister(layers)) {
      const own = changes.filter(({ register }) => register === layer.definition.register.name)
      if (own.some(({ op }) => op === 'T')) await everything([layer])
      else if (own.length > 0)
        await counting((ctx) => {
          open(ctx, layer)
          return ctx.tx.query(noteStale(layer, [...new Set(own.map(({ record }) => record))]))
        })
    }
  }

  /** Counts the next places of a register for all its layers. @returns whether there may be more */
  async function recount(first: CompiledLayer): Promise<boolean> {
    const register = first.definition.register.name
    return counting(async (ctx) => {
      open(ctx, first)
      const paths = (await ctx.tx.rows(nextStale(register))).map((row) => row.path as string)
      if (paths.length === 0) return false
      const ofRegister = layers.filter(({ definition }) => definition.register.name === register)
      for (const layer of ofRegister) {
        await ctx.tx.query(forget(layer.layer.name, paths))
        await ctx.tx.query(count(layer, paths, ctx.now))
      }
      await ctx.tx.queries([noteRecounted(ofRegister.map(({ layer }) => layer.name)), settled(register, paths)])
      return paths.length === CHUNK
    })
  }
}

const firstOfEachRegister = (layers: readonly CompiledLayer[]): CompiledLayer[] => [
  ...new Map(layers.map((layer) => [layer.definition.register.name, layer])).values(),
]
