import type { ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { queryClient } from './api/client.ts'
import { requestAhead } from './api/request.ts'
import type { Session } from './api/types.ts'
import { Loading } from './blocks/loading.tsx'
import { askedAnew, firstNeeds } from './first-needs.ts'
import { Broken, NotThere } from './shell/errors.tsx'

/** A page that is loaded when somebody goes there. */
const page = (load: () => Promise<ComponentType>) => ({ lazy: async () => ({ Component: await load() }) })

/** A page whose first questions are on their way before its script is; when it is the first page, its answers came with it. */
const askingPage = (load: () => Promise<ComponentType>): Pick<RouteObject, 'lazy' | 'loader' | 'shouldRevalidate'> => ({
  ...page(load),
  loader({ request }) {
    const { pathname, searchParams } = new URL(request.url)
    if (queryClient.getQueryData<Session>(['session'])?.actor?.post) requestAhead(askedAnew(firstNeeds(pathname, searchParams)))
    return null
  },
  shouldRevalidate: ({ currentUrl, nextUrl }) => currentUrl.pathname !== nextUrl.pathname,
})

const hall: RouteObject = {
  ...page(async () => (await import('./hall/hall.tsx')).Hall),
  children: [
    { path: '/sign-in', ...page(async () => (await import('./shell/sign-in.tsx')).SignIn) },
    { path: '/sign-in/code', ...page(async () => (await import('./shell/enter-code.tsx')).EnterCode) },
    { path: '/matters/:matter/apply', ...page(async () => (await import('./hall/apply.tsx')).Apply) },
    { path: '/me', ...page(async () => (await import('./hall/mine/my-page.tsx')).MyPage) },
    { path: '/me/due', ...page(async () => (await import('./hall/mine/my-due.tsx')).MyDue) },
    { path: '/me/certificates', ...page(async () => (await import('./hall/mine/my-certificates.tsx')).MyCertificates) },
    { path: '/me/records', ...page(async () => (await import('./hall/mine/my-records.tsx')).MyRecords) },
    { path: '/me/records/:register/:record', ...page(async () => (await import('./hall/mine/my-record.tsx')).MyRecord) },
    { path: '/me/records/:register/:record/correct', ...page(async () => (await import('./hall/mine/my-correct.tsx')).MyCorrect) },
    { path: '/me/access', ...page(async () => (await import('./hall/mine/my-access.tsx')).MyAccess) },
    { path: '/me/life', ...page(async () => (await import('./hall/mine/my-life.tsx')).MyLife) },
    { path: '/me/proxies', ...page(async () => (await import('./hall/mine/my-proxies.tsx')).MyProxies) },
    { path: '/me/proxies/new', ...page(async () => (await import('./hall/mine/new-proxy.tsx')).NewProxy) },
    { path: '/me/account', ...page(async () => (await import('./hall/mine/my-account.tsx')).MyAccount) },
    { path: '/me/sessions', ...page(async () => (await import('./shell/my-sessions.tsx')).MySessions) },
    { path: '/messages', ...page(async () => (await import('./hall/my-messages.tsx')).MyMessages) },
    { path: '/cases/:case', ...page(async () => (await import('./hall/my-case.tsx')).MyCase) },
    { path: '*', Component: NotThere },
  ],
}

const desk: RouteObject = {
  path: '/desk',
  ...page(async () => (await import('./desk/desk-page.ts')).Desk),
  children: [
    { index: true, ...askingPage(async () => (await import('./desk/inbox.tsx')).Inbox) },
    { path: 'sign-in', ...page(async () => (await import('./shell/sign-in.tsx')).SignIn) },
    { path: 'posts', ...page(async () => (await import('./desk/choose-post.tsx')).ChoosePost) },
    { path: 'messages', ...page(async () => (await import('./shell/messages.tsx')).Messages) },
    { path: 'asks', ...page(async () => (await import('./desk/asks.tsx')).Asks) },
    { path: 'catalogue', ...page(async () => (await import('./catalogue/catalogue-page.tsx')).CataloguePage) },
    { path: 'catalogue/mine', ...page(async () => (await import('./catalogue/own-page.tsx')).OwnPage) },
    { path: 'catalogue/inventory', ...page(async () => (await import('./catalogue/inventory-page.tsx')).InventoryPage) },
    { path: 'catalogue/requests/:request', ...page(async () => (await import('./catalogue/request-page.tsx')).RequestPage) },
    { path: 'catalogue/:entry', ...page(async () => (await import('./catalogue/entry-page.tsx')).EntryPage) },
    { path: 'cases/:case', ...askingPage(async () => (await import('./desk/desk-case.tsx')).DeskCase) },
    { path: 'organisations', ...page(async () => (await import('./administration/organisations.tsx')).Organisations) },
    { path: 'organisations/:organisation', ...page(async () => (await import('./administration/organisation.tsx')).Organisation) },
    { path: 'accounts/new', ...page(async () => (await import('./administration/new-account.tsx')).NewAccount) },
    { path: 'accounts/:account', ...page(async () => (await import('./administration/account.tsx')).Account) },
    { path: 'open', ...page(async () => (await import('./open-data/waiting.tsx')).OpenDesk) },
    { path: 'open/:set', ...page(async () => (await import('./open-data/workshop.tsx')).OpenWorkshopPage) },
    { path: 'jobs', ...page(async () => (await import('./administration/jobs.tsx')).Jobs) },
    { path: 'sessions', ...page(async () => (await import('./shell/my-sessions.tsx')).MySessions) },
    { path: 'consents', ...page(async () => (await import('./administration/consents.tsx')).Consents) },
    { path: 'citizens', ...page(async () => (await import('./administration/at-window.tsx')).AtWindow) },
    { path: 'logs', ...page(async () => (await import('./administration/logs.tsx')).Logs) },
    { path: 'definitions', ...page(async () => (await import('./definitions/definitions-page.tsx')).Definitions) },
    { path: 'definitions/:definition', ...page(async () => (await import('./definitions/version-page.tsx')).DefinitionVersion) },
    { path: 'registers', ...page(async () => (await import('./desk/systems.tsx')).Systems) },
    { path: 'systems/:system/actions/:action', ...page(async () => (await import('./actions/action-page.tsx')).ActionPage) },
    { path: 'registers/:register', ...askingPage(async () => (await import('./registers/list-page.ts')).RecordList) },
    { path: 'registers/:register/new', ...page(async () => (await import('./registers/new-record.tsx')).NewRecord) },
    { path: 'registers/:register/imports', ...page(async () => (await import('./imports/imports-page.tsx')).ImportsPage) },
    { path: 'registers/:register/imports/:batch', ...page(async () => (await import('./imports/import-page.tsx')).ImportPage) },
    { path: 'registers/:register/duplicates', ...page(async () => (await import('./registers/base/duplicates-page.tsx')).DuplicatesPage) },
    { path: 'registers/:register/find', ...page(async () => (await import('./registers/base/find-person-page.tsx')).FindPersonPage) },
    { path: 'registers/:register/:record', ...askingPage(async () => (await import('./registers/record-page.tsx')).RecordPage) },
    { path: 'registers/:register/:record/change', ...page(async () => (await import('./registers/change-record.tsx')).ChangeRecord) },
    { path: 'registers/:register/:record/period', ...page(async () => (await import('./registers/history/add-period.tsx')).AddPeriod) },
    { path: 'registers/:register/:record/correct', ...page(async () => (await import('./registers/correct-record.tsx')).CorrectRecord) },
    { path: '*', Component: NotThere },
  ],
}

const cockpit: RouteObject = {
  path: '/cockpit',
  ...page(async () => (await import('./cockpit/cockpit.tsx')).Cockpit),
  children: [
    { index: true, ...page(async () => (await import('./cockpit/city-now.tsx')).CityNow) },
    { path: 'scenarios', ...page(async () => (await import('./cockpit/scenarios/scenarios-page.tsx')).ScenariosPage) },
    { path: 'figures/:name', ...page(async () => (await import('./cockpit/figure-page.tsx')).FigurePage) },
    { path: 'figures/:name/records', ...page(async () => (await import('./cockpit/records-page.tsx')).RecordsPage) },
    { path: '*', Component: NotThere },
  ],
}

const setup: RouteObject = { path: '/setup', ...page(async () => (await import('./shell/setup.tsx')).Setup) }

/** Every page of the three faces, by address. */
export const routes: RouteObject[] = [{ ErrorBoundary: Broken, HydrateFallback: Loading, children: [hall, desk, cockpit, setup] }]
