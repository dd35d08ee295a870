import type { NewRecord, RecordOf } from '#declare'
import { OPEN_BOX, isSameHand, type Context } from '#kernel/context'
import { addWorkingDays, localDate, workingDaysBetween, type Calendar, type LocalDate } from '#kernel/days'
import { Conflict, Invalid, NotAllowed, NotFound } from '#kernel/errors'
import type { AsSystem } from '#kernel/readers'
import type { Registers } from '../index.ts'
import type { Keepers } from './keepers.ts'
import { giveGrant, grants } from './grants.ts'
import { requests } from './request-register.ts'
import { resources } from './resource.ts'
import * as sql from './sql.ts'

/** Words that reach somebody of what becomes of a request; the engine that keeps messages sends them. */
export interface Told {
  to: { account: string } | { role: string; organisation: string; regionPath: string }
  title: string
  text: string
  link: string
  key: string
}

export interface RequestParts {
  registers: Registers
  asSystem: AsSystem
  timezone: string
  pathOf(region: string): Promise<string>
  /** The days of a region; the engine that keeps the calendar answers. */
  calendar(ctx: Context, regionPath: string): Promise<Calendar>
  tell(ctx: Context, told: Told): Promise<void>
  /** The organisation that keeps the catalogue of a region, and consents to extensions there (政务数据共享主管部门). */
  keeperOf(ctx: Context, region: string): Promise<string | undefined>
}

/** Working days in which a request is answered, by the sharing class of the resource (政务数据共享条例 art. 21). */
export const answerLimits = { unconditional: 1, conditional: 10 } as const
/** Working days by which the answer may be put off, once, with the consent of whoever keeps the catalogue (art. 21). */
export const MOST_EXTENSION = 10
/** Working days from the agreeing answer within which the data is provided (art. 22). */
export const PROVIDE_WITHIN = 20
/** A request is yellow when so many working days or fewer are left: a choice of ours. */
const YELLOW = 2

/** As many requests as a page shows. */
const MOST = 200
const NONE: { items: Request[] } = { items: [] }

export type Request = RecordOf<typeof requests>

/** What somebody asks for. */
export interface Wanted {
  purpose: string
  ground: string
  items: readonly string[]
  until: LocalDate
}

/** What can be done with an open request. */
export type RequestAct = 'agree' | 'refuse' | 'supplement' | 'supply' | 'extend' | 'allow' | 'deny' | 'withdraw'
export interface Done {
  act: RequestAct
  text: string
  /** Of `agree`: what of it, and until when; all that was asked for where not said. */
  items?: readonly string[] | undefined
  until?: LocalDate | undefined
  /** Of `extend`. */
  days?: number | undefined
}

/** Who does which act: the provider's steward, who asked, or who keeps the catalogue. */
const actors: Readonly<Record<RequestAct, 'steward' | 'asker' | 'keeper'>> = {
  agree: 'steward',
  refuse: 'steward',
  supplement: 'steward',
  supply: 'asker',
  extend: 'steward',
  allow: 'keeper',
  deny: 'keeper',
  withdraw: 'asker',
}

const link = (id: string) => `/desk/catalogue/requests/${id}`

/** Requests for data and what comes of them. Every act is written by the installation, after it was seen that the actor may. */
export function openRequests({ registers, asSystem, timezone, pathOf, calendar, tell, keeperOf }: RequestParts, keeps: Keepers) {
  const today = (ctx: Context) => localDate(ctx.now, timezone)

  /** A request that the actor may know: of the own organisation, or by duty. */
  async function find(ctx: Context, id: string): Promise<Request> {
    const found = await asSystem('用数申请', (system) => registers.findById(system, requests.name, id))
    const request = found?.record as unknown as Request | undefined
    if (request && (request.recipient === ctx.actor.organisation || (await registers.reaches(ctx, requests.name, 'read', id))))
      return request
    throw new NotFound('找不到这项用数申请', { code: 'catalogue.no-request' })
  }

  const side = async (ctx: Context, request: Request) => ({
    steward: await registers.reaches(ctx, resources.name, 'change', request.resource),
    asker: request.recipient === ctx.actor.organisation,
    keeper: await keeps.region(ctx, request.region),
  })

  /** The acts that are open to this actor as the request stands. */
  async function actsOf(ctx: Context, request: Request): Promise<RequestAct[]> {
    if (request.state !== 'open') return []
    const { steward, asker, keeper } = await side(ctx, request)
    // Nobody answers their own request, under another account either.
    const answers = steward && !isSameHand(ctx.actor, request.askerAccount)
    return [
      ...(answers ? (['agree', 'refuse'] as const) : []),
      ...(answers && request.supplement === null ? (['supplement'] as const) : []),
      ...(answers && request.extension === null ? (['extend'] as const) : []),
      ...(keeper && request.extension === 'asked' ? (['allow', 'deny'] as const) : []),
      ...(asker && request.supplement !== null && request.supplied === null ? (['supply'] as const) : []),
      ...(asker ? (['withdraw'] as const) : []),
    ]
  }

  const lightOf = (days: Calendar, request: Pick<Request, 'state' | 'due'>, on: LocalDate) =>
    request.state !== 'open' ? 'none' : on > request.due ? 'red' : workingDaysBetween(days, on, request.due) <= YELLOW ? 'yellow' : 'green'

  const told = async (ctx: Context, all: readonly Request[]) => {
    const regions = [...new Set(all.map(({ region }) => region))]
    const calendars = new Map(await Promise.all(regions.map(async (one) => [one, await calendar(ctx, await pathOf(one))] as const)))
    const titles = await registers.titles(
      ctx,
      new Map([['identity.organisation', new Set(all.flatMap((one) => [one.provider, one.recipient]))]]),
    )
    // Accounts are for the checks here and for nobody's eyes.
    const items = all.map(({ askerAccount: _account, ...one }) => ({ ...one, light: lightOf(calendars.get(one.region)!, one, today(ctx)) }))
    return { items, titles }
  }

  return {
    /** Asks the provider of a resource for its data, within the limit that the law gives for its answer. */
    async ask(ctx: Context, entry: sql.EntryRow, wanted: Wanted): Promise<{ id: string; number: string; due: LocalDate }> {
      if (entry.share === 'none') throw new Invalid('这项信息资源不予共享', { code: 'catalogue.not-shared' })
      const recipient = ctx.actor.organisation
      if (!recipient || recipient === entry.provider) throw new Invalid('本单位的数据不必申请', { code: 'catalogue.own' })
      if (!entry.provider) throw new Invalid('这项信息资源还没有提供单位', { code: 'catalogue.no-provider' })
      // What is not shared at all of a resource that is can't be asked for either.
      const names = new Set(entry.items.flatMap(({ name, share }) => (share === 'none' ? [] : [name])))
      if (wanted.items.length === 0 || wanted.items.some((name) => !names.has(name)))
        throw new Invalid('请从信息项里选出所需的', { code: 'catalogue.items', path: 'items' })
      if (wanted.until <= today(ctx)) throw new Invalid('使用期限须在今天以后', { code: 'catalogue.until', path: 'until' })
      const limit = answerLimits[entry.share]
      const askedOn = today(ctx)
      const { account, name } = ctx.actor
      return asSystem('用数申请', async (system) => {
        const due = addWorkingDays(await calendar(system, entry.regionPath), askedOn, limit).date
        const id = await registers.add(system, requests, {
          resource: entry.id,
          resourceName: entry.name,
          provider: entry.provider,
          recipient,
          region: entry.region,
          items: wanted.items.map((one) => ({ name: one })),
          purpose: wanted.purpose,
          ground: wanted.ground,
          until: wanted.until,
          asker: name,
          askerAccount: account!,
          askedOn,
          limit,
          due,
          state: 'open',
        } as NewRecord<typeof requests>)
        const { number } = await registers.get(system, requests, id)
        await tell(system, {
          to: { role: 'catalogue.steward', organisation: entry.provider!, regionPath: entry.regionPath },
          title: `有单位申请使用“${entry.name}”，请在 ${due} 前答复`,
          text: wanted.purpose,
          link: link(id),
          key: `catalogue-request:${id}`,
        })
        return { id, number, due }
      })
    },
    /** One request with what the actor may do about it. */
    async get(ctx: Context, id: string) {
      const request = await find(ctx, id)
      const { items, titles } = await told(ctx, [request])
      const granted = await asSystem('用数申请', (system) => registers.find(system, grants, { request: id }))
      return { request: items[0]!, titles, acts: await actsOf(ctx, request), grant: granted ?? null }
    },
    /** What the own organisation asked for, or what is asked of those whom the actor answers for; the open ones first. */
    async list(ctx: Context, of: 'asked' | 'answer') {
      const { organisation } = ctx.actor
      const own = () =>
        organisation
          ? asSystem('用数申请', (system) => registers.list(system, requests, { equals: { recipient: organisation }, limit: MOST }))
          : NONE
      const answers = () => (registers.actsOf(ctx, requests.name).includes('read') ? registers.list(ctx, requests, { limit: MOST }) : NONE)
      const { items } = await (of === 'asked' ? own() : answers())
      return told(ctx, [...items].sort(openFirst))
    },
    async act(ctx: Context, id: string, { act, text, items, until, days }: Done): Promise<void> {
      const request = await find(ctx, id)
      if (request.state !== 'open') throw new Conflict('这项申请已经答复或者撤回', { code: 'catalogue.answered' })
      const sides = await side(ctx, request)
      if (!sides[actors[act]]) throw new NotAllowed('没有权限办理这项申请', { code: 'catalogue.act' })
      if (actors[act] === 'steward' && isSameHand(ctx.actor, request.askerAccount))
        throw new NotAllowed('自己提出的申请，须由他人答复', { code: 'catalogue.act' })
      if (!(await actsOf(ctx, request)).includes(act)) throw new Conflict('这项申请现在不能这样办理', { code: 'catalogue.answered' })
      const on = today(ctx)
      const names = new Set(request.items.map(({ name }) => name))
      const given = items ?? [...names]
      if (given.length === 0 || given.some((name) => !names.has(name)))
        throw new Invalid('只能从申请的信息项里选', { code: 'catalogue.items', path: 'items' })
      if (until !== undefined && (until > request.until || until <= on))
        throw new Invalid('使用期限不能晚于申请的期限', { code: 'catalogue.until', path: 'until' })
      const answered = { answeredOn: on, answeredBy: ctx.actor.name, answer: text, inTime: on <= request.due }
      await asSystem('用数申请', async (system) => {
        const path = await pathOf(request.region)
        const changes: Readonly<Record<RequestAct, () => Promise<Partial<Request>> | Partial<Request>>> = {
          agree: () => ({ ...answered, state: 'agreed' }),
          refuse: () => ({ ...answered, state: 'refused' }),
          withdraw: () => ({ state: 'withdrawn', answer: text }),
          supplement: () => ({ supplement: text }),
          supply: () => ({ supplied: text }),
          extend: () => ({ extension: 'asked', extensionDays: days ?? MOST_EXTENSION, extensionReason: text }),
          allow: async () => ({
            extension: 'allowed',
            due: addWorkingDays(await calendar(system, path), request.due, request.extensionDays!).date,
          }),
          deny: () => ({ extension: 'denied' }),
        }
        await registers.changeUntyped(system, requests.name, id, request.version, (await changes[act]()) as Record<string, unknown>)
        if (act === 'agree')
          await giveGrant(
            registers,
            system,
            {
              resource: request.resource,
              items: given,
              recipient: request.recipient,
              purpose: request.purpose,
              since: on,
              until: until ?? request.until,
              provideBy: addWorkingDays(await calendar(system, path), on, PROVIDE_WITHIN).date,
              reason: text,
              request: id,
            },
            pathOf,
          )
        await tellAll(system, request, path, act, text, ctx.actor.organisation)
      })
    },
    /** Tells the keepers what is late, each of them once. */
    async watch(): Promise<void> {
      await asSystem('用数申请', async (ctx) => {
        ctx.tx.open('catalogue_request', 'read', OPEN_BOX)
        const on = today(ctx)
        for (const row of (await ctx.tx.rows(sql.requestsLate(on))) as unknown as Pick<Request, 'id' | 'region' | 'number' | 'due'>[]) {
          const keeper = await keeperOf(ctx, row.region)
          if (keeper)
            await tell(ctx, {
              to: { role: 'catalogue.manager', organisation: keeper, regionPath: await pathOf(row.region) },
              title: `用数申请 ${row.number} 逾期未答复`,
              text: `答复期限 ${row.due}`,
              link: link(row.id),
              key: `catalogue-request:${row.id}:late:${row.due}`,
            })
        }
      })
    },
  }

  async function tellAll(ctx: Context, request: Request, path: string, act: RequestAct, text: string, by: string | null): Promise<void> {
    const words: Readonly<Record<RequestAct, string>> = {
      agree: '同意共享',
      refuse: '不同意共享',
      supplement: '需要补充材料',
      supply: '补充了材料',
      extend: '报请延长答复期限',
      allow: '同意延长答复期限',
      deny: '不同意延长答复期限',
      withdraw: '撤回了申请',
    }
    const message = {
      title: `用数申请 ${request.number}：${words[act]}`,
      text,
      link: link(request.id),
      key: `catalogue-request:${request.id}:${act}`,
    }
    const toProvider = { role: 'catalogue.steward', organisation: request.provider, regionPath: path }
    if (['agree', 'refuse', 'supplement', 'allow'].includes(act)) await tell(ctx, { ...message, to: { account: request.askerAccount } })
    if (['supply', 'withdraw', 'allow', 'deny'].includes(act)) await tell(ctx, { ...message, to: toProvider })
    const keeper = act === 'extend' ? await keeperOf(ctx, request.region) : undefined
    if (keeper && keeper !== by) await tell(ctx, { ...message, to: { role: 'catalogue.manager', organisation: keeper, regionPath: path } })
  }
}

const openFirst = (a: Request, b: Request) =>
  Number(b.state === 'open') - Number(a.state === 'open') ||
  (a.state === 'open' ? a.due.localeCompare(b.due) : b.number.localeCompare(a.number))
