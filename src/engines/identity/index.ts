import type { RecordOf } from '#declare'
import { createHash, randomBytes } from 'node:crypto'
import { inContext, type Actor, type Context, type Ground } from '#kernel/context'
import { localDate } from '#kernel/days'
import { NotAllowed } from '#kernel/errors'
import type { Registers } from '#engines/registers'
import { systemActor, type Places } from './places.ts'
import { openAccounts, type Accounts } from './accounts.ts'
import { openConsents, type Consents } from './consents.ts'
import { openProxies, type Proxies, type ProxyParts } from './proxies.ts'
import { administratorRoles } from './roles.ts'
import { accounts, duties, holdings, organisations, posts } from './registers.ts'
import { openSessions, type Sessions } from './sessions.ts'
import { notInEffect, sameHands, type AskedHands } from './sql.ts'

export {
  openAdministration,
  type AccessRow,
  type AccountSession,
  type Administration,
  type ChangeRow,
  type LogPage,
} from './administration.ts'
export { routes as administrationRoutes } from './administration-routes.ts'
export type { EntryCode } from './accounts.ts'
export type { ConsentView, Office } from './consents.ts'
export type { NewProxy, ProxyPage, ProxyView } from './proxies.ts'
export { tableMover } from './region-acts/carry-out.ts'
export { openRegionActs, type PreparedAct, type RegionActs } from './region-acts/index.ts'
export { openPlaces, systemActor, type Places } from './places.ts'
export { duties, holdings, identityRegisters, organisations, posts, regions } from './registers.ts'
export type { Readers, ReadingPost } from './readers.ts'
export { identityRoles, systemAdministrator } from './roles.ts'
export { routes as identityRoutes } from './routes.ts'
export { routes as peopleRoutes } from './people-routes.ts'
export { SESSION_COOKIE, type OwnSession, type Principal } from './sessions.ts'

/** Who somebody is: regions, organisations, posts, accounts, duties and sessions. */
export interface Identity {
  ground: Ground
  places: Places
  sessions: Sessions
  proxies: Proxies
  accounts: Accounts
  consents: Consents
  /** The actor that the installation itself is, at its root region. */
  system(): Promise<Actor>
  /** Runs work as the installation itself. */
  asSystem<T>(what: string, work: (ctx: Context) => Promise<T>): Promise<T>
  /** The organisation of a function that answers for a region: the nearest one up the tree. */
  organisationFor(ctx: Context, fn: string, region: string): Promise<{ id: string; name: string; shortName: string } | undefined>
  /** Names of accounts that act at posts, by key; for whoever may read what they did. */
  namesAtWork(ctx: Context, accounts: readonly string[]): Promise<Record<string, string>>
  /** Holdings and duties that are not in effect, since nobody has consented to them. */
  notInEffect(ctx: Context): Promise<ReadonlySet<string>>
  /** Which accounts at work are one person's, and which of others are of the same hands; told to the installation alone. */
  sameHands(
    ctx: Context,
    accounts: readonly string[],
    asked: AskedHands,
  ): Promise<ReadonlyMap<string, { isPerson: boolean; hands: string[] }>>
  /** An account with its password, by the installation itself, in the acting transaction. */
  addAccount(
    ctx: Context,
    account: { login: string; name: string; person?: string | null; number?: string | null; password: string },
  ): Promise<string>
  /** Gives an account a password, as somebody who may change the account. @throws NotFound, NotAllowed */
  setPassword(ctx: Context, account: string, password: string): Promise<void>
  /** Changes the actor's own password, within the session of a token. @throws NotSignedIn when the old one is wrong */
  changePassword(ctx: Context, token: string, old: string, password: string): Promise<void>
  setUp(given: {
    code: string
    account: string
    name: string
    number: string
    password: string
    organisation: string
  }): Promise<{ account: string }>
}

/** A new one-time code, and the digest under which it is kept. */
export function newFirstCode(): { code: string; digest: Buffer } {
  const code = randomBytes(12).toString('base64url')
  return { code, digest: createHash('sha256').update(code).digest() }
}

/** Makes the engine over the registers; whose enterprise is whose is known to the system that keeps enterprises. */
export function createIdentity(ground: Ground, registers: Registers, places: Places, entitiesOf: ProxyParts['entitiesOf']): Identity {
  const system = async () => systemActor(await places.root())
  const asSystem = async <T>(what: string, work: (ctx: Context) => Promise<T>) =>
    inContext(ground, await system(), { kind: 'system', what }, work)
  const sessions = openSessions(ground, places)
  const proxies = openProxies({ registers, system, entitiesOf })

  const people = openAccounts({ registers, sessions, system })
  const consents = openConsents(registers)

  const addAccount: Identity['addAccount'] = async (ctx, { login, name, person, number, password }) => {
    const id = await registers.add(ctx, accounts, { login, name, person: person ?? null, number: number ?? null })
    await sessions.setPassword(ctx, id, password)
    return id
  }

  /** Whoever sets a password can sign in as its account: the other administrators' accounts are left to themselves. */
  async function leaveAdministrators(ctx: Context, account: string): Promise<void> {
    const row = await ctx.tx.row({
      name: 'identity.administrator-roles-of',
      text: 'select identity.administrator_roles_of($1::uuid) as roles',
      values: [account],
    })
    const own = new Set(ctx.actor.duties.map(({ role }) => role))
    if ((row!.roles as string[]).some((role) => !own.has(role)))
      throw new NotAllowed('这个账户担任另一类管理员，密码由本人修改', { code: 'identity.other-administrator' })
  }

  /** The posts of the three administrators, each with its one duty. */
  async function administratorPosts(
    ctx: Context,
    organisation: RecordOf<typeof posts>['organisation'],
    region: RecordOf<typeof posts>['region'],
  ) {
    const made = []
    for (const { name, label } of administratorRoles) {
      const post = await registers.add(ctx, posts, { name: label, organisation, region })
      await registers.add(ctx, duties, { role: name, post, region })
      made.push(post)
    }
    return made
  }

  return {
    ground,
    places,
    sessions,
    proxies,
    accounts: people,
    consents,
    system,
    asSystem,
    addAccount,
    notInEffect: async (ctx) => new Set((await ctx.tx.row(notInEffect))!.subjects as string[]),
    async sameHands(ctx, keys, asked) {
      const rows = await ctx.tx.rows(sameHands(keys, asked))
      return new Map(rows.map((row) => [row.account as string, { isPerson: row.is_one as boolean, hands: row.hands as string[] }]))
    },
    async namesAtWork(ctx, keys) {
      const rows = await ctx.tx.rows({
        name: 'identity.names-at-work',
        text: 'select account, name from identity.names_at_work($1::uuid[])',
        values: [keys],
      })
      return Object.fromEntries(rows.map((row) => [row.account as string, row.name as string]))
    },
    async organisationFor(ctx, fn, region) {
      for (const place of await places.chain(region)) {
        const row = await registers.find(ctx, organisations, { function: fn, region: place.id })
        if (row) return { id: row.id, name: row.name, shortName: row.shortName }
      }
      return undefined
    },
    async setPassword(ctx, account, password) {
      if (!registers.actsOf(ctx, accounts.name).includes('change')) throw new NotAllowed('没有权限设置密码', { code: 'session.password' })
      const { record } = await registers.getUntyped(ctx, accounts.name, account)
      await people.requireStaff(ctx, account)
      await leaveAdministrators(ctx, account)
      // A change without fields: the account is one that the actor may change, and its history says who gave it a password.
      await registers.changeUntyped(ctx, accounts.name, account, record.version, {})
      await sessions.setPassword(ctx, account, password)
    },
    changePassword: sessions.changePassword,
    setUp: (given) =>
      asSystem('设立首位管理员', async (ctx) => {
        const used = await ctx.tx.row({
          text: 'select identity.use_first_code($1) as used',
          values: [createHash('sha256').update(given.code).digest()],
        })
        if (!used?.used) throw new NotAllowed('一次性代码不对，或者已经用过', { code: 'setup.code' })
        const root = (await places.root())!
        const organisation = await registers.add(ctx, organisations, {
          name: given.organisation,
          shortName: given.organisation.slice(0, 40),
          function: 'government-services',
          level: 'city',
          region: root.id,
        })
        // Three posts, three people (三员分立): the first administrator holds one of them and seats the security administrator, to which
        // nobody can consent yet; from then on every seat with duties waits for the security administrator.
        const post = (await administratorPosts(ctx, organisation, root.id))[0]!
        const account = await addAccount(ctx, { login: given.account, name: given.name, number: given.number, password: given.password })
        await registers.add(ctx, holdings, { account, post, since: localDate(ctx.now, ground.timezone) })
        return { account: given.account }
      }),
  }
}
