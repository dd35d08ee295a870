import type { RecordOf } from '#declare'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { regions } from '../registers.ts'
import type { Place, RegionChange, Regions } from './compile.ts'
import type { regionActs } from './register.ts'

type Period = RecordOf<typeof regions> & { key: string; from: string | null; to: string | null }

/** The regions of today, with the period of each that holds now, and every path that was ever somebody's. */
export interface KnownRegions extends Regions {
  periods: ReadonlyMap<string, Period>
}

/** Reads the regions of all times: some thousand rows. */
export async function readRegions(registers: Registers, ctx: Context): Promise<KnownRegions> {
  const now = new Map<string, Place>()
  const byPath = new Map<string, string>()
  const periods = new Map<string, Period>()
  const instant = Date.now()
  for (let after: string | null | undefined; after !== null;) {
    const page = await registers.list(ctx, regions, { effective: 'all', limit: 500, ...(after ? { after } : {}) })
    for (const one of page.items as unknown as Period[]) {
      byPath.set(one.path, one.key)
      const holds = (one.from === null || Date.parse(one.from) <= instant) && (one.to === null || Date.parse(one.to) > instant)
      if (!holds) continue
      const { key, code, name, level, parent, path } = one
      now.set(key, { id: key, code, name, level, parent: parent ?? null, path })
      periods.set(key, one)
    }
    after = page.next
  }
  return { now, byPath, periods }
}

type Said = Pick<RecordOf<typeof regionActs>, 'kind' | 'sources' | 'subject' | 'into' | 'intoName' | 'parts' | 'table' | 'rest' | 'parent'>

/** What an act asks for, as its record says it. */
export function changeOf({ kind, sources, subject, into, intoName, parts, table, rest, parent }: Said): RegionChange {
  if (kind === 'merge')
    return { kind, sources: (sources ?? []).map(({ region }) => region), into: { code: into ?? '', name: intoName ?? '' } }
  if (kind === 'split') return { kind, subject: subject ?? '', parts: parts ?? [], table: table ?? [], rest: rest ?? '' }
  return { kind, subject: subject ?? '', parent: parent ?? '' }
}

/** What an act does, in one line. */
export function summaryOf({ now }: Regions, change: RegionChange): string {
  const name = (key: string) => now.get(key)?.name ?? ''
  if (change.kind === 'merge') return `${change.sources.map(name).join('、')}合并为${change.into.name}`
  if (change.kind === 'split') return `${name(change.subject)}分设为${change.parts.map((part) => part.name).join('、')}`
  return `${name(change.subject)}划归${name(change.parent)}`
}
