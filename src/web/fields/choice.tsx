import { kindOf, type ChoiceField } from '#declare'
import { ChoiceFilter } from './filters.tsx'
import { Checkboxes, Radios } from './radios.tsx'
import { fieldView } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

/** Up to so many answers are all in sight; more go into a list. */
const inSight = 6
const few = (field: ChoiceField) => Object.keys(field.choices).length <= inSight

export const view = fieldView<ChoiceField>({
  group: (field) => field.multiple === true || few(field),
  Cell: ({ value, field }) => {
    const t = useText(fieldTexts)
    return <>{Array.isArray(value) ? t.joined(value.map((one) => kindOf(field).format(one, field))) : kindOf(field).format(value, field)}</>
  },
  Input: ({ id, field, value, onChange, invalid, describedBy }) => {
    const t = useText(fieldTexts)
    const same = { id, invalid, describedBy, choices: field.choices }
    if (field.multiple)
      return (
        <Checkboxes
          {...same}
          value={Array.isArray(value) ? (value as string[]) : []}
          onChange={(chosen) => onChange(chosen.length > 0 ? chosen : null)}
        />
      )
    const chosen = typeof value === 'string' ? value : null
    if (few(field)) return <Radios {...same} value={chosen} onChange={onChange} />
    return (
      <select
        id={id}
        className="input"
        value={chosen ?? ''}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value || null)}
      >
        <option value="">{t.choose}</option>
        {Object.entries(field.choices).map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    )
  },
  Filter: (props) => <ChoiceFilter {...props} choices={props.field.choices} />,
})
