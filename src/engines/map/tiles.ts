import type { Box } from '#kernel/context'
import type { Statement } from '#kernel/database'
import { boxConditions } from '#engines/registers'
import type { CompiledLayer } from './layers.ts'
import { named } from './names.ts'

/** One square of the world in Web Mercator. */
export interface TileAddress {
  z: number
  x: number
  y: number
}

/** Units along the side of a tile. */
const EXTENT = 4096
/** How far beyond its edge a tile draws, so that circles there are whole; in units. */
const MARGIN = 64
/** Single records in a tile; where there are more, they are counted on a grid. */
export const MOST_SINGLES = 5000
/** Cells along the side of that grid. */
const CELLS = 64
/** Up to this zoom counts are by county, from the next on by town. */
const COUNTY_ZOOM = 7
/** From this zoom on records without a place are counted in their own region, which may be a village. */
const OWN_REGION_ZOOM = 11

const envelope = ({ z, x, y }: TileAddress, values: unknown[]) => {
  const put = (value: number) => `$${values.push(value)}::integer`
  const [pz, px, py] = [put(z), put(x), put(y)]
  return {
    // Reckoned once a statement: its plan is kept, so that nothing of it is a constant to the planner.
    drawn: `(select st_tileenvelope(${pz}, ${px}, ${py}))`,
    // In degrees a tile is a rectangle too, so that its box says all; the exact test stays behind the policy and costs little on points.
    taken: `(select st_transform(st_tileenvelope(${pz}, ${px}, ${py}, margin => ${MARGIN / EXTENT}), 4490))`,
  }
}

/** Leaves out what boxes before this one have given already. */
const withoutEarlier = (earlier: readonly Box[], values: unknown[]) =>
  earlier.map((one) => `not (${boxConditions(one, values).join(' and ') || 'true'})`)

/**
 * The box as a filter of what the tile's own index found. With the constant that it can't see through the planner leaves the index of
 * regions alone: it would read a whole county's entries of it to spare a few exact tests.
 */
const withinTile = (conditions: readonly string[]) => (conditions.length > 0 ? [`((${conditions.join(' and ')}) or (select false))`] : [])

/** Of rows that an actor may read, those that lie in the tile. */
function taken(
  { definition, place }: CompiledLayer,
  box: Box,
  earlier: readonly Box[],
  area: string,
  now: Date,
  values: unknown[],
): string {
  return [
    `${place} && ${area}`,
    `st_intersects(${place}, ${area})`,
    't.ended is null',
    ...withinTile(boxConditions(box, values)),
    ...withoutEarlier(earlier, values),
    // Behind a policy nothing is known of periods; without the constant the planner would count on hardly any record holding.
    ...(definition.register.effective ? [`(t.effective @> $${values.push(now)}::timestamptz or (select false))`] : []),
  ].join(' and ')
}

/** A tile of single records of one box, at most one more than are drawn, and how many there are. */
export function singlesTile(of: CompiledLayer, box: Box, earlier: readonly Box[], at: TileAddress, part: string, now: Date): Statement {
  const values: unknown[] = [part]
  const { drawn, taken: area } = envelope(at, values)
  return named(
    of.layer.name,
    `select st_asmvt(m, $1, ${EXTENT}, 'shape') as tile, count(*)::integer as records from (
      select st_asmvtgeom(st_transform(${of.place}, 3857), ${drawn}, ${EXTENT}, ${MARGIN}) as shape, t.id::text as id, ${of.kind} as kind,
        ${of.title} as name
      from ${of.definition.full} t where ${taken(of, box, earlier, area, now, values)} limit ${MOST_SINGLES + 1}) m`,
    values,
  )
}

/** The same where there are too many: counted on a grid within the tile, each cell at the middle of its records. */
export function crowdedTile(of: CompiledLayer, box: Box, earlier: readonly Box[], at: TileAddress, part: string, now: Date): Statement {
  const values: unknown[] = [part]
  const { drawn, taken: area } = envelope(at, values)
  return named(
    of.layer.name,
    `select st_asmvt(m, $1, ${EXTENT}, 'shape') as tile, sum(m.records)::integer as records from (
      select st_asmvtgeom(st_setsrid(st_makepoint(avg(p.x), avg(p.y)), 3857), p.frame, ${EXTENT}, ${MARGIN}) as shape, count(*)::integer as records
      from (select st_x(g.at) as x, st_y(g.at) as y, g.frame, (st_xmax(g.frame) - st_xmin(g.frame)) / ${CELLS} as cell from (
        select st_transform(${of.place}, 3857) as at, ${drawn} as frame
        from ${of.definition.full} t where ${taken(of, box, earlier, area, now, values)}) g) p
      group by p.frame, floor(p.x / p.cell), floor(p.y / p.cell)) m`,
    values,
  )
}

/** Which region a record is counted in: the county, the town, or the region that it belongs to itself. */
export type CountedBy = 'county' | 'town' | 'own'

/** How far away from what is counted at which level. */
export const countedAt = (zoom: number): CountedBy => (zoom <= COUNTY_ZOOM ? 'county' : zoom < OWN_REGION_ZOOM ? 'town' : 'own')

/** How many records of one box there are by region, as the tallies have them; of one kind, or of all. */
export function talliedRegions(layer: string, box: Box, earlier: readonly Box[], by: CountedBy, kind?: string): Statement {
  const values: unknown[] = [layer]
  const conditions = ['t.layer = $1', ...boxConditions(box, values), ...withoutEarlier(earlier, values)]
  if (kind !== undefined) conditions.push(`t.kind = $${values.push(kind)}`)
  const where = conditions.join(' and ')
  const text =
    by === 'own'
      ? `select r.region, sum(t.records)::integer as records from map.tally t join map.region r on r.path = t.region_path and r.until is null
          where ${where} group by r.region`
      : `select t.${by} as region, sum(t.records)::integer as records from map.tally t where ${where} group by 1`
  return named('map.tally', text, values)
}

/** A tile of counts at the regions that were counted. */
export function countsTile(counts: readonly { region: unknown; records: number }[], at: TileAddress, part: string): Statement {
  const values: unknown[] = [part, JSON.stringify(counts)]
  const { drawn, taken: area } = envelope(at, values)
  return named(
    'map.counts',
    `select st_asmvt(m, $1, ${EXTENT}, 'shape') as tile, coalesce(sum(m.records), 0)::integer as records from (
      select st_asmvtgeom(st_transform(coalesce(r.label, r.seat), 3857), ${drawn}, ${EXTENT}, ${MARGIN}) as shape, r.region::text as region, r.name, r.level,
        c.records
      from jsonb_to_recordset($2::jsonb) as c(region uuid, records integer)
      join map.region r on r.region = c.region and r.until is null
      where coalesce(r.label, r.seat) && ${area} and st_intersects(coalesce(r.label, r.seat), ${area})) m`,
    values,
  )
}

/** A tile of the regions themselves: counties, towns from zoom 8, villages from zoom 11. */
export function regionsTile(at: TileAddress): Statement {
  const values: unknown[] = []
  const { drawn, taken: area } = envelope(at, values)
  const shape = at.z <= COUNTY_ZOOM + 1 ? 'coarse' : at.z <= 11 ? 'fine' : 'shape'
  const areas = (level: string) => `(select st_asmvt(m, '${level}', ${EXTENT}, 'shape') from (
      select st_asmvtgeom(st_transform(r.${shape}, 3857), ${drawn}, ${EXTENT}, ${MARGIN}) as shape, r.region::text as region, r.code, r.name, r.made
      from map.region r where r.until is null and r.level = '${level}' and r.shape && ${area} and st_intersects(r.shape, ${area})) m)`
  const seats = `(select st_asmvt(m, 'village', ${EXTENT}, 'shape') from (
      select st_asmvtgeom(st_transform(r.seat, 3857), ${drawn}, ${EXTENT}, ${MARGIN}) as shape, r.region::text as region, r.code, r.name, r.laid
      from map.region r where r.until is null and r.level = 'village' and r.seat && ${area} and st_intersects(r.seat, ${area})) m)`
  const parts = [areas('county'), ...(at.z > COUNTY_ZOOM ? [areas('town')] : []), ...(at.z >= OWN_REGION_ZOOM ? [seats] : [])]
  return named('map.regions', `select ${parts.join(' || ')} as tile, 1 as records`, values)
}
