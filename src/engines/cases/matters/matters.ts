import type { Matter } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import { pathsAround } from '../calendar/calendar.ts'
import type { CasesOutside } from '../outside.ts'
import { implementationsAt, implementationsByKey, putImplementations } from '../sql.ts'
import { isMatter } from './needs.ts'
import { bodyOf, type Implementation, type ShippedMatter } from './implementation.ts'

/** Matters and who exercises them where. */
export interface Matters {
  all: readonly Matter[]
  /** @throws NotFound when no matter has that name */
  get(name: string): Matter
  find(name: string): Matter | undefined
  /** The nearest implementation of each matter around a region; matters that nobody exercises there are left out. */
  at(ctx: Context, names: readonly string[], regionPath: string): Promise<Implementation[]>
  /** Pinned implementations by key. */
  pinned(ctx: Context, ids: readonly string[]): Promise<Map<string, Implementation>>
  /**
   * Takes in what the city ships, each under the last word of its matter's name: a row for each organisation that exercises it. Returns how
   * many editions are new. @throws NotFound when no matter is declared under a name
   */
  load(ctx: Context, shipped: readonly { name: string; content: ShippedMatter }[]): Promise<number>
}

const open = (ctx: Context) => ctx.tx.open('cases_implementation', 'read', { ...OPEN_BOX, class: [0, 0] })

/** Opens the matters of an installation. */
export function openMatters(matters: readonly Matter[], outside: CasesOutside): Matters {
  const byName = new Map(matters.map((matter) => [matter.name, matter]))
  // Editions never change, so what was read once is kept.
  const editions = new Map<string, Implementation>()
  return {
    all: matters,
    find: (name) => byName.get(name),
    get(name) {
      const found = byName.get(name)
      if (!found) throw new NotFound('没有这个事项', { code: 'matter.unknown' })
      return found
    },
    async at(ctx, names, regionPath) {
      open(ctx)
      return (await ctx.tx.rows(implementationsAt(names, pathsAround(regionPath)))) as unknown as Implementation[]
    },
    async pinned(ctx, ids) {
      const missing = ids.filter((id) => !editions.has(id))
      if (missing.length > 0) {
        open(ctx)
        for (const row of await ctx.tx.rows(implementationsByKey(missing))) editions.set(row.id as string, row as unknown as Implementation)
      }
      return new Map(ids.flatMap((id) => (editions.has(id) ? [[id, editions.get(id)!] as const] : [])))
    },
    async load(ctx, shipped) {
      const root = { region: ctx.actor.region.id, regionCode: ctx.actor.region.code, regionPath: ctx.actor.region.path }
      const input = { matters: [] as unknown[], implementations: [] as unknown[] }
      for (const { name: bare, content } of shipped) {
        const name = matters.find((matter) => isMatter(matter.name, bare))?.name
        if (!name) throw new NotFound(`没有名为 ${bare} 的事项`, { code: 'matter.unknown' })
        input.matters.push({ ...root, id: newKey(), name, code: content.matter.code, label: content.matter.name, body: content.matter })
        for (const implementation of content.implementations) {
          for (const { organisation, region } of await outside.exercisers(
            ctx,
            implementation.function,
            implementation.region.padEnd(12, '0'),
            implementation.level,
          )) {
            input.implementations.push({
              id: newKey(),
              region: region.id,
              regionCode: region.code,
              regionPath: region.path,
              organisation: organisation.id,
              organisationName: organisation.name,
              matter: name,
              body: { ...bodyOf(content, implementation, region.name), ...(organisation.mark ? { mark: organisation.mark } : {}) },
            })
          }
        }
      }
      return (await ctx.tx.row(putImplementations(input)))!.made as number
    },
  }
}
