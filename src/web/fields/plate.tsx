import { kindOf } from '#declare'
import { EqualFilter } from './filters.tsx'
import { TypedInput } from './typed-input.tsx'
import { fieldView } from './view.ts'

export const view = fieldView({
  Cell: ({ value, field }) => <span className="number">{kindOf(field).format(value, field)}</span>,
  Input: (props) => <TypedInput {...props} maxLength={12} width={10} autoComplete="off" />,
  Filter: EqualFilter,
})
