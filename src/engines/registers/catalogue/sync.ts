import { kindOf, mayOpen, shareOf, type AnyField, type AnyRegister, type Fields } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import type { AsSystem } from '#kernel/readers'
import type { Registers } from '../index.ts'
import { giveCode } from './codes.ts'
import { resources } from './resource.ts'
import { begunFrom, ofRegisters } from './sql.ts'

export interface SyncParts {
  registers: Registers
  asSystem: AsSystem
  timezone: string
  /** The region that the installation is for. */
  root(): Promise<{ id: string; code: string; path: string; name: string } | undefined>
  stewardOf(ctx: Context, fn: string, region: string): Promise<string | undefined>
}

/** What the columns behind fields are called in catalogues; the rest are words. */
const types: Readonly<Record<string, string>> = {
  date: '日期型',
  timestamptz: '日期时间型',
  boolean: '逻辑型',
  bigint: '整型',
  integer: '整型',
  jsonb: '结构化数据',
}
function typeOf(field: AnyField): string {
  const column = kindOf(field).column(field)
  if (column.startsWith('geometry')) return '空间数据'
  return types[column] ?? (column.startsWith('numeric') ? '数值型' : '字符型')
}

type Opening = 'open' | 'conditional' | 'none'
const PARTLY = '只开放标明“可以开放”的信息项，经隐私检查和审核后以开放数据集公布'

/** How far a register may be opened by what it declares: wholly, some items of it, or not at all. */
export function openingOf(register: AnyRegister): Opening {
  if (register.class === 'public') return 'open'
  return Object.values(register.fields as Fields).some((field) => mayOpen(register, field)) ? 'conditional' : 'none'
}

/** The narrower of two: a department may open less than its register allows, and never more. */
const narrower = (one: Opening, other: Opening): Opening =>
  (['none', 'conditional', 'open'] as const).find((opening) => opening === one || opening === other)!

/** A value as text in which the order of its keys says nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

/** Gives every declared register its entry, and brings those that are there to what is declared; codes stay. */
export const openSync =
  ({ registers, asSystem, root, stewardOf, timezone }: SyncParts) =>
  async (): Promise<{ added: number; changed: number }> => {
    const place = await root()
    if (!place) return { added: 0, changed: 0 }
    return asSystem('信息资源目录', async (ctx) => {
      ctx.tx.open('catalogue_resource', 'read', OPEN_BOX)
      const ids = new Map((await ctx.tx.rows(ofRegisters)).map((row) => [row.register as string, row.id as string]))
      // A register that was begun from an entry takes it over: its code, who follows it and what was asked of it stay.
      ctx.tx.set('app.definitions', 'keeper')
      const begun = new Map((await ctx.tx.rows(begunFrom)).map((row) => [row.register as string, row.id as string]))
      let added = 0
      let changed = 0
      for (const { register } of registers.definitions.all) {
        const group = register.classed ? ('base' in register.classed ? register.classed.base : register.classed.theme) : null
        const kind = register.classed ? ('base' in register.classed ? 'base' : 'theme') : 'department'
        const opening = openingOf(register)
        const declared: Record<string, unknown> = {
          name: register.label,
          kind,
          group,
          about: register.about ?? register.label,
          format: 'database',
          items: Object.entries(register.fields as Fields).map(([key, field]) => ({
            name: field.label,
            type: typeOf(field),
            key,
            share: shareOf(register, field),
            open: mayOpen(register, field),
            privacy: field.privacy,
          })),
          share: register.share,
          shareCondition: register.shareCondition ?? null,
          shareGround: register.shareGround ?? null,
          opening,
          openCondition: opening === 'conditional' ? PARTLY : null,
          cycle: register.cycle ?? 'irregular',
          sources: (register.sources ?? []).map((source) => ({ source })),
          provider: (await stewardOf(ctx, register.steward, place.id)) ?? null,
        }
        const from = ids.has(register.name) ? undefined : begun.get(register.name)
        const id = ids.get(register.name) ?? from
        if (!id) {
          const code = await giveCode(ctx, { kind, group, fn: register.steward, division: place.code })
          await registers.addUntyped(ctx, resources.name, {
            ...declared,
            code,
            region: place.id,
            register: register.name,
            state: 'published',
            publishedOn: localDate(ctx.now, timezone),
          })
          added += 1
          continue
        }
        const { record } = await registers.getUntyped(ctx, resources.name, id)
        declared.opening = narrower(opening, record.opening as Opening)
        // Conditions that the department wrote stay.
        if (record.openCondition) delete declared.openCondition
        if (from)
          Object.assign(declared, {
            register: register.name,
            state: 'published',
            publishedOn: record.publishedOn ?? localDate(ctx.now, timezone),
          })
        const differing = Object.entries(declared).filter(([key, value]) => canonical(record[key]) !== canonical(value))
        if (differing.length === 0) continue
        await registers.changeUntyped(ctx, resources.name, id, record.version, Object.fromEntries(differing))
        changed += 1
      }
      return { added, changed }
    })
  }
