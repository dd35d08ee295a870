import { QueryClient } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { createStaticHandler, createStaticRouter, StaticRouterProvider, type RouteObject } from 'react-router'
import { withAtHand } from '../web/api/at-hand.ts'
import { App } from '../web/app.tsx'
import { Desk } from '../web/desk/desk.tsx'
import { DensityContext, densityOf } from '../web/registers/density.ts'
import { RecordList } from '../web/registers/record-list.tsx'
import { Broken } from '../web/shell/errors.tsx'
import { ReaderGiven } from '../web/theme/reader.tsx'
import { choiceOf } from '../web/theme/choice.ts'

/** Pages that the server writes, nested as in the browser's own routes: React counts its ids by where a component stands. */
const routes: RouteObject[] = [
  {
    ErrorBoundary: Broken,
    children: [{ path: '/desk', Component: Desk, children: [{ path: 'registers/:register', Component: RecordList }] }],
  },
]
const handler = createStaticHandler(routes)

/** The first view of a page of the desk, from the answers that go with it, for whoever sends these cookies. */
export async function writeFirstView(url: URL, answers: ReadonlyMap<string, unknown>, cookies: string): Promise<string> {
  const context = await handler.query(new Request(url))
  if (context instanceof Response) throw new Error(`the page at ${url.pathname} leads elsewhere`)
  const router = createStaticRouter(handler.dataRoutes, context)
  const choice = choiceOf(cookies)
  const client = new QueryClient()
  return withAtHand(answers, () =>
    renderToString(
      <App
        client={client}
        reader={(content) => (
          <ReaderGiven choice={choice} face="desk">
            <DensityContext value={densityOf(cookies)}>{content}</DensityContext>
          </ReaderGiven>
        )}
      >
        <StaticRouterProvider router={router} context={context} hydrate={false} />
      </App>,
    ),
  )
}
