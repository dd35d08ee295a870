import type { NewRecord, RecordOf } from '#declare'
import { addAsk, answerAsk, getAsk } from '#kernel/asks'
import { OPEN_BOX, type Context } from '#kernel/context'
import { localDate, type LocalDate } from '#kernel/days'
import { Broken, Invalid } from '#kernel/errors'
import type { Registers } from '../index.ts'
import { giveGrant } from './grants.ts'
import { DATA_REQUEST, requests } from './request-register.ts'
import { catalogueSteward } from './resource.ts'
import type * as sql from './sql.ts'

export interface RequestParts {
  registers: Registers
  timezone: string
  pathOf(region: string): Promise<string>
}

/** What somebody asks for. */
export interface Wanted {
  purpose: string
  ground: string
  items: readonly string[]
  until: LocalDate
}

/** What the case of a request decided. `input` is what was said with the act: of a grant `items`, `purpose` and `until`, as asked for where not said. */
export interface DecidedRequest {
  id: string
  case: string
  outcome: 'granted' | 'refused' | 'withdrawn'
  reason: string
  inTime: boolean
  input: Readonly<Record<string, unknown>>
}

type Request = RecordOf<typeof requests>

/** What comes of a request is written by no one's hand: the catalogue's own records, in the acting transaction and under the actor's name in the log. */
const byCatalogue = (ctx: Context): Context => ({ ...ctx, actor: { ...ctx.actor, kind: 'system' } })

const namesOf = (rows: unknown): string[] => (Array.isArray(rows) ? rows.map((row: { name: string }) => row.name) : [])

/** Requests for data: each is an ask whose case decides it. */
export function openRequests({ registers, timezone, pathOf }: RequestParts) {
  const today = (ctx: Context) => localDate(ctx.now, timezone)

  /** What is granted of what was asked for. @throws Invalid for more than that */
  function grantedOf(ctx: Context, request: Request, { items, purpose, until }: DecidedRequest['input']) {
    const asked = new Set(request.items.map(({ name }) => name))
    const given = items === undefined || items === null ? [...asked] : namesOf(items)
    if (given.length === 0 || given.some((name) => !asked.has(name)))
      throw new Invalid('只能从申请的信息项里选', { code: 'catalogue.items', path: 'input.items' })
    const last = typeof until === 'string' ? until : request.until
    if (last > request.until || last <= today(ctx))
      throw new Invalid('使用期限不能晚于申请的期限', { code: 'catalogue.until', path: 'input.until' })
    return { items: given, until: last, purpose: typeof purpose === 'string' && purpose.trim() !== '' ? purpose.trim() : request.purpose }
  }

  return {
    /**
     * Asks the provider of a resource for its data, which opens the case that decides it.
     * @throws Invalid for what is not shared, the own data, items that the entry hasn't, a day that is past
     */
    async ask(ctx: Context, entry: sql.EntryRow, wanted: Wanted): Promise<{ case: string; number: string }> {
      if (entry.share === 'none') throw new Invalid('这项信息资源不予共享', { code: 'catalogue.not-shared' })
      const recipient = ctx.actor.organisation
      if (!recipient || recipient === entry.provider) throw new Invalid('本单位的数据不必申请', { code: 'catalogue.own' })
      if (!entry.provider) throw new Invalid('这项信息资源还没有提供单位', { code: 'catalogue.no-provider' })
      // What is not shared at all of a resource that is can't be asked for either.
      const names = new Set(entry.items.flatMap(({ name, share }) => (share === 'none' ? [] : [name])))
      if (wanted.items.length === 0 || wanted.items.some((name) => !names.has(name)))
        throw new Invalid('请从信息项里选出所需的', { code: 'catalogue.items', path: 'items' })
      if (wanted.until <= today(ctx)) throw new Invalid('使用期限须在今天以后', { code: 'catalogue.until', path: 'until' })
      const { purpose, ground, until } = wanted
      const items = wanted.items.map((name) => ({ name }))
      const ask = await addAsk(ctx, {
        kind: DATA_REQUEST,
        proposal: { resource: entry.id, items: wanted.items, until },
        reason: purpose,
        organisation: entry.provider,
        regionPath: entry.regionPath,
        about: {
          region: entry.region,
          role: catalogueSteward.name,
          facts: {
            name: entry.name,
            resource: entry.id,
            items,
            purpose,
            ground,
            until,
            share: entry.share,
            kept: entry.register === null ? 'elsewhere' : 'here',
          },
        },
      })
      if (!ask.case) throw new Broken(`no procedure answers ${DATA_REQUEST}`)
      const own = byCatalogue(ctx)
      const id = await registers.add(own, requests, {
        resource: entry.id,
        resourceName: entry.name,
        provider: entry.provider,
        recipient,
        region: entry.region,
        items,
        purpose,
        ground,
        until,
        asker: ctx.actor.name,
        askedOn: today(ctx),
        case: ask.case,
        state: 'open',
      } as NewRecord<typeof requests>)
      return { case: ask.case, number: (await registers.get(own, requests, id)).number }
    },
    /** Takes in what the case of a request decided, in the transaction of its move: who agrees, grants. @throws Invalid when that is more than was asked for */
    async answered(ctx: Context, decided: DecidedRequest): Promise<void> {
      const { case: of, outcome, reason, inTime } = decided
      const own = byCatalogue(ctx)
      const request = await registers.find(own, requests, { case: of })
      if (!request) throw new Broken(`the case ${of} answers no request for data`)
      if (outcome === 'withdrawn') {
        await registers.change(own, requests, request.id, request.version, { state: 'withdrawn', answer: reason || null })
        return
      }
      const agreed = outcome === 'granted'
      const granted = agreed ? grantedOf(ctx, request, decided.input) : undefined
      await answerAsk(own, await getAsk(own, [OPEN_BOX], decided.id), agreed, reason)
      await registers.change(own, requests, request.id, request.version, {
        state: agreed ? 'agreed' : 'refused',
        answeredOn: today(ctx),
        answeredBy: ctx.actor.name,
        answer: reason,
        inTime,
      })
      if (granted)
        await giveGrant(
          registers,
          own,
          { resource: request.resource, recipient: request.recipient, since: today(ctx), reason, request: request.id, ...granted },
          pathOf,
        )
    },
  }
}
