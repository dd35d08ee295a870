import { inContext, type Actor, type Context } from '#kernel/context'
import { calendarDaysBetween, localDate } from '#kernel/days'
import { Conflict, Invalid, NotAllowed, NotFound, TooMany } from '#kernel/errors'
import type { RecordOf } from '#declare'
import type { Registers } from '#engines/registers'
import { proxies } from './registers.ts'
import { lockPerson } from './sql.ts'

type Proxy = RecordOf<typeof proxies>

/** One mandate as its two sides see it. */
export interface ProxyView {
  id: string
  kind: 'person' | 'enterprise'
  principal: { id: string; name: string }
  agent: { name: string }
  /** Names of the matters it is for; null: all. */
  matters: string[] | null
  case: string | null
  since: string
  until: string
  state: 'offered' | 'accepted' | 'declined' | 'ended'
}

/** What a principal gives. */
export interface NewProxy {
  /** The own enterprise in whose name the agent acts; oneself when not said. */
  entity?: string
  agentName: string
  agentNumber: string
  matters: readonly string[] | null
  case?: string
  until: string
}

export interface ProxyParts {
  registers: Registers
  system(): Promise<Actor>
  /** Enterprises of which the acting person is the legal representative or the owner. */
  entitiesOf(ctx: Context): Promise<{ id: string; name: string; creditCode: string }[]>
}

/** A mandate ends by itself after three years: longer ones are given anew. */
const MOST_DAYS = 3 * 366

/**
 * How many mandates wait unanswered at most, and how many one person gives in a day: what somebody else's page is filled with by strangers
 * must stay a page.
 */
export const MOST_OFFERED = { byGiver: 20, toReceiver: 50, between: 3, aDay: 50 }
const PAGE = 20

/** A page of mandates, the newest first. */
export interface ProxyPage {
  items: ProxyView[]
  next: string | null
}

/** Mandates between people: who lets whom act, and who has taken it. */
export function openProxies(parts: ProxyParts) {
  const { registers } = parts
  const todayOf = (ctx: Context) => localDate(ctx.now, ctx.ground.timezone)

  // A mandate is a record of two people, and a record has one holder. What the acting person may do with it is decided here; the log
  // names the person's own account all the same.
  async function asOffice<T>(ctx: Context, work: (ctx: Context) => Promise<T>): Promise<T> {
    const office = await parts.system()
    return inContext(ctx.ground, { ...office, account: ctx.actor.account, name: ctx.actor.name }, ctx.purpose, work, { now: ctx.now })
  }
  async function me(ctx: Context): Promise<{ id: string; name: string; number: string }> {
    const { person } = ctx.actor
    if (!person) throw new NotAllowed('请先完成实名登记', { code: 'proxy.person' })
    return asOffice(ctx, async (office) => {
      const { record } = await registers.getUntyped(office, 'population.person', person)
      return { id: person, name: String(record.name), number: String(record.personId) }
    })
  }

  const view = (one: Proxy): ProxyView => ({
    id: one.id,
    kind: one.entity ? 'enterprise' : 'person',
    principal: one.entity ? { id: one.entity, name: one.entityName ?? '' } : { id: one.principal, name: one.principalName },
    agent: { name: one.agentName },
    matters: one.matters ? one.matters.map(({ matter }) => String(matter)) : null,
    case: one.case,
    since: one.since,
    until: one.until,
    state: one.state,
  })

  /** One that the acting person has a side in. */
  async function mine(ctx: Context, id: string): Promise<{ proxy: Proxy; side: 'principal' | 'agent'; name: string }> {
    const self = await me(ctx)
    const proxy = await asOffice(ctx, async (office) => (await registers.findById(office, proxies.name, id))?.record as Proxy | undefined)
    if (proxy?.principal === self.id) return { proxy, side: 'principal', name: self.name }
    if (proxy?.agentNumber === self.number) return { proxy, side: 'agent', name: self.name }
    throw new NotFound('没有这份委托', { code: 'proxy.none' })
  }

  async function settle(
    ctx: Context,
    id: string,
    side: 'agent' | 'either',
    from: Proxy['state'][],
    to: Proxy['state'],
  ): Promise<ProxyView> {
    const found = await mine(ctx, id)
    if (side === 'agent' && found.side !== 'agent') throw new NotAllowed('只有受托人可以接受或者谢绝', { code: 'proxy.side' })
    if (!from.includes(found.proxy.state) || found.proxy.until < todayOf(ctx))
      throw new Conflict('这份委托已经处理过或者已经到期', { code: 'proxy.state' })
    // A number that was mistyped may be somebody's: who is meant has both.
    if (to === 'accepted' && found.proxy.agentName.trim() !== found.name)
      throw new NotAllowed('委托书上的受托人姓名与您的姓名不同，请委托人重新填写', { code: 'proxy.name' })
    const agent = to === 'accepted' ? { agent: ctx.actor.person as Proxy['principal'] } : {}
    return asOffice(ctx, async (office) => view(await registers.change(office, proxies, id, found.proxy.version, { state: to, ...agent })))
  }

  /** @throws TooMany when too many offers wait; whether the receiver is registered makes no difference */
  async function requireRoom(office: Context, principal: string, agentNumber: string): Promise<void> {
    const today = todayOf(office)
    await office.tx.query(lockPerson(principal))
    const waiting = async (equals: Record<string, unknown>, limit: number) =>
      (
        await registers.list(office, proxies, { equals: { ...equals, state: 'offered' }, newestFirst: true, limit: limit + 1 })
      ).items.filter(({ until }) => until >= today)
    const given = await waiting({ principal }, MOST_OFFERED.byGiver)
    if (given.length >= MOST_OFFERED.byGiver)
      throw new TooMany(`您有 ${MOST_OFFERED.byGiver} 份委托还没有人接受，请先终止不需要的`, { code: 'proxy.many' })
    if (given.filter((one) => one.agentNumber === agentNumber).length >= MOST_OFFERED.between)
      throw new TooMany(`您给这个人的委托有 ${MOST_OFFERED.between} 份还没有答复，请等对方答复或者先终止`, { code: 'proxy.many' })
    const { items } = await registers.list(office, proxies, { equals: { principal, since: today }, limit: MOST_OFFERED.aDay })
    if (items.length >= MOST_OFFERED.aDay) throw new TooMany('您今天给出的委托太多了，请明天再试', { code: 'proxy.many' })
    if ((await waiting({ agentNumber }, MOST_OFFERED.toReceiver)).length >= MOST_OFFERED.toReceiver)
      throw new TooMany('这位受托人有太多委托没有答复，请与对方联系后再试', { code: 'proxy.many' })
  }

  return {
    entitiesOf: parts.entitiesOf,

    /** Mandates that the acting person has given, or those that name the person as agent; the newest first, page by page. */
    async list(ctx: Context, { side, after }: { side: 'given' | 'received'; after?: string | undefined }): Promise<ProxyPage> {
      const self = await me(ctx)
      return asOffice(ctx, async (office) => {
        const equals = side === 'given' ? { principal: self.id } : { agentNumber: self.number }
        const page = await registers.list(office, proxies, { equals, newestFirst: true, limit: PAGE, ...(after ? { after } : {}) })
        return { items: page.items.map(view), next: page.next }
      })
    },

    /**
     * Offers a mandate. Whether somebody of that name and number is registered is not told: the offer waits for whoever signs in as such.
     * @throws Invalid for oneself as agent, a day that has passed, more than three years; NotAllowed for an enterprise of somebody else;
     * TooMany when too many offers wait
     */
    async offer(ctx: Context, given: NewProxy): Promise<ProxyView> {
      const self = await me(ctx)
      const entity = given.entity === undefined ? undefined : (await parts.entitiesOf(ctx)).find((one) => one.id === given.entity)
      if (given.entity !== undefined && !entity) throw new NotAllowed('只能为自己经营的市场主体委托', { code: 'case.entity' })
      if (given.agentNumber === self.number) throw new Invalid('受托人不能是本人', { code: 'proxy.self', path: 'agentNumber' })
      const today = todayOf(ctx)
      const days = calendarDaysBetween(today, given.until)
      if (days < 0 || days > MOST_DAYS) throw new Invalid('委托的最后一天应在今天之后三年之内', { code: 'proxy.until', path: 'until' })
      return asOffice(ctx, async (office) => {
        await requireRoom(office, self.id, given.agentNumber)
        const id = await registers.add(office, proxies, {
          principal: self.id as Proxy['principal'],
          principalName: self.name,
          entity: (entity?.id ?? null) as Proxy['entity'],
          entityName: entity?.name ?? null,
          agentName: given.agentName,
          agentNumber: given.agentNumber,
          agent: null,
          matters: given.matters?.map((matter) => ({ matter })) ?? null,
          case: (given.case ?? null) as Proxy['case'],
          since: today,
          until: given.until,
          state: 'offered',
        })
        return view(await registers.get(office, proxies, id))
      })
    },

    /** The agent, who is of the name and the number that were given, takes the mandate. @throws NotAllowed, Conflict when it was dealt with or is over */
    accept: (ctx: Context, id: string) => settle(ctx, id, 'agent', ['offered'], 'accepted'),
    /** The agent declines. */
    decline: (ctx: Context, id: string) => settle(ctx, id, 'agent', ['offered'], 'declined'),
    /** Either side ends it (民法典 art. 173); whoever acts under it is back with the own name within a second. */
    end: (ctx: Context, id: string) => settle(ctx, id, 'either', ['offered', 'accepted'], 'ended'),
  }
}

export type Proxies = ReturnType<typeof openProxies>
