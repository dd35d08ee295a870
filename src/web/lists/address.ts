import { useCallback, useState } from 'react'
import { useSearchParams } from 'react-router'

/**
 * What a list was asked for, kept in the query of its address. The address follows a little later than a key is pressed; a box that waited
 * for it would lose what is typed meanwhile, so what was set last counts until the address says the same.
 */
export function useAddress(): [search: URLSearchParams, set: (next: URLSearchParams) => void] {
  const [search, setSearch] = useSearchParams()
  const [ahead, setAhead] = useState<URLSearchParams>()
  if (ahead?.toString() === search.toString()) setAhead(undefined)
  const set = useCallback(
    (next: URLSearchParams) => {
      setAhead(next)
      setSearch(next, { replace: true })
    },
    [setSearch],
  )
  return [ahead ?? search, set]
}
