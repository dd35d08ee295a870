import type { Statement } from '#kernel/database'
import type { Measure } from './measure.ts'

/** A measure as its row says it is. */
export interface MeasureRow {
  id: number
  indicator: string
  digest: string
  state: 'building' | 'live' | 'gone'
  walked: string
  began: string
  built: string | null
}

export const allMeasures: Statement = {
  name: 'indicators.measures',
  text: 'select id, indicator, digest, state, walked, began, built from indicators.measure order by id',
}

export const addMeasure = (indicator: string, digest: string): Statement => ({
  name: 'indicators.add-measure',
  text: `insert into indicators.measure (indicator, digest) values ($1, $2) on conflict do nothing`,
  values: [indicator, digest],
})

/** Locks a measure: changes of its figures wait for each other. */
export const lockMeasure = (id: number): Statement => ({
  name: 'indicators.lock-measure',
  text: 'select walked, state from indicators.measure where id = $1 for update',
  values: [id],
})

export const walkedTo = (id: number, walked: string): Statement => ({
  name: 'indicators.walked-to',
  text: 'update indicators.measure set walked = $2 where id = $1',
  values: [id, walked],
})

export const setState = (id: number, state: MeasureRow['state']): Statement => ({
  name: 'indicators.set-state',
  text: `update indicators.measure set state = $2, built = case when $2 = 'live' then clock_timestamp() else built end where id = $1`,
  values: [id, state],
})

/** The next keys of a source after one, in order. */
export const nextKeys = ({ source }: Measure, after: string, most: number): Statement => ({
  text: `select t.id from ${source.from} t where t.id > $1::uuid order by t.id limit $2`,
  values: [after, most],
})

/** When something is counted, by the city's clock. */
interface Counted {
  now: Date
  startOfToday: Date
}

/**
 * Counts records anew: what they count for now takes the place of what they counted for, and the cells change by the difference. Done
 * twice it changes nothing. An earlier figure is kept where it stood at the end of a day.
 */
export const countAnew = (measure: Measure, id: number, keys: readonly string[], at: Counted): Statement => {
  const put = (n: number) => `$${measure.values.length + 1 + n}`
  return {
    text: `with now_ as materialized (${measure.facts}),
      old as materialized (select f.record, f.region_path, f.day, f.n, f.groups from indicators.fact f where f.measure = ${put(1)} and f.record = any($1::uuid[])),
      gone as (delete from indicators.fact f using old o where f.measure = ${put(1)} and f.record = o.record
        and not exists (select from now_ w where w.record = o.record)),
      kept as (insert into indicators.fact (measure, record, region_path, day, n, groups)
        select ${put(1)}, w.record, w.region_path, w.day, w.n, w.groups from now_ w
        on conflict (measure, record) do update set region_path = excluded.region_path, day = excluded.day, n = excluded.n, groups = excluded.groups
        where (indicators.fact.region_path, indicators.fact.day, indicators.fact.n, indicators.fact.groups)
          is distinct from (excluded.region_path, excluded.day, excluded.n, excluded.groups)),
      difference as (select d.region_path, d.day, d.groups, sum(d.one)::bigint as count, sum(d.one * d.n)::bigint as total from (
          select w.region_path, w.day, w.n, w.groups, 1 as one from now_ w
          union all select o.region_path, o.day, o.n, o.groups, -1 from old o) d
        group by d.region_path, d.day, d.groups having sum(d.one) <> 0 or sum(d.one * d.n) <> 0),
      spread as materialized (select p.path, g.grp, d.day, sum(d.count)::bigint as count, sum(d.total)::bigint as total from difference d
        cross join lateral unnest(indicators.around(d.region_path)) as p(path)
        cross join lateral unnest(array[''] || d.groups) as g(grp)
        group by p.path, g.grp, d.day having sum(d.count) <> 0 or sum(d.total) <> 0),
      before as (insert into indicators.earlier (indicator, region_path, grp, day, since, until, count, total, class)
        select m.indicator, c.region_path, c.grp, c.day, c.changed, ${put(4)}::timestamptz, c.count, c.total, c.class
        from spread s join indicators.cell c on c.measure = ${put(1)} and c.region_path = s.path and c.grp = s.grp and c.day = s.day
        join indicators.measure m on m.id = c.measure
        where m.state = 'live' and c.changed < ${put(2)}::timestamptz on conflict do nothing)
      insert into indicators.cell (measure, region_path, grp, day, count, total, class, changed)
      select ${put(1)}, s.path, s.grp, s.day, s.count, s.total, ${put(3)}, ${put(4)}::timestamptz from spread s order by s.path, s.grp, s.day
      on conflict (measure, region_path, grp, day) do update set count = indicators.cell.count + excluded.count,
        total = indicators.cell.total + excluded.total, changed = excluded.changed`,
    values: [keys, ...measure.values, id, at.startOfToday, measure.indicator.open ? 0 : 1, at.now],
  }
}

/**
 * A count that was made anew takes over: where it says something else than the one before, the figure before is kept as an earlier one;
 * where it says the same, the cell keeps the time since which it does.
 */
export const takeOver = (from: number, to: number, at: Counted): Statement[] => [
  {
    text: `insert into indicators.earlier (indicator, region_path, grp, day, since, until, count, total, class)
      select m.indicator, o.region_path, o.grp, o.day, o.changed, $4, o.count, o.total, o.class
      from indicators.cell o join indicators.measure m on m.id = o.measure
      left join indicators.cell n on n.measure = $2 and n.region_path = o.region_path and n.grp = o.grp and n.day = o.day
      where o.measure = $1 and o.changed < $3 and (o.count, o.total) is distinct from (n.count, n.total) on conflict do nothing`,
    values: [from, to, at.startOfToday, at.now],
  },
  {
    text: `update indicators.cell n set changed = o.changed from indicators.cell o
      where n.measure = $2 and o.measure = $1 and n.region_path = o.region_path and n.grp = o.grp and n.day = o.day
        and (o.count, o.total) = (n.count, n.total)`,
    values: [from, to],
  },
]

/** Forgets a part of what a measure kept that is no longer wanted. */
export const forgetFacts = (id: number, most: number): Statement => ({
  name: 'indicators.forget-facts',
  text: `delete from indicators.fact where ctid = any(array(select f.ctid from indicators.fact f where f.measure = $1 limit $2))`,
  values: [id, most],
})
export const forgetMeasure = (id: number): Statement[] => [
  { name: 'indicators.forget-cells', text: 'delete from indicators.cell where measure = $1', values: [id] },
  { name: 'indicators.forget-measure', text: 'delete from indicators.measure where id = $1', values: [id] },
]

export const noteReading = (now: Date): Statement => ({
  name: 'indicators.note-reading',
  text: `insert into indicators.reading (read) values ($1) on conflict (one) do update set read = excluded.read`,
  values: [now],
})

export const forgetWorkdays: Statement = { name: 'indicators.forget-workdays', text: 'delete from indicators.workday' }
export const putWorkdays = (path: string, days: readonly string[], ordinals: readonly number[]): Statement => ({
  name: 'indicators.put-workdays',
  text: `insert into indicators.workday (day, region_path, ordinal) select d.day, $1, d.ordinal from unnest($2::date[], $3::integer[]) as d(day, ordinal)`,
  values: [path, days, ordinals],
})
