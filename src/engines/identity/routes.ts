import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { inContext } from '#kernel/context'
import { route, type Route } from '#kernel/http'
import type { Identity } from './index.ts'
import type { RegionNow } from './places.ts'
import { SESSION_COOKIE } from './sessions.ts'

const tags = ['identity']
const idParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const password = Type.String({ minLength: 12, maxLength: 200 })

const setCookie = (reply: FastifyReply, token: string) =>
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure: reply.request.protocol === 'https' })

/** Sign-in, the acting post, and the tree of regions. */
export function routes(identity: Identity): Route[] {
  const tokenOf = (request: FastifyRequest) => request.cookies[SESSION_COOKIE] ?? ''
  const describe = async (token: string) => {
    const { actor, post, organisation, posts } = await identity.sessions.resolve(token)
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
      handler: async (ctx, { body, reply }) => {
        // Committed before it is described, so that the answer is what the next request will see.
        const token = await inContext(
          ctx.ground,
          ctx.actor,
          ctx.purpose,
          (own) => identity.sessions.signIn(own, body.account, body.password, body.post),
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
      summary: '换岗位',
      tags,
      body: Type.Object({ post: Type.String({ format: 'uuid' }) }, { additionalProperties: false }),
      handler: async (ctx, { body, raw }) => {
        const token = tokenOf(raw)
        await inContext(ctx.ground, ctx.actor, ctx.purpose, (own) => identity.sessions.choosePost(own, token, body.post), { door: 'hall' })
        return describe(token)
      },
    }),
    route({
      method: 'DELETE',
      url: '/api/session',
      who: 'signed-in',
      summary: '退出',
      tags,
      handler: async (ctx, { raw, reply }) => {
        await identity.sessions.signOut(ctx, tokenOf(raw))
        reply.clearCookie(SESSION_COOKIE, { path: '/' })
      },
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
          password,
          organisation: Type.String({ minLength: 2, maxLength: 100 }),
        },
        { additionalProperties: false },
      ),
      handler: (_ctx, { body }) => identity.setUp(body),
    }),
    route({
      method: 'GET',
      url: '/api/regions',
      who: 'public',
      summary: '下级行政区划',
      tags,
      query: Type.Object({ parent: Type.Optional(Type.String({ format: 'uuid' })) }),
      reads: true,
      handler: async (_ctx, { query }): Promise<RegionNow[]> => {
        if (query.parent) return identity.places.below(query.parent)
        const root = await identity.places.root()
        return root ? [root] : []
      },
    }),
    route({
      method: 'GET',
      url: '/api/regions/:id',
      who: 'public',
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
