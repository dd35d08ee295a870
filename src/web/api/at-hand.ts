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
let fresh = FRESH

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
  if (performance.now() > fresh || spoken !== language()) return forgetAtHand()
  const answer = left.get(path) as T | undefined
  if (answer === undefined || !fits(answer)) return undefined
  left.delete(path)
  return answer
}

/** Writes a page on the server with the answers at hand that it brings; `write` is done when it returns, so no other page sees them. */
export function withAtHand<T>(answers: ReadonlyMap<string, unknown>, write: () => T): T {
  left = new Map(answers)
  spoken = language()
  fresh = Infinity
  try {
    return write()
  } finally {
    forgetAtHand()
  }
}

/** Answers that are on their way since somebody went to a page, while the page is still being made. */
const coming = new Map<string, { answer: Promise<unknown>; since: number }>()

/** Begins a question that a page will put; `ask` puts it. */
export function askAhead(path: string, ask: () => Promise<unknown>): void {
  const answer = ask()
  // Whoever takes the answer is told what went wrong; when nobody does, nobody misses it.
  answer.catch(() => undefined)
  coming.set(path, { answer, since: performance.now() })
}

/** The answer that is on its way, once; undefined when nobody asked ahead. */
export function takeComing<T>(path: string): Promise<T> | undefined {
  const found = coming.get(path)
  coming.delete(path)
  return found && performance.now() - found.since < FRESH ? (found.answer as Promise<T>) : undefined
}

/** Forgets what came with the page and what is on its way: somebody changed something, or is somebody else now. */
export function forgetAtHand(): undefined {
  left = new Map()
  coming.clear()
}
