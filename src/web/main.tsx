import { useEffect, type ReactNode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { queryClient } from './api/client.ts'
import { App } from './app.tsx'
import { doEarly } from './early.ts'
import './theme/base.css'
import './blocks/blocks.css'
import './forms/forms.css'
import './shell/shell.css'
import { routes } from './routes.ts'
import { hearOfMissingParts } from './shell/old-pages.ts'
import { ReaderProvider } from './theme/reader.tsx'

hearOfMissingParts()

/** Around the page: its effect comes after those of all that is in it. */
function Listening({ children }: { children: ReactNode }) {
  useEffect(() => void doEarly(), [])
  return children
}

const root = document.getElementById('root')!
const router = createBrowserRouter(routes)
const app = (
  <App
    client={queryClient}
    reader={(content) => (
      <Listening>
        <ReaderProvider>{content}</ReaderProvider>
      </Listening>
    )}
  >
    <RouterProvider router={router} />
  </App>
)

/** Takes over a page that the server wrote, once its script is there: until then the reader has the page, and afterwards the same. */
function takeOver(): void {
  root.removeAttribute('data-written')
  hydrateRoot(root, app)
}

document.getElementById('opening')?.remove()
if (!root.hasAttribute('data-written')) createRoot(root).render(app)
else if (router.state.initialized) takeOver()
else {
  const stop = router.subscribe(({ initialized }) => {
    if (!initialized) return
    stop()
    takeOver()
  })
}
