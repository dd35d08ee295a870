import { createHash } from 'node:crypto'
import type pg from 'pg'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Row, Statement } from '#kernel/database'
import { NO_KEY } from '#kernel/keys'
import { PERSON_WORD_RULES } from './base/person-words.ts'
import type { Definition, Definitions } from './definitions.ts'
import { named, readColumn } from './statements.ts'
import { WORD_RULES } from './words.ts'
import { wordsIn } from './written.ts'

/** Records read in one transaction. */
const PIECE = 500
/** How long one round goes on, in milliseconds: the next one takes over, and other jobs have their turn in between. */
const ROUND = 40_000
/** Longer than a process may write by the definition before: it looks every 30 s, and a unit of work that began goes on under what it began with. */
const SETTLED = '40 seconds'

const digests = new WeakMap<Definition, string>()

/** What the words of a register's records follow from: another digest means that all of them are made anew. Nothing for one that is not searched. */
export function wordsDigest(definition: Definition): string | undefined {
  const { register, search } = definition
  const person = register.base?.person
  if (register.search.length === 0 && !person) return undefined
  let digest = digests.get(definition)
  if (digest === undefined) {
    const kinds = register.search.map((key) => register.fields[key]!.kind)
    const persons = person ? [PERSON_WORD_RULES, person.name, person.birthDate ?? null] : null
    digest = createHash('sha256')
      .update(JSON.stringify([WORD_RULES, search.open, search.closed, kinds, persons]))
      .digest('hex')
    digests.set(definition, digest)
  }
  return digest
}

const searched = ({ all }: Definitions): Definition[] => all.filter((definition) => wordsDigest(definition) !== undefined)

/** How far all registers have come; definitions that came into force just now are still written by without. */
const made: Omit<Statement, 'values'> = {
  name: 'registers.words-made',
  text: `select m.register, m.digest, m.after is null as whole from registers.words_made m
    where not exists (select from registers.definition d where d.name = m.register and d.state = 'force' and d.applied > now() - interval '${SETTLED}')
    union all select d.name, null, true from registers.definition d where d.state = 'force' and d.applied > now() - interval '${SETTLED}'`,
}

/** How far a register has come, and whether it is ours until the transaction ends: somebody else may be at it. */
const hold = (register: string): Statement => ({
  name: 'registers.hold-words',
  text: `select pg_try_advisory_xact_lock(hashtext('registers.words'), hashtext($1)) as mine, m.digest, m.after
    from (select) one left join registers.words_made m on m.register = $1`,
  values: [register],
})

const keep = (register: string, digest: string, after: string | null): Statement => ({
  name: 'registers.keep-words',
  text: `insert into registers.words_made (register, digest, after) values ($1, $2, $3::uuid)
    on conflict (register) do update set digest = excluded.digest, after = excluded.after`,
  values: [register, digest, after],
})

/** The fields that words are made of. */
const readFor = ({ register, columns }: Definition) => {
  const person = register.base?.person
  const keys = new Set([...register.search, ...(person ? [person.name, person.birthDate] : [])])
  return columns.filter(({ key, sealed }) => keys.has(key) && !sealed)
}

const pieceOf = (definition: Definition, after: string): Statement =>
  named(
    definition,
    `select ${['t.id', 't.version', ...readFor(definition).map(readColumn)].join(', ')} from ${definition.full} t where t.id > $1::uuid order by t.id limit ${PIECE}`,
    [after],
  )

/** Whoever changed a record meanwhile has made its words with it. */
const written = (definition: Definition, rows: readonly Row[]): Statement =>
  named(
    definition,
    `update ${definition.full} t set words = r.words from (
       select g.id, g.version, array_to_tsvector(g.words) as words from jsonb_to_recordset($1::jsonb) as g(id uuid, version integer, words text[])) r
     where t.id = r.id and t.version = r.version and t.words is distinct from r.words`,
    [JSON.stringify(rows.map((row) => ({ id: row.id, version: row.version, words: wordsIn(definition, row) })))],
  )

/**
 * Makes the words of the next records of a register anew, as the installation itself; goes on where it broke off, and begins again when the
 * rules became yet others meanwhile. No record gets a version by it: words say nothing that the record doesn't.
 * @returns whether there is more to do
 */
export async function wordsAnew(ctx: Context, definition: Definition): Promise<boolean> {
  const { name } = definition.register
  const digest = wordsDigest(definition)
  if (digest === undefined) return false
  const kept = (await ctx.tx.row(hold(name)))!
  if (kept.mine !== true || (kept.digest === digest && kept.after === null)) return false
  for (const mode of ['read', 'write'] as const) ctx.tx.open(definition.box, mode, OPEN_BOX)
  const rows = await ctx.tx.rows(pieceOf(definition, kept.digest === digest ? String(kept.after) : NO_KEY))
  if (rows.length > 0) await ctx.tx.query(written(definition, rows))
  const more = rows.length === PIECE
  await ctx.tx.query(keep(name, digest, more ? String(rows.at(-1)!.id) : null))
  return more
}

/** Does so for every register whose words were made otherwise than by these definitions, in turns and for a while; each piece is a transaction of its own. */
export async function allWordsAnew(
  definitions: Definitions,
  asSystem: <T>(what: string, work: (ctx: Context) => Promise<T>) => Promise<T>,
  forMilliseconds = ROUND,
): Promise<void> {
  const end = performance.now() + forMilliseconds
  const what = '重新整理检索词'
  const known = await asSystem(what, (ctx) => ctx.tx.rows({ ...made, values: [] }))
  const done = new Map(known.map((row) => [row.register as string, row.whole === true ? (row.digest as string | null) : undefined]))
  let open = searched(definitions).filter((definition) => {
    const digest = done.get(definition.register.name)
    return digest !== null && digest !== wordsDigest(definition)
  })
  while (open.length > 0 && performance.now() < end) {
    const left: Definition[] = []
    for (const definition of open) if (await asSystem(what, (ctx) => wordsAnew(ctx, definition))) left.push(definition)
    open = left
  }
}

/** Writes down, as the migrator, of registers that hold no record yet that their words are made by these rules. */
export async function wordsOfEmpty(client: pg.Client, definitions: Definitions): Promise<void> {
  const { rows } = await client.query<{ register: string }>('select m.register from registers.words_made m')
  const known = new Set(rows.map(({ register }) => register))
  for (const definition of searched(definitions)) {
    const { name } = definition.register
    if (known.has(name)) continue
    await client.query(
      `insert into registers.words_made (register, digest) select $1, $2 where not exists (select from ${definition.full}) on conflict do nothing`,
      [name, wordsDigest(definition)],
    )
  }
}
