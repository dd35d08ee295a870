import type { Context } from '#kernel/context'
import { localDate, type LocalDate } from '#kernel/days'
import type { CodeField, Problem } from '#declare'
import type { Definition } from './definitions.ts'
import type { WriteParts } from './write.ts'

/** When a code of a code list may be given: from a day on, up to the day before another; and which code took its place. */
export interface CodePeriod {
  from?: LocalDate
  to?: LocalDate
  successor?: string
}

/** Periods of the codes that have any, by list and code; every other code holds for good. */
export type CodePeriods = ReadonlyMap<string, ReadonlyMap<string, CodePeriod>>

export interface CodeParts {
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  codePeriods?: CodePeriods | undefined
}

/** Whether a code may be given on a day. */
export const holdsOn = ({ from, to }: CodePeriod, day: LocalDate): boolean => (!from || from <= day) && (!to || day < to)

/** What is wrong with a code on a day, which is asked for where the code has a period at all; in a sentence, nothing where it holds. */
export function codeProblem({ codeLists, codePeriods }: CodeParts, list: string, code: string, onDay: () => LocalDate): string | undefined {
  const period = codePeriods?.get(list)?.get(code)
  if (!period) return undefined
  const day = onDay()
  if (holdsOn(period, day)) return undefined
  const called = (one: string) => [one, codeLists.get(list)?.get(one)].filter(Boolean).join(' ')
  if (period.from && day < period.from) return `代码 ${called(code)} 从 ${period.from} 起才可用`
  const now = period.successor === undefined ? '' : `，请改用 ${called(period.successor)}`
  return `代码 ${called(code)} 已于 ${period.to} 停用${now}`
}

/** A code and those that took its place since, each after the other. */
export function withSuccessors({ codePeriods }: CodeParts, list: string, code: string): string[] {
  const found = [code]
  for (;;) {
    const next = codePeriods?.get(list)?.get(found.at(-1)!)?.successor
    if (next === undefined || found.includes(next)) return found
    found.push(next)
  }
}

/**
 * Codes that may not be given on the day from which a record holds, or on the day of business. What a record had before it keeps.
 */
export function codesOutOfTime(
  parts: Pick<WriteParts, 'codeProblem'>,
  ctx: Context,
  { register, columns }: Definition,
  values: Readonly<Record<string, unknown>>,
  { path = '', before }: { path?: string; before?: Readonly<Record<string, unknown>> | undefined } = {},
): Problem[] {
  const onDay = (): LocalDate => {
    const given = register.effective ? (values.from ?? before?.from) : undefined
    // Ends that are no instants are refused where periods are checked.
    const from = typeof given === 'string' && !Number.isNaN(Date.parse(given)) ? given : ctx.now.toISOString()
    return from.length === 10 ? from : localDate(new Date(from), ctx.ground.timezone)
  }
  return columns.flatMap(({ key, field }) => {
    const value = values[key]
    if (field.kind !== 'code' || typeof value !== 'string' || value === before?.[key]) return []
    const message = parts.codeProblem((field as unknown as CodeField).list, value, onDay)
    return message === undefined ? [] : [{ path: path + key, message }]
  })
}
