import { QueryClient } from '@tanstack/react-query'
import { ApiProblem, unreachable } from './problem.ts'

/** What passes by itself is tried twice more; what the server decided is not asked again. */
const mayPass = (error: Error) => error instanceof ApiProblem && (error.status === unreachable || error.status === 503)

/** Milliseconds for which an answer that came with the page counts as new. */
const CAME_NOW = 5_000

/**
 * What others may have changed meanwhile is asked for anew wherever it is opened; what lasts says how long at its query. What came with the
 * page was never asked for, and isn't asked for again at once.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && mayPass(error),
      staleTime: ({ state }) => (state.dataUpdateCount === 0 ? CAME_NOW : 0),
    },
  },
})
