import { inboxAddress, viewsAddress } from './api/desk-calls.ts'
import { readView, type InboxView } from './desk/inbox-model.ts'
import { listAsked, recordsAddress } from './registers/query.ts'

/** Where every page asks who reads, before anything else. */
export const SESSION = '/api/session'

/** What a page needs before it can show anything: files of the build, by their sources, and questions to the server. */
export interface FirstNeeds {
  modules: readonly string[]
  /** By somebody at a post, once the page knows that. */
  asked: readonly string[]
  /** Which of these the server can write the page from; nothing where the page is written by the browser alone. */
  writtenFrom?: readonly string[]
}

const systems = '/api/systems'
/** What a page that is gone to still knows from another one. */
const lasts = (address: string) => address === systems || address.startsWith(viewsAddress(''))

/** Of what a page asks first, what it asks anew each time somebody goes there. */
export const askedAnew = ({ asked }: FirstNeeds): string[] => asked.filter((address) => !lasts(address))

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

const inboxNeed = (view: InboxView): string =>
  view.whose === 'asked' ? '/api/inbox/asked' : inboxAddress({ whose: view.whose, state: view.state })

const isList = /^\/desk\/registers\/[^/]+\/?$/

/** The pages that people open many times a day, each with its module and with what it asks first. */
const pages: readonly (readonly [path: RegExp, module: string, asked: (search: URLSearchParams, parts: string[]) => string[]])[] = [
  [/^\/desk\/?$/, 'desk/inbox.tsx', (search) => [inboxNeed(readView(search)), viewsAddress('inbox')]],
  [/^\/desk\/registers\/?$/, 'desk/systems.tsx', () => [systems]],
  [
    /^\/desk\/registers\/([^/]+)\/?$/,
    'registers/list-page.ts',
    (search, [register]) => [systems, recordsAddress(register!, listAsked(search)), viewsAddress(`registers/${register}`)],
  ],
  [
    /^\/desk\/registers\/([^/]+)\/([0-9a-f-]{36})\/?$/,
    'registers/record-page.tsx',
    (_search, [register, record]) => [systems, `/api/registers/${encodeURIComponent(register!)}/${record}`],
  ],
  [/^\/desk\/cases\/([0-9a-f-]{36})\/?$/, 'desk/desk-case.tsx', (_search, [key]) => [`/api/cases/${key}`]],
]

/** What the page at an address needs first; `asked` as the page itself will ask. */
export function firstNeeds(pathname: string, search: URLSearchParams): FirstNeeds {
  for (const [path, module, asked] of pages) {
    const parts = path.exec(pathname)?.slice(1).map(decoded)
    if (!parts?.every((part) => part !== undefined)) continue
    const questions = asked(search, parts)
    return {
      modules: ['desk/desk-page.ts', module],
      asked: questions,
      ...(isList.test(pathname) && { writtenFrom: questions.slice(0, 2) }),
    }
  }
  return { modules: /^\/desk(\/|$)/.test(pathname) ? ['desk/desk-page.ts'] : [], asked: [] }
}
