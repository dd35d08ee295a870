import type { Statement } from '#kernel/database'

/** Edges are brought onto this grid, in degrees: a decimetre, under the five decimals of the sources. */
const GRID = 0.000001
/** What a screen of the city, and of a county, can't tell apart, in degrees: some 200 m and 50 m. */
const COARSE = 0.002
const FINE = 0.0005

/** Boundaries by code, as GeoJSON; one that is there is replaced. */
export const putBoundaries = (boundaries: readonly { code: string; shape: unknown; source: string; note: string }[]): Statement => ({
  text: `insert into map.boundary (code, shape, source, note)
    select b.code, st_multi(st_setsrid(st_geomfromgeojson(b.shape), 4490)), b.source, b.note
    from jsonb_to_recordset($1::jsonb) as b(code text, shape jsonb, source text, note text)
    on conflict (code) do update set shape = excluded.shape, source = excluded.source, note = excluded.note`,
  values: [JSON.stringify(boundaries)],
})

export const putLaidPoints = (codes: readonly string[]): Statement => ({
  text: 'insert into map.laid_point (code) select unnest($1::text[]) on conflict do nothing',
  values: [codes],
})

/** A region of a period, as the register of regions has it. */
export interface RegionRow {
  region: string
  since: string
  until: string | null
  code: string
  name: string
  level: string
  parent: string | null
  path: string
  seat: [number, number] | null
}

/** Regions that hold no longer keep the shape that they had. */
export const endRegions = (regions: readonly RegionRow[]): Statement => ({
  text: `update map.region m set until = coalesce(r.until, now())
    from map.region o left join jsonb_to_recordset($1::jsonb) as r(region uuid, since timestamptz, until timestamptz)
      on r.region = o.region and r.since = o.since
    where m.region = o.region and m.since = o.since and m.until is null and (r.region is null or r.until is not null)`,
  values: [JSON.stringify(regions)],
})

/** Regions that hold now, without their shapes; one without a point gets the middle of its county's boundary, and says that it was laid. */
export const putRegions = (regions: readonly RegionRow[]): Statement => ({
  text: `with given as (
      select r.region, r.since, r.code, r.name, r.level, r.parent, r.path, b.shape, coalesce(b.source, '') as source, l.code is not null as laid,
        case when r.seat is not null then st_setsrid(st_makepoint((r.seat->>0)::float8, (r.seat->>1)::float8), 4490) end as seat
      from jsonb_to_recordset($1::jsonb) as r(region uuid, since timestamptz, until timestamptz, code text, name text, level text, parent uuid,
        path text, seat jsonb)
      left join map.boundary b on b.code = r.code and r.level not in ('town', 'village')
      left join map.laid_point l on l.code = r.code
      where r.until is null)
    insert into map.region (region, since, code, name, level, parent, path, seat, laid, shape, made, source)
    select g.region, g.since, g.code, g.name, g.level, g.parent, g.path, coalesce(g.seat, p.at), g.laid or g.seat is null, g.shape,
      case when g.shape is not null then 'given' end, g.source
    from given g left join lateral (
      select st_pointonsurface(a.shape) as at from given a where a.shape is not null and g.path >= a.path and g.path < left(a.path, -1) || '0'
      order by length(a.path) desc limit 1) p on true
    where coalesce(g.seat, p.at) is not null
    on conflict (region, since) do update set until = null, code = excluded.code, name = excluded.name, level = excluded.level,
      parent = excluded.parent, path = excluded.path, seat = excluded.seat, laid = excluded.laid, shape = excluded.shape, fine = null,
      coarse = null, made = excluded.made, source = excluded.source`,
  values: [JSON.stringify(regions)],
})

/**
 * Tells the towns of each county apart: every place belongs to the town whose known point (its own, or one of its villages') is nearest,
 * within the county's boundary. Distances are in EPSG 3857, which is conformal, so that over a county the nearest is the nearest.
 * All edges are brought onto one grid and cut into faces, so that towns meet without gap or overlap; a face that a stray point cut off goes to
 * the town around it.
 */
export const deriveTowns: Statement = {
  text: `with county as materialized (
      -- A little beyond the boundary: an edge that ended just before it would cut nothing.
      select c.region, c.shape, st_buffer(c.shape, 0.00001) as wider, st_transform(st_expand(st_envelope(c.shape), 0.5), 3857) as frame
      from map.region c where c.until is null and c.level = 'county' and c.shape is not null),
    town as materialized (
      select t.region, t.parent, t.seat, t.laid from map.region t join county c on c.region = t.parent where t.until is null and t.level = 'town'),
    generator as materialized (
      select t.region as town, c.region as county, st_transform(p.seat, 3857) as at
      from county c join town t on t.parent = c.region
      join map.region p on p.until is null and (p.region = t.region or (p.parent = t.region and p.level = 'village' and not p.laid))
      where p.seat && c.shape and st_intersects(p.seat, c.shape)),
    diagram as materialized (
      select county, (st_dump(polygons)).geom as cell from (
        select g.county, st_voronoipolygons(st_collect(g.at), 0, (select c.frame from county c where c.region = g.county)) as polygons
        from generator g group by g.county) v),
    cell as materialized (
      select g.town, g.county, st_transform(st_union(d.cell), 4490) as area
      from diagram d join generator g on g.county = d.county and st_intersects(d.cell, g.at) group by g.town, g.county),
    line as (
      select st_intersection(st_boundary(x.area), c.wider) as edge from cell x join county c on c.region = x.county
      union all select st_boundary(c.shape) from county c),
    face as materialized (
      select row_number() over () as n, area, st_pointonsurface(area) as inside from (
        select (st_dump(polygons)).geom as area from (select st_polygonize(edges) as polygons from (
          select st_unaryunion(st_collect(edge), ${GRID}) as edges from line) e) p) f),
    lying as materialized (select f.n, f.area, f.inside, c.region as county from face f join county c on st_intersects(c.shape, f.inside)),
    owned as materialized (
      select f.n, f.area, o.town, f.county,
        row_number() over (partition by o.town order by not o.laid and st_intersects(f.area, o.seat) desc, st_area(f.area) desc) as place
      from lying f cross join lateral (
        select x.town, t.seat, t.laid from cell x join town t on t.region = x.town
        where x.county = f.county order by x.area <-> f.inside, x.town limit 1) o),
    settled as (
      select o.area, coalesce(around.town, o.town) as town
      from owned o left join lateral (
        select h.town from owned h
        where o.place > 1 and h.place = 1 and h.county = o.county and h.town <> o.town and h.area && o.area and st_intersects(h.area, o.area)
        order by st_length(st_intersection(h.area, o.area)) desc, h.town limit 1) around on true)
    update map.region m set shape = s.shape, made = 'derived'
    from (select town, st_multi(st_union(area)) as shape from settled group by town) s
    where m.region = s.town and m.until is null`,
}

/** What a region above the towns covers is what its towns cover, so that the levels lie on each other; a county without towns stays as it is. */
export const coverByTowns: Statement = {
  text: `update map.region m set shape = s.shape
    from (select c.region, st_multi(st_union(t.shape)) as shape from map.region c
      join map.region t on t.until is null and t.level = 'town' and t.shape is not null and t.path >= c.path and t.path < left(c.path, -1) || '0'
      where c.until is null and c.level = 'county' group by c.region) s
    where m.region = s.region and m.until is null`,
}

const simplified = (tolerance: number) => `with part as materialized (
      select m.region, m.level, m.parent, m.shape from map.region m where m.until is null and m.shape is not null and (m.level = 'town' or (m.level = 'county'
        and not exists (select from map.region t where t.parent = m.region and t.until is null and t.shape is not null)))),
    net as (select (st_dump(st_linemerge(st_unaryunion(st_collect(st_boundary(shape)))))).geom as edge from part),
    face as materialized (
      select area, st_pointonsurface(area) as inside from (
        select (st_dump(polygons)).geom as area from (select st_polygonize(edges) as polygons from (
          select st_unaryunion(st_collect(st_simplifypreservetopology(edge, ${tolerance})), 0.00001) as edges from net) e) p) f)
    select o.region, st_multi(st_union(f.area)) as shape
    from face f cross join lateral (select p.region from part p order by p.shape <-> f.inside, p.region limit 1) o group by o.region`

/** Shapes for screens: every edge that two regions share is simplified once, so that they still meet. */
export const simplify: readonly Statement[] = [
  { text: `update map.region m set fine = s.shape from (${simplified(FINE)}) s where m.region = s.region and m.until is null` },
  { text: `update map.region m set coarse = s.shape from (${simplified(COARSE)}) s where m.region = s.region and m.until is null` },
  // A small part that vanished between its neighbours is shown as it is.
  {
    text: `update map.region set fine = coalesce(fine, shape), coarse = coalesce(coarse, shape)
      where until is null and level = 'town' and shape is not null and (fine is null or coarse is null)`,
  },
  ...['county', 'city', 'province'].map((level) => ({
    text: `update map.region m set fine = s.fine, coarse = s.coarse
      from (select c.region, st_multi(st_union(t.fine)) as fine, st_multi(st_union(t.coarse)) as coarse from map.region c
        join map.region t on t.parent = c.region and t.until is null and t.fine is not null
        where c.until is null and c.level = '${level}' group by c.region) s
      where m.region = s.region and m.until is null`,
  })),
  { text: 'update map.region set label = (st_maximuminscribedcircle(coarse)).center where until is null and coarse is not null' },
]

export const newEdition: Statement = { text: 'update map.edition set number = number + 1, made = clock_timestamp()' }
export const anyRegion: Statement = { name: 'map.any', text: 'select 1 from map.region limit 1' }
export const edition: Statement = { name: 'map.edition', text: 'select number, made from map.edition' }

const position = (point: string) => `json_build_array(round(st_x(${point})::numeric, 5), round(st_y(${point})::numeric, 5))`
const head = `m.region as id, m.code, m.name, m.level, m.parent, m.laid, m.made, m.source, ${position('m.seat')} as seat,
      ${position('coalesce(m.label, m.seat)')} as label`

/** Regions of a level within a path; coarse for a whole city, fine for a county. Villages come without a shape. */
export const regionsWithin = (range: readonly [string, string], level: string, coarse: boolean): Statement => ({
  name: `map.regions-${coarse ? 'coarse' : 'fine'}`,
  text: `select ${head}, st_asgeojson(${coarse ? 'm.coarse, 4' : 'm.fine, 5'})::json as shape from map.region m
    where m.path >= $1 and m.path < $2 and m.level = $3 and m.until is null order by m.path limit 7000`,
  values: [range[0], range[1], level],
})

/** Regions whose shape holds a point, from the town up. */
export const regionsAt = (longitude: number, latitude: number): Statement => ({
  name: 'map.at',
  text: `select ${head} from map.region m, (select st_setsrid(st_makepoint($1, $2), 4490) as at) p
    where m.until is null and m.shape && p.at and st_intersects(m.shape, p.at) order by length(m.path) desc, m.code`,
  values: [longitude, latitude],
})

/** The box around everything: west, south, east, north. */
export const wholeBounds: Statement = {
  name: 'map.bounds',
  text: `select json_build_array(st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)) as bounds
    from (select st_extent(coalesce(m.coarse, m.seat)) as box from map.region m where m.until is null and m.level in ('city', 'county')) b
    where b.box is not null`,
}

/** Regions whose name holds some words; the higher levels first. */
export const regionsNamed = (pattern: string, most: number): Statement => ({
  name: 'map.places',
  text: `select ${head}, p.name as "parentName" from map.region m left join map.region p on p.region = m.parent and p.until is null
    where m.until is null and m.name like $1 order by length(m.path), length(m.name), m.path limit $2`,
  values: [pattern, most],
})
