import { kindOf, type NumberField } from '#declare'
import { NumbersFilter } from './filters.tsx'
import { TypedInput } from './typed-input.tsx'
import { fieldView } from './view.ts'

export const view = fieldView<NumberField>({
  Cell: ({ value, field }) => <span className="number">{kindOf(field).format(value, field)}</span>,
  Input: (props) => <TypedInput {...props} inputMode="decimal" unit={props.field.unit} width={12} autoComplete="off" />,
  Filter: NumbersFilter,
})
