import type { Indicator } from '#declare'
import { OPEN_BOX, pathsBelow, type Box, type Context } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'

/** How somebody sees an indicator: the regions of duties that show it whole, and whether anybody sees it. */
export interface Reach {
  paths: readonly string[]
  open: boolean
}

/** How this actor sees an indicator; nothing when not at all. */
export function reachOf({ seenBy, open }: Indicator, ctx: Context): Reach | undefined {
  if (ctx.actor.kind === 'system') return { paths: [''], open: open ?? false }
  const paths = ctx.actor.duties.filter(({ role }) => seenBy.includes(role)).map(({ regionPath }) => regionPath)
  const widest = [...new Set(paths)].filter((path) => !paths.some((other) => other !== path && path.startsWith(other)))
  return widest.length > 0 || open ? { paths: widest, open: open ?? false } : undefined
}

/** The box of figures for a region. @throws NotAllowed where no duty reaches */
export function boxFor(reach: Reach, regionPath: string): Box {
  const box = { ...OPEN_BOX, regionPath: pathsBelow(regionPath) }
  if (reach.paths.some((path) => regionPath.startsWith(path))) return box
  if (reach.open) return { ...box, class: [0, 0] }
  throw new NotAllowed('职责范围不含这个区划', { code: 'indicator.region' })
}

/** The path that somebody's figures begin at when none was asked for: the widest of the duties, or where they are. */
export const homeOf = (reaches: readonly Reach[], ctx: Context): string =>
  reaches
    .flatMap(({ paths }) => paths)
    .filter((path) => path !== '')
    .sort((a, b) => a.length - b.length)[0] ?? ctx.actor.region.path
