import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { StrictMode, type ReactNode } from 'react'
import { SessionGate } from './api/session.tsx'
import { Saying } from './blocks/say.tsx'

/** What stands around every page of the router. The browser takes over what the server wrote, so both have to write the same. */
export const App = ({
  client,
  reader,
  children,
}: {
  client: QueryClient
  reader: (content: ReactNode) => ReactNode
  children: ReactNode
}) => (
  <StrictMode>
    <QueryClientProvider client={client}>
      {reader(
        <Saying>
          <SessionGate>{children}</SessionGate>
        </Saying>,
      )}
    </QueryClientProvider>
  </StrictMode>
)
