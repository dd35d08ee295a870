import type { RefField } from '#declare'
import type { ActionSummary } from '../api/types.ts'
import { useSystems } from '../registers/declared.ts'

/** Where an action is run. */
export const actionPath = (system: string, action: string, asks?: { key: string; id: string }) =>
  `/desk/systems/${system}/actions/${action}${asks ? `?${new URLSearchParams({ [asks.key]: asks.id }).toString()}` : ''}`

/** Actions that ask for a record of a register first of all, each with the way to its page with this record filled in. */
export function useActionsOn(register: string, id: string): { label: string; to: string }[] {
  const { data } = useSystems()
  return (data ?? []).flatMap(({ name, actions }) =>
    actions.flatMap(({ name: action, label, asks }: ActionSummary) => {
      const [key, field] = Object.entries(asks)[0] ?? []
      return key && field?.kind === 'ref' && (field as unknown as RefField).to === register
        ? [{ label, to: actionPath(name, action, { key, id }) }]
        : []
    }),
  )
}
