import type { FilterProps } from './view.ts'
import { useText } from '../texts.ts'
import { ChoiceFilter } from './filters.tsx'
import { Radios } from './radios.tsx'
import { fieldTexts } from './texts.ts'
import { fieldView } from './view.ts'

function useAnswers() {
  const t = useText(fieldTexts)
  return { true: t.yes, false: t.no }
}

const Filter = (props: FilterProps) => <ChoiceFilter {...props} choices={useAnswers()} />

export const view = fieldView({
  group: () => true,
  Cell: ({ value }) => {
    const answers = useAnswers()
    return <>{value === true ? answers.true : value === false ? answers.false : String(value)}</>
  },
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <Radios
      {...{ id, invalid, describedBy }}
      value={typeof value === 'boolean' ? String(value) : null}
      choices={useAnswers()}
      onChange={(key) => onChange(key === 'true')}
    />
  ),
  Filter,
})
