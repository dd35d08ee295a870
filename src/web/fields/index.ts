import type { AnyField, FieldKind } from '#declare'
import { view as address } from './address.tsx'
import { view as choice } from './choice.tsx'
import { view as code } from './code.tsx'
import { view as creditCode } from './credit-code.tsx'
import { view as date } from './date.tsx'
import { view as file } from './file.tsx'
import { view as flag } from './flag.tsx'
import { view as formula } from './formula.tsx'
import { view as gapless } from './gapless.tsx'
import { view as moment } from './moment.tsx'
import { view as money } from './money.tsx'
import { view as number } from './number.tsx'
import { view as period } from './period.tsx'
import { view as personId } from './person-id.tsx'
import { view as phone } from './phone.tsx'
import { view as picture } from './picture.tsx'
import { view as plate } from './plate.tsx'
import { view as point } from './point.tsx'
import { view as ref } from './ref.tsx'
import { view as references } from './references.tsx'
import { view as region } from './region.tsx'
import { view as rows } from './rows.tsx'
import { view as sequence } from './sequence.tsx'
import { view as shape } from './shape.tsx'
import { view as text } from './text.tsx'
import type { FieldView } from './view.ts'

/** One view per kind of field; a kind without one does not compile. */
const byKind: Record<FieldKind, FieldView> = {
  text,
  choice,
  code,
  number,
  money,
  date,
  moment,
  flag,
  'person-id': personId,
  'credit-code': creditCode,
  phone,
  region,
  point,
  file,
  ref,
  sequence,
  rows,
  plate,
  period,
  address,
  line: shape,
  area: shape,
  picture,
  references,
  gapless,
  formula,
}

/** How a declared field is shown, asked for and filtered by. */
export const viewOf = (field: AnyField): FieldView => byKind[field.kind]
