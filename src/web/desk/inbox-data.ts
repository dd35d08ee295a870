import { useQuery } from '@tanstack/react-query'
import { takeAtHand } from '../api/at-hand.ts'
import { deskCalls, inboxAddress } from '../api/desk-calls.ts'
import type { InboxPage, TaskSummary } from '../api/types.ts'

/** How many tasks are read at once at most; who has more looks at the most pressing ones. */
const MOST = 1_000
const MOST_DONE = 200

interface Tasks {
  tasks: TaskSummary[]
  counts: InboxPage['counts']
  /** There are more than were read. */
  more: boolean
}

async function readTasks(whose: 'own' | 'office', state: 'open' | 'done'): Promise<Tasks> {
  const tasks: TaskSummary[] = []
  // What was done long ago is found by its number; here the last few hundred are in sight.
  const most = state === 'open' ? MOST : MOST_DONE
  let page = await deskCalls.inbox({ whose, state })
  tasks.push(...page.items)
  while (page.next !== null && tasks.length < most) {
    page = await deskCalls.inbox({ whose, state, after: page.next })
    tasks.push(...page.items)
  }
  return { tasks, counts: page.counts, more: page.next !== null }
}

/**
 * The officer's tasks, all of them, so that filters answer while one types. News of them comes by itself (`useLive`); they are asked for
 * each minute too, for where news can't come.
 */
export const useInbox = (state: 'open' | 'done', whose: 'own' | 'office' = 'own') =>
  useQuery({
    queryKey: ['inbox', state, whose],
    queryFn: () => readTasks(whose, state),
    initialData: (): Tasks | undefined => {
      const page = takeAtHand<InboxPage>(inboxAddress({ whose, state }), ({ next }) => next === null)
      return page && { tasks: page.items, counts: page.counts, more: false }
    },
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  })
