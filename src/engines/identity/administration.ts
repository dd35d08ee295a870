import type { Registers } from '#engines/registers'
import type { Actor, Context } from '#kernel/context'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import type { Places } from './places.ts'
import { readersOf } from './readers.ts'
import { accounts, organisations } from './registers.ts'
import { auditAdministrator } from './roles.ts'
import { endSessions, postsOf, readAccess, readChanges, sessionsOf, type LogQuery } from './sql.ts'

/** How many days of a log one question may reach over, at most. */
export const MOST_DAYS = 92
const DAY = 86_400_000

/** What of a log is asked for. */
export interface LogAsked {
  /** From this moment; a month before its end when not said. */
  since?: string | undefined
  until?: string | undefined
  actor?: string | undefined
  register?: string | undefined
  /** Where the page before ended. */
  before?: string | undefined
  limit?: number | undefined
}

/** A session of an account as its administrator sees it. */
export interface AccountSession {
  made: string
  ends: string
  used: string
  agent: string | null
  address: string | null
  postName: string | null
}

interface Named {
  id: string
  name: string
}

/** What of a log's row is the same in both logs: when, who, as what, why. */
interface LogRow {
  recorded: string
  actor: Named | null
  postName: string | null
  organisationName: string | null
  purpose: string | null
  register: string
  label: string
  fields: string[]
}
export type AccessRow = LogRow & { id: string; act: string; subjects: number }
export type ChangeRow = LogRow & { at: string; record: string; version: number; op: 'I' | 'U' | 'D' | 'T' }
export interface LogPage<Row> {
  items: Row[]
  next: string | null
}

/** What administrators do beside keeping registers: sessions of accounts, and the two logs. */
export function openAdministration(registers: Registers, places: Places) {
  /** Whose sessions are seen and ended: of accounts that lie where the actor may change them, by the one predicate. @throws NotAllowed, NotFound */
  async function requireReach(ctx: Context, account: string) {
    if (!registers.actsOf(ctx, accounts.name).includes('change')) throw new NotAllowed('没有权限管理账户的登录', { code: 'session.others' })
    if (!(await registers.reaches(ctx, accounts.name, 'change', account)))
      throw new NotFound('找不到这个账户', { code: 'identity.account' })
  }

  /** The organisations whose work the actor audits; null for all. @throws NotAllowed */
  async function audited(ctx: Context): Promise<string[] | null> {
    const paths = ctx.actor.duties.filter(({ role }) => role === auditAdministrator.name).map(({ regionPath }) => regionPath)
    if (paths.length === 0) throw new NotAllowed('日志由审计管理员查看', { code: 'audit.role' })
    const root = await places.root()
    if (root && paths.some((path) => root.path.startsWith(path))) return null
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await registers.list(ctx, organisations, { limit: 500, ended: true, ...(after ? { after } : {}) })
      for (const one of page.items) {
        const region = await places.find(one.region)
        if (region && paths.some((path) => region.path.startsWith(path))) found.push(one.id)
      }
      after = page.next ?? undefined
    } while (after)
    return found
  }

  async function logQuery(ctx: Context, { since, until, actor, register, limit = 50 }: LogAsked): Promise<LogQuery> {
    // What was recorded bears the real time, whatever day it is in the city.
    const end = until ? new Date(until) : new Date(Date.now() + DAY)
    const begin = since ? new Date(since) : new Date(end.getTime() - 31 * DAY)
    if (end.getTime() - begin.getTime() > MOST_DAYS * DAY)
      throw new Invalid(`一次最多查 ${MOST_DAYS} 天的日志`, { code: 'audit.period', path: 'since' })
    return {
      organisations: await audited(ctx),
      since: begin,
      until: end,
      actor: actor ?? null,
      register: register ?? null,
      most: Math.min(limit, 199) + 1,
    }
  }

  /** Rows with the names of who acted. */
  async function named(ctx: Context, rows: readonly Record<string, unknown>[]): Promise<LogRow[]> {
    const keys = (side: string) => new Set(rows.flatMap((row) => (typeof row[side] === 'string' ? [row[side]] : [])))
    const titles = await registers.titles(
      ctx,
      new Map([
        ['identity.organisation', keys('organisation')],
        ['identity.post', keys('post')],
      ]),
    )
    const people = await registers.namesAtWork(ctx, [...keys('actor')])
    return rows.map((row) => ({
      recorded: row.recorded as string,
      actor: row.actor ? { id: row.actor as string, name: people[row.actor as string] ?? '' } : null,
      postName: titles[row.post as string] ?? null,
      organisationName: titles[row.organisation as string] ?? null,
      purpose: row.purpose as string | null,
      register: row.register as string,
      label: registers.labelOf(row.register as string),
      fields: registers.fieldLabels(row.register as string, (row.fields as string[] | null) ?? []),
    }))
  }

  return {
    /** Every role of the installation in words, for whoever gives duties or reads them. */
    roles: () => [...registers.definitions.roles.values()].map(({ name, label, about }) => ({ name, label, about })),
    /** Who may see a record, and who has. */
    readersOf: (ctx: Context, register: string, id: string) => readersOf(registers, ctx, register, id),
    /** Where an account is signed in. */
    async sessionsOf(ctx: Context, account: string): Promise<AccountSession[]> {
      await requireReach(ctx, account)
      const rows = await ctx.tx.rows(sessionsOf(account))
      const posts = new Set(rows.flatMap((row) => (row.post ? [row.post as string] : [])))
      const titles = await registers.titles(ctx, new Map([['identity.post', posts]]))
      return rows.map((row) => ({
        made: row.made as string,
        ends: row.ends as string,
        used: row.used as string,
        agent: row.agent as string | null,
        address: row.address as string | null,
        postName: titles[row.post as string] ?? null,
      }))
    },
    /** Signs an account out everywhere; the account's own history says who did. */
    async endSessions(ctx: Context, account: string): Promise<number> {
      await requireReach(ctx, account)
      const { record } = await registers.getUntyped(ctx, accounts.name, account)
      await registers.changeUntyped(ctx, accounts.name, account, record.version, {})
      return (await ctx.tx.row(endSessions(account)))!.ended as number
    },
    /** The actor at each post that its account holds today. */
    async actorsOf(ctx: Context): Promise<Actor[]> {
      const { actor } = ctx
      if (!actor.account) return []
      const posts = (await ctx.tx.row(postsOf(actor.account)))!.posts as {
        id: string
        region: string
        organisation: string
        duties: Actor['duties']
      }[]
      return Promise.all(
        posts.map(async ({ id, region, organisation, duties }) => {
          const at = await places.get(region)
          return { ...actor, kind: 'post', post: id, organisation, region: { id: at.id, code: at.code, path: at.path }, duties }
        }),
      )
    },
    /** Who looked at what, when and why; not what was seen. */
    async accessLog(
      ctx: Context,
      asked: LogAsked & { subject?: string | undefined; act?: string | undefined },
    ): Promise<LogPage<AccessRow>> {
      const query = await logQuery(ctx, asked)
      ctx.tx.set('app.audit', 'reader')
      const found = await ctx.tx.rows(
        readAccess({ ...query, subject: asked.subject ?? null, act: asked.act ?? null, before: asked.before ?? null }),
      )
      const rows = found.slice(0, query.most - 1)
      const common = await named(ctx, rows)
      return {
        items: rows.map((row, i) => ({ ...common[i]!, id: row.id as string, act: row.act as string, subjects: row.subjects as number })),
        next: found.length === query.most ? (rows.at(-1)!.id as string) : null,
      }
    },
    /** Who wrote which record, when and why, and which fields; not their values. */
    async changeLog(ctx: Context, asked: LogAsked & { record?: string | undefined }): Promise<LogPage<ChangeRow>> {
      const query = await logQuery(ctx, asked)
      const [, tx, seq] = asked.before === undefined ? [] : (/^(\d{1,19})-(\d{1,18})$/.exec(asked.before) ?? [])
      if (asked.before !== undefined && tx === undefined)
        throw new Invalid('翻页标记不对，请从第一页开始', { code: 'list.cursor', path: 'before' })
      ctx.tx.set('app.log', 'reader')
      const found = await ctx.tx.rows(
        readChanges({ ...query, record: asked.record ?? null, before: tx === undefined ? null : { tx, seq: Number(seq) } }),
      )
      const rows = found.slice(0, query.most - 1)
      const common = await named(ctx, rows)
      return {
        items: rows.map((row, i) => ({
          ...common[i]!,
          at: `${String(row.tx)}-${String(row.seq)}`,
          record: row.record as string,
          version: row.version as number,
          op: row.op as ChangeRow['op'],
        })),
        next: found.length === query.most ? `${String(rows.at(-1)!.tx)}-${String(rows.at(-1)!.seq)}` : null,
      }
    },
  }
}

export type Administration = ReturnType<typeof openAdministration>
