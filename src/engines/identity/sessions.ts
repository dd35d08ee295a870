import { createHash, randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { inContext, type Actor, type Context, type Grant, type Ground, type Mandate } from '#kernel/context'
import { aside, connect, run, type Row } from '#kernel/database'
import { NotSignedIn, TooMany } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import type { Places } from './places.ts'
import { endOwnSessions, ownSessions } from './sql.ts'

/** Name of the cookie that carries a session's token. */
export const SESSION_COOKIE = 'chengshu'
const HOURS = 12
/** How exactly it is kept when a session was last used: a page asks many times a minute. */
const USED_EVERY = 300_000

/** Where somebody signs in from. */
export interface From {
  agent: string | null
  address: string | null
}

/** A session as its own person sees it. */
export interface OwnSession extends From {
  id: string
  made: string
  ends: string
  used: string
  postName: string | null
  /** The one that asks. */
  current: boolean
}

/** What a session resolves to: the actor, and what the person may choose from. */
export interface Session {
  actor: Actor
  post: { id: string; name: string } | null
  organisation: { id: string; name: string; function: string } | null
  posts: { id: string; name: string; organisation: string }[]
  /** Whom the person acts for now, and whom the person may act for. */
  actingFor: Principal | null
  principals: Principal[]
}

/** Somebody who gave a mandate that counts today. */
export interface Principal {
  proxy: string
  kind: 'person' | 'enterprise'
  id: string
  name: string
  until: string
}

interface Given {
  id: string
  principal: string
  /** The enterprise's name, or the person's. */
  name: string
  person: string
  entity: string | null
  case: string | null
  until: string
  matters: string[] | null
}

interface Resolved {
  account: string
  name: string
  person: string | null
  self: { person: string | null; accounts: string[] }
  used: string
  post: {
    id: string
    name: string
    region: string
    organisation: { id: string; name: string; function: string; region: string } | null
  } | null
  duties: { role: string; organisation: string; regionPath: string }[]
  grants: Grant[]
  seeing: (NonNullable<Resolved['post']> & Pick<Resolved, 'duties' | 'grants'> & { until: string }) | null
  posts: { id: string; name: string; organisation: string }[]
  proxy: Given | null
  /** The mandate that the session chose, whether or not it counts. */
  chosen: string | null
  principals: Given[]
}

// A mandate counts only for an account of the person who took it.
const mandateOf = (given: Given, { name, person }: Resolved): Mandate => {
  const { id, entity, matters, case: of } = given
  return { id, agentName: name, agent: person!, entity, matters, case: of }
}

const principal = ({ id, principal: person, name, entity, until }: Given): Principal => ({
  proxy: id,
  kind: entity ? 'enterprise' : 'person',
  id: entity ?? person,
  name,
  until,
})

const digest = (token: string) => createHash('sha256').update(token).digest()
// Checked when there is no such account, so that the answer takes as long as for a wrong password.
const nobody = hash('nobody has this password')

export interface Sessions {
  /** @throws NotSignedIn for a wrong name or password (one sentence for both), TooMany after several wrong tries */
  signIn(ctx: Context, login: string, password: string, from: From, post?: string): Promise<string>
  resolve(token: string | undefined): Promise<Session>
  /** @throws Conflict when the account does not hold the post */
  choosePost(ctx: Context, token: string, post: string): Promise<void>
  /** Acts under a mandate from now on, or as oneself again. @throws Conflict when the mandate does not count */
  actFor(ctx: Context, token: string, proxy: string | null): Promise<void>
  /** Ends the acting under a mandate, whatever became of it. */
  actAsOneself(token: string): Promise<void>
  /** Looks with the eyes of a post from now on, for half an hour at most. @throws Conflict when the actor may not */
  seeAs(ctx: Context, token: string, post: string): Promise<void>
  endSeeing(ctx: Context, token: string): Promise<void>
  signOut(ctx: Context, token: string): Promise<void>
  /** Where the actor is signed in, this session first. */
  own(ctx: Context, token: string): Promise<OwnSession[]>
  /** Ends one other session of the actor, or every other one; gives how many ended. */
  endOwn(ctx: Context, token: string, id: string | null): Promise<number>
  /** Chooses a password with a code of the window; false when the code is not the account's, or no more. */
  enter(ctx: Context, login: string, code: Buffer, password: string): Promise<boolean>
  /** Gives an account a password; its sessions end. */
  setPassword(ctx: Context, account: string, password: string): Promise<void>
  /**
   * Changes the actor's own password; every other session of the account ends.
   * @throws NotSignedIn when the old password is wrong, TooMany after several wrong tries
   */
  changePassword(ctx: Context, token: string, old: string, password: string): Promise<void>
}

/** Opens sign-in over the ground. A resolved session is kept for a second: a revoked duty is felt within that time. */
export function openSessions(ground: Ground, places: Places): Sessions {
  const known = new Map<string, { session: Session; until: number }>()

  const stranger = async (): Promise<Session> => {
    const root = await places.root()
    return {
      actor: {
        kind: 'stranger',
        name: '访客',
        account: null,
        person: null,
        post: null,
        organisation: null,
        region: root ?? { id: '00000000-0000-0000-0000-000000000000', code: '', path: '!' },
        duties: [],
      },
      post: null,
      organisation: null,
      posts: [],
      actingFor: null,
      principals: [],
    }
  }

  const resolved = async (found: Resolved): Promise<Session> => {
    const root = await places.root()
    const { proxy } = found
    const principals = { actingFor: proxy && principal(proxy), principals: found.principals.map(principal) }
    if (proxy)
      return {
        actor: {
          kind: 'person',
          name: proxy.person,
          account: found.account,
          person: proxy.principal,
          self: found.self,
          post: null,
          organisation: null,
          region: root!,
          duties: [],
          proxy: mandateOf(proxy, found),
        },
        post: null,
        organisation: null,
        posts: found.posts,
        ...principals,
      }
    if (found.seeing && found.post) return seen(found, found.seeing, found.post.name)
    const region = (found.post && (await places.find(found.post.region))) ?? root!
    return {
      actor: {
        kind: found.post ? 'post' : 'person',
        name: found.name,
        account: found.account,
        person: found.person,
        self: found.self,
        post: found.post?.id ?? null,
        organisation: found.post?.organisation?.id ?? null,
        region: { id: region.id, code: region.code, path: region.path },
        duties: found.post ? found.duties : [],
        function: found.post?.organisation?.function ?? null,
        grants: found.post ? found.grants : [],
        ...(found.chosen ? { lapsed: true as const } : {}),
      },
      post: found.post && { id: found.post.id, name: found.post.name },
      organisation: found.post?.organisation ?? null,
      posts: found.posts,
      ...principals,
    }
  }
  /** What is shown with another post's eyes: its duties and grants, nothing of the administrator's own. */
  const seen = async (
    found: Resolved,
    { until, duties, grants, ...post }: NonNullable<Resolved['seeing']>,
    ownPost: string,
  ): Promise<Session> => {
    const region = await places.get(post.region)
    return {
      actor: {
        kind: 'post',
        name: found.name,
        account: found.account,
        person: null,
        self: found.self,
        post: post.id,
        organisation: post.organisation?.id ?? null,
        region: { id: region.id, code: region.code, path: region.path },
        duties,
        function: post.organisation?.function ?? null,
        grants,
        seeing: { name: found.name, ownPost, until },
      },
      post: { id: post.id, name: post.name },
      organisation: post.organisation,
      posts: [],
      actingFor: null,
      principals: [],
    }
  }
  /** A post is taken through the application's own role; the hall's has no way to it. */
  const atDesk = (ctx: Context, work: (ctx: Context) => Promise<unknown>) =>
    inContext(ground, ctx.actor, ctx.purpose, work, { door: 'app' })

  return {
    async signIn(ctx, login, password, { agent, address }, post) {
      const row = await ctx.tx.row({
        name: 'identity.credential',
        text: 'select account, hash, locked_until from identity.credential_of($1)',
        values: [login],
      })
      const account = await checkPassword(row, password, '账号或密码不对')
      const token = randomBytes(32).toString('base64url')
      const open = {
        name: 'identity.open-session',
        text: 'select identity.open_session($1, $2::uuid, $3, $4, $5)',
        values: [digest(token), account, HOURS, agent, address],
      }
      // Durable before a post is taken: the two are different roles' work.
      await inContext(ground, ctx.actor, ctx.purpose, (own) => own.tx.query(open), { door: 'hall' })
      const take = post
        ? { name: 'identity.choose-post', text: 'select identity.choose_post($1, $2::uuid)', values: [digest(token), post] }
        : { name: 'identity.post-session', text: 'select identity.post_session($1)', values: [digest(token)] }
      await atDesk(ctx, (own) => own.tx.query(take))
      return token
    },
    async resolve(token) {
      if (!token || token.length > 100) return stranger()
      const cached = known.get(token)
      if (cached && cached.until > Date.now()) return cached.session
      const client = await connect(ground.pools.hall)
      let found: Resolved | null
      try {
        const [answer] = await run(client, [
          { name: 'identity.resolve', text: 'select identity.resolve_session($1) as found', values: [digest(token)] },
        ])
        found = answer!.rows[0]!.found as Resolved | null
        if (found && Date.now() - Date.parse(found.used) > USED_EVERY)
          await run(client, [{ name: 'identity.touch-session', text: 'select identity.touch_session($1)', values: [digest(token)] }])
      } finally {
        client.release()
      }
      const session = found ? await resolved(found) : await stranger()
      if (known.size > 10_000) known.clear()
      known.set(token, { session, until: Date.now() + 1000 })
      return session
    },
    async choosePost(ctx, token, post) {
      const choose = { name: 'identity.choose-post', text: 'select identity.choose_post($1, $2::uuid)', values: [digest(token), post] }
      await atDesk(ctx, (own) => own.tx.query(choose))
      known.delete(token)
    },
    async actFor(ctx, token, proxy) {
      await ctx.tx.query({
        name: 'identity.choose-proxy',
        text: 'select identity.choose_proxy($1, $2::uuid)',
        values: [digest(token), proxy],
      })
      ctx.afterCommit(() => known.delete(token))
    },
    async actAsOneself(token) {
      const client = await connect(ground.pools.hall)
      try {
        await run(client, [
          { name: 'identity.choose-proxy', text: 'select identity.choose_proxy($1, $2::uuid)', values: [digest(token), null] },
        ])
      } finally {
        client.release()
      }
      known.delete(token)
    },
    async seeAs(ctx, token, post) {
      const begin = {
        name: 'identity.see-as',
        text: 'select identity.see_as($1, $2::uuid, $3::uuid)',
        values: [digest(token), post, newKey()],
      }
      await atDesk(ctx, (own) => own.tx.query(begin))
      known.delete(token)
    },
    async endSeeing(ctx, token) {
      await atDesk(ctx, (own) =>
        own.tx.query({ name: 'identity.end-seeing', text: 'select identity.end_seeing($1)', values: [digest(token)] }),
      )
      known.delete(token)
    },
    async signOut(ctx, token) {
      await ctx.tx.query({ name: 'identity.close-session', text: 'select identity.close_session($1)', values: [digest(token)] })
      ctx.afterCommit(() => known.delete(token))
    },
    own: async (ctx, token) =>
      (await ctx.tx.rows(ownSessions(digest(token)))).map((row) => ({
        id: row.id as string,
        made: row.made as string,
        ends: row.ends as string,
        used: row.used as string,
        agent: row.agent as string | null,
        address: row.address as string | null,
        postName: row.post_name as string | null,
        current: row.this_one as boolean,
      })),
    endOwn: async (ctx, token, id) => (await ctx.tx.row(endOwnSessions(digest(token), id)))!.ended as number,
    async enter(ctx, login, code, password) {
      const account = await tryCode(login, code)
      if (!account) return false
      const used = await ctx.tx.row({
        name: 'identity.use-entry-code',
        text: 'select identity.use_entry_code($1::uuid, $2, $3) as used',
        values: [account, code, await hash(password)],
      })
      return used!.used as boolean
    },
    async changePassword(ctx, token, old, password) {
      const row = await ctx.tx.row({
        name: 'identity.own-credential',
        text: 'select account, hash, locked_until from identity.own_credential()',
      })
      await checkPassword(row, old, '原密码不对')
      await ctx.tx.query({
        name: 'identity.change-own',
        text: 'select identity.change_own_credential($1, $2)',
        values: [await hash(password), digest(token)],
      })
    },
    async setPassword(ctx, account, password) {
      await ctx.tx.query({
        name: 'identity.set-credential',
        text: 'select identity.set_credential($1::uuid, $2)',
        values: [account, await hash(password)],
      })
    },
  }

  /** The account of a credential, when the password is its own; an account that is not there takes as long as one that is. */
  async function checkPassword(row: Row | undefined, password: string, wrong: string): Promise<string> {
    if (row?.locked_until && new Date(row.locked_until as string) > new Date())
      throw new TooMany('密码错误次数过多，请稍后再试', { code: 'session.locked' })
    const well = await verify((row?.hash as string | undefined) ?? (await nobody), password)
    if (row) await remember(row.account as string, well)
    if (!row || !well) throw new NotSignedIn(wrong, { code: 'session.wrong' })
    return row.account as string
  }

  /** The account that a code opens; counted apart from the request's own transaction, so that a wrong code counts. */
  async function tryCode(login: string, code: Buffer): Promise<string | null> {
    const client = await connect(aside(ground.pools.hall))
    try {
      const [answer] = await run(client, [
        { name: 'identity.try-entry-code', text: 'select identity.try_entry_code($1, $2) as account', values: [login, code] },
      ])
      return answer!.rows[0]!.account as string | null
    } finally {
      client.release()
    }
  }

  /** Counted apart from the request's own transaction, which a wrong password rolls back. */
  async function remember(account: string, well: boolean) {
    const client = await connect(aside(ground.pools.hall))
    try {
      await run(client, [{ name: 'identity.count-try', text: 'select identity.count_try($1::uuid, $2)', values: [account, well] }])
    } finally {
      client.release()
    }
  }
}
