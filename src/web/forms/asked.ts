import { checksInEnglish, openPhrases } from '#chinese'
import { askedFields, checkAnswers, checkValues, holds, type Fields, type Form, type FormSection, type Problem } from '#declare'
import { language } from '../api/language.ts'

type Values = Record<string, unknown>

const inEnglish = openPhrases([checksInEnglish], () => undefined)
/** What a check found, in the reader’s language: it runs here before anything is sent. A rule’s own message came in it. */
const said = (problems: readonly Problem[]): Problem[] =>
  problems.map((one) => (language() === 'en' ? { ...one, message: inEnglish(one.message) ?? one.message } : one))

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
  said(checkAnswers(form, askedAnswers(form, values, context), context))

/** What is wrong with the values of plain fields. */
export const fieldsProblems = (fields: Fields, values: Values): Problem[] => said(checkValues(fields, answersOf(fields, values)))

/** What is wrong with some values of a record that has others. */
export const changesProblems = (fields: Fields, changes: Values): Problem[] => said(checkValues(fields, changes, { partial: true }))

/** What was changed: only fields whose value differs; one that was emptied is `null`. */
export const changesOf = (fields: Fields, before: Values, after: Values): Values =>
  Object.fromEntries(
    Object.keys(fields)
      .filter((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null))
      .map((key) => [key, after[key] ?? null]),
  )
