import { useCallback, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'

/** Milliseconds without a key after which typed words come into the address. */
const PAUSE = 250

/** Sets what a list is asked for; `typed` when somebody is still writing it. */
export type SetAddress = (next: URLSearchParams, typed?: boolean) => void

/**
 * What a list was asked for, kept in the query of its address. The address follows a little later than a key is pressed: every link of a page
 * is drawn anew when it changes. A box that waited for it would lose what is typed meanwhile, so what was set last counts until the address
 * says the same.
 */
export function useAddress(): [search: URLSearchParams, set: SetAddress] {
  const [search, setSearch] = useSearchParams()
  const [ahead, setAhead] = useState<URLSearchParams>()
  // The router's own changes with each address; what waits and what is bound to it must not.
  const write = useRef(setSearch)
  const waiting = useRef<{ next: URLSearchParams; timer: ReturnType<typeof setTimeout> }>(undefined)
  useEffect(() => {
    write.current = setSearch
  }, [setSearch])
  if (ahead?.toString() === search.toString()) setAhead(undefined)
  const settle = useCallback(() => {
    if (!waiting.current) return
    const { next, timer } = waiting.current
    clearTimeout(timer)
    waiting.current = undefined
    write.current(next, { replace: true })
  }, [])
  const set = useCallback<SetAddress>(
    (next, typed = false) => {
      setAhead(next)
      clearTimeout(waiting.current?.timer)
      waiting.current = { next, timer: setTimeout(settle, PAUSE) }
      if (!typed) settle()
    },
    [settle],
  )
  useEffect(() => {
    // Whoever leaves the box may be about to leave the page, and comes back to its address.
    document.addEventListener('focusout', settle)
    return () => {
      document.removeEventListener('focusout', settle)
      clearTimeout(waiting.current?.timer)
      waiting.current = undefined
    }
  }, [settle])
  return [ahead ?? search, set]
}
