import { QueryClient } from '@tanstack/react-query'
import { ApiProblem, unreachable } from './problem.ts'

/** What passes by itself is tried twice more; what the server decided is not asked again. */
const mayPass = (error: Error) => error instanceof ApiProblem && (error.status === unreachable || error.status === 503)

/** What others may have changed meanwhile is asked for anew wherever it is opened; what lasts says how long at its query. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => count < 2 && mayPass(error) } },
})
