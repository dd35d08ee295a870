import type { Documents } from '#engines/documents'
import type { Identity } from '#engines/identity'
import type { Registers } from '#engines/registers'
import { route, type Route } from '#kernel/http'
import { myAsks } from './corrections.ts'
import { myRecords } from './records.ts'

export interface MineParts {
  registers: Registers
  identity: Identity
  documents: Documents
}

const tags = ['mine']

/** What a person finds of their own: the records of registers, and what they asked to have corrected. */
export const mineRoutes = (parts: MineParts): Route[] => [
  route({
    method: 'GET',
    url: '/api/me/records',
    who: 'signed-in',
    summary: '我的登记信息',
    tags,
    reads: true,
    handler: async (ctx) => ({ items: await myRecords(parts, ctx) }),
  }),
  route({
    method: 'GET',
    url: '/api/me/asks',
    who: 'signed-in',
    summary: '我请求的更正',
    tags,
    reads: true,
    handler: async (ctx) => ({ items: await myAsks(parts, ctx) }),
  }),
]
