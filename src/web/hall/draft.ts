import type { FileSummary } from '../api/types.ts'

/** An application that is being written. */
export interface Draft {
  guide: Record<string, unknown>
  answers: Record<string, unknown>
  files: Record<string, FileSummary>
  /** Whether the registers were already asked for first values. */
  prefilled: boolean
  from: Record<string, string>
  /** One per application: handing it in twice has no second effect. */
  idempotencyKey: string
}

const fresh = (): Draft => ({ guide: {}, answers: {}, files: {}, prefilled: false, from: {}, idempotencyKey: crypto.randomUUID() })

/** Where a draft is kept: in the tab, by account and matter, so that another person at the same machine doesn't find it. */
export const draftAt = (account: string | undefined, matter: string): string => `chengshu.draft.${account ?? ''}.${matter}`

export function readDraft(at: string): Draft {
  const kept = sessionStorage.getItem(at)
  return kept ? { ...fresh(), ...(JSON.parse(kept) as Partial<Draft>) } : fresh()
}

export const keepDraft = (at: string, draft: Draft): void => sessionStorage.setItem(at, JSON.stringify(draft))
export const dropDraft = (at: string): void => sessionStorage.removeItem(at)

/** What somebody answered before signing in goes with them. */
export function adoptDraft(account: string, matter: string): void {
  const before = sessionStorage.getItem(draftAt(undefined, matter))
  if (!before || sessionStorage.getItem(draftAt(account, matter))) return
  sessionStorage.setItem(draftAt(account, matter), before)
  sessionStorage.removeItem(draftAt(undefined, matter))
}
