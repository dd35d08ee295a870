import { kindOf } from '#declare'
import { ChoiceFilter } from './filters.tsx'
import { Radios } from './radios.tsx'
import { fieldView } from './view.ts'

const answers = { true: '是', false: '否' }

export const view = fieldView({
  group: () => true,
  Cell: ({ value, field }) => <>{kindOf(field).format(value, field)}</>,
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <Radios
      {...{ id, invalid, describedBy }}
      value={typeof value === 'boolean' ? String(value) : null}
      choices={answers}
      onChange={(key) => onChange(key === 'true')}
    />
  ),
  Filter: (props) => <ChoiceFilter {...props} choices={answers} />,
})
