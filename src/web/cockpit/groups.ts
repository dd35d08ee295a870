import type { FiguresNow, IndicatorView } from './data.ts'

type Items = FiguresNow['items']
export type GroupKey = 'cases' | 'quality' | 'base'

/** Figures by what they are about: how cases stand, how well they go, and what the city consists of. */
export function groupsOf(items: Items): { key: GroupKey; items: Items }[] {
  const keyOf = ({ source, kind, every }: IndicatorView): GroupKey =>
    !source.name.startsWith('cases.') ? 'base' : kind === 'count' && every !== 'month' ? 'cases' : 'quality'
  const order: Record<IndicatorView['every'], number> = { now: 0, day: 1, month: 2 }
  return (['cases', 'quality', 'base'] as const)
    .map((key) => ({
      key,
      items: items.filter(({ indicator }) => keyOf(indicator) === key).sort((a, b) => order[a.indicator.every] - order[b.indicator.every]),
    }))
    .filter((group) => group.items.length > 0)
}

/** A figure that counts what comes in each day, and the one that counts what goes out: for the hours of today. */
export const flowsOf = (items: Items) => {
  const daily = items.flatMap(({ indicator }) => (indicator.every === 'day' && indicator.source.name === 'cases.case' ? [indicator] : []))
  const by = (start: string) => daily.find((one) => one.by.some(({ key }) => key === `${start}Hour`))
  return { received: by('opened'), concluded: by('concluded') }
}
