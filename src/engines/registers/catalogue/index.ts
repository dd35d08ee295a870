import { kindOf, mayOpen, shareOf, type Fields } from '#declare'
import { addAsk, type Ask } from '#kernel/asks'
import { OPEN_BOX, type Box, type Context } from '#kernel/context'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { followLog, type AsSystem } from '#kernel/readers'
import type { Registers } from '../index.ts'
import { boxesFor } from '../permission.ts'
import { giveCode } from './codes.ts'
import { sees, type View } from '../columns.ts'
import { countQuality, fieldsOfRule, protectedCounts, rulesOf, scoreOf, type Counted } from './quality.ts'
import { DATA_REQUEST } from './request.ts'
import { resources } from './resource.ts'
import { openSearch, type Searchable } from './search.ts'
import * as sql from './sql.ts'

/** What the catalogue is told when it is made. */
export interface CatalogueOptions {
  registers: Registers
  asSystem: AsSystem
  /** The region that the installation is for. */
  root(): Promise<{ id: string; code: string; path: string } | undefined>
  stewardOf(ctx: Context, fn: string, region: string): Promise<string | undefined>
}

const box = 'catalogue_resource'
/** What anybody at work may know, and what anybody may. */
const openBox = ({ actor }: Context): Box => ({ ...OPEN_BOX, class: [0, actor.kind === 'post' || actor.kind === 'system' ? 1 : 0] })

/** Makes the catalogue over the registers of the installation. */
export function openCatalogue({ registers, asSystem, root, stewardOf }: CatalogueOptions) {
  let index: { edition: number; find: (words: string) => string[] } | undefined

  async function find(ctx: Context, words: string): Promise<string[]> {
    const edition = (await ctx.tx.row(sql.editionNow))!.edition as number
    if (index?.edition !== edition) {
      const entries = await asSystem('信息资源目录', (own) => {
        own.tx.open(box, 'read', OPEN_BOX)
        return own.tx.rows(sql.searchable)
      })
      index = { edition, find: openSearch(entries as unknown as Searchable[]) }
    }
    return index.find(words)
  }

  async function entry(ctx: Context, id: string) {
    if (!isKey(id)) throw new NotFound('找不到这项信息资源', { code: 'catalogue.none' })
    for (const one of [openBox(ctx), ...boxesFor(registers.definitions.roles, ctx, resources, 'read')]) {
      ctx.tx.open(box, 'read', one)
      const row = await ctx.tx.row(sql.entry(id, ctx.now))
      if (row) return row
    }
    throw new NotFound('找不到这项信息资源', { code: 'catalogue.none' })
  }

  return {
    /** A page of the published catalogue with its facets: the same number of statements for whoever asks. */
    async list(ctx: Context, { search, skip, limit, ...chosen }: sql.Facets & { search?: string; skip: number; limit: number }) {
      const ids = search?.trim() ? await find(ctx, search) : null
      const open = openBox(ctx)
      ctx.tx.open(box, 'read', open)
      const asked = { ...chosen, now: ctx.now, most: open.class[1], ids }
      const [page, counts] = await ctx.tx.queries([sql.page(asked, skip, limit), sql.facets(asked)])
      return { items: page!.rows, facets: counts!.rows }
    },
    entry,
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
      const told = all ? counted : protectedCounts(counted)
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
    /** Asks the provider of a resource for its data; answered at the desk of whoever keeps the entry. */
    async request(
      ctx: Context,
      id: string,
      { purpose, fields, reason, until }: { purpose: string; fields: readonly string[]; reason: string; until?: string },
    ): Promise<Ask> {
      const found = await entry(ctx, id)
      if (found.share === 'none') throw new Invalid('这项信息资源不予共享', { code: 'catalogue.not-shared' })
      const { organisation: recipient } = ctx.actor
      if (recipient === null) throw new NotAllowed('在岗位上才能申请使用数据', { code: 'catalogue.post' })
      const items = found.items as { name: string; share?: string | null }[]
      const names = new Set(items.filter(({ share }) => share !== 'none').map(({ name }) => name))
      const unknown = fields.filter((name) => !names.has(name))
      if (unknown.length > 0 || fields.length === 0)
        throw new Invalid('请从信息项里选出所需的', { code: 'catalogue.items', path: 'fields' })
      return addAsk(ctx, {
        kind: DATA_REQUEST,
        register: resources.name,
        subject: id,
        proposal: { purpose, fields: [...fields], recipient, ...(until === undefined ? {} : { until }) },
        reason,
        organisation: found.organisation as string,
        regionPath: found.regionPath as string,
      })
    },
    /** Gives every declared register its entry, and brings those that are there to what is declared; codes stay. */
    async sync(): Promise<{ added: number; changed: number }> {
      const place = await root()
      if (!place) return { added: 0, changed: 0 }
      return asSystem('信息资源目录', async (ctx) => {
        ctx.tx.open(box, 'read', OPEN_BOX)
        const ids = new Map((await ctx.tx.rows(sql.ofRegisters)).map((row) => [row.register as string, row.id as string]))
        let added = 0
        let changed = 0
        for (const { register } of registers.definitions.all) {
          const group = register.classed ? ('base' in register.classed ? register.classed.base : register.classed.theme) : null
          const kind = register.classed ? ('base' in register.classed ? 'base' : 'theme') : 'department'
          const open = register.class === 'public'
          const declared: Record<string, unknown> = {
            name: register.label,
            kind,
            group,
            about: register.about ?? register.label,
            format: 'database',
            items: Object.entries(register.fields as Fields).map(([key, field]) => ({
              name: field.label,
              type: kindOf(field).column(field),
              key,
              share: shareOf(register, field),
              open: mayOpen(register, field),
              privacy: field.privacy,
            })),
            share: register.share,
            shareCondition: register.shareCondition ?? null,
            shareGround: register.shareGround ?? null,
            opening: open ? 'open' : 'none',
            cycle: register.cycle ?? 'irregular',
            sources: (register.sources ?? []).map((source) => ({ source })),
            provider: (await stewardOf(ctx, register.steward, place.id)) ?? null,
          }
          const id = ids.get(register.name)
          if (!id) {
            const code = await giveCode(ctx, { kind, group, fn: register.steward, division: place.code })
            await registers.addUntyped(ctx, resources.name, {
              ...declared,
              code,
              region: place.id,
              register: register.name,
              state: 'published',
              publishedOn: ctx.now.toISOString().slice(0, 10),
            })
            added += 1
            continue
          }
          const { record } = await registers.getUntyped(ctx, resources.name, id)
          const differing = Object.entries(declared).filter(([key, value]) => canonical(record[key]) !== canonical(value))
          if (differing.length === 0) continue
          await registers.changeUntyped(ctx, resources.name, id, record.version, Object.fromEntries(differing))
          changed += 1
        }
        return { added, changed }
      })
    },
    /** Notes when registers changed, and which of their pieces must be counted anew. */
    follow: () =>
      followLog(asSystem, 'catalogue', (changes) =>
        asSystem('信息资源目录', async (ctx) => {
          ctx.tx.set('app.catalogue', 'keeper')
          const last = new Map(changes.map(({ register, recorded }) => [register, recorded]))
          await ctx.tx.queries([
            sql.touch([...last.keys()], [...last.values()]),
            sql.makeOld(
              changes.map(({ register }) => register),
              changes.map(({ record }) => record),
            ),
          ])
        }),
      ),
    /** Counts the quality of one register, or of all of them. */
    async count(name?: string): Promise<void> {
      for (const definition of name ? [registers.definitions.get(name)] : registers.definitions.all)
        await countQuality(asSystem, definition, rulesOf(definition, registers.codeLists))
    },
  }
}

/** A value as text in which the order of its keys says nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

export type Catalogue = ReturnType<typeof openCatalogue>
