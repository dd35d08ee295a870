import type { Statement } from '#kernel/database'
import type { Compiled } from './compile.ts'

/** One carries out an act at a time; another process that comes by goes on with something else. */
export const holdActs: Statement = {
  name: 'identity.hold-region-acts',
  text: `select pg_try_advisory_xact_lock(hashtext('identity.region-act')) as held`,
}

/** Acts that are due by a day, the earliest first, and those on their way. */
export const dueActs = (today: string): Statement => ({
  name: 'identity.due-region-acts',
  text: `select a.id, a.version, a.state, a.summary, a.number, a.recorded from identity.region_act a
    where a.ended is null and (a.state in ('running', 'settling') or (a.state = 'approved' and a.effective_from <= $1::date))
    order by a.state = 'approved', a.effective_from, a.id`,
  values: [today],
})

/** Acts whose end is so near that something may still have been on its way to where things lay before: an import waits for a week. */
export const recentActs: Statement = {
  name: 'identity.recent-region-acts',
  text: `select a.id, a.version, a.state, a.summary, a.number, a.recorded from identity.region_act a
    where a.ended is null and a.state = 'done' and a.finished > now() - interval '8 days' order by a.finished, a.id`,
}

export const beginAct = (act: string, { moves }: Compiled): Statement => ({
  name: 'identity.begin-region-act',
  text: 'select identity.begin_region_act($1::uuid, $2::jsonb) as moves',
  values: [
    act,
    JSON.stringify(moves.map(({ from, to }) => ({ fromPath: from.path, from: from.id, to: to.id, toCode: to.code, toPath: to.path }))),
  ],
})

export const movePlaced = (act: string, table: string, column: string | null, most: number): Statement => ({
  name: 'identity.move-placed',
  text: 'select moved, repeated, more from identity.move_placed($1::uuid, $2, $3, $4)',
  values: [act, table, column, most],
})

/** How many rows lie at some paths, of a table that is open. */
export const countPlaced = (table: string, paths: readonly string[]): Statement => ({
  text: `select count(*)::integer as count from ${table} t where t.region_path = any($1::text[])`,
  values: [paths],
})

/**
 * Records that lie apart and would share a key in the region that they come to: their name or number, the regions that they lie in, and of how
 * many in all the one would repeat the other. Columns come from the register's declaration.
 */
export const recordsOfOneKey = (
  { table, region, others, title }: { table: string; region: string; others: readonly string[]; title: string | undefined },
  goes: readonly { path: string; from: string; to: string }[],
  paths: readonly string[],
  most: number,
): Statement => ({
  text: `with goes as (select g.path, g."from", g."to" from jsonb_to_recordset($1::jsonb) as g(path text, "from" uuid, "to" uuid)),
    placed as (
      select t.id, ${title ? `t.${title}` : 't.id::text'} as record, t.${region} as region, coalesce(g."to", t.${region}) as into${others.map((one, i) => `, t.${one} as k${i}`).join('')}
      from ${table} t left join goes g on g.path = t.region_path and g."from" = t.${region}
      where t.ended is null and t.region_path = any($2::text[])${others.map((one) => ` and t.${one} is not null`).join('')})
    select min(p.record) as record, array_agg(distinct p.region) as regions, sum(count(*) - 1) over ()::integer as repeats
    from placed p group by p.into${others.map((_, i) => `, p.k${i}`).join('')} having count(*) > 1 order by 1 limit $3`,
  values: [JSON.stringify(goes), paths, most],
})

/** The posts with duties at each place, and who holds them; of duties in effect. */
export const dutiesByPlace: Statement = {
  name: 'identity.duties-by-place',
  text: `select d.region_path as path, count(distinct d.post)::integer as posts, count(distinct h.account)::integer as people
    from identity.duty d left join identity.holding h on h.post = d.post and h.ended is null and h.id <> all (identity.not_in_effect())
    where d.ended is null and d.id <> all (identity.not_in_effect()) group by d.region_path order by d.region_path`,
}

/** Notes with the acting transaction how many rows went. */
export const noteMoved = (act: string, moved: number, repeated: number): Statement => ({
  name: 'identity.note-moved',
  text: 'select identity.note_moved($1::uuid, $2, $3)',
  values: [act, moved, repeated],
})

export const movedSoFar = (act: string): Statement => ({
  name: 'identity.moved-so-far',
  text: 'select p.moved::integer as moved, p.repeated::integer as repeated from identity.region_progress p where p.act = $1::uuid',
  values: [act],
})
