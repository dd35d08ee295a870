import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { queryClient } from '../api/client.ts'
import { Saying } from '../blocks/index.ts'
import '../theme/base.css'
import '../blocks/blocks.css'
import '../forms/forms.css'
import '../shell/shell.css'
import { ReaderProvider } from '../theme/reader.tsx'
import { Catalogue } from './catalogue.tsx'
import './showcase.css'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ReaderProvider>
        <Saying>
          <RouterProvider router={createMemoryRouter([{ path: '*', Component: Catalogue }])} />
        </Saying>
      </ReaderProvider>
    </QueryClientProvider>
  </StrictMode>,
)
