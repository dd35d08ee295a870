import type { FastifyRequest } from 'fastify'
import { SESSION_COOKIE } from '#engines/identity'
import { choiceOf, type Choice } from '../web/theme/choice.ts'

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** Who asks for a page and how they want to read it, as far as it stands in the request. */
export interface Asked {
  path: string
  query: Query
  choice: Choice
  /** The county that was chosen last in this browser; a key of a region, or nothing. */
  region: string | null
  /** Somebody may be signed in. */
  session: boolean
  /** What the page depends on, when nobody is signed in. */
  key: string
}

const cookieOf = (cookies: string, name: string) => new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(cookies)?.[1]
const isKey = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f-]{36}$/.test(text)

/** The language of an address wins over that of the cookie, so that each language has addresses of its own. */
const languageOf = (url: string) => /[?&]lang=(zh|en)(?:&|$)/.exec(url)?.[1] as 'zh' | 'en' | undefined

/** The part of {@link Asked} that a stored page is found by, without taking the address apart. */
export function keyOf({ url, headers }: FastifyRequest): { key: string; session: boolean } {
  const cookies = headers.cookie
  if (cookies === undefined) return { key: url, session: false }
  const { look, size, lang } = choiceOf(cookies)
  return {
    key: `${url} ${look ?? ''} ${size} ${languageOf(url) ?? lang ?? ''} ${cookieOf(cookies, 'region') ?? ''}`,
    session: cookieOf(cookies, SESSION_COOKIE) !== undefined,
  }
}

export function askedOf(request: FastifyRequest): Asked {
  const cookies = request.headers.cookie ?? ''
  const choice = choiceOf(cookies)
  const region = cookieOf(cookies, 'region')
  return {
    path: request.url.replace(/\?.*$/, ''),
    query: request.query as Query,
    choice: { ...choice, lang: languageOf(request.url) ?? choice.lang },
    region: isKey(region) ? region : null,
    ...keyOf(request),
  }
}

/** One value of an address; the first of several. */
export const valueOf = (query: Query, name: string): string | undefined => {
  const given = query[name]
  return typeof given === 'string' ? given : given?.[0]
}

/** A key of a region in an address; nothing when it can't be one. */
export const regionIn = (query: Query, name: string): string | null => {
  const given = valueOf(query, name)
  return isKey(given) ? given : null
}
