import { choice, text, type AnyRegister, type Fields } from '#declare'
import type { AboutCase } from '#kernel/asked'
import type { Actor } from '#kernel/context'
import type { Definitions } from './definitions.ts'

/**
 * What asks about records tell the case that answers them: of which register and fields, why, and who asks, for whom the law's limits may differ. No
 * values: who may see those finds them with the ask.
 */
const told: Fields = {
  about: text('有关的信息'),
  reason: text('理由'),
  asker: choice('提出人', { person: '个人', organisation: '单位' }),
}

/** The kinds of asks of this engine that a procedure may answer, with what each tells. */
export const answerable: Readonly<Record<string, Fields>> = {
  'registers.correction': told,
  'registers.contradiction': told,
  'registers.merge': told,
  'registers.unmerge': told,
}

/** The role that answers for a register: of those that may change its records the one of its own system, else the first; empty when none may. */
export function answeringRole({ roles }: Definitions, { name }: AnyRegister): string {
  const may = [...roles.values()].filter((role) => role.may.some((one) => one.register === name && one.acts.includes('change')))
  const own = may.find((role) => role.name.split('.')[0] === name.split('.')[0])
  return (own ?? may[0])?.name ?? ''
}

/** What a case is about that answers an ask about a record. */
export function aboutCase(
  { definitions }: { definitions: Definitions },
  { kind }: Actor,
  register: AnyRegister,
  region: string,
  { fields = [], reason }: { fields?: readonly string[]; reason: string },
): AboutCase {
  const labels = fields.flatMap((key) => register.fields[key]?.label ?? [])
  const about = [register.label, labels.join('、')].filter(Boolean).join('：')
  return {
    region,
    role: answeringRole(definitions, register),
    facts: { about, reason, asker: kind === 'person' ? 'person' : 'organisation' },
  }
}
