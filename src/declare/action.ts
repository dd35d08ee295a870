import type { Fields } from './field.ts'

/** Code of a system, declared here and implemented in its `actions.ts`. */
export interface Action<I extends Fields = Fields, O extends Fields = Fields> {
  readonly label: string
  readonly input: I
  readonly output: O
  /** Roles that may run it from outside; none: only procedures run it. */
  readonly roles: readonly string[]
  /** It has a page at the desk, made of what it asks and gives; one sentence there says what it is for, a word what its button does. */
  readonly page?: { readonly about: string; readonly button?: string }
}

/** An action of whatever input and output. */
export type AnyAction = Action<any, any>

/** Declares an action. */
export const action = <I extends Fields, O extends Fields>(
  label: string,
  spec: { input: I; output: O; roles?: readonly string[]; page?: Action['page'] },
): Action<I, O> => ({ label, roles: [], ...spec })
