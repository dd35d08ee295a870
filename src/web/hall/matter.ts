import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { lastCounty } from './where.tsx'

/** A matter with its implementations around a county. */
export const useMatter = (name: string, region: string | null) =>
  useQuery({
    queryKey: ['matter', name, region],
    queryFn: () => calls.matter(name, region ?? undefined),
    staleTime: 300_000,
    placeholderData: (before) => (before?.matter.name === name ? before : undefined),
  })

/** The county of the address, or the one chosen last in this browser. */
export function useCounty(): [string | null, (county: string | undefined) => void] {
  const [search, setSearch] = useSearchParams()
  const set = (county: string | undefined) => {
    const next = new URLSearchParams(search)
    if (county) next.set('region', county)
    else next.delete('region')
    setSearch(next, { replace: true })
  }
  return [search.get('region') ?? lastCounty(), set]
}
