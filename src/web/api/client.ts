import { QueryClient } from '@tanstack/react-query'
import { ApiProblem, unreachable } from './problem.ts'

/** What passes by itself is tried twice more; what the server decided is not asked again. */
const mayPass = (error: Error) => error instanceof ApiProblem && (error.status === unreachable || error.status === 503)

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: (count, error) => count < 2 && mayPass(error) } },
})
