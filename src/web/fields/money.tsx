import { kindOf } from '#declare'
import { NumbersFilter } from './filters.tsx'
import { TypedInput } from './typed-input.tsx'
import { fieldView } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

/** People write yuan, the value is fen. */
const yuan = (fen: number) => (fen / 100).toFixed(fen % 100 === 0 ? 0 : 2)

export const view = fieldView({
  Cell: ({ value, field }) => {
    const t = useText(fieldTexts)
    // A masked amount is no number.
    if (typeof value !== 'number') return <span className="number">{kindOf(field).format(value, field)}</span>
    return (
      <span className="number">
        {(value / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} {t.yuan}
      </span>
    )
  },
  Input: (props) => (
    <TypedInput {...props} inputMode="decimal" write={yuan} unit={useText(fieldTexts).yuan} width={14} autoComplete="off" />
  ),
  Filter: NumbersFilter,
})
