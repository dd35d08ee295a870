import { textsIn } from '../texts.ts'
import { askAhead, forgetAtHand, takeAtHand, takeComing } from './at-hand.ts'
import { language } from './language.ts'
import { ApiProblem, unreachable } from './problem.ts'
import { apiTexts } from './texts.ts'
import type { ProblemDetails } from './types.ts'

export type QueryValues = Record<string, string | number | boolean | null | undefined>

/** An address with its query; absent and empty values are left out. */
export function address(path: string, values: QueryValues = {}): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value))
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

const isProblem = (body: unknown): body is ProblemDetails =>
  typeof body === 'object' && body !== null && ('detail' in body || 'title' in body)

/** Whether a session is needed that is not there any more; whoever shows the page asks for it anew. */
export const sessionEnded = new EventTarget()

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Asks the server, unless the answer came with the page or is on its way. A body is sent as JSON, a `FormData` as it is.
 * @throws ApiProblem with the sentence of the server; status 0 when there was no answer.
 */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  if (method === 'GET') {
    const atHand = takeAtHand<T>(path) ?? takeComing<T>(path)
    if (atHand !== undefined) return atHand
  } else forgetAtHand()
  return ask<T>(method, path, body)
}

/** Begins the questions that a page puts, before its script is there. */
export function requestAhead(paths: readonly string[]): void {
  for (const path of paths) askAhead(path, () => ask('GET', path))
}

async function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const form = body instanceof FormData
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': language(),
        ...(method === 'GET' ? {} : { 'x-chengshu': '1' }),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    })
  } catch {
    throw new ApiProblem({ status: unreachable, title: textsIn(apiTexts, language()).unreachable })
  }
  if (response.status === 204) return undefined as T
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return answer as T
  if (response.status === 401 && !path.startsWith('/api/session')) sessionEnded.dispatchEvent(new Event('ended'))
  // The page says who one is now.
  if (isProblem(answer) && answer.code === 'session.mandate-over') sessionEnded.dispatchEvent(new Event('ended'))
  throw new ApiProblem(isProblem(answer) ? { ...answer, status: response.status } : { status: response.status })
}
