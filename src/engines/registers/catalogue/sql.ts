import type { Statement } from '#kernel/database'

/** The number of a department by what it does; a new one is taken where it has none. */
export const departmentNumber = (fn: string): Statement => ({
  name: 'catalogue.department-number',
  text: `with next as (select kernel.take('catalogue.department', 1) as number where not exists (select from catalogue.department where fn = $1)),
      added as (insert into catalogue.department (fn, number) select $1, number from next on conflict (fn) do update set fn = excluded.fn returning number)
    select number from added union all select number from catalogue.department where fn = $1 limit 1`,
  values: [fn],
})

/** The next number under a prefix; whoever takes the one after it waits until this transaction is over. */
export const codeNumber = (prefix: string): Statement => ({
  name: 'catalogue.code-number',
  text: `insert into catalogue.sequence (prefix, last) values ($1, 1) on conflict (prefix) do update set last = catalogue.sequence.last + 1 returning last`,
  values: [prefix],
})

export const editionNow: Statement = { name: 'catalogue.edition', text: 'select edition from catalogue.edition' }

/** What the index in memory is made of. */
export const searchable: Statement = {
  name: 'catalogue.searchable',
  text: `select t.id, t.code, t.name, t.about, t.items, t.provider from catalogue.resource t where t.ended is null`,
}

/** Which of some entries there are among those that are open; the box is the wall. */
const light = `catalogue.light(t.cycle, coalesce(p.changed, t.changed_on::timestamptz), $1::timestamptz)`
const from = `catalogue.resource t left join catalogue.pulse p on p.register = t.register`
const columns = `t.id, t.code, t.name, t.about, t.kind, t."group", t.provider, t.share, t.opening, t.cycle, t.register, t.format,
  coalesce(p.changed, t.changed_on::timestamptz) as changed, ${light} as light, p.score`

export interface Facets {
  kind: string | null
  provider: string | null
  share: string | null
  light: string | null
}

/** What a list asks: the greatest class that may be seen, ids in their order where words were looked for, and one value of each facet. */
export interface Asked extends Facets {
  now: Date
  most: number
  ids: readonly string[] | null
}

const found = `select t.id, t.kind, t.provider::text as provider, t.share, ${light} as light, t.name
    from ${from} where t.ended is null and t.class <= $2 and ($3::uuid[] is null or t.id = any($3::uuid[]))`
const asks = `($4::text is null or f.kind = $4) and ($5::text is null or f.provider = $5) and ($6::text is null or f.share = $6)
    and ($7::text is null or f.light = $7)`
const valuesOf = ({ now, most, ids, kind, provider, share, light }: Asked) => [now, most, ids, kind, provider, share, light]

/** One page of the catalogue: the best first, or by name. */
export const page = (asked: Asked, skip: number, limit: number): Statement => ({
  name: 'catalogue.page',
  text: `with f as materialized (${found}),
    cut as (select f.id, row_number() over (order by array_position($3::uuid[], f.id), f.name, f.id) as place from f where ${asks})
    select ${columns} from cut join ${from} on t.id = cut.id where cut.place > $8 and cut.place <= $8 + $9 order by cut.place`,
  values: [...valuesOf(asked), skip, limit],
})

/** How many there are by each value of each facet, each counted as if it alone were not chosen; `all` is how many are shown. */
export const facets = (asked: Asked): Statement => {
  const side = (name: keyof Facets, others: string) =>
    `select '${name}' as facet, f.${name} as value, count(*)::integer as count from f where ${others} group by f.${name}`
  const only = (name: string, n: number) => `($${n}::text is null or f.${name} = $${n})`
  const sides = [only('kind', 4), only('provider', 5), only('share', 6), only('light', 7)]
  const without = (at: number) => sides.filter((_, i) => i !== at).join(' and ')
  return {
    name: 'catalogue.facets',
    text: `with f as materialized (${found})
      select 'all' as facet, null as value, count(*)::integer as count from f where ${asks}
      union all ${(['kind', 'provider', 'share', 'light'] as const).map((name, i) => side(name, without(i))).join(' union all ')}
      order by 1, 3 desc, 2`,
    values: valuesOf(asked),
  }
}

/** One entry as {@link entry} gives it, as far as others work with it. */
export interface EntryRow {
  id: string
  code: string
  name: string
  about: string
  provider: string | null
  share: 'unconditional' | 'conditional' | 'none'
  cycle: string
  register: string | null
  state: string
  items: readonly { name: string; type: string; key?: string; share?: string | null }[]
  sources: readonly { source: string }[] | null
  related: readonly { code: string }[] | null
  organisation: string
  region: string
  regionPath: string
}

const whole = `${columns}, t.version, t.provider_code as "providerCode", t.items, t.share_condition as "shareCondition",
  t.share_ground as "shareGround", t.share_way as "shareWay", t.open_condition as "openCondition", t.published_on as "publishedOn",
  t.sources, t.related, t.state, t.organisation, t.region, t.region_path as "regionPath", t.class, p.counted`

/** One entry within the open box. */
export const entry = (id: string, now: Date): Statement => ({
  name: 'catalogue.entry',
  text: `select ${whole} from ${from} where t.id = $2::uuid and t.ended is null`,
  values: [now, id],
})
/** Likewise, by the register that it stands for. */
export const entryOf = (register: string, now: Date): Statement => ({
  name: 'catalogue.entry-of',
  text: `select ${whole} from ${from} where t.register = $2 and t.ended is null`,
  values: [now, register],
})

/** What anybody may know of the catalogue, for the doors of other programs. */
export const known = (now: Date): Statement => ({
  name: 'catalogue.known',
  text: `select ${columns}, t.items, t.published_on as "publishedOn", t.open_condition as "openCondition", t.region_code as "regionCode"
    from ${from} where t.ended is null and t.class = 0 order by t.code`,
  values: [now],
})

/** Entries of registers of the platform, for keeping them as they are declared. */
export const ofRegisters: Statement = {
  name: 'catalogue.of-registers',
  text: `select t.id, t.register from catalogue.resource t where t.register is not null and t.ended is null`,
}

/** Entries that registers of the city's own were begun from. */
export const begunFrom: Statement = {
  name: 'catalogue.begun-from',
  text: `select d.name as register, t.id from registers.definition d join catalogue.resource t on t.id = (d.content->>'entry')::uuid
    where d.state = 'force' and d.kind = 'register' and t.register is null and t.ended is null`,
}

export const touch = (registers: readonly string[], changed: readonly string[]): Statement => ({
  name: 'catalogue.touch',
  text: `insert into catalogue.pulse (register, changed) select c.register, c.changed from unnest($1::text[], $2::timestamptz[]) as c(register, changed)
    on conflict (register) do update set changed = greatest(catalogue.pulse.changed, excluded.changed)`,
  values: [registers, changed],
})

export const makeOld = (registers: readonly string[], records: readonly string[]): Statement => ({
  name: 'catalogue.make-old',
  text: `update catalogue.piece p set old = true from unnest($1::text[], $2::uuid[]) as c(register, record)
    where p.register = c.register and not p.old and c.record > p.above and c.record <= p.upto`,
  values: [registers, records],
})

export const makeAllOld: Statement = { name: 'catalogue.make-all-old', text: 'update catalogue.piece set old = true where not old' }

export const pieces = (register: string): Statement => ({
  name: 'catalogue.pieces',
  text: `select above, upto, records, checked, failing, examples, old from catalogue.piece where register = $1 order by above`,
  values: [register],
})
export const forgetPieces = (register: string): Statement => ({
  name: 'catalogue.forget-pieces',
  text: 'delete from catalogue.piece where register = $1',
  values: [register],
})
export interface Piece {
  above: string
  upto: string
  records: number
  checked: number[]
  failing: number[]
  examples: string[][]
}
export const keepPiece = (register: string, piece: Piece): Statement => ({
  name: 'catalogue.keep-piece',
  text: `insert into catalogue.piece (register, above, upto, records, checked, failing, examples) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (register, above) do update set upto = excluded.upto, records = excluded.records, checked = excluded.checked,
      failing = excluded.failing, examples = excluded.examples, old = false`,
  values: [register, piece.above, piece.upto, piece.records, piece.checked, piece.failing, JSON.stringify(piece.examples)],
})
export const keepPulse = (
  register: string,
  { changed, rules, records, score }: { changed: string | null; rules: string; records: number; score: number | null },
): Statement => ({
  name: 'catalogue.keep-pulse',
  text: `insert into catalogue.pulse (register, changed, counted, rules, records, score) values ($1, $2, clock_timestamp(), $3, $4, $5)
    on conflict (register) do update set changed = greatest(catalogue.pulse.changed, excluded.changed), counted = excluded.counted,
      rules = excluded.rules, records = excluded.records, score = excluded.score`,
  values: [register, changed, rules, records, score],
})
export const pulse = (register: string, cycle: string, now: Date): Statement => ({
  name: 'catalogue.pulse',
  text: `select p.changed, p.counted, p.rules, p.records, p.score, catalogue.light($2, p.changed, $3::timestamptz) as light
    from catalogue.pulse p where p.register = $1`,
  values: [register, cycle, now],
})
export const keepQuality = (register: string, rule: string, checked: number, failing: number, examples: readonly string[]): Statement => ({
  name: 'catalogue.keep-quality',
  text: `insert into catalogue.quality (register, rule, checked, failing, examples) values ($1, $2, $3, $4, $5)
    on conflict (register, rule) do update set checked = excluded.checked, failing = excluded.failing, examples = excluded.examples`,
  values: [register, rule, checked, failing, examples],
})
export const quality = (register: string): Statement => ({
  name: 'catalogue.quality',
  text: 'select rule, checked, failing, examples from catalogue.quality where register = $1',
  values: [register],
})

/** Requests that are late on a day. */
export const requestsLate = (day: string): Statement => ({
  name: 'catalogue.requests-late',
  text: `select t.id, t.region, t.number, t.due from catalogue.request t where t.state = 'open' and t.due < $1::date and t.ended is null`,
  values: [day],
})

/** Entries and whether they are overdue now, where what is kept says otherwise. */
export const overdueNow = (now: Date): Statement => ({
  name: 'catalogue.overdue-now',
  text: `select t.id, t.version, ${light} = 'red' as overdue from ${from}
    where t.ended is null and t.state = 'published' and coalesce(t.overdue, false) <> (${light} = 'red')`,
  values: [now],
})

/** Entries that name this one, and those that it names. */
export const relatives = (code: string, codes: readonly string[], most: number): Statement => ({
  name: 'catalogue.relatives',
  text: `select t.id, t.code, t.name, t.code = any($2) as before from catalogue.resource t
    where t.ended is null and t.class <= $3 and (t.code = any($2) or t.related @> jsonb_build_array(jsonb_build_object('code', $1::text)))
    order by t.code limit 50`,
  values: [code, codes, most],
})

/** Registers of the platform by their entries, as far as they may be known. */
export const byRegister = (registers: readonly string[], most: number): Statement => ({
  name: 'catalogue.by-register',
  text: `select t.id, t.name, t.register from catalogue.resource t where t.ended is null and t.class <= $2 and t.register = any($1) order by t.name`,
  values: [registers, most],
})

export const follows = (id: string): Statement => ({
  name: 'catalogue.follows',
  text: `select 1 from catalogue.follow f where f.resource = $1::uuid and f.account = (select kernel.setting_key('actor'))`,
  values: [id],
})
export const follow = (id: string): Statement => ({
  name: 'catalogue.follow',
  text: `insert into catalogue.follow (account, resource) values ((select kernel.setting_key('actor')), $1::uuid) on conflict do nothing`,
  values: [id],
})
export const unfollow = (id: string): Statement => ({
  name: 'catalogue.unfollow',
  text: `delete from catalogue.follow f where f.resource = $1::uuid and f.account = (select kernel.setting_key('actor'))`,
  values: [id],
})
/** Who follows these entries, for whoever tells them. */
export const followers = (ids: readonly string[]): Statement => ({
  name: 'catalogue.followers',
  text: `select f.account, f.resource, t.name, t.version from catalogue.follow f join catalogue.resource t on t.id = f.resource
    where f.resource = any($1::uuid[])`,
  values: [ids],
})

/** What the entries of an organisation are called. */
export const ownNames = (organisation: string): Statement => ({
  name: 'catalogue.own-names',
  text: 'select t.name from catalogue.resource t where t.organisation = $1::uuid and t.ended is null',
  values: [organisation],
})

/** Registers that were never counted. */
export const counted: Statement = {
  name: 'catalogue.counted',
  text: 'select p.register from catalogue.pulse p where p.counted is not null',
}
