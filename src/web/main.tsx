import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { queryClient } from './api/client.ts'
import { SessionGate } from './api/session.tsx'
import { Saying } from './blocks/index.ts'
import './theme/base.css'
import './blocks/blocks.css'
import './forms/forms.css'
import './shell/shell.css'
import { routes } from './routes.ts'
import { hearOfMissingParts } from './shell/old-pages.ts'
import { ReaderProvider } from './theme/reader.tsx'

hearOfMissingParts()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ReaderProvider>
        <Saying>
          <SessionGate>
            <RouterProvider router={createBrowserRouter(routes)} />
          </SessionGate>
        </Saying>
      </ReaderProvider>
    </QueryClientProvider>
  </StrictMode>,
)
