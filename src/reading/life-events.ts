import type { Matter } from '#declare'
import { cityFile } from '../loading/tables.ts'

type Both = readonly [label: string, lead: string]

interface Shipped {
  key: string
  zh: Both
  en: Both
  groups: readonly { zh: string; en: string; matters: readonly string[] }[]
}

export type Whose = 'person' | 'enterprise'

/** An event of a life with the matters that exist for it. */
export interface LifeEvent {
  key: string
  whose: Whose
  words: Record<'zh' | 'en', { label: string; lead: string }>
  groups: readonly { words: Record<'zh' | 'en', string>; matters: readonly Matter[] }[]
  /** How many matters, each once. */
  count: number
}

const perPattern = 6

/** The events that ship (`city/cn/life-events.json`), each with the matters whose names hold one of its parts; groups without any are left out. */
export function lifeEventsOf(matters: readonly Matter[]): LifeEvent[] {
  const shipped = JSON.parse(cityFile('cn/life-events.json')) as Record<Whose, Shipped[]>
  const asked = matters.filter(({ general }) => !general)
  const matching = (patterns: readonly string[]) => [
    ...new Set(patterns.flatMap((pattern) => asked.filter(({ label }) => label.includes(pattern)).slice(0, perPattern))),
  ]
  return (['person', 'enterprise'] as const).flatMap((whose) =>
    shipped[whose].map(({ key, zh, en, groups }) => {
      const found = groups
        .map((group) => ({ words: { zh: group.zh, en: group.en }, matters: matching(group.matters) }))
        .filter((group) => group.matters.length > 0)
      return {
        key,
        whose,
        words: { zh: { label: zh[0], lead: zh[1] }, en: { label: en[0], lead: en[1] } },
        groups: found,
        count: new Set(found.flatMap((group) => group.matters.map(({ name }) => name))).size,
      }
    }),
  )
}
