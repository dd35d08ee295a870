import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import type { CaseView } from '../api/types.ts'

/** While a document is being made, the case is asked for again every few seconds. */
const making = (view: CaseView | undefined) => [...(view?.instruments ?? []), ...(view?.certificates ?? [])].some((paper) => !paper.ready)

/** A case, asked for again now and then: another may have moved it. */
export const useCase = (id: string) =>
  useQuery({ queryKey: ['case', id], queryFn: () => calls.case(id), refetchInterval: ({ state }) => (making(state.data) ? 2_000 : 60_000) })
