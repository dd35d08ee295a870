import { resultOf, type Fields } from '#declare'
import type { Column, Definition } from '../definitions.ts'

/** Whom or what the records of a selection are about; of persons alone it is asked whether they can be told apart. */
export type Subject = 'person' | 'organisation' | 'thing'

/** Records themselves, or how many there are of each combination. */
export type OpenShape = 'records' | 'counts'

/** Kinds that name a person or a thing of a person, whatever else is said of the field. */
const naming = new Set(['person-id', 'phone', 'plate'])
/** Kinds that have few enough values to be counted by, as they are or made coarser. */
const countable = new Set(['choice', 'flag', 'code', 'region', 'ref', 'date', 'moment', 'number', 'money'])

/** Whom a register's records are about, by what it declares. `fixed`: nobody may say otherwise. */
export function subjectOf({ register, personal }: Definition): { subject: Subject; fixed: boolean } {
  if (register.holder === 'id') return { subject: 'person', fixed: true }
  const fields = register.fields as Fields
  // What is known by a credit code is a legal person or an organisation, whose registration the law makes public
  // (《企业信息公示暂行条例》，国务院令第654号).
  if (register.unique.some((keys) => keys.length === 1 && fields[keys[0]!]?.kind === 'credit-code'))
    return { subject: 'organisation', fixed: false }
  if (personal.length > 0 || register.holder) return { subject: 'person', fixed: false }
  return { subject: 'thing', fixed: true }
}

/** Whether a column may be opened in this shape; counts may rest on what is not itself opened, but never on what is sensitive. */
export function isOpenable({ register }: Definition, { field, sealed }: Column, shape: OpenShape): boolean {
  if (sealed || field.privacy === 'sensitive' || naming.has(field.kind) || 'opens' in field) return false
  if (shape === 'counts') return register.share !== 'none' && countable.has(resultOf(field).kind)
  return field.privacy === 'none' && (field.open || register.class === 'public')
}
