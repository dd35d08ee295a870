import { checkValues, type Fields, type Problem } from '#declare'
import { Invalid } from '#kernel/errors'
import type { Definition } from './definitions.ts'
import type { WriteParts } from './write.ts'

type Values = Record<string, unknown>

/** What is wrong with the values of a record, by the path of each. */
export function check(
  parts: Pick<WriteParts, 'holdsCode'>,
  definition: Definition,
  values: Values,
  partial: boolean,
  path = '',
): Problem[] {
  const problems = checkValues(definition.register.fields as Fields, values, { partial, path })
  for (const { key, field } of definition.columns) {
    const value = values[key]
    if (field.kind === 'code' && typeof value === 'string' && !parts.holdsCode((field as unknown as { list: string }).list, value))
      problems.push({ path: path + key, message: `代码表中没有 ${value}` })
  }
  return problems
}

/** What values that can't be so are answered with. */
export const invalid = (problems: readonly Problem[]) =>
  new Invalid(`有 ${problems.length} 处填写有误`, { code: 'register.values', problems: problems.slice(0, 200) })
