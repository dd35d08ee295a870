import type { Problem } from '#declare'
import { textsIn } from '../texts.ts'
import { language } from './language.ts'
import { apiTexts } from './texts.ts'
import type { ProblemDetails } from './types.ts'

/** An answer that says no, in words for the person. `problems` are the values that must be mended, each with its path. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly path: string | undefined
  readonly problems: Problem[]

  constructor(details: ProblemDetails) {
    super(details.detail || details.title || textsIn(apiTexts, language()).answered(details.status))
    this.name = 'ApiProblem'
    this.status = details.status
    this.code = details.code
    this.path = details.path
    this.problems = details.problems ?? []
  }
}

/** Status of an answer that never came: no network, or the server is not there. */
export const unreachable = 0

/** The problems of an answer with their paths cut down to the field: `answers.name` and `/changes/name` are `name`. */
export const fieldProblems = (error: unknown, group: string): Problem[] =>
  error instanceof ApiProblem
    ? error.problems.map(({ path, message }) => {
        const plain = path.replace(/^\//, '').replaceAll('/', '.')
        return { path: plain.startsWith(`${group}.`) ? plain.slice(group.length + 1) : plain, message }
      })
    : []
