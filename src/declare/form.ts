import type { Condition } from './condition.ts'
import { holds } from './condition.ts'
import type { Fields, InputOf } from './field.ts'
import { checkValues, type Problem } from './fields/index.ts'

/** Something that must hold for the answers together; otherwise the field gets the message. */
export interface FormRule {
  readonly field: string
  readonly must: Condition
  readonly message: string
}

export interface FormSection<F extends Fields = Fields> {
  label: string
  help?: string
  /** Asked only when this holds for what was answered so far. */
  when?: Condition
  fields: F
}

/** Sources of first values, by the key of the field that they are for. */
type Prefill = Readonly<Record<string, string | readonly string[]>>

/** Questions put to a person, in sections. The same declaration draws the page and checks the answer at the server's door. */
export interface Form<S extends Record<string, FormSection> = Record<string, FormSection>> {
  readonly label: string
  readonly sections: S
  /**
   * Where a field's first value comes from, or the first of several that has one: `me.<field>` of the applicant's own record,
   * `entity.<field>` of the enterprise applied for, `agent.<field>` of the own record of whoever acts under a mandate. For an enterprise's agent
   * nobody is `me`.
   */
  readonly prefill: Prefill
  readonly rules: readonly FormRule[]
  /** The answer by which one person's applications are told apart in lists and messages; nothing personal stands there. */
  readonly subject?: string
}

/** Declares a form. */
export const form = <S extends Record<string, FormSection<any>>>(
  label: string,
  spec: { sections: S; prefill?: Prefill; rules?: readonly FormRule[]; subject?: string },
): Form<S> => ({
  label,
  sections: spec.sections,
  prefill: spec.prefill ?? {},
  rules: spec.rules ?? [],
  ...(spec.subject ? { subject: spec.subject } : {}),
})

type Union<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never
/** The answers of a form, all sections together; a section that was not asked is absent. */
export type AnswersOf<T> = T extends Form<infer S> ? Union<{ [K in keyof S]: Partial<InputOf<S[K]['fields']>> }[keyof S]> : never

/** The fields that are asked, given these answers. */
export function askedFields(form: Form, answers: Record<string, unknown>): Fields {
  return Object.assign(
    {},
    ...Object.values(form.sections)
      .filter((section) => !section.when || holds(section.when, answers))
      .map((section) => section.fields),
  ) as Fields
}

/**
 * Checks answers against the sections that are asked and the rules of those fields; an answer to a question that is not asked is refused
 * too. `given` are answers from before, such as those of the guide, on which sections and rules may hang.
 */
export function checkAnswers(form: Form, answers: Record<string, unknown>, given: Record<string, unknown> = {}): Problem[] {
  const all = { ...given, ...answers }
  const asked = askedFields(form, all)
  const wrong = checkValues(asked, answers)
  // A rule has nothing to say of an answer that is missing or wrong in itself.
  const broken = form.rules.filter(
    ({ field, must }) => Object.hasOwn(asked, field) && !wrong.some(({ path }) => path.split('.')[0] === field) && !holds(must, all),
  )
  return [...wrong, ...broken.map(({ field, message }) => ({ path: field, message }))]
}
