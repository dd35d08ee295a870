import type { Statement } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { historyOf } from '../tables.ts'
import { named } from '../statements.ts'

/** Two records, locked in one order whoever asks, so that two merges of them wait for each other. */
export const lockTwo = (definition: Definition, ids: readonly string[]): Statement =>
  named(
    definition,
    `select t.id, t.version, t.ended, t.region, t.region_path, t.organisation, t.holder, t.class, t.case_id from ${definition.full} t
     where t.id = any($1::uuid[]) order by t.id for update`,
    [ids],
  )

/** Ends a record that is another one. */
export const endMerged = (definition: Definition, id: string): Statement =>
  named(
    definition,
    `update ${definition.full} set version = version + 1, recorded = clock_timestamp(), ended = clock_timestamp() where id = $1::uuid and ended is null`,
    [id],
  )

/** Lets a record go on that ended for being another one. */
export const reviveMerged = (definition: Definition, id: string): Statement =>
  named(
    definition,
    `update ${definition.full} set version = version + 1, recorded = clock_timestamp(), ended = null where id = $1::uuid and ended is not null`,
    [id],
  )

/** What is said of a record counts for another one. */
export const countFor = (definition: Definition, from: string, to: string): Statement => {
  const { full } = definition.contributions!
  return named(
    definition.contributions!,
    `update ${full} set version = version + 1, recorded = clock_timestamp(), _record = $2::uuid where _record = $1::uuid`,
    [from, to],
  )
}

/** What was said of these records counts for one of them again. */
export const countAgain = (definition: Definition, homes: readonly string[], to: string): Statement => {
  const { full } = definition.contributions!
  return named(
    definition.contributions!,
    `update ${full} set version = version + 1, recorded = clock_timestamp(), _record = $2::uuid where _home = any($1::uuid[]) and _record <> $2::uuid`,
    [homes, to],
  )
}

/** The values that one version of a record was replaced from, as history keeps them. */
export const replacedAt = (definition: Definition, id: string, version: number): Statement =>
  named(definition, `select h.old from ${historyOf(definition)} h where h.id = $1::uuid and h.version = $2::integer`, [id, version])

export interface Merge {
  id: string
  register: string
  survivor: string
  merged: string
  reason: string
  taken: string[]
  version: number
  recorded: string
  undone: string | null
}
const mergeColumns = 'm.id, m.register, m.survivor, m.merged, m.reason, m.taken, m.version, m.recorded, m.undone'

export const addMerge = (merge: Readonly<Record<string, unknown>>): Statement => ({
  name: 'registers.add-merge',
  text: `insert into registers.merge (id, register, survivor, merged, reason, ask, taken, version, merged_by, region_path, organisation, holder, class, case_id)
    select r.id, r.register, r.survivor, r.merged, r.reason, r.ask, r.taken, r.version, r.merged_by, r.region_path, r.organisation, r.holder, r.class, r.case_id
    from jsonb_to_record($1::jsonb) as r(id uuid, register text, survivor uuid, merged uuid, reason text, ask uuid, taken text[], version integer, merged_by uuid,
      region_path text, organisation uuid, holder uuid, class smallint, case_id uuid)`,
  values: [JSON.stringify(merge)],
})

/** The merge by which a record ended, as far as it still holds. */
export const mergeOf = (merged: string): Statement => ({
  name: 'registers.merge-of',
  text: `select ${mergeColumns} from registers.merge m where m.merged = $1::uuid and m.undone is null`,
  values: [merged],
})

/** Merges into a record, the latest first, those that were undone too. */
export const mergesInto = (register: string, survivor: string): Statement => ({
  name: 'registers.merges-into',
  text: `select ${mergeColumns} from registers.merge m where m.register = $1 and m.survivor = $2::uuid order by m.recorded desc, m.id desc`,
  values: [register, survivor],
})

/** A record with all that were merged into it, and into those. */
export const treeOf = (record: string): Statement => ({
  name: 'registers.merge-tree',
  text: `with recursive tree(id) as (select $1::uuid union select m.merged from registers.merge m join tree on m.survivor = tree.id where m.undone is null)
    select id from tree`,
  values: [record],
})

export const undoMerge = (id: string, by: string | null, reason: string): Statement => ({
  name: 'registers.undo-merge',
  text: `update registers.merge set undone = clock_timestamp(), undone_by = $2::uuid, undone_reason = $3 where id = $1::uuid and undone is null returning id`,
  values: [id, by, reason],
})

export interface Pair {
  id: string
  register: string
  one: string
  other: string
  method: string
  source: string | null
  weight: number
  reasons: unknown[]
  state: 'open' | 'asked' | 'merged' | 'different'
  found: string
}
const pairColumns = 'p.id, p.register, p.one, p.other, p.method, p.source, p.weight::float8 as weight, p.reasons, p.state, p.found'

/** Keeps pairs; one that somebody has settled stays as it was settled. */
export const keepPairs = (pairs: readonly Readonly<Record<string, unknown>>[]): Statement => ({
  name: 'registers.keep-pairs',
  text: `insert into registers.pair as p (id, register, one, other, method, source, weight, reasons, region_path, organisation, holder, class, case_id)
    select r.id, r.register, r.one, r.other, r.method, r.source, r.weight, r.reasons, r.region_path, r.organisation, r.holder, r.class, r.case_id
    from jsonb_to_recordset($1::jsonb) as r(id uuid, register text, one uuid, other uuid, method text, source text, weight numeric, reasons jsonb,
      region_path text, organisation uuid, holder uuid, class smallint, case_id uuid)
    on conflict (one, other) do nothing`,
  values: [JSON.stringify(pairs)],
})

export const openPairs = (register: string, regionPath: readonly [string, string], most: number): Statement => ({
  name: 'registers.open-pairs',
  text: `select ${pairColumns} from registers.pair p where p.register = $1 and p.state = 'open' and p.region_path >= $2 and p.region_path < $3
    order by p.weight desc, p.id limit $4`,
  values: [register, ...regionPath, most],
})

export const onePair = (id: string): Statement => ({
  name: 'registers.one-pair',
  text: `select ${pairColumns} from registers.pair p where p.id = $1::uuid`,
  values: [id],
})

export const settlePair = (one: string, other: string, state: string, by: string | null): Statement => ({
  name: 'registers.settle-pair',
  text: `update registers.pair set state = $3, settled = clock_timestamp(), settled_by = $4::uuid where one = least($1::uuid, $2::uuid) and other = greatest($1::uuid, $2::uuid) returning id`,
  values: [one, other, state, by],
})
