import type { AnyField, Form } from '#declare'
import { askedAnswers } from '../forms/asked.ts'

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** Name of a question of the guide in an address, apart from what else stands there. */
export const questionName = (key: string): string => `g.${key}`

const listOf = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given

/** One answer as the form sent it; nothing when it can't be one. What is wrong in itself is asked again. */
function answerOf(field: AnyField, given: readonly string[]): unknown {
  const [first = ''] = given
  if (first.trim() === '') return undefined
  switch (field.kind) {
    case 'flag':
      return first === 'true' ? true : first === 'false' ? false : undefined
    case 'choice': {
      const { choices, multiple } = field as AnyField & { choices: Record<string, string>; multiple?: boolean }
      // In the order of the question, whatever the order of the address.
      const chosen = Object.keys(choices).filter((key) => given.includes(key))
      return chosen.length === 0 ? undefined : multiple ? chosen : chosen[0]
    }
    case 'number': {
      const number = Number(first.replace(/[,，\s]/g, ''))
      return Number.isFinite(number) ? number : undefined
    }
    default:
      return first.trim().slice(0, 500)
  }
}

/** The answers of a guide that stand in an address: those of questions that are asked. */
export function answersOfQuery(form: Form | undefined, query: Query): Record<string, unknown> {
  if (!form) return {}
  const given: Record<string, unknown> = {}
  for (const { fields } of Object.values(form.sections))
    for (const [key, field] of Object.entries(fields)) {
      const value = answerOf(field, listOf(query[questionName(key)]))
      if (value !== undefined) given[key] = value
    }
  return askedAnswers(form, given)
}

/** The address at which a matter is applied for, with what the guide was told. */
export function applyAddress(matter: string, region: string | null, answers: Record<string, unknown>): string {
  const query = new URLSearchParams()
  if (region) query.set('region', region)
  if (Object.keys(answers).length > 0) query.set('guide', toBase64Url(JSON.stringify(answers)))
  const text = query.toString()
  return `/matters/${encodeURIComponent(matter)}/apply${text ? `?${text}` : ''}`
}

const toBase64Url = (text: string) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
