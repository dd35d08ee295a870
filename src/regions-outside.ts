import type { Cases } from '#engines/cases'
import { openRegionActs, tableMover, type Identity, type Places, type RegionActs } from '#engines/identity'
import type { Messages } from '#engines/messages'
import type { Registers } from '#engines/registers'
import { tableLabels } from './table-labels.ts'

interface Parts {
  registers: Registers
  places: Places
  identity: Pick<Identity, 'asSystem'>
  cases: Pick<Cases, 'moveRegions'>
  messages: Messages
  clock(): Date
  timezone: string
}

/** Cases have parts that go with them: fewer make a transaction as long. */
const FEWER = 10

/** Tables beside those of registers whose rows lie in regions. */
const tables = [
  'documents.document',
  'documents.file',
  'kernel.ask',
  'messages.message',
  'registers.merge',
  'registers.pair',
  'registers.definition',
  'open.version',
]

/** Acts of the regions, and what of other engines goes with them. */
export const regionsOutside = ({ registers, places, identity, cases, messages, clock, timezone }: Parts): RegionActs =>
  openRegionActs({
    registers,
    places,
    asSystem: identity.asSystem,
    clock,
    timezone,
    counted: ['cases.case', 'documents.document', 'documents.file'].map((table) => ({
      label: tableLabels.get(table) ?? table,
      table: table === 'cases.case' ? 'cases."case"' : table,
      box: table.replace('.', '_'),
    })),
    others: [(ctx, act, most) => cases.moveRegions(ctx, act, Math.ceil(most / FEWER)), ...tables.map((table) => tableMover(table))],
    async tellFailed(ctx, { id, summary, why }, accounts) {
      for (const account of accounts)
        await messages.send(ctx, {
          to: { account },
          title: `区划调整未能执行：${summary}`,
          text: `${why}。区划和数据都没有改动；请核对以后重新办理。`,
          link: `/desk/registers/identity.region-act/${id}`,
          key: `region-act:${id}:failed`,
        })
    },
  })
