import { resultOf, type FormulaField } from '#declare'
import { view as date } from './date.tsx'
import { view as flag } from './flag.tsx'
import { view as money } from './money.tsx'
import { view as number } from './number.tsx'
import { view as text } from './text.tsx'
import { fieldTexts } from './texts.ts'
import { fieldView, type FieldView } from './view.ts'
import { useText } from '../texts.ts'

/** What a formula gives is shown and filtered as a field of that kind. */
const views: Record<FormulaField['gives'], FieldView> = { number, money, date, flag, text }

export const view = fieldView<FormulaField>({
  Cell: ({ field, ...props }) => {
    const { Cell } = views[field.gives]
    return <Cell {...props} field={resultOf(field)} />
  },
  Input: ({ id, field, value, Parts: _Parts }) => {
    const t = useText(fieldTexts)
    const { Cell } = views[field.gives]
    return (
      <output id={id} className="soft">
        {value === null || value === undefined ? t.workedOut : <Cell value={value} field={resultOf(field)} Part={Nothing} />}
      </output>
    )
  },
  Filter: ({ field, ...props }) => {
    const { Filter } = views[field.gives]
    return <Filter {...props} field={resultOf(field)} />
  },
})

/** No kind that a formula gives has parts. */
const Nothing = () => null
