import { useEffect, useRef, useState } from 'react'
import type { DefinitionDraft, Saved, Version } from './data.ts'
import { definitionCalls } from './data.ts'

/** How long nothing is typed before what was typed is saved. */
const PAUSE = 600

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed'

/**
 * Keeps a draft on the server while somebody works on it, one save after the other, and says what is wrong with it; `settle` waits until the
 * newest is there.
 */
export function useAutosave(version: Version) {
  const [draft, setDraft] = useState<DefinitionDraft>(version.draft)
  const [problems, setProblems] = useState<Saved['problems']>(version.problems)
  const [state, setState] = useState<SaveState>('saved')
  const [failure, setFailure] = useState<Error>()
  const newest = useRef(draft)
  const sent = useRef(draft)
  const revision = useRef(version.revision)
  const running = useRef<Promise<void>>(undefined)
  const run = async () => {
    while (newest.current !== sent.current) {
      const going = newest.current
      setState('saving')
      try {
        const saved = await definitionCalls.save(version.id, revision.current, going)
        revision.current = saved.revision
        sent.current = going
        setProblems(saved.problems)
        setFailure(undefined)
      } catch (error) {
        setFailure(error as Error)
        setState('failed')
        return
      }
    }
    setState('saved')
  }
  const save = () => (running.current ??= run().finally(() => (running.current = undefined)))
  useEffect(() => {
    if (newest.current === sent.current) return
    const timer = setTimeout(() => void save(), PAUSE)
    return () => clearTimeout(timer)
    // Typing starts the pause anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [draft])
  useEffect(() => {
    // Whoever leaves by a link of ours has the draft saved; whoever closes the window is asked.
    const leaving = (event: BeforeUnloadEvent) => newest.current !== sent.current && event.preventDefault()
    window.addEventListener('beforeunload', leaving)
    return () => {
      window.removeEventListener('beforeunload', leaving)
      if (newest.current !== sent.current) void definitionCalls.save(version.id, revision.current, newest.current).catch(() => undefined)
    }
  }, [version.id])
  return {
    draft,
    problems,
    state,
    failure,
    change(to: DefinitionDraft) {
      newest.current = to
      setDraft(to)
      setState('unsaved')
    },
    /** @returns whether the newest is on the server */
    async settle(): Promise<boolean> {
      await running.current
      await save()
      return newest.current === sent.current
    },
  }
}
