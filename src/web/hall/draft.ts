import { useCallback, useEffect, useRef, useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { mine, type DraftView, type KeptDraft } from '../api/mine.ts'
import { ApiProblem } from '../api/problem.ts'
import type { FileSummary } from '../api/types.ts'

/** An application that is being written. */
export interface Draft extends KeptDraft {
  files: Record<string, FileSummary>
}

/** Where a draft is with the server: `moved` when it was written on elsewhere, `away` while the server can't be reached. */
export type Keeping = { is: 'new' | 'waiting' | 'saving' | 'saved' | 'moved' | 'away'; at: string | null }

const fresh = (guide: Record<string, unknown>): Draft => ({
  region: null,
  step: null,
  guide,
  answers: {},
  files: {},
  from: {},
  prefilled: false,
  entity: null,
  idempotencyKey: crypto.randomUUID(),
})

/** Milliseconds after the last keystroke at which what was written is saved, and at which it is tried again. */
const settle = 800
const again = 5000

/** Answers of a guide as an address carries them; nothing when somebody wrote something else there. */
export function guideOf(text: string | null): Record<string, unknown> {
  if (!text) return {}
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const draftOf = (kept: DraftView): Draft => {
  const { region, step, guide, answers, files, from, prefilled, entity, idempotencyKey } = kept
  return { region, step, guide, answers, files, from, prefilled, entity, idempotencyKey }
}

export interface KeptDraftHook {
  draft: Draft
  /** Writes on; saved a moment later. `quiet` for what the page fills in by itself, which alone is not worth saving. */
  set: (draft: Draft, quiet?: boolean) => void
  keeping: Keeping
  /** The moment at which what stood there at first had been saved; null for a new one. */
  resumed: string | null
  /** Takes what was written elsewhere, and forgets what is here. */
  takeOther: () => void
  /** Throws it away and begins anew. */
  restart: () => Promise<void>
  /** Hands it in: nothing more is saved, and what is on its way gets there first. When that fails, writing goes on. */
  handIn: <T>(work: () => Promise<T>) => Promise<T>
}

/** The draft of a matter with the server: read once, then saved by itself while somebody writes. Undefined until it is read. */
export function useKeptDraft(matter: string, whose: string, guide: Record<string, unknown>) {
  const query = useQuery({
    queryKey: ['draft', matter, whose],
    queryFn: () => mine.draft(matter),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const found = query.data?.draft
  const first = found === undefined ? undefined : found ? { ...draftOf(found), guide: { ...found.guide, ...guide } } : fresh(guide)
  return { ...query, found, first }
}

/** Keeps a draft that was read. */
export function useDraft(matter: string, whose: string, first: Draft, found: DraftView | null): KeptDraftHook {
  const client = useQueryClient()
  const [draft, show] = useState(first)
  const [keeping, setKeeping] = useState<Keeping>({ is: found ? 'saved' : 'new', at: found?.saved ?? null })
  const [resumed, setResumed] = useState(found?.saved ?? null)
  const now = useRef({ draft: first, version: found?.version ?? 0, unsaved: false, busy: false, over: false })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The save that a timer starts is the newest one.
  const saving = useRef<() => Promise<void>>(undefined)

  // The save that is on its way, if any.
  const underWay = useRef<Promise<void>>(undefined)

  const send = useCallback(async () => {
    const at = now.current
    at.busy = true
    at.unsaved = false
    setKeeping((before) => ({ ...before, is: 'saving' }))
    const { files, ...rest } = at.draft
    const keys = Object.fromEntries(Object.entries(files).map(([key, { id }]) => [key, id]))
    try {
      const stamp = await mine.keepDraft(matter, { ...rest, files: keys, version: at.version })
      at.version = stamp.version
      setKeeping({ is: at.unsaved ? 'waiting' : 'saved', at: stamp.saved })
    } catch (error) {
      const moved = error instanceof ApiProblem && error.code === 'draft.moved'
      at.unsaved = true
      at.over = moved
      setKeeping((before) => ({ ...before, is: moved ? 'moved' : 'away' }))
      if (!moved) timer.current = setTimeout(() => void saving.current?.(), again)
      return
    } finally {
      at.busy = false
    }
    if (at.unsaved) timer.current = setTimeout(() => void saving.current?.(), settle)
  }, [matter])
  const save = useCallback(async () => {
    clearTimeout(timer.current)
    const { unsaved, busy, over } = now.current
    if (unsaved && !busy && !over) await (underWay.current = send())
  }, [send])

  useEffect(() => {
    saving.current = save
    const leaving = () => {
      if (document.visibilityState === 'hidden') void save()
    }
    document.addEventListener('visibilitychange', leaving)
    return () => {
      document.removeEventListener('visibilitychange', leaving)
      // Whoever goes to another page of ours has not stopped writing.
      void save()
    }
  }, [save])

  const set = useCallback(
    (changed: Draft, quiet = false) => {
      now.current.draft = changed
      show(changed)
      if (quiet || now.current.over) return
      now.current.unsaved = true
      setKeeping((before) => (before.is === 'away' ? before : { ...before, is: 'waiting' }))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), settle)
    },
    [save],
  )
  const reset = (to: Draft, version: number, at: string | null) => {
    clearTimeout(timer.current)
    now.current = { draft: to, version, unsaved: false, busy: false, over: false }
    show(to)
    setKeeping({ is: at ? 'saved' : 'new', at })
    setResumed(null)
  }
  return {
    draft,
    set,
    keeping,
    resumed,
    takeOther: () =>
      void mine
        .draft(matter)
        .then(({ draft: other }) => reset(other ? draftOf(other) : fresh({}), other?.version ?? 0, other?.saved ?? null)),
    async restart() {
      await mine.dropDraft(matter)
      reset(fresh({}), 0, null)
      await client.invalidateQueries({ queryKey: ['drafts'] })
    },
    async handIn(work) {
      clearTimeout(timer.current)
      now.current.over = true
      await underWay.current
      try {
        const result = await work()
        client.removeQueries({ queryKey: ['draft', matter, whose] })
        void client.invalidateQueries({ queryKey: ['drafts'] })
        return result
      } catch (error) {
        now.current.over = false
        throw error
      }
    },
  }
}
