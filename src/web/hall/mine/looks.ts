import type { LookAtMe } from '../../api/mine.ts'

/** Why somebody looked, as the record of it says. */
export interface Why {
  kind: 'case' | 'duty' | 'own' | 'system' | 'public'
  /** Of a case: which. */
  case: string | null
  what: string
}

/** Reads a purpose as it is kept: `case:<key> 办件详情`, `duty:查看记录`. */
export function whyOf(purpose: string): Why {
  const [, kind = 'duty', rest = purpose] = /^(\w+):(.*)$/s.exec(purpose) ?? []
  const [, key, what] = (kind === 'case' && /^(\S+) ?(.*)$/s.exec(rest)) || []
  return { kind: kind as Why['kind'], case: key ?? null, what: what ?? rest }
}

/** Looks of one office on one day for one reason, which are told as one. */
export interface Looked extends LookAtMe {
  count: number
}

/** Tells looks that are the same together: the latest of each, and how many there were. */
export function together(looks: readonly LookAtMe[], dayOf: (moment: string) => string): Looked[] {
  const told = new Map<string, Looked>()
  for (const look of looks) {
    const key = [dayOf(look.recorded), look.organisation, look.purpose, look.register, look.act, look.withheld?.until].join(' ')
    const same = told.get(key)
    if (same) {
      same.count++
      same.fieldLabels = [...new Set([...same.fieldLabels, ...look.fieldLabels])]
    } else told.set(key, { ...look, count: 1 })
  }
  return [...told.values()]
}
