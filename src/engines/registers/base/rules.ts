import type { BaseRules } from '#declare'
import { Invalid } from '#kernel/errors'
import type { Definition } from '../definitions.ts'

/** The rules of a base register. @throws Invalid for any other */
export function rulesOf({ register: { base, label } }: Definition): BaseRules {
  if (!base) throw new Invalid(`“${label}”不是基础库`, { code: 'base.none' })
  return base
}
