import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Identity } from './index.ts'
import { personNumber } from './routes.ts'

const tags = ['identity']
const key = Type.String({ format: 'uuid' })
const login = Type.String({ minLength: 3, maxLength: 60 })
const name = Type.String({ minLength: 1, maxLength: 60 })

/** The doors at which accounts are made, and what waits for a second person. */
export function routes({ accounts, consents }: Identity): Route[] {
  return [
    route({
      method: 'POST',
      url: '/api/accounts',
      who: 'officer',
      summary: '为工作人员开立账户',
      tags,
      body: Type.Object(
        { login, name, number: personNumber, password: Type.String({ minLength: 12, maxLength: 200 }) },
        { additionalProperties: false },
      ),
      handler: async (ctx, { body }) => ({ account: await accounts.addStaff(ctx, body) }),
    }),
    route({
      method: 'PUT',
      url: '/api/accounts/:id/number',
      who: 'officer',
      summary: '登记工作人员账户属于谁',
      tags,
      params: Type.Object({ id: key }),
      body: Type.Object({ number: personNumber }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => accounts.nameStaff(ctx, params.id, body.number),
    }),
    route({
      method: 'POST',
      url: '/api/accounts/window',
      who: 'officer',
      summary: '在窗口凭证件为群众开立账户或者重设密码',
      tags,
      body: Type.Object(
        {
          name,
          number: personNumber,
          proof: Type.Union([Type.Literal('identity-card'), Type.Literal('temporary-card'), Type.Literal('household-register')]),
          login: Type.Optional(login),
        },
        { additionalProperties: false },
      ),
      handler: (ctx, { body }) => accounts.atWindow(ctx, body),
    }),
    route({
      method: 'GET',
      url: '/api/consents',
      who: 'officer',
      summary: '等待同意的任职和职责',
      tags,
      reads: true,
      handler: (ctx) => consents.list(ctx),
    }),
    route({
      method: 'POST',
      url: '/api/consents/:id',
      who: 'officer',
      summary: '同意或者不同意任职、职责',
      tags,
      params: Type.Object({ id: key }),
      body: Type.Union([
        Type.Object({ accept: Type.Literal(true) }, { additionalProperties: false }),
        Type.Object(
          { accept: Type.Literal(false), reason: Type.String({ minLength: 2, maxLength: 300 }) },
          { additionalProperties: false },
        ),
      ]),
      handler: (ctx, { params, body }) => consents.answer(ctx, params.id, body.accept, body.accept ? null : body.reason),
    }),
  ]
}
