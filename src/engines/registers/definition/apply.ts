import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { purposeText } from '#kernel/context'
import { quote } from '#kernel/database'
import { Broken, Fault, Invalid } from '#kernel/errors'
import { whole } from '#kernel/migrate'
import { defineAll, type Definition, type Definitions } from '../definitions.ts'
import { recompute } from '../recompute.ts'
import { guardsWithoutIndexes } from '../tables.ts'
import { problemsOf, type CheckDeclared } from './checks.ts'
import { compile, type InForce } from './compile.ts'
import type { Content } from './content.ts'
import type { Shipped } from './living.ts'
import { literal, planOf, type Step } from './plan.ts'

/** How long one statement waits for a lock while everybody else may wait behind it. */
const LOCK_WAIT = '300ms'

/** How long to wait for another process that applies, before the work is left to it. */
const TURN_WAIT = '20s'
const TRIES = 200
const PIECE = 5000
/** Longer than any unit of work that began under the number before. */
const LONGEST_WORK = 6000

/** What the migrator is told. */
export interface Applying extends Shipped {
  checkDeclared: CheckDeclared
  /** Told what happens, for the log of the process. */
  log(line: string): void
}

interface Version extends InForce {
  id: string
  kind: 'register' | 'overlay'
  base: number | null
}

const select = 'select d.id, d.name, d.kind, d.version, d.base, d.number, d.content from registers.definition d'

/** What is in force, by the connection of the migrator or of the application; nothing where the table is not there yet. */
export async function readInForce(client: pg.ClientBase | pg.Pool): Promise<InForce[]> {
  const { rows: there } = await client.query<{ there: boolean }>(`select to_regclass('registers.definition') is not null as there`)
  if (!there[0]!.there) return []
  const { rows } = await client.query<InForce>(`${select} where d.state = 'force' order by d.number`)
  return rows
}

/** Whether PostgreSQL gave up because a lock was not to be had in time, or two waited for each other. */
const isBusy = (error: unknown) => ['55P03', '40P01'].includes((error as { code?: string }).code ?? '')

/** Does work that needs a lock, again and again with others served in between. @throws the last refusal after {@link TRIES} */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let turn = 1; ; turn++) {
    try {
      await work()
      return
    } catch (error) {
      if (!isBusy(error) || turn >= TRIES) throw error
      await pause(Math.min(100 * turn, 2000))
    }
  }
}

/** What is done concurrently waits for whoever began before, and meanwhile keeps nobody waiting: it may take its time. */
async function unhurried(client: pg.Client, text: string): Promise<void> {
  await client.query('set lock_timeout = 0')
  try {
    await client.query(text)
  } finally {
    await client.query(`set lock_timeout = '${LOCK_WAIT}'`)
  }
}

const began = (client: pg.Client, id: string, key: string, position: number) =>
  client.query(
    'insert into registers.definition_step (definition, key, position) values ($1, $2, $3) on conflict (definition, key) do nothing',
    [id, key, position],
  )
const finished = (client: pg.Client, id: string, key: string) =>
  client.query('update registers.definition_step set finished = clock_timestamp() where definition = $1 and key = $2', [id, key])
const progress = (client: pg.Client, id: string, key: string, more: number) =>
  client.query('update registers.definition_step set done = done + $3 where definition = $1 and key = $2', [id, key, more])

/** What the change log says of whoever writes: the installation, for this purpose. */
const sayWhy = async (client: pg.Client, what: string) => {
  await client.query(
    `select set_config('app.purpose', $1, true), set_config('app.installation', (select installation from kernel.identity), true)`,
    [purposeText({ kind: 'system', what })],
  )
}

async function indexState(client: pg.Client, definition: Definition, name: string): Promise<'none' | 'valid' | 'broken'> {
  const { rows } = await client.query<{ valid: boolean }>(
    `select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2`,
    [definition.schema, name],
  )
  return rows[0] ? (rows[0].valid ? 'valid' : 'broken') : 'none'
}

const hasConstraint = async (client: pg.Client, definition: Definition, name: string) =>
  (await client.query('select from pg_constraint c where c.conname = $1 and c.conrelid = $2::regclass', [name, definition.full]))
    .rowCount === 1

/** A table of this name that no version ever stood behind: a version before this one broke off, so that nothing is in it. */
async function clearBrokenOff(client: pg.Client, definition: Definition): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [definition.full])
  if (!rows[0]!.there) return
  const { rowCount } = await client.query(`select from ${definition.full} limit 1`)
  if (rowCount !== 0) throw new Broken(`${definition.full} is there and holds records, but no definition of it was ever in force`)
  await client.query(`drop table ${definition.full}, ${quote(definition.schema)}.${quote(`${definition.table}_history`)}`)
}

async function fill(client: pg.Client, version: Version, definition: Definition, step: Step & { does: { kind: 'fill' } }): Promise<void> {
  const { column, value } = step.does
  const name = quote(column.name)
  const text = `with piece as (select t.id from ${definition.full} t where t.${name} is null order by t.id limit ${PIECE} for update skip locked)
    update ${definition.full} t set version = t.version + 1, recorded = clock_timestamp(), ${name} = ${literal(column, value)}
    from piece where t.id = piece.id`
  const left = async () => (await client.query(`select from ${definition.full} t where t.${name} is null limit 1`)).rowCount !== 0
  while (await left()) {
    const { rowCount } = await whole(client, async () => {
      await sayWhy(client, `目录“${definition.register.label}”第 ${version.version} 版补填`)
      const done = await client.query(text)
      await progress(client, version.id, step.key, done.rowCount ?? 0)
      return done
    })
    // All that are left are being written by somebody.
    if (!rowCount) await pause(50)
  }
}

async function requireValue(client: pg.Client, definition: Definition, step: Step & { does: { kind: 'required' } }): Promise<void> {
  const [add, validate, set, drop] = step.sql.split('\n') as [string, string, string, string]
  const name = /add constraint "(\w+)"/.exec(add)![1]!
  if (!(await hasConstraint(client, definition, name))) await patiently(() => whole(client, () => client.query(add)))
  await client.query(validate)
  await patiently(() => whole(client, () => client.query(`${set}\n${drop}`)))
}

/** What the migrator knows of the version that it applies. */
interface Place {
  client: pg.Client
  version: Version
  definition: Definition
  definitions: Definitions
  isNew: boolean
}

async function perform({ client, version, definition, isNew }: Place, step: Step): Promise<void> {
  const { does } = step
  switch (does.kind) {
    case 'whole':
      // With its mark in the same transaction: a crash leaves both or neither.
      return patiently(() =>
        whole(client, async () => {
          if (isNew) await clearBrokenOff(client, definition)
          await client.query(step.sql)
          await finished(client, version.id, step.key)
        }),
      )
    case 'index': {
      const { name } = does.index
      const state = await indexState(client, definition, name)
      if (state === 'valid') return
      if (state === 'broken') await unhurried(client, `drop index concurrently if exists ${quote(definition.schema)}.${quote(name)}`)
      return unhurried(client, step.sql)
    }
    case 'drop-index':
      return unhurried(client, step.sql)
    case 'validate': {
      if (!(await hasConstraint(client, definition, does.constraint))) await patiently(() => whole(client, () => client.query(does.add)))
      return void (await client.query(`alter table ${definition.full} validate constraint ${quote(does.constraint)}`))
    }
    case 'required':
      return requireValue(client, definition, step as Step & { does: typeof does })
    case 'fill':
      return fill(client, version, definition, step as Step & { does: typeof does })
    case 'formulas':
      await recompute(client, definition, { each: (work) => whole(client, work), always: true })
      return
    case 'force':
      return enforce(client, version, definition)
  }
}

/** The version comes into force under the next number; walls and triggers are those of this version, whatever a start in between made of them. */
const enforce = (client: pg.Client, version: Version, definition: Definition): Promise<void> =>
  patiently(() =>
    whole(client, async () => {
      const { digest, text, mark } = guardsWithoutIndexes(definition)
      const { rows } = await client.query<{ digest: string | null }>(
        `select obj_description(p.oid, 'pg_policy') as digest from pg_policy p where p.polname = 'read' and p.polrelid = $1::regclass`,
        [definition.full],
      )
      if (rows[0]?.digest !== digest) await client.query(`${text}\n${mark}`)
      await client.query(`update registers.definition set state = 'replaced' where name = $1 and state = 'force'`, [version.name])
      await client.query(
        `update registers.definition set state = 'force', applied = clock_timestamp(), problem = null,
           number = (select coalesce(max(d.number), 0) + 1 from registers.definition d) where id = $1`,
        [version.id],
      )
      await client.query(`notify ${CHANNEL}`)
    }),
  )

/** Said on this channel when a number has come into force. */
export const CHANNEL = 'chengshu_definitions'

const registersOf = (shipped: Definitions, inForce: readonly InForce[]): Definitions => {
  const { registers, roles, numbers } = compile(shipped, inForce)
  return defineAll(registers, roles, numbers)
}

/** @throws Invalid when the version no longer fits what is there by now */
function placeOf(applying: Applying, client: pg.Client, version: Version, inForce: readonly InForce[]): Place & { before?: Definition } {
  const shipped = defineAll(applying.registers, applying.roles)
  const now = registersOf(shipped, inForce)
  const current = inForce.find(({ name }) => name === version.name)
  if ((current?.version ?? null) !== version.base) throw new Invalid('在这个版本提出之后，已有另一个版本生效', { code: 'definition.base' })
  const [problem] = problemsOf(shipped, now, applying.checkDeclared, version.name, version.content as Content)
  if (problem) throw new Invalid(`${problem.path}: ${problem.message}`, { code: 'definition.problems' })
  const number = now.number + 1
  const definitions = registersOf(shipped, [...inForce.filter((one) => one !== current), { ...version, number }])
  const before = now.find(version.name)
  return {
    client,
    version,
    definition: definitions.get(version.name),
    definitions,
    isNew: before === undefined,
    ...(before ? { before } : {}),
  }
}

async function applyOne(applying: Applying, client: pg.Client, version: Version): Promise<void> {
  await client.query(`update registers.definition set state = 'applying' where id = $1 and state <> 'applying'`, [version.id])
  const { before, ...place } = placeOf(applying, client, version, await readInForce(client))
  const { rows } = await client.query<{ key: string }>(
    'select s.key from registers.definition_step s where s.definition = $1 and s.finished is not null',
    [version.id],
  )
  const done = new Set(rows.map(({ key }) => key))
  const steps = planOf(place.definitions, place.definition, before, version.content.fill)
  for (const [position, step] of steps.entries()) {
    if (done.has(step.key)) continue
    await began(client, version.id, step.key, position)
    await perform(place, step)
    await finished(client, version.id, step.key)
    applying.log(`${version.name} ${version.version}: ${step.key}`)
  }
  // What was written under the number before knows nothing of new formulas.
  const late = steps.filter(({ does }) => does.kind === 'formulas')
  if (late.length > 0) await pause(LONGEST_WORK)
  for (const step of late) await perform(place, step)
}

/** Whether nobody else applies. Whoever was killed may hold the turn until the database is done with the last statement it was sent. */
async function isMyTurn(client: pg.Client): Promise<boolean> {
  await client.query(`set lock_timeout = '${TURN_WAIT}'`)
  try {
    await client.query(`select pg_advisory_lock(hashtext('chengshu.definitions'))`)
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}

/**
 * Applies, as the migrator, every version that was accepted, in the order of their answers; one process at a time. What a crash broke off
 * goes on where it was.
 * @returns how many came into force
 */
export async function applyAccepted(client: pg.Client, applying: Applying): Promise<number> {
  if (!(await isMyTurn(client))) return 0
  let applied = 0
  try {
    await client.query(`set lock_timeout = '${LOCK_WAIT}'`)
    for (;;) {
      const { rows } = await client.query<Version>(
        `${select} where d.state in ('accepted', 'applying') order by d.state = 'applying' desc, d.answered limit 1`,
      )
      const version = rows[0]
      if (!version) return applied
      try {
        await applyOne(applying, client, version)
        applied++
      } catch (error) {
        // A lost connection is no verdict: the next round goes on.
        if (!(error instanceof Fault) && !(error as { code?: string }).code) throw error
        applying.log(`${version.name} ${version.version} failed: ${(error as Error).message}`)
        await client.query(`update registers.definition set state = 'failed', problem = $2 where id = $1 and state <> 'force'`, [
          version.id,
          reasonOf(error as Error & { code?: string; detail?: string }),
        ])
      }
    }
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('chengshu.definitions'))`).catch(() => undefined)
  }
}

/** Why a version could not be applied, for those who defined it. */
function reasonOf(error: Error & { code?: string }): string {
  if (error instanceof Fault) return error.message
  if (error.code === '23505') return '已有重复的记录，唯一键建不起来；先合并或者更正重复的记录，再试一次'
  if (error.code === '23514' || error.code === '23502') return '有记录不满足新的要求；先更正这些记录，再试一次'
  if (error.code === '23503') return '有记录引用了不存在的记录；先更正这些记录，再试一次'
  if (isBusy(error)) return '数据库一直繁忙，等不到所需的锁；请换个时间再试一次'
  return `数据库拒绝了这一步（${error.code}）：${error.message}`.slice(0, 500)
}
