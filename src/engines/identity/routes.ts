import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { inContext, type Actor } from '#kernel/context'
import { startOfLocalDate } from '#kernel/days'
import { TooMany } from '#kernel/errors'
import { route, type Route } from '#kernel/http'
import { openLimiter } from '#kernel/limiter'
import type { Identity } from './index.ts'
import type { RegionNow } from './places.ts'
import { SESSION_COOKIE, type From } from './sessions.ts'

const tags = ['identity']
const idParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const password = Type.String({ minLength: 12, maxLength: 200 })

/** 18 characters with a right check digit, as the register's field checks again (GB 11643). */
export const personNumber = Type.String({ minLength: 18, maxLength: 18 })

const setCookie = (reply: FastifyReply, token: string) =>
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure: reply.request.protocol === 'https' })

/** Where a request comes from, as far as it says so; the address is the client's where the proxy before us is trusted. */
const fromOf = ({ headers, ip }: FastifyRequest): From => ({ agent: headers['user-agent'] ?? null, address: ip })

/** Sign-in, the acting post, and the tree of regions. */
export function routes(identity: Identity): Route[] {
  const tokenOf = (request: FastifyRequest) => request.cookies[SESSION_COOKIE] ?? ''
  // A window of a service hall signs many people in from one address.
  const tries = openLimiter({ many: 60, seconds: 60 })
  const requireCalm = (request: FastifyRequest) => {
    if (!tries.allows(request.ip)) throw new TooMany('登录过于频繁，请一分钟后再试', { code: 'session.often' })
  }
  const entitiesOf = (actor: Actor) =>
    actor.kind !== 'person' || !actor.person || actor.proxy
      ? []
      : inContext(identity.ground, actor, { kind: 'own', what: '本人经营的市场主体' }, identity.proxies.entitiesOf, {
          door: 'hall',
          readOnly: true,
        })
  const describe = async (token: string) => {
    const { actor, post, organisation, posts, actingFor, principals } = await identity.sessions.resolve(token)
    const region = actor.kind === 'stranger' ? undefined : await identity.places.find(actor.region.id)
    const root = await identity.places.root()
    return {
      actor:
        actor.kind === 'stranger'
          ? null
          : {
              kind: actor.kind,
              name: actor.name,
              account: actor.account,
              person: actor.person,
              post,
              organisation: organisation && { id: organisation.id, name: organisation.name, function: organisation.function },
              region: region && { id: region.id, code: region.code, name: region.name, path: region.path },
              roles: [...new Set(actor.duties.map((duty) => duty.role))],
              posts,
              actingFor,
              principals,
              seeing: actor.seeing ? { ownPost: actor.seeing.ownPost, until: actor.seeing.until } : null,
              entities: await entitiesOf(actor),
            },
      demo: identity.ground.demo,
      city: root ? { code: root.code, name: root.name, region: root.id } : null,
      installation: identity.ground.installation,
    }
  }

  return [
    route({
      method: 'GET',
      url: '/api/session',
      who: 'public',
      summary: '当前登录',
      tags,
      proxies: true,
      reads: true,
      handler: (_ctx, { raw }) => describe(tokenOf(raw)),
    }),
    route({
      method: 'POST',
      url: '/api/session',
      who: 'public',
      summary: '登录',
      tags,
      body: Type.Object(
        {
          account: Type.String({ minLength: 1, maxLength: 60 }),
          password: Type.String({ minLength: 1, maxLength: 200 }),
          post: Type.Optional(Type.String({ format: 'uuid' })),
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { body, reply, raw }) => {
        requireCalm(raw)
        // Committed before it is described, so that the answer is what the next request will see.
        const token = await inContext(
          ctx.ground,
          ctx.actor,
          ctx.purpose,
          (own) => identity.sessions.signIn(own, body.account, body.password, fromOf(raw), body.post),
          { door: 'hall' },
        )
        setCookie(reply, token)
        return describe(token)
      },
    }),
    route({
      method: 'PUT',
      url: '/api/session',
      who: 'signed-in',
      summary: '换岗位，或者代他人办事',
      tags,
      proxies: true,
      body: Type.Union([
        Type.Object({ post: Type.String({ format: 'uuid' }) }, { additionalProperties: false }),
        Type.Object({ actFor: Type.Union([Type.Null(), Type.String({ format: 'uuid' })]) }, { additionalProperties: false }),
      ]),
      handler: async (ctx, { body, raw }) => {
        const token = tokenOf(raw)
        if ('post' in body) await identity.sessions.choosePost(ctx, token, body.post)
        else
          await inContext(ctx.ground, ctx.actor, ctx.purpose, (own) => identity.sessions.actFor(own, token, body.actFor), { door: 'hall' })
        return describe(token)
      },
    }),
    route({
      method: 'POST',
      url: '/api/session/seeing',
      who: 'officer',
      summary: '以一个岗位的视角查看',
      tags,
      body: Type.Object({ post: Type.String({ format: 'uuid' }) }, { additionalProperties: false }),
      handler: async (ctx, { body, raw }) => {
        const token = tokenOf(raw)
        await identity.sessions.seeAs(ctx, token, body.post)
        return describe(token)
      },
    }),
    route({
      method: 'DELETE',
      url: '/api/session/seeing',
      who: 'officer',
      summary: '结束岗位视角',
      tags,
      seeing: true,
      handler: async (ctx, { raw }) => {
        const token = tokenOf(raw)
        await identity.sessions.endSeeing(ctx, token)
        return describe(token)
      },
    }),
    route({
      method: 'DELETE',
      url: '/api/session',
      who: 'signed-in',
      summary: '退出',
      tags,
      proxies: true,
      seeing: true,
      handler: async (ctx, { raw, reply }) => {
        await identity.sessions.signOut(ctx, tokenOf(raw))
        reply.clearCookie(SESSION_COOKIE, { path: '/' })
      },
    }),
    route({
      method: 'POST',
      url: '/api/session/code',
      who: 'public',
      summary: '用窗口给的一次性代码设定密码',
      tags,
      body: Type.Object(
        {
          account: Type.String({ minLength: 1, maxLength: 60 }),
          code: Type.String({ minLength: 8, maxLength: 20 }),
          password,
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { body, raw }) => {
        requireCalm(raw)
        await identity.accounts.enter(ctx, { login: body.account.trim(), code: body.code, password: body.password })
      },
    }),
    route({
      method: 'GET',
      url: '/api/session/sessions',
      who: 'signed-in',
      summary: '我在哪里登录着',
      tags,
      reads: true,
      handler: async (ctx, { raw }) => ({ items: await identity.sessions.own(ctx, tokenOf(raw)) }),
    }),
    route({
      method: 'DELETE',
      url: '/api/session/sessions',
      who: 'signed-in',
      summary: '在别处退出登录：一处，或者全部',
      tags,
      query: Type.Object({ id: Type.Optional(Type.String({ format: 'uuid' })) }),
      handler: async (ctx, { raw, query }) => ({ ended: await identity.sessions.endOwn(ctx, tokenOf(raw), query.id ?? null) }),
    }),
    route({
      method: 'PUT',
      url: '/api/session/password',
      who: 'signed-in',
      summary: '修改自己的密码',
      tags,
      body: Type.Object({ old: Type.String({ minLength: 1, maxLength: 200 }), password }, { additionalProperties: false }),
      handler: (ctx, { body, raw }) => identity.changePassword(ctx, tokenOf(raw), body.old, body.password),
    }),
    route({
      method: 'PUT',
      url: '/api/accounts/:id/password',
      who: 'officer',
      summary: '为账户设置密码',
      tags,
      params: idParams,
      body: Type.Object({ password }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => identity.setPassword(ctx, params.id, body.password),
    }),
    route({
      method: 'POST',
      url: '/api/setup',
      who: 'public',
      summary: '用一次性代码设立首位管理员',
      tags,
      body: Type.Object(
        {
          code: Type.String({ minLength: 8, maxLength: 100 }),
          account: Type.String({ minLength: 3, maxLength: 60 }),
          name: Type.String({ minLength: 1, maxLength: 60 }),
          number: personNumber,
          password,
          organisation: Type.String({ minLength: 2, maxLength: 100 }),
        },
        { additionalProperties: false },
      ),
      handler: (_ctx, { body }) => identity.setUp(body),
    }),
    route({
      method: 'GET',
      url: '/api/proxies',
      who: 'signed-in',
      summary: '我给出的或者收到的委托',
      tags,
      query: Type.Object({
        side: Type.Union([Type.Literal('given'), Type.Literal('received')]),
        after: Type.Optional(Type.String({ maxLength: 200 })),
      }),
      handler: (ctx, { query }) => identity.proxies.list(ctx, query),
    }),
    route({
      method: 'POST',
      url: '/api/proxies',
      who: 'signed-in',
      summary: '委托他人代办',
      tags,
      body: Type.Object(
        {
          entity: Type.Optional(Type.String({ format: 'uuid' })),
          agentName: Type.String({ minLength: 1, maxLength: 60 }),
          agentNumber: Type.String({ minLength: 15, maxLength: 18 }),
          // Null first: what is checked after it may not be bent into a list.
          matters: Type.Union([Type.Null(), Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 50 })]),
          case: Type.Optional(Type.String({ format: 'uuid' })),
          until: Type.String({ format: 'date' }),
        },
        { additionalProperties: false },
      ),
      handler: (ctx, { body }) => identity.proxies.offer(ctx, body),
    }),
    ...(['accept', 'decline', 'end'] as const).map((act) =>
      route({
        method: 'POST',
        url: `/api/proxies/:id/${act}`,
        who: 'signed-in',
        summary: { accept: '接受委托', decline: '谢绝委托', end: '终止委托' }[act],
        tags,
        params: idParams,
        handler: (ctx, { params }) => identity.proxies[act](ctx, params.id),
      }),
    ),
    route({
      method: 'GET',
      url: '/api/regions',
      who: 'public',
      proxies: true,
      summary: '下级行政区划',
      tags,
      query: Type.Object({
        parent: Type.Optional(Type.String({ format: 'uuid' })),
        code: Type.Optional(Type.String({ maxLength: 12, description: '现行或以前的代码，回答它现在的行政区划' })),
        on: Type.Optional(Type.String({ format: 'date', description: '代码在这一天属于谁；代码会重新启用' })),
      }),
      reads: true,
      handler: async (ctx, { query }): Promise<RegionNow[]> => {
        if (query.code) {
          const found = await identity.places.byCode(query.code, query.on ? startOfLocalDate(query.on, ctx.ground.timezone) : undefined)
          return found ? [found] : []
        }
        if (query.parent) return identity.places.below(query.parent)
        const root = await identity.places.root()
        return root ? [root] : []
      },
    }),
    route({
      method: 'GET',
      url: '/api/regions/:id',
      who: 'public',
      proxies: true,
      summary: '行政区划及其上级',
      tags,
      params: idParams,
      reads: true,
      handler: async (_ctx, { params }) => ({
        ...(await identity.places.get(params.id)),
        ancestors: (await identity.places.chain(params.id)).slice(1),
      }),
    }),
  ]
}
