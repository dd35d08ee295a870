import { language } from './language.ts'

/** Answers that came with the page, by the address that they answer: what the server knew would be asked for first. */
interface AtHand {
  language: string
  answers: Record<string, unknown>
}

/** Milliseconds after which an answer that nobody took is too old to be shown for a new one. */
const FRESH = 10_000

let left: Map<string, unknown> | undefined
let spoken = ''

function read(): Map<string, unknown> {
  const text = typeof document === 'undefined' ? null : document.getElementById('at-hand')?.textContent
  if (!text) return new Map()
  const given = JSON.parse(text) as AtHand
  spoken = given.language
  return new Map(Object.entries(given.answers))
}

/**
 * The answer to a question that came with the page; each once, for whoever asks again wants to know how things stand now. Undefined when it
 * did not come, when it is old, in another language, or when `fits` says that it is not enough.
 */
export function takeAtHand<T>(path: string, fits: (answer: T) => boolean = () => true): T | undefined {
  left ??= read()
  if (left.size === 0) return undefined
  if (performance.now() > FRESH || spoken !== language()) return forgetAtHand()
  const answer = left.get(path) as T | undefined
  if (answer === undefined || !fits(answer)) return undefined
  left.delete(path)
  return answer
}

/** Forgets what came with the page: somebody changed something, or is somebody else now. */
export function forgetAtHand(): undefined {
  left = new Map()
}
