import { STEWARD, type BaseSource, type Problem } from '#declare'
import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { Invalid, NotAllowed } from '#kernel/errors'
import type { Definition } from '../definitions.ts'
import { checkOutside } from '../outside-checks.ts'
import { boxConditions } from '../permission.ts'
import { requireBoxes } from '../read.ts'
import { named, selection } from '../statements.ts'
import { check } from '../problems.ts'
import { addMany, type WriteParts } from '../write.ts'
import { keepPairs } from './pairs.ts'
import { askAboutContradictions } from './contradictions.ts'
import { linkPersons, type Linked } from './link.ts'
import { asContribution, openWhole, recomputeRecords } from './recompute.ts'
import { rulesOf } from './rules.ts'
import { saidRow, type Place, type Said } from './said.ts'
import { sameText } from './settle.ts'
import * as sql from './sql.ts'

type Values = Record<string, unknown>

/** What came of it, for each in the order given. */
export interface Contributed {
  record: string
  /** How its record was found: by the source's key, by a number that nobody else has, by likeness; or it is new. */
  by: 'key' | 'number' | 'likeness' | 'new'
  /** The record became another by it. */
  changed: boolean
  /** A record that may be the same one; somebody is to look. */
  pair?: { record: string; score: number }
}

/** Whether the actor speaks for a source: as the organisation of its function where the actor is, as the register's own steward, or as the installation. */
async function speaks(parts: WriteParts, ctx: Context, { register }: Definition, { steward }: BaseSource): Promise<boolean> {
  if (ctx.actor.kind === 'system') return true
  for (const fn of new Set([steward, register.steward]))
    if ((await parts.stewardOf(ctx, fn, ctx.actor.region.id)) === ctx.actor.organisation) return true
  return false
}

/** The sources of a register that the actor speaks for; none of one that is no base register. */
export async function speaksFor(parts: WriteParts, ctx: Context, definition: Definition): Promise<{ key: string; label: string }[]> {
  const found: { key: string; label: string }[] = []
  for (const [key, source] of Object.entries(definition.register.base?.sources ?? {}))
    if (await speaks(parts, ctx, definition, source)) found.push({ key, label: source.label })
  return found
}

/** @throws Invalid for a source that is none; NotAllowed for one that the actor doesn't speak for */
export async function requireSource(parts: WriteParts, ctx: Context, definition: Definition, source: string): Promise<void> {
  const declared = rulesOf(definition).sources[source]
  if (!declared) throw new Invalid(`“${definition.register.label}”没有来源 ${source}`, { code: 'base.source', path: 'source' })
  if (await speaks(parts, ctx, definition, declared)) return
  throw new NotAllowed(`您的单位不是来源“${declared.label}”`, { code: 'base.source' })
}

/** What is wrong with what a source says. */
function checkSaid(parts: WriteParts, definition: Definition, said: readonly Said[]): Problem[] {
  const fields = new Set(sql.saidColumns(definition.contributions!).map(({ key }) => key))
  const keys = new Set<string>()
  return said.flatMap(({ key, at, values = {}, none = [], withdrawn }, i) => {
    const path = `${i}.`
    const problems: Problem[] = []
    if (key.trim() === '' || key.length > 100) problems.push({ path: `${path}key`, message: '来源的编号应为 1 至 100 个字' })
    if (keys.has(key)) problems.push({ path: `${path}key`, message: '同一批里有两行是同一个编号' })
    keys.add(key)
    if (at !== undefined && Number.isNaN(Date.parse(at))) problems.push({ path: `${path}at`, message: '应为日期或带时区的时间' })
    for (const field of [...Object.keys(values), ...none])
      if (!fields.has(field)) problems.push({ path: path + field, message: '没有这个字段，或者不由来源填写' })
    for (const field of none)
      if (definition.register.fields[field] && !definition.register.fields[field].optional)
        problems.push({ path: path + field, message: '必填的字段不能没有' })
    const given = Object.fromEntries(Object.entries(values).filter(([field, value]) => fields.has(field) && value !== null))
    if (!withdrawn) problems.push(...check(parts, definition, given, true, path))
    return problems
  })
}

/** Where a source's keys count already. */
export async function placesOfKeys(
  ctx: Context,
  definition: Definition,
  source: string,
  keys: readonly string[],
): Promise<Map<string, Place>> {
  const rows = await ctx.tx.rows(
    named(
      definition.contributions!,
      `select c._source_key as key, c._record as record, c._home as home from ${definition.contributions!.full} c where c._source = $1 and c._source_key = any($2::text[])`,
      [source, keys],
    ),
  )
  return new Map(rows.map((row) => [row.key as string, { record: row.record as string, home: row.home as string }]))
}

/**
 * What of it is news: what a source repeats without saying since when it holds is not said anew, so that the same file, sent twice, has no second
 * effect; what comes with its own moment is kept, since it may come in any order.
 */
async function newsOf(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  source: string,
  said: readonly Said[],
): Promise<(Said | undefined)[]> {
  const of = definition.contributions!
  const repeated = said.flatMap(({ key, at, withdrawn }) => (at === undefined && !withdrawn ? [key] : []))
  const rows =
    repeated.length === 0
      ? []
      : await ctx.tx.rows(
          named(of, `select ${selection(of)} from ${of.full} t where t._source = $1 and t._source_key = any($2::text[])`, [
            source,
            repeated,
          ]),
        )
  const before = new Map(rows.map((row) => [row._source_key as string, asContribution(parts, definition, row)]))
  return said.map((one) => {
    const was = one.at === undefined && !one.withdrawn ? before.get(one.key) : undefined
    if (!was || was.withdrawn !== null) return one
    const isNews = ([field, value]: [string, unknown]) =>
      was.said[field] === undefined || was.none.includes(field) || sameText(value) !== sameText(was.values[field])
    const values = Object.fromEntries(Object.entries(one.values ?? {}).filter(isNews))
    const none = (one.none ?? []).filter((field) => !was.none.includes(field))
    return Object.keys(values).length + none.length > 0 ? { ...one, values, none } : undefined
  })
}

/** Records that bear the same unique number, or of which some source says so; by the place in `said`. */
async function sameNumber(parts: WriteParts, ctx: Context, definition: Definition, said: readonly (Said | undefined)[]) {
  const found = new Map<number, Place>()
  const of = definition.contributions!
  for (const keys of definition.register.unique) {
    const columns = keys.map((key) => [definition, of].map((one) => one.columns.find((column) => column.key === key)))
    if (columns.some((pair) => pair.includes(undefined))) continue
    const places: number[] = []
    const asked: unknown[][] = keys.map(() => [])
    for (const [i, one] of said.entries()) {
      const own = keys.map((key) => one?.values?.[key] ?? null)
      if (found.has(i) || own.includes(null)) continue
      places.push(i)
      own.forEach((value, at) => {
        const column = columns[at]![0]!
        asked[at]!.push(column.sealed ? parts.sealer.blind(String(value), `${definition.register.name}.${column.key}`) : value)
      })
    }
    if (places.length === 0) continue
    const types = columns.map(([column]) => (column!.sealed ? 'bytea' : column!.type))
    const joined = (side: 0 | 1) =>
      columns.map((pair, at) => `t.${quote(pair[side]!.sealed ? `${pair[side]!.name}_blind` : pair[side]!.name)} = w.k${at}`).join(' and ')
    const wanted = `unnest($1::integer[], ${types.map((type, at) => `$${at + 2}::${type}[]`).join(', ')}) as w(i, ${types.map((_, at) => `k${at}`).join(', ')})`
    // The number of a record that was merged into another still leads to what was said of it.
    const text = `select w.i as i, t.id as record, t.id as home, 1 as way from ${wanted} join ${definition.full} t on ${joined(0)} where t.ended is null
      union all select w.i, t._record, t._home, case when t._home = t._record then 2 else 0 end from ${wanted} join ${of.full} t on ${joined(1)}
        join ${definition.full} r on r.id = t._record where r.ended is null and t._withdrawn is null order by way, record, home`
    for (const row of await ctx.tx.rows(named(of, text, [places, ...asked])))
      if (!found.has(row.i as number)) found.set(row.i as number, { record: row.record as string, home: row.home as string })
  }
  return found
}

/** Which of these records the actor may change. */
async function changeable(parts: WriteParts, ctx: Context, definition: Definition, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const box of requireBoxes(parts, ctx, definition, 'change')) {
    const values: unknown[] = [ids]
    const conditions = ['t.id = any($1::uuid[])', 't.ended is null', ...boxConditions(box, values)]
    const text = `select t.id from ${definition.full} t where ${conditions.join(' and ')}`
    ctx.tx.open(definition.box, 'read', box)
    for (const row of await ctx.tx.rows(named(definition, text, values))) found.add(row.id as string)
  }
  return found
}

/**
 * Takes in what a source says of up to 5,000 records, all or none. Each finds its record by the source's key, else by a number that nobody
 * else has, else, of persons, by likeness; where none is found a new record is added. Records are then computed from all that is said of
 * them. It doesn't matter in which order it comes, nor how often.
 * @throws Invalid with the path of each bad value; NotAllowed for a source or a record that is not the actor's
 */
export async function contribute(
  parts: WriteParts,
  ctx: Context,
  name: string,
  source: string,
  said: readonly Said[],
  batch: string | null = null,
): Promise<Contributed[]> {
  const definition = parts.definitions.get(name)
  await requireSource(parts, ctx, definition, source)
  if (said.length > 5000) throw new Invalid('一次最多 5000 条', { code: 'register.many' })
  const problems = checkSaid(parts, definition, said)
  const outside =
    problems.length > 0
      ? []
      : await checkOutside(
          parts,
          ctx,
          definition,
          said.map(({ values = {} }, i) => ({ values, path: `${i}.` })),
        )
  if (problems.length + outside.length > 0)
    throw new Invalid(`有 ${problems.length + outside.length} 处填写有误`, {
      code: 'register.values',
      problems: [...problems, ...outside].slice(0, 200),
    })

  openWhole(ctx, definition)
  const known = await placesOfKeys(
    ctx,
    definition,
    source,
    said.map(({ key }) => key),
  )
  const unknown = said.map((one) => (known.has(one.key) ? undefined : one))
  const lost = unknown.findIndex((one) => one?.withdrawn)
  if (lost >= 0)
    throw new Invalid('来源没有说过这条，不能撤回', {
      code: 'register.values',
      problems: [{ path: `${lost}.key`, message: '来源没有说过这条' }],
    })
  const numbered = await sameNumber(parts, ctx, definition, unknown)
  const alike = await linkPersons(
    parts,
    ctx,
    definition,
    unknown.map((one, i) => (numbered.has(i) ? undefined : one?.values)),
  )
  const linked = (i: number): Linked | undefined => alike.get(i)
  const places = said.map(
    (one, i): Place | undefined =>
      known.get(one.key) ?? numbered.get(i) ?? (linked(i)?.sure ? { record: linked(i)!.record, home: linked(i)!.record } : undefined),
  )

  const ids = [...new Set(places.flatMap((place) => (place ? [place.record] : [])))]
  const may = ids.length > 0 ? await changeable(parts, ctx, definition, ids) : new Set<string>()
  const closed = places.findIndex((place) => place && !may.has(place.record))
  if (closed >= 0) throw new NotAllowed(`第 ${closed + 1} 条对应的“${definition.register.label}”不归您修改`, { code: 'register.place' })

  const fresh = said.flatMap((one, i) => (places[i] ? [] : [{ i, values: presentOf(one.values ?? {}) }]))
  const added =
    fresh.length > 0
      ? await addMany(
          parts,
          ctx,
          name,
          fresh.map(({ values }) => values),
        )
      : []
  fresh.forEach(({ i }, at) => (places[i] = { record: added[at]!, home: added[at]! }))

  openWhole(ctx, definition)
  if (ids.length > 0) await ctx.tx.query(sql.keepOwn(definition, rulesOf(definition).own ?? STEWARD, ids))
  const context = { source, batch, now: ctx.now, supplier: ctx.actor.organisation }
  const news = await newsOf(parts, ctx, definition, source, said)
  const kept = news.flatMap((one, i) => (one ? [saidRow(parts, definition, context, one, places[i]!)] : []))
  if (kept.length > 0) await ctx.tx.query(sql.keepContributions(definition, kept))
  const records = [...new Set(news.flatMap((one, i) => (one ? [places[i]!.record] : [])))]
  const changed = new Set([...added, ...(await recomputeRecords(parts, ctx, definition, records))])
  await askAboutContradictions(parts, ctx, definition, records)
  const pairs = said.flatMap((_, i) => {
    const likely = linked(i)
    if (!likely || likely.sure || likely.record === places[i]!.record) return []
    return [
      { one: likely.record, other: places[i]!.record, method: 'linkage' as const, source, weight: likely.score, reasons: likely.reasons },
    ]
  })
  await keepPairs(ctx, definition, pairs)
  return said.map((one, i) => {
    const likely = linked(i)
    const by = known.has(one.key) ? 'key' : numbered.has(i) ? 'number' : likely?.sure ? 'likeness' : 'new'
    const { record } = places[i]!
    return {
      record,
      by,
      changed: changed.has(record),
      ...(likely && !likely.sure ? { pair: { record: likely.record, score: likely.score } } : {}),
    }
  })
}

/** Where what a source said stands by now, and that nothing came of saying it again. */
export async function contributed(
  parts: WriteParts,
  ctx: Context,
  name: string,
  source: string,
  said: readonly Said[],
): Promise<Contributed[]> {
  const definition = parts.definitions.get(name)
  await requireSource(parts, ctx, definition, source)
  openWhole(ctx, definition)
  const places = await placesOfKeys(
    ctx,
    definition,
    source,
    said.map(({ key }) => key),
  )
  return said.flatMap(({ key }): Contributed[] => {
    const place = places.get(key)
    return place ? [{ record: place.record, by: 'key', changed: false }] : []
  })
}

const presentOf = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
