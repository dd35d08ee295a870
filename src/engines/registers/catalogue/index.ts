import type { AnyRegister, Fields, RefField } from '#declare'
import { OPEN_BOX, type Box, type Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { NotFound } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { behindLog, followLog, skipLog } from '#kernel/readers'
import { sees, type View } from '../columns.ts'
import { boxesFor } from '../permission.ts'
import type { OpenOf } from '../open-data/index.ts'
import { catalogTriples, type KnownEntry, type OpenSet, type Triple } from './dcat.ts'
import { openDrafts, type DraftParts } from './drafts.ts'
import { openKeepers } from './keepers.ts'
import { countQuality, fieldsOfRule, protectedCounts, rulesOf, scoreOf, type Counted } from './quality.ts'
import { openRequests, type RequestParts, type Wanted } from './requests.ts'
import { resources } from './resource.ts'
import { openSearch, type Searchable } from './search.ts'
import * as sql from './sql.ts'
import { openSync } from './sync.ts'

/** Words that reach somebody of the catalogue; the engine that keeps messages sends them. */
interface Told {
  to: { account: string }
  title: string
  text: string
  link: string
  key: string
}

/** What the catalogue is told when it is made. */
export interface CatalogueOptions extends RequestParts, DraftParts {
  tell(ctx: Context, told: Told): Promise<void>
  /** Address of the installation, without a slash at its end. */
  base: string
  inEnglish(chinese: string): string | undefined
  /** The open data sets that anybody may take. */
  openSets(ctx: Context): Promise<OpenSet[]>
  /** Open data sets that are made of a register. */
  openOf(ctx: Context, register: string): Promise<OpenOf[]>
  /** Figures and layers that are made of a register. */
  usesOf(register: string): { kind: 'figure' | 'layer'; label: string }[]
}

const READER = 'catalogue'
/** So many envelopes are read; where there are more, such as in a database that is older than the catalogue, all is counted anew. */
const MOST_BEHIND = 20_000

const box = 'catalogue_resource'
/** What anybody at work may know, and what anybody may. */
const openBox = ({ actor }: Context): Box => ({ ...OPEN_BOX, class: [0, actor.kind === 'post' || actor.kind === 'system' ? 1 : 0] })

/** Makes the catalogue over the registers of the installation. */
export function openCatalogue(parts: CatalogueOptions) {
  const { registers, asSystem } = parts
  const keeps = openKeepers(parts.pathOf)
  const requests = openRequests(parts)
  const drafts = openDrafts(parts, keeps)
  const sync = openSync(parts)
  let index: { edition: number; find: (words: string) => string[] } | undefined

  async function find(ctx: Context, words: string): Promise<string[]> {
    const edition = (await ctx.tx.row(sql.editionNow))!.edition as number
    if (index?.edition !== edition) {
      const entries = await asSystem('信息资源目录', async (own) => {
        own.tx.open(box, 'read', OPEN_BOX)
        const rows = await own.tx.rows(sql.searchable)
        const titles = await organisationTitles(
          own,
          rows.map(({ provider }) => provider),
        )
        return rows.map((row) => ({ ...row, provider: titles[String(row.provider)] ?? '' }) as unknown as Searchable)
      })
      index = { edition, find: openSearch(entries) }
    }
    return index.find(words)
  }

  /** An entry by its key, or by the register of the platform that it stands for. @throws NotFound */
  async function entry(ctx: Context, id: string) {
    for (const one of [openBox(ctx), ...boxesFor(registers.definitions.roles, ctx, resources, 'read')]) {
      ctx.tx.open(box, 'read', one)
      const row = await ctx.tx.row(isKey(id) ? sql.entry(id, ctx.now) : sql.entryOf(id, ctx.now))
      if (row) return row
    }
    throw new NotFound('找不到这项信息资源', { code: 'catalogue.none' })
  }

  const keeping = <T>(work: (ctx: Context) => Promise<T>) =>
    asSystem('信息资源目录', (ctx) => {
      ctx.tx.set('app.catalogue', 'keeper')
      return work(ctx)
    })

  async function tellFollowers(ctx: Context, ids: readonly string[]): Promise<void> {
    ctx.tx.open(box, 'read', OPEN_BOX)
    for (const { account, resource, name, version } of await ctx.tx.rows(sql.followers(ids)))
      await parts.tell(ctx, {
        to: { account: String(account) },
        title: `您关注的“${String(name)}”的目录信息有变化`,
        text: '请到目录页查看。',
        link: `/desk/catalogue/${String(resource)}`,
        key: `catalogue:${String(resource)}:${String(version)}`,
      })
  }

  /** Counts the quality of one register, or of all of them. */
  async function count(name?: string): Promise<void> {
    for (const definition of name ? [registers.definitions.get(name)] : registers.definitions.all)
      await countQuality(asSystem, definition, rulesOf(definition, registers.codeLists))
  }

  /** Keeps with each entry whether it is overdue, so that it can be counted by department. */
  async function markOverdue(): Promise<void> {
    await keeping(async (ctx) => {
      ctx.tx.open(box, 'read', OPEN_BOX)
      for (const row of await ctx.tx.rows(sql.overdueNow(ctx.now)))
        await registers.changeUntyped(ctx, resources.name, row.id as string, row.version as number, { overdue: row.overdue })
    })
  }

  const organisationTitles = (ctx: Context, ids: readonly unknown[]) =>
    registers.titles(ctx, new Map([['identity.organisation', new Set(ids.filter((one) => typeof one === 'string'))]]))

  /** Where the data of an entry comes from, and what is made of it, as far as this actor may know the other entries. */
  async function lineageOf(ctx: Context, row: sql.EntryRow) {
    const register = row.register === null ? undefined : registers.definitions.find(row.register)?.register
    const targets = (one: AnyRegister) =>
      Object.values(one.fields as Fields).flatMap((field) =>
        field.kind === 'ref' || field.kind === 'references' ? [(field as RefField).to] : [],
      )
    const into = register ? [...new Set(targets(register))].filter((name) => name !== register.name) : []
    const from = register
      ? registers.definitions.all.filter((one) => one.register !== register && targets(one.register).includes(register.name))
      : []
    const open = openBox(ctx)
    ctx.tx.open(box, 'read', open)
    const codes = (row.related ?? []).map(({ code }) => code)
    const [relatives, others] = await ctx.tx.queries([
      sql.relatives(row.code, codes, open.class[1]),
      sql.byRegister([...into, ...from.map((one) => one.register.name)], open.class[1]),
    ])
    const named = (names: readonly string[]) =>
      others!.rows.filter((one) => names.includes(String(one.register))).map(({ id, name }) => ({ id, name }))
    return {
      sources: (row.sources ?? []).map(({ source }) => source),
      before: [...relatives!.rows.filter((one) => one.before).map(({ id, name }) => ({ id, name })), ...named(into)],
      after: [
        ...relatives!.rows.filter((one) => !one.before).map(({ id, name }) => ({ id, name })),
        ...named(from.map((one) => one.register.name)),
      ],
      uses: register ? parts.usesOf(register.name) : [],
    }
  }

  return {
    /** A page of the published catalogue with its facets: the same number of statements for whoever asks. */
    async list(ctx: Context, { search, skip, limit, ...chosen }: sql.Facets & { search?: string; skip: number; limit: number }) {
      const ids = search?.trim() ? await find(ctx, search) : null
      const open = openBox(ctx)
      ctx.tx.open(box, 'read', open)
      const asked = { ...chosen, now: ctx.now, most: open.class[1], ids }
      const [page, counts] = await ctx.tx.queries([sql.page(asked, skip, limit), sql.facets(asked)])
      const providers = [...page!.rows, ...counts!.rows.filter(({ facet }) => facet === 'provider')].map((row) => row.provider ?? row.value)
      return { items: page!.rows, facets: counts!.rows, titles: await organisationTitles(ctx, providers) }
    },
    /** An entry with all that its page tells of it. */
    async get(ctx: Context, id: string) {
      const found = await entry(ctx, id)
      const row = found as unknown as sql.EntryRow
      const [lineage, titles, followed] = [
        await lineageOf(ctx, row),
        await organisationTitles(ctx, [row.provider]),
        ctx.actor.kind === 'post' ? await ctx.tx.row(sql.follows(row.id)) : undefined,
      ]
      const own = row.provider !== null && row.provider === ctx.actor.organisation
      return {
        entry: found,
        lineage,
        titles,
        follows: followed !== undefined,
        opened: row.register === null ? [] : await parts.openOf(ctx, row.register),
        requestable: ctx.actor.kind === 'post' && found.state === 'published' && row.share !== 'none' && row.provider !== null && !own,
        changes: await registers.reaches(ctx, resources.name, 'change', row.id),
      }
    },
    entry,
    /** What an organisation answers for. */
    functionOf: async (ctx: Context, organisation: string): Promise<string> => (await parts.organisationOf(ctx, organisation)).fn,
    /** The public catalogue as triples of DCAT; the same for whoever asks. */
    async described(ctx: Context): Promise<Triple[]> {
      ctx.tx.open(box, 'read', { ...OPEN_BOX, class: [0, 0] })
      const entries = (await ctx.tx.rows(sql.known(ctx.now))) as unknown as KnownEntry[]
      const place = (await parts.root())!
      const keeper = (await asSystem('信息资源目录', (own) => parts.stewardOf(own, resources.steward, place.id)))!
      const sets = (await parts.openSets(ctx)).filter(({ number }) => number !== null)
      const providers = await organisationTitles(ctx, [keeper, ...[...entries, ...sets].map(({ provider }) => provider)])
      return catalogTriples({
        base: parts.base,
        publisher: { id: keeper, name: providers[keeper] ?? place.name },
        city: place.name,
        entries,
        providers,
        isPublic: (register) => registers.definitions.find(register)?.register.class === 'public',
        sets,
        inEnglish: parts.inEnglish,
      })
    },
    /** Rule by rule, and the failing records that this actor may read; numbers of persons in fives for whoever may not read them all. */
    async quality(ctx: Context, id: string) {
      const { register: name, cycle } = await entry(ctx, id)
      if (typeof name !== 'string') return null
      const definition = registers.definitions.get(name)
      const [pulse, rows] = await asSystem('数据质量', async (own) => {
        own.tx.set('app.catalogue', 'keeper')
        return [await own.tx.row(sql.pulse(name, String(cycle), ctx.now)), await own.tx.rows(sql.quality(name))] as const
      })
      if (!pulse?.counted) return null
      const known = new Map(rows.map((row) => [row.rule as string, row]))
      const counted = rulesOf(definition, registers.codeLists).flatMap((rule): Counted[] => {
        if (rule.key === 'updated') return [{ rule, checked: 1, failing: pulse.light === 'red' ? 1 : 0 }]
        const row = known.get(rule.key)
        return row ? [{ rule, checked: row.checked as number, failing: row.failing as number }] : []
      })
      const boxes = boxesFor(registers.definitions.roles, ctx, definition.register, 'read')
      const all = definition.personal.length === 0 || boxes.includes(OPEN_BOX)
      // Whether the register was updated in time says nothing of persons.
      const told = all ? counted : protectedCounts(counted).map((one, i) => (one.rule.key === 'updated' ? counted[i]! : one))
      const looksAt = new Map(counted.map(({ rule }) => [rule.key, fieldsOfRule(rule, definition.register)]))
      const seenBy = (view: View, rule: string) => looksAt.get(rule)?.every((key) => sees(view, key)) ?? false
      const readable = new Map<string, string[]>()
      for (const one of boxes) {
        ctx.tx.open(definition.box, 'read', one)
        const wanted = [...new Set(rows.flatMap((row) => row.examples as string[]))]
        const seen = await ctx.tx.rows({ text: `select t.id from ${definition.full} t where t.id = any($1::uuid[])`, values: [wanted] })
        const ids = new Set(seen.map((row) => row.id as string))
        for (const row of rows.filter(({ rule }) => seenBy(one, rule as string)))
          readable.set(row.rule as string, [
            ...new Set([...(readable.get(row.rule as string) ?? []), ...(row.examples as string[]).filter((key) => ids.has(key))]),
          ])
      }
      return {
        register: name,
        counted: pulse.counted,
        rounded: !all,
        score: scoreOf(told),
        rules: told.map(({ rule, checked, failing }) => ({
          key: rule.key,
          side: rule.side,
          label: rule.label,
          checked,
          failing,
          records: readable.get(rule.key) ?? [],
        })),
      }
    },
    drafts,
    publish: (ctx: Context, id: string, state: 'published' | 'withdrawn') =>
      drafts.publish(ctx, id, state, localDate(ctx.now, parts.timezone)),
    async request(ctx: Context, id: string, wanted: Wanted) {
      return requests.ask(ctx, (await entry(ctx, id)) as unknown as sql.EntryRow, wanted)
    },
    requestAnswered: requests.answered,
    /** Whether the actor is told of changes of an entry, from now on. */
    async follow(ctx: Context, id: string, follows: boolean): Promise<void> {
      const { id: key } = (await entry(ctx, id)) as unknown as sql.EntryRow
      await ctx.tx.query(follows ? sql.follow(key) : sql.unfollow(key))
    },
    sync,
    /** Notes when registers changed, and which of their pieces must be counted anew; tells who follows an entry. */
    async readLog(): Promise<void> {
      if ((await behindLog(asSystem, READER)) > MOST_BEHIND) {
        await skipLog(asSystem, READER)
        await keeping((ctx) => ctx.tx.query(sql.makeAllOld))
      }
      await followLog(asSystem, READER, (changes) =>
        keeping(async (ctx) => {
          const last = new Map(changes.map(({ register, recorded }) => [register, recorded]))
          await ctx.tx.queries([
            sql.touch([...last.keys()], [...last.values()]),
            sql.makeOld(
              changes.map(({ register }) => register),
              changes.map(({ record }) => record),
            ),
          ])
          const entries = changes.filter(({ register, op }) => register === resources.name && op === 'U').map(({ record }) => record)
          if (entries.length > 0) await tellFollowers(ctx, [...new Set(entries)])
        }),
      )
      const known = new Set((await keeping((ctx) => ctx.tx.rows(sql.counted))).map((row) => row.register as string))
      for (const { register } of registers.definitions.all) if (!known.has(register.name)) await count(register.name)
    },
    count,
    /** What is due each day: entries as they are declared, quality, late entries. */
    async daily(): Promise<void> {
      await sync()
      await count()
      await markOverdue()
    },
  }
}

export type Catalogue = ReturnType<typeof openCatalogue>
