import { date, ref, region, register, rows, text } from '#declare'
import type { Ask } from '#kernel/asks'
import type { Context } from '#kernel/context'
import { addCalendarDays, localDate } from '#kernel/days'
import { find, get } from '../read.ts'
import { addMany, type WriteParts } from '../write.ts'
import { resources } from './resource.ts'

/**
 * What one organisation lets another read of its data: these fields, for this purpose, until this day (国发〔2016〕51号 arts. 9 and 13: data
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
    register: text('平台登记库', { max: 100 }),
    provider: ref('提供单位', 'identity.organisation'),
    recipient: ref('使用单位', 'identity.organisation'),
    items: rows('信息项', { name: text('名称', { max: 100 }), key: text('字段', { max: 80 }) }, { max: 200 }),
    purpose: text('用途', { max: 200 }),
    region: region('数据范围'),
    since: date('自'),
    until: date('至'),
    reason: text('同意的理由', { max: 1000, lines: true }),
  },
})

/** How long data is granted for when the request doesn't say. */
const USUAL_DAYS = 365

/** What a request for data holds, as the catalogue wrote it. */
export interface RequestedData {
  purpose: string
  /** Names of the items, as the requester chose them. */
  fields: readonly string[]
  /** The organisation that asked. */
  recipient: string
  until?: string | undefined
}

/**
 * Gives what a request for data asks for, in the answer's own transaction, as far as the resource is a register of this platform: its
 * records in the region of whoever asked, where that lies within the resource's.
 */
export async function grantRequested(parts: WriteParts, ctx: Context, ask: Ask, reason: string): Promise<void> {
  const { purpose, fields, recipient, until } = ask.proposal as unknown as RequestedData
  const { record: resource } = await get(parts, ctx, resources.name, ask.subject!)
  if (typeof resource.register !== 'string') return
  const organisation = await find(parts, ctx, 'identity.organisation', recipient)
  const [whole, own] = [String(resource.region), String(organisation?.record.region ?? resource.region)]
  const [of, narrower] = await Promise.all([parts.placeOf(ctx, whole), parts.placeOf(ctx, own)])
  const today = localDate(ctx.now, ctx.ground.timezone)
  const items = (resource.items as { name: string; key?: string | null }[]).flatMap(({ name, key }) =>
    key && fields.includes(name) ? [{ name, key }] : [],
  )
  await addMany(parts, ctx, grants.name, [
    {
      resource: resource.id,
      register: resource.register,
      provider: resource.provider,
      recipient,
      items,
      purpose,
      region: narrower.path.startsWith(of.path) ? own : whole,
      since: today,
      until: until ?? addCalendarDays(today, USUAL_DAYS),
      reason,
    },
  ])
}
