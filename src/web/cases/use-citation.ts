import { useContext } from 'react'
import { SessionContext } from '../api/session.tsx'
import type { Basis } from '../api/types.ts'
import { citationOf } from './citation.ts'

/** What whoever looks is told of the law behind a rule. */
export function useCitation(): (basis: Basis) => ReturnType<typeof citationOf> {
  const toOfficers = useContext(SessionContext)?.actor?.kind === 'post'
  return (basis) => citationOf(basis, toOfficers)
}
