import { date, ref, region, register, rows, text } from '#declare'
import type { Context } from '#kernel/context'
import type { LocalDate } from '#kernel/days'
import type { Registers } from '../index.ts'
import { resources } from './resource.ts'

/**
 * What one organisation lets another read of its data: these fields, for this purpose, until this day (政务数据共享条例 arts. 20 and 25: data
 * shared on conditions is asked for, and used for the stated purpose alone). It takes effect within a second of being given or ended.
 */
export const grants = register('catalogue.grant', {
  label: '共享授权',
  about: '一个单位允许另一个单位为某一用途、在期限内查看的信息项。',
  title: 'purpose',
  search: ['purpose'],
  list: ['resource', 'provider', 'recipient', 'purpose', 'until'],
  steward: 'government-services',
  share: 'unconditional',
  region: 'region',
  organisation: 'provider',
  addedBy: 'actions',
  fields: {
    resource: ref('信息资源', 'catalogue.resource'),
    /** Without one the data is kept elsewhere, and no door of the platform opens. */
    register: text('平台登记库', { max: 100, optional: true }),
    provider: ref('提供单位', 'identity.organisation'),
    recipient: ref('使用单位', 'identity.organisation'),
    items: rows('信息项', { name: text('名称', { max: 100 }), key: text('字段', { max: 80, optional: true }) }, { max: 200 }),
    purpose: text('用途', { max: 200 }),
    region: region('数据范围'),
    since: date('自'),
    until: date('至'),
    reason: text('同意的理由', { max: 1000, lines: true }),
    request: ref('用数申请', 'catalogue.request', { optional: true }),
  },
})

/** What is granted, as it was agreed to. */
export interface Granted {
  /** The entry's key, and the names of its items. */
  resource: string
  items: readonly string[]
  recipient: string
  purpose: string
  since: LocalDate
  until: LocalDate
  reason: string
  request: string
}

/**
 * Gives what was agreed to, in the acting transaction: of a register of this platform its records in the region of the recipient, where that
 * lies within the resource's.
 */
export async function giveGrant(
  registers: Registers,
  ctx: Context,
  { resource: id, items, recipient, ...granted }: Granted,
  pathOf: (region: string) => Promise<string>,
): Promise<void> {
  const resource = await registers.get(ctx, resources, id)
  const organisation = await registers.findById(ctx, 'identity.organisation', recipient)
  const own = String(organisation?.record.region ?? resource.region)
  const isWithin = (await pathOf(own)).startsWith(await pathOf(resource.region))
  await registers.addUntyped(ctx, grants.name, {
    ...granted,
    resource: id,
    register: resource.register,
    provider: resource.provider,
    recipient,
    items: resource.items.flatMap(({ name, key }) => (items.includes(name) ? [{ name, key: key ?? null }] : [])),
    region: isWithin ? own : resource.region,
  })
}
