import { createContext, useCallback, useContext, useState, type ReactNode } from 'react'

const SayContext = createContext<(words: string) => void>(() => undefined)

/** Says that something is done: shown for a while at the foot of the page and read aloud. */
export const useSay = (): ((words: string) => void) => useContext(SayContext)

/** Holds the one live region of the page. */
export function Saying({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ words: '', turn: 0 })
  const say = useCallback((words: string) => {
    setSaid(({ turn }) => ({ words, turn: turn + 1 }))
    setTimeout(() => setSaid((now) => (now.words === words ? { ...now, words: '' } : now)), 6000)
  }, [])
  return (
    <SayContext value={say}>
      {children}
      <div className="said" role="status" aria-live="polite">
        {said.words && <p key={said.turn}>{said.words}</p>}
      </div>
    </SayContext>
  )
}
