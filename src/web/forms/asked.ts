import { askedFields, checkAnswers, checkValues, holds, type Fields, type Form, type FormSection, type Problem } from '#declare'

type Values = Record<string, unknown>

/** The sections that are asked. `context` are answers given before this form, such as those of the guide. */
export const askedSections = (form: Form, values: Values, context: Values = {}): [key: string, section: FormSection][] =>
  Object.entries(form.sections).filter(([, section]) => !section.when || holds(section.when, { ...context, ...values }))

/** The values of declared fields only, those of questions no longer asked and empty ones left out. */
export const answersOf = (fields: Fields, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([key, value]) => Object.hasOwn(fields, key) && value !== null && value !== undefined && value !== ''),
  )

/** The answers of a form as they are handed in. Leaving one out may close a section that hung on it, so it is done until nothing changes. */
export function askedAnswers(form: Form, values: Values, context: Values = {}): Values {
  const kept = answersOf(askedFields(form, { ...context, ...values }), values)
  return Object.keys(kept).length === Object.keys(values).length ? kept : askedAnswers(form, kept, context)
}

/** What is wrong with the answers of a form: the check that the server makes too. */
export const formProblems = (form: Form, values: Values, context: Values = {}): Problem[] =>
  checkAnswers(form, askedAnswers(form, values, context), context)

/** What is wrong with the values of plain fields. */
export const fieldsProblems = (fields: Fields, values: Values): Problem[] => checkValues(fields, answersOf(fields, values))

/** What was changed: only fields whose value differs; one that was emptied is `null`. */
export const changesOf = (fields: Fields, before: Values, after: Values): Values =>
  Object.fromEntries(
    Object.keys(fields)
      .filter((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null))
      .map((key) => [key, after[key] ?? null]),
  )
