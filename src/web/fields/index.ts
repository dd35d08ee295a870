import type { Field, FieldKind } from '#declare'
import { view as choice } from './choice.tsx'
import { view as code } from './code.tsx'
import { view as creditCode } from './credit-code.tsx'
import { view as date } from './date.tsx'
import { view as file } from './file.tsx'
import { view as flag } from './flag.tsx'
import { view as moment } from './moment.tsx'
import { view as money } from './money.tsx'
import { view as number } from './number.tsx'
import { view as personId } from './person-id.tsx'
import { view as phone } from './phone.tsx'
import { view as point } from './point.tsx'
import { view as ref } from './ref.tsx'
import { view as region } from './region.tsx'
import { view as rows } from './rows.tsx'
import { view as sequence } from './sequence.tsx'
import { view as text } from './text.tsx'
import type { FieldView } from './view.ts'

/** One view per kind of field, found when a page is drawn: `rows` draws other kinds, so the list is made after all are there. */
const byKind: Record<FieldKind, () => FieldView<any>> = {
  text: () => text,
  choice: () => choice,
  code: () => code,
  number: () => number,
  money: () => money,
  date: () => date,
  moment: () => moment,
  flag: () => flag,
  'person-id': () => personId,
  'credit-code': () => creditCode,
  phone: () => phone,
  region: () => region,
  point: () => point,
  file: () => file,
  ref: () => ref,
  sequence: () => sequence,
  rows: () => rows,
}

/** How a declared field is shown, asked for and filtered by. */
export const viewOf = (field: Field<any, any>): FieldView<any> => byKind[field.kind]()
