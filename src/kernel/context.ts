import type pg from 'pg'
import type { Logger } from 'pino'
import type { AskedForCase } from './asked.ts'
import { aside, connect, run, type Answer, type Row, type Statement } from './database.ts'
import { Broken, Unavailable } from './errors.ts'
import { LAST_KEY, NO_KEY } from './keys.ts'

/** A role given to a post in a region. */
export interface Duty {
  role: string
  organisation: string
  /** Path of the duty's region; everything below it belongs to it. */
  regionPath: string
}

/** What another organisation lets the acting one read of a register, for a purpose and for a time. */
export interface Grant {
  register: string
  fields: readonly string[]
  /** Path of the region whose records it is for. */
  regionPath: string
  purpose: string
}

/** Who acts, as plain data. */
export interface Actor {
  kind: 'stranger' | 'person' | 'post' | 'system'
  name: string
  account: string | null
  /** The key of the person in the population register; whose own records these are. */
  person: string | null
  post: string | null
  organisation: string | null
  region: { id: string; code: string; path: string }
  duties: readonly Duty[]
  /** What the acting organisation does, as registers name who answers for them. */
  function?: string | null
  /** What other organisations let the acting one read today. */
  grants?: readonly Grant[]
  /** Who this is wherever two people are needed, whichever account is used. */
  self?: Oneself
  /** Looks with the eyes of this post, and does nothing: who it truly is, until when. */
  seeing?: Seeing
  /** The mandate under which an agent acts in this person's name; the account is then the agent's. */
  proxy?: Mandate
  /** The mandate that was chosen no longer counts: nothing is done in anybody's name until one is chosen anew. */
  lapsed?: true
}

/** One person behind all the accounts that are this person's. */
export interface Oneself {
  /** The key in the population register, when it is known; it opens no records. */
  person: string | null
  /** Every account of this person, ended ones too. */
  accounts: readonly string[]
}

/** Whether an account is the actor's own: this one, or another of the same person. Where no person is known, accounts are compared. */
export const isSameHand = ({ account, self }: Actor, other: string | null): boolean =>
  other !== null && (account === other || (self?.accounts.includes(other) ?? false))

/** Every account under which the actor may have acted. */
export const ownHands = ({ account, self }: Actor): readonly string[] => self?.accounts ?? (account === null ? [] : [account])

/** An administrator who looks at what another post is shown. */
export interface Seeing {
  /** The administrator's own name and post. */
  name: string
  ownPost: string
  until: string
}

/** How far an agent may act for somebody. */
export interface Mandate {
  id: string
  agentName: string
  /** The key of the agent's own record in the population register. */
  agent: string
  /** The enterprise in whose name the agent acts; the person itself when null. */
  entity: string | null
  /** Names of matters; null: all. */
  matters: readonly string[] | null
  /** The one case that it is for. */
  case: string | null
}

/** What a record of an act calls whoever acted. */
export const actingName = ({ name, proxy }: Actor): string => (proxy ? `${proxy.agentName}（代${name}）` : name)

/** Why somebody acts. Permission and access records rest on it. */
export type Purpose =
  | { kind: 'duty'; what: string }
  | { kind: 'own'; what: string }
  | { kind: 'case'; case: string; what: string }
  | { kind: 'system'; what: string }
  | { kind: 'public'; what: string }

/** The purpose as one line, as log and access records keep it. */
export const purposeText = (purpose: Purpose): string =>
  purpose.kind === 'case' ? `case:${purpose.case} ${purpose.what}` : `${purpose.kind}:${purpose.what}`

/**
 * What may be seen or written of a table: a box over its five plain columns. The same box is the query's condition (first wall) and the
 * policy's setting (second wall). Ends are inclusive but for the region path.
 */
export interface Box {
  regionPath: readonly [from: string, before: string]
  organisation: readonly [from: string, to: string]
  holder: readonly [from: string, to: string]
  class: readonly [from: number, to: number]
  case: readonly [from: string, to: string]
}

const anyKey = [NO_KEY, LAST_KEY] as const
/** Everything: `!` and `~` come before and after every path; a record made before there were regions has the path `!`. */
export const OPEN_BOX: Box = { regionPath: ['!', '~'], organisation: anyKey, holder: anyKey, class: [0, 9], case: anyKey }

/** The paths below a region, itself included: a path ends in `/`, and `0` is the next character. */
export const pathsBelow = (path: string): readonly [string, string] => [path, path.slice(0, -1) + '0']

const boxText = (box: Box) => [box.regionPath, box.organisation, box.holder, box.class, box.case].flat().join(' ')

/** What stands behind every context of a process. */
export interface Ground {
  installation: string
  timezone: string
  demo: boolean
  pools: { app: pg.Pool; hall: pg.Pool }
  log: Logger
  /** Business time; the database's own clock stamps `recorded`. */
  clock(): Date
  /** What opens a case for asks of a kind, in the transaction of the ask; nothing for kinds that no procedure answers. */
  answering?(kind: string): ((ctx: Context, ask: AskedForCase) => Promise<void>) | undefined
}

/** One open unit of work. Settings travel with the next statement, so that they cost no round trip. */
export interface Transaction {
  query(statement: Statement): Promise<Answer>
  queries(statements: readonly Statement[]): Promise<Answer[]>
  rows(statement: Statement): Promise<Row[]>
  row(statement: Statement): Promise<Row | undefined>
  /**
   * Sends a statement whose answer nobody waits for along with the next round trip, at the latest with the commit. What is wrong with it is
   * thrown there, and nothing of the transaction stays.
   */
  later(statement: Statement): void
  /**
   * Sends a statement together with the commit, so that one round trip makes both: nothing may be asked or written after it, and when it
   * gives its answer that is durable. An error of the statement leaves nothing of the transaction.
   */
  last(statement: Statement): Promise<Answer>
  /** Opens a table to this box, for reading or for writing, from the next statement on. */
  open(table: string, mode: 'read' | 'write', box: Box): void
  set(name: string, value: string): void
}

/** First parameter of every engine function. */
export interface Context {
  ground: Ground
  actor: Actor
  purpose: Purpose
  /** Business time of the whole unit of work. */
  now: Date
  tx: Transaction
  /** Runs when the work is durable. */
  afterCommit(work: () => void): void
}

/** Arguments that a function of the server takes at most (FUNC_MAX_ARGS). */
const MOST_ARGUMENTS = 100
const settling: Omit<Statement, 'values'>[] = []
/** Sets as many settings for the transaction as are given, and gives nothing back. */
function settle(settings: readonly (readonly [name: string, value: string])[]): Statement {
  const { length } = settings
  const textOf = () => {
    const each = settings.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, true)`)
    const groups = Array.from({ length: Math.ceil(length / MOST_ARGUMENTS) }, (_, i) =>
      each.slice(i * MOST_ARGUMENTS, (i + 1) * MOST_ARGUMENTS),
    )
    return `select ${groups.map((group) => `num_nulls(${group.join(', ')})`).join(' + ')}`
  }
  const known = (settling[length] ??= { name: `kernel.settle.${length}`, text: textOf() })
  return { ...known, values: settings.flat() }
}

export interface WorkOptions {
  /** The database role: `hall` sees submissions and what is public or the holder's own. */
  door?: 'app' | 'hall'
  /** Each query is a transaction of its own, in one round trip with its settings; nothing may be written. */
  readOnly?: boolean
  /** Over the small pool, for work that somebody waits for with an open transaction. */
  aside?: boolean
  now?: Date
}

/**
 * Runs work as one transaction: whole or not at all. The transaction opens with the first statement.
 * @throws what the work throws, after rolling back
 */
export async function inContext<T>(
  ground: Ground,
  actor: Actor,
  purpose: Purpose,
  work: (ctx: Context) => Promise<T>,
  options: WorkOptions = {},
): Promise<T> {
  const main = ground.pools[options.door ?? 'app']
  const pool = options.aside ? aside(main) : main
  const settings = new Map<string, string>([
    ['app.installation', ground.installation],
    ['app.actor', actor.account ?? ''],
    ['app.person', actor.person ?? ''],
    ['app.post', actor.post ?? ''],
    ['app.organisation', actor.organisation ?? ''],
    ['app.region', actor.region.id],
    ['app.purpose', purposeText(purpose)],
  ])
  let unsent = new Set(settings.keys())
  let delayed: Statement[] = []
  let opening: Promise<pg.PoolClient> | undefined
  let broken: Error | undefined
  let over = false
  let committed = false
  const after: (() => void)[] = []

  const set = (name: string, value: string) => {
    if (settings.get(name) === value) return
    settings.set(name, value)
    unsent.add(name)
  }
  const pending = (names: Iterable<string>): Statement[] => {
    const list = [...names].map((name) => [name, settings.get(name)!] as const)
    return list.length === 0 ? [] : [settle(list)]
  }
  /** What goes before the next statements, in order. */
  const ahead = (): Statement[] => {
    // Two questions asked at once share the connection; the one that came first begins.
    const begin: Statement[] = opening ? [] : [{ name: 'kernel.begin', text: 'begin' }]
    opening ??= connect(pool)
    const list = [...begin, ...delayed, ...pending(unsent)]
    delayed = []
    unsent = new Set()
    return list
  }
  const queries = async (statements: readonly Statement[]): Promise<Answer[]> => {
    // The connection is already somebody else's, under another name.
    if (over) throw new Broken('a statement came after its transaction was over')
    if (options.readOnly) {
      const head = pending(settings.keys())
      const one = await connect(pool)
      try {
        return (await run(one, [...head, ...statements])).slice(head.length)
      } finally {
        one.release()
      }
    }
    const head = ahead()
    const open = await opening!
    if (over) throw new Broken('a statement came after its transaction was over')
    try {
      return (await run(open, [...head, ...statements])).slice(head.length)
    } catch (error) {
      broken = error as Error
      throw error
    }
  }
  /** Sends what is left, and the commit with it. */
  const commit = async (client: pg.PoolClient, statements: readonly Statement[]): Promise<Answer[]> => {
    // A failed statement that the work swallowed would turn commit into rollback without a word.
    if (broken) throw broken
    try {
      const answers = await run(client, [...statements, { name: 'kernel.commit', text: 'commit' }])
      committed = true
      return answers
    } catch (error) {
      broken = error as Error
      // A statement before the commit that took too long was not saved, for certain.
      if (!(error instanceof Unavailable) || error.code === 'database.timeout') throw error
      throw new Unavailable('数据库在保存时失去联系，不知道是否已经保存，请查看后再试', { code: 'database.unknown', cause: error })
    }
  }
  const tx: Transaction = {
    queries,
    async last(statement) {
      if (over) throw new Broken('a statement came after its transaction was over')
      if (options.readOnly) throw new Broken('nothing is written where each question is a transaction of its own')
      const head = ahead()
      over = true
      return (await commit(await opening!, [...head, statement]))[head.length]!
    },
    query: async (statement) => (await queries([statement]))[0]!,
    rows: async (statement) => (await queries([statement]))[0]!.rows,
    row: async (statement) => (await queries([statement]))[0]!.rows[0],
    later(statement) {
      if (over) throw new Broken('a statement came after its transaction was over')
      if (options.readOnly) throw new Broken('nothing is written where each question is a transaction of its own')
      // With the settings as they are now, not as they will be when it goes.
      delayed.push(...pending(unsent), statement)
      unsent = new Set()
    },
    open: (table, mode, box) => set(`${mode === 'read' ? 'box' : 'boxw'}.${table}`, boxText(box)),
    set,
  }
  const ctx: Context = { ground, actor, purpose, now: options.now ?? ground.clock(), tx, afterCommit: (work) => void after.push(work) }
  // Also of a question that nobody waited for: its connection would be lost.
  const opened = () => opening?.catch(() => undefined)
  const durable = async () => {
    const client = await opened()
    client?.release()
    opening = undefined
    for (const run of after.splice(0)) run()
  }
  try {
    const result = await work(ctx)
    over = true
    if (!committed) {
      const last = delayed.length > 0 ? ahead() : []
      const client = last.length > 0 ? await opening : await opened()
      if (client) await commit(client, last)
    }
    await durable()
    return result
  } catch (error) {
    over = true
    const open = await opened()
    if (committed) await durable()
    else if (open)
      await run(open, [{ text: 'rollback' }]).then(
        () => open.release(),
        (lost: Error) => open.release(lost),
      )
    throw error
  }
}
