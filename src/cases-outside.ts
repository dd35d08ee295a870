import type { Fields } from '#declare'
import type { CasesOutside, DecidedAsk } from '#engines/cases'
import type { Documents } from '#engines/documents'
import { duties, holdings, organisations, posts, type Identity } from '#engines/identity'
import type { Messages } from '#engines/messages'
import { answerable, answeringRole, DATA_REQUEST, type Catalogue, type Registers } from '#engines/registers'
import type { AccessLog } from '#kernel/access'
import { inContext, type Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { Broken, Invalid, NotAllowed } from '#kernel/errors'
import { NO_KEY } from '#kernel/keys'
import type { Acting } from './acting.ts'

/** What is read of posts, duties and holdings. */
type Held = Record<'id' | 'name' | 'post' | 'account' | 'region' | 'since', string> & { until: string | null }
type Filter = NonNullable<Parameters<Registers['listUntyped']>[2]['where']>[number]

export interface OutsideParts {
  registers: Registers
  catalogue: Pick<Catalogue, 'requestAnswered'>
  identity: Identity
  documents: Documents
  messages: Messages
  acting: Acting
  access: AccessLog
}

/** An organ's word in document numbers 机关代字: its short name without the word for its form (清城市场监管局 → 清城市场监管). */
export const markOf = (shortName: string) => shortName.replace(/(局|委员会|委|大队|支队|办公室|办|中心)$/, '')

/** Enterprises that the acting person owns or legally represents. */
export const entitiesOf = (registers: Registers) => async (ctx: Context) => {
  if (!ctx.actor.person) return []
  const { items } = await registers.listUntyped(ctx, 'entity.entity', {
    where: [{ field: 'principal', operator: 'is', value: ctx.actor.person }],
    limit: 50,
  })
  return items.map(({ id, name, creditCode }) => ({ id: String(id), name: String(name), creditCode: String(creditCode) }))
}

/** Milliseconds for which the name of an acting post and its organisation is taken from memory: every move of a case writes them down. */
const keepTitlesFor = 60_000

/** Hands the cases engine what it needs of the rest of the house. */
export function casesOutside({ registers, catalogue, identity, documents, messages, acting, access }: OutsideParts): CasesOutside {
  const { places } = identity
  const placed = async (region: string) => {
    const found = await places.find(region)
    if (!found) throw new Invalid('没有这个行政区划', { code: 'region.none', path: 'region' })
    return { id: found.id, code: found.code, name: found.name, path: found.path }
  }
  const ownRecord = async (ctx: Context, register: string, id: string | null) =>
    id ? (await registers.findById(ctx, register, id))?.record : undefined
  /** An agent's own record, as the agent reads it without the mandate: under it the session opens the principal's alone. */
  async function agentsRecord(ctx: Context) {
    const { proxy, ...actor } = ctx.actor
    if (!proxy) return undefined
    const agent = { ...actor, name: proxy.agentName, person: proxy.agent }
    return inContext(ctx.ground, agent, ctx.purpose, (own) => ownRecord(own, 'population.person', proxy.agent), { now: ctx.now })
  }
  // Whoever works with enterprises at a post reads many, and applies for the own ones alone.
  const ownEntity = async (ctx: Context, id: string | null) => {
    const record = await ownRecord(ctx, 'entity.entity', id)
    return record && record.ended === null && ctx.actor.person !== null && record.principal === ctx.actor.person ? record : undefined
  }

  // One entry for each post that acts: as many as a city has posts.
  const titlesKept = new Map<string, { titles: Readonly<Record<string, string>>; until: number }>()

  /** The engine that asked, by the kind of what it asks. */
  const ofRecords = async (ctx: Context, { id, case: of, outcome, reason }: DecidedAsk) => {
    if (outcome !== 'withdrawn') await registers.answer(ctx, id, outcome === 'granted', reason, of)
  }
  const answers: Readonly<Record<string, (ctx: Context, decided: DecidedAsk) => Promise<void>>> = Object.fromEntries(
    Object.keys(answerable).map((kind) => [kind, kind === DATA_REQUEST ? catalogue.requestAnswered : ofRecords]),
  )

  return {
    placeOf: (_ctx, region) => placed(region),
    async organisationFor(ctx, fn, region) {
      const found = await identity.organisationFor(ctx, fn, region)
      return found && { id: found.id, name: found.name, mark: markOf(found.shortName) }
    },
    async exercisers(ctx, fn, code, level) {
      const { items } = await registers.list(ctx, organisations, { equals: { function: fn, level }, limit: 500 })
      const found = []
      // Files of a city write codes with or without the zeros at their end.
      const whole = (one: string) => one.padEnd(12, '0')
      for (const row of items) {
        const region = await placed(row.region)
        if (region.path.split('/').some((part) => whole(part) === whole(code)))
          found.push({ organisation: { id: row.id, name: row.name, mark: markOf(row.shortName) }, region })
      }
      return found
    },
    holdersOf: (ctx, { role, organisation, regionPath, holder, accounts }) =>
      identity.asSystem('经办人选', async (own) => {
        const all = async <T>(name: string, ...where: Filter[]) =>
          (await registers.listUntyped(own, name, { where, limit: 500 })).items as unknown as T[]
        const here = await all<Held>(posts.name, { field: 'organisation', operator: 'is', value: organisation })
        if (here.length === 0) return []
        const among: Filter = { field: 'post', operator: 'in', value: here.map(({ id }) => id) }
        const waiting = await identity.notInEffect(own)
        const reach = new Set<string>()
        for (const { id, post, region } of await all<Held>(duties.name, { field: 'role', operator: 'is', value: role }, among))
          if (!waiting.has(id) && regionPath.startsWith((await placed(region)).path)) reach.add(post)
        const today = localDate(ctx.now, ctx.ground.timezone)
        const postOf = new Map<string, string>()
        for (const { id, account, post, since, until } of await all<Held>(holdings.name, among))
          if (!waiting.has(id) && reach.has(post) && since <= today && (until === null || until >= today)) postOf.set(account, post)
        const found = []
        const whose = await identity.sameHands(own, [...postOf.keys()], { person: holder, others: accounts })
        for (const [account, post] of postOf) {
          const { record } = await registers.getUntyped(own, 'identity.account', account)
          found.push({
            account,
            name: String(record.name),
            isHolder: whose.get(account)!.isPerson,
            hands: whose.get(account)!.hands,
            postName: here.find(({ id }) => id === post)!.name,
          })
        }
        return found
      }),
    async titlesOf(ctx) {
      const { post, organisation } = ctx.actor
      const key = `${post} ${organisation}`
      const kept = titlesKept.get(key)
      const titles =
        kept && kept.until > performance.now()
          ? kept.titles
          : await registers.titles(
              ctx,
              new Map([
                ['identity.post', new Set(post ? [post] : [])],
                ['identity.organisation', new Set(organisation ? [organisation] : [])],
              ]),
            )
      if (titles !== kept?.titles) titlesKept.set(key, { titles, until: performance.now() + keepTitlesFor })
      return { post: post ? (titles[post] ?? null) : null, organisation: organisation ? (titles[organisation] ?? null) : null }
    },
    async namesFor(ctx, { regions, codes, records }) {
      const names: Record<string, string> = records.size > 0 ? await registers.titles(ctx, records) : {}
      for (const region of regions) {
        const way = (await places.chain(region)).filter(({ level }) => level !== 'province' && level !== 'city')
        if (way.length > 0)
          names[region] = way
            .toReversed()
            .map(({ name }) => name)
            .join(' ')
      }
      const lists = new Map<string, Set<string>>()
      for (const [list, wanted] of codes)
        for (const code of wanted) {
          const name = registers.codeLists.get(list)?.get(code)
          if (name) lists.set(code, (lists.get(code) ?? new Set()).add(name))
        }
      // The same code of two lists has no one name.
      for (const [code, found] of lists) if (found.size === 1) names[code] = [...found][0]!
      return names
    },
    async entityOf(ctx, entity) {
      // A mandate for an enterprise is for that one; one for a person is for none.
      const { proxy } = ctx.actor
      if (proxy && proxy.entity !== entity) throw new NotAllowed('委托不包括这个市场主体', { code: 'case.entity' })
      const record = await ownEntity(ctx, entity)
      if (!record) throw new NotAllowed('只能为自己经营的市场主体申请', { code: 'case.entity' })
      return { id: record.id, name: String(record.name) }
    },
    async recordsFor(ctx, entity) {
      const { proxy } = ctx.actor
      // A mandate for an enterprise is for its affairs: they don't need what is known of its principal (个人信息保护法 art. 6).
      const me = proxy && proxy.entity !== null ? undefined : await ownRecord(ctx, 'population.person', ctx.actor.person)
      const business = await ownEntity(ctx, entity)
      const [person, enterprise] = (['population.person', 'entity.entity'] as const).map((name) => registers.definitions.get(name).register)
      const isTold = (key: string) => !proxy || (enterprise!.fields as Fields)[key]?.privacy === 'none'
      return {
        me: { values: me ?? {}, label: person!.label },
        agent: { values: (await agentsRecord(ctx)) ?? {}, label: person!.label },
        entity: { values: Object.fromEntries(Object.entries(business ?? {}).filter(([key]) => isTold(key))), label: enterprise!.label },
      }
    },
    noteReading: (ctx, of) =>
      access.record(
        { ...ctx, purpose: { kind: 'case', case: of.case, what: ctx.purpose.what } },
        { register: 'cases.case', act: 'read', subjects: [of.holder === NO_KEY ? of.case : of.holder], fields: ['answers', 'materials'] },
      ),
    files: (ctx, ids) => documents.files(ctx, ids),
    attachFiles: (ctx, ids, to) => documents.attach(ctx, ids, to),
    forgetFiles: (ctx, uploads) => documents.forgetUploads(ctx, uploads),
    async runAction(ctx, { system, action, input, case: of }) {
      return acting.run(ctx, system, action, input, { ...of, regionCode: (await placed(of.region)).code })
    },
    async organisationOf(ctx, id) {
      const { name, shortName } = await registers.get(ctx, organisations, id)
      return { id, name, mark: markOf(shortName) }
    },
    answeringRoles: () => registers.definitions.all.map(({ register }) => answeringRole(registers.definitions, register)),
    answerAsk: async (ctx, decided) => {
      const answer = answers[decided.kind]
      if (!answer) throw new Broken(`nobody answers asks of the kind ${decided.kind}`)
      await answer(ctx, decided)
    },
    async issueCertificate(ctx, wanted) {
      const template = documents.template(wanted.template)
      const data = Object.fromEntries(Object.keys(template.fields).flatMap((key) => (key in wanted.data ? [[key, wanted.data[key]]] : [])))
      await documents.issue(ctx, {
        template,
        data,
        holder: wanted.holder,
        subject: `${wanted.entityName ?? template.label}：${template.label}`,
        case: wanted.case,
        branch: wanted.branch,
        organisation: wanted.organisation,
        region: wanted.region,
        holderName: wanted.applicantName,
        ...(wanted.entityName ? { enterpriseName: wanted.entityName } : {}),
      })
    },
    certificatesOf: (ctx, of) => documents.certificatesOf(ctx, of),
    notify: (ctx, notice) => messages.send(ctx, notice),
  }
}
