import type pg from 'pg'
import type { AnyRegister, Fields, Problem, Role } from '#declare'
import { addAsk, answerAsk, getAsk } from '#kernel/asks'
import { isSameHand, OPEN_BOX, type Context } from '#kernel/context'
import { Conflict, Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { addJob } from '#kernel/jobs'
import { isKey, newKey } from '#kernel/keys'
import type { AsSystem } from '#kernel/readers'
import { defineAll, getColumn, type Definition } from '../definitions.ts'
import { boxesFor } from '../permission.ts'
import { problemsOf, type CheckDeclared } from './checks.ts'
import { compile, type InForce } from './compile.ts'
import { LOCAL, readDraft, type Content, type Draft } from './content.ts'
import { refusalsOf, type Refusal } from './differences.ts'
import type { LivingDefinitions } from './living.ts'
import { lookAt } from './look.ts'
import { overlaid, overlayOf } from './overlay.ts'
import { noticesOf, planOf } from './plan.ts'
import { definitionReviewer, definitionSteward } from './role.ts'
import * as sql from './sql.ts'

/** The kind of ask that a definition waits for. */
export const DEFINITION = 'registers.definition'
/** The job that has accepted definitions applied. */
export const APPLY_JOB = 'registers-definitions'

/** What definitions at run time are told when they are made. */
export interface DefinitionsOptions {
  definitions: LivingDefinitions
  asSystem: AsSystem
  checkDeclared: CheckDeclared
}

/** Where a version stands: drafted, asked for, on its way, in force or replaced; or come to nothing. */
export type State = 'draft' | 'asked' | 'accepted' | 'applying' | 'force' | 'replaced' | 'refused' | 'failed' | 'withdrawn'

/** A version as the desk reads it. */
export interface VersionRow extends InForce {
  id: string
  kind: 'register' | 'overlay'
  base: number | null
  state: State
  revision: number
  author: string
  authorName: string
  organisation: string
  regionPath: string
  reason: string | null
  ask: string | null
  answererName: string | null
  answer: string | null
  plan: ShownPlan | null
  problem: string | null
  made: string
  saved: string
  asked: string | null
  answered: string | null
  applied: string | null
}

/** What will be done, before it is. */
export interface ShownPlan {
  steps: readonly { key: string; words: string; sql: string; records: number | null }[]
  refusals: readonly Refusal[]
  notices: readonly string[]
}

/** What stands in a draft when somebody begins: an empty register, a copy, or one that ships. */
export interface Beginning {
  name: string
  /** The register over which an overlay is laid. */
  overlays?: boolean
  content: Draft
}

const holds = (ctx: Context, { name }: Role) => ctx.actor.duties.some(({ role }) => role === name)

/** Drafts, asks and answers about the city's own registers and overlays. */
export function openDefinitions({ definitions, asSystem, checkDeclared }: DefinitionsOptions) {
  function enter(ctx: Context, ...roles: readonly Role[]) {
    if (ctx.actor.kind !== 'post' || !roles.some((one) => holds(ctx, one)))
      throw new NotAllowed(`这是${roles.map(({ label }) => label).join('、')}的工作`, { code: 'definition.role' })
    ctx.tx.set('app.definitions', 'keeper')
  }

  async function read(ctx: Context, id: string, locked = false): Promise<VersionRow> {
    const row = isKey(id) ? await ctx.tx.row(locked ? sql.oneLocked(id) : sql.one(id)) : undefined
    if (!row) throw new NotFound('找不到这个目录定义', { code: 'definition.none' })
    return row as unknown as VersionRow
  }

  const shippedOf = (name: string): AnyRegister => {
    const found = definitions.shipped.find(name)?.register
    if (!found) throw new NotFound(`系统没有提供 ${name}`, { code: 'definition.shipped' })
    return found
  }

  /** The whole register that a version stands for; what doesn't fit of an overlay is left out. */
  const registerOf = ({ name, content }: Pick<VersionRow, 'name' | 'content'>): AnyRegister =>
    content.overlay ? overlaid(shippedOf(name), content.overlay) : content.register!

  /** What is kept of a draft, and what can't be kept of it. */
  function contentOf(kind: VersionRow['kind'], name: string, draft: Draft): { content: Content; problems: Problem[] } {
    const { register, ...rest } = draft
    if (kind === 'register') return { content: { register, ...rest }, problems: [] }
    const { overlay, problems } = overlayOf(shippedOf(name), register)
    return { content: { overlay, ...rest }, problems }
  }

  const readAs = (kind: VersionRow['kind'], name: string, given: Record<string, unknown>): Draft =>
    readDraft(name, given, kind === 'overlay' ? shippedOf(name) : undefined)

  const problemsIn = (name: string, content: Content): Problem[] =>
    problemsOf(definitions.shipped, definitions.now(), checkDeclared, name, content)

  /** The definition that a version would be, beside all others as they are now. */
  function wouldBe({ name, version, content }: Pick<VersionRow, 'name' | 'version' | 'content'>) {
    const now = definitions.now()
    const { registers } = compile(definitions.shipped, [{ name, version, number: now.number + 1, content }])
    const mine = registers.find((one) => one.name === name)!
    const others = now.all.map(({ register }) => register).filter((one) => one.name !== name)
    const all = defineAll([...others, mine], [], new Map([[name, now.number + 1]]))
    return { all, definition: all.get(name), before: now.find(name) }
  }

  async function plan(ctx: Context, row: VersionRow): Promise<ShownPlan> {
    const { all, definition, before } = wouldBe(row)
    const notices = noticesOf(definition, before)
    const shown = planOf(all, definition, before, row.content.fill)
    if (!before)
      return { steps: shown.map(({ key, words, sql: text }) => ({ key, words, sql: text, records: null })), refusals: [], notices }
    const look = lookAt(asSystem, before, ctx, boxesFor(definitions.roles, ctx, before.register, 'read'))
    const refusals = await refusalsOf(before, definition.register, { fill: row.content.fill, isOverlay: row.kind === 'overlay' }, look)
    const counted = await Promise.all(
      shown.map(async ({ key, words, sql: text, does }) => ({ key, words, sql: text, records: await recordsOf(does, before, look) })),
    )
    return { steps: counted, refusals, notices }
  }

  return {
    /** For whoever drafts. @throws NotAllowed */
    enter: (ctx: Context) => enter(ctx, definitionSteward),
    /** For the desk: what there is, on its way and in force, with the overlays that no longer fit. */
    async list(ctx: Context) {
      enter(ctx, definitionSteward, definitionReviewer)
      const rows = (await ctx.tx.rows(sql.listed(500))) as unknown as VersionRow[]
      return {
        items: rows.map(({ content, plan: _plan, ...row }) => ({
          ...row,
          label: labelOf(row.name, content),
          mine: isSameHand(ctx.actor, row.author),
        })),
        unfit: definitions.unfit(),
        number: definitions.number,
      }
    },
    /** One version whole: the register that it stands for, what is wrong with it, its steps, the version in force for comparing. */
    async get(ctx: Context, id: string) {
      enter(ctx, definitionSteward, definitionReviewer)
      const row = await read(ctx, id)
      const { content, plan: kept, ...rest } = row
      const done = (await ctx.tx.rows(sql.steps(id))) as unknown as { key: string; done: number; began: string; finished: string | null }[]
      const others = (await ctx.tx.rows(sql.versions(row.name))) as unknown as VersionRow[]
      const earlier = others.find(({ version }) => version === row.base)
      const ships = row.kind === 'overlay' ? shippedOf(row.name) : undefined
      return {
        ...rest,
        mine: isSameHand(ctx.actor, row.author),
        draft: { register: registerOf(row), english: content.english, fill: content.fill, grants: content.grants },
        problems: row.state === 'draft' ? problemsIn(row.name, content) : [],
        plan: kept,
        steps: done,
        shipped: ships ?? null,
        earlier: earlier ? { version: earlier.version, register: registerOf(earlier) } : ships ? { version: 0, register: ships } : null,
        versions: others.map(({ id: key, version, state, authorName, answererName, applied, saved, reason }) => ({
          id: key,
          version,
          state,
          authorName,
          answererName,
          applied,
          saved,
          reason,
        })),
      }
    },
    /** Begins a draft. @throws Conflict when one is on its way for this register */
    async begin(ctx: Context, { name, overlays = false, content }: Beginning): Promise<{ id: string }> {
      enter(ctx, definitionSteward)
      if (!overlays && !name.startsWith(`${LOCAL}.`))
        throw new Invalid('自建目录的代码以 local. 开头', { code: 'definition.name', path: 'name' })
      if (!/^local\.[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && !overlays)
        throw new Invalid('代码由小写字母、数字和连字符组成', { code: 'definition.name', path: 'name' })
      const kind = overlays ? 'overlay' : 'register'
      const id = newKey()
      const { content: designed } = contentOf(kind, name, readAs(kind, name, content as unknown as Record<string, unknown>))
      const kept = content.entry ? { ...designed, entry: content.entry } : designed
      await ctx.tx
        .query(
          sql.add({
            id,
            name,
            kind,
            content: JSON.stringify(kept),
            author: ctx.actor.account!,
            authorName: ctx.actor.name,
            organisation: ctx.actor.organisation!,
            regionPath: ctx.actor.region.path,
          }),
        )
        .catch((error: unknown) => {
          if (error instanceof Conflict)
            throw new Conflict('这个目录已有一个版本在起草或者审核中', { code: 'definition.under-way', path: 'name', cause: error })
          throw error
        })
      return { id }
    },
    /** Begins the next version of one in force. */
    async next(ctx: Context, name: string): Promise<{ id: string }> {
      enter(ctx, definitionSteward)
      const rows = (await ctx.tx.rows(sql.versions(name))) as unknown as VersionRow[]
      const current = rows.find(({ state }) => state === 'force') ?? rows[0]
      if (current)
        return this.begin(ctx, {
          name,
          overlays: current.kind === 'overlay',
          content: { ...current.content, register: registerOf(current), fill: {} },
        })
      return this.begin(ctx, { name, overlays: true, content: { register: shippedOf(name), english: {}, fill: {}, grants: [] } })
    },
    /** Saves a draft, as far as it can be kept, and says what is wrong with it. @throws Conflict when somebody saved it since */
    async save(ctx: Context, id: string, revision: number, given: Record<string, unknown>) {
      enter(ctx, definitionSteward)
      const row = await read(ctx, id)
      requireState(row, ['draft'])
      requireMine(ctx, row)
      const { content: designed, problems } = contentOf(row.kind, row.name, readAs(row.kind, row.name, given))
      // Where it was begun is no part of what is designed.
      const content = row.content.entry ? { ...designed, entry: row.content.entry } : designed
      const saved = await ctx.tx.row(sql.save(id, revision, JSON.stringify(content)))
      if (!saved) throw new Conflict('这份草稿已在别处改过，请重新打开', { code: 'definition.revision' })
      return {
        revision: saved.revision as number,
        saved: saved.saved as string,
        problems: problems.length > 0 ? problems : problemsIn(row.name, content),
      }
    },
    async remove(ctx: Context, id: string): Promise<void> {
      enter(ctx, definitionSteward)
      const row = await read(ctx, id, true)
      requireMine(ctx, row)
      if (row.state === 'draft') await ctx.tx.query(sql.drop(id))
      else {
        requireState(row, ['asked', 'failed'])
        await ctx.tx.query(sql.setState(id, 'withdrawn'))
      }
    },
    /** What will be done, in words and in SQL; what is refused, and the way round it. */
    async plan(ctx: Context, id: string): Promise<ShownPlan & { problems: readonly Problem[] }> {
      enter(ctx, definitionSteward, definitionReviewer)
      const row = await read(ctx, id)
      const problems = problemsIn(row.name, row.content)
      if (problems.length > 0) return { steps: [], refusals: [], notices: [], problems }
      return { ...(await plan(ctx, row)), problems }
    },
    /** Asks for a draft to come into force; from now on it is never changed. */
    async ask(ctx: Context, id: string, reason: string): Promise<void> {
      enter(ctx, definitionSteward)
      const row = await read(ctx, id, true)
      requireState(row, ['draft'])
      requireMine(ctx, row)
      const problems = problemsIn(row.name, row.content)
      if (problems.length > 0) throw new Invalid(`定义里有 ${problems.length} 处要改`, { code: 'definition.problems', problems })
      const shown = await plan(ctx, row)
      if (shown.refusals.length > 0)
        throw new Invalid('有改动会丢失或者收窄已有的数据，不能提请', {
          code: 'definition.refused',
          problems: shown.refusals.map(({ path, message, way }) => ({ path, message: `${message}。${way}` })),
        })
      const asked = await addAsk(ctx, {
        kind: DEFINITION,
        register: DEFINITION,
        subject: id,
        proposal: { name: row.name, version: row.version },
        reason,
        organisation: row.organisation,
        regionPath: row.regionPath,
      })
      await ctx.tx.query(sql.ask(id, reason, JSON.stringify(shown), asked.id))
    },
    /** Somebody else answers; what is accepted is applied by the migrator. */
    async answer(ctx: Context, id: string, accept: boolean, said: string): Promise<void> {
      enter(ctx, definitionReviewer)
      const row = await read(ctx, id, true)
      requireState(row, ['asked'])
      if (isSameHand(ctx.actor, row.author)) throw new NotAllowed('自己提出的定义，须由他人审核', { code: 'ask.own' })
      const found = await getAsk(ctx, [OPEN_BOX], row.ask!)
      await answerAsk(ctx, found, accept, said)
      await ctx.tx.query(sql.answer(id, accept ? 'accepted' : 'refused', { account: ctx.actor.account!, name: ctx.actor.name }, said))
      if (accept) await addJob(ctx, APPLY_JOB, {}, { key: APPLY_JOB })
    },
    /** Has one that failed tried again. */
    async again(ctx: Context, id: string): Promise<void> {
      enter(ctx, definitionSteward, definitionReviewer)
      requireState(await read(ctx, id, true), ['failed'])
      await ctx.tx.query(sql.setState(id, 'accepted'))
      await addJob(ctx, APPLY_JOB, {}, { key: APPLY_JOB })
    },
    /** Whether a version waits for the migrator; asked of the ground itself, since nobody acts. */
    isWaiting: async (pool: pg.Pool): Promise<boolean> =>
      (await pool.query<{ waiting: boolean }>(`select registers.definitions_wait() as waiting`)).rows[0]!.waiting,
    definitions,
  }

  function labelOf(name: string, content: Content): string {
    return (content.overlay?.label ?? content.register?.label) || (definitions.find(name)?.register.label ?? name)
  }
}

async function recordsOf(does: ReturnType<typeof planOf>[number]['does'], before: Definition, look: ReturnType<typeof lookAt>) {
  if (does.kind === 'fill') {
    const known = before.columns.some(({ key }) => key === does.column.key)
    return known ? look.missing(getColumn(before, does.column.key).key) : look.records()
  }
  return does.kind === 'formulas' || does.kind === 'index' || does.kind === 'validate' ? look.records() : null
}

function requireState(row: VersionRow, states: readonly State[]) {
  if (!states.includes(row.state)) throw new Conflict('这个版本的状态已经变了，请重新打开', { code: 'definition.state' })
}

function requireMine(ctx: Context, row: VersionRow) {
  if (!isSameHand(ctx.actor, row.author)) throw new NotAllowed('这是他人起草的', { code: 'definition.others' })
}

/** An empty register, for beginning anew. */
export const emptyDraft = (name: string, label: string): Draft => ({
  register: {
    name,
    label,
    title: '',
    steward: '',
    share: 'conditional',
    class: 'internal',
    open: false,
    search: [],
    list: [],
    unique: [],
    fields: {} satisfies Fields,
  } as unknown as AnyRegister,
  english: {},
  fill: {},
  grants: [
    { role: 'keeper', acts: ['read', 'add', 'change', 'end', 'reveal', 'history', 'export'], scope: 'region' },
    { role: 'reader', acts: ['read', 'history'], scope: 'region' },
  ],
})

export type RunTimeDefinitions = ReturnType<typeof openDefinitions>
