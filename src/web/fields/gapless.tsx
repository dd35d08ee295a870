import { EqualFilter } from './filters.tsx'
import { fieldView } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

export const view = fieldView({
  Cell: ({ value }) => <span className="number">{String(value)}</span>,
  Input: ({ id, value }) => {
    const t = useText(fieldTexts)
    return (
      <output id={id} className="soft">
        {typeof value === 'string' ? value : t.numberedAtIssue}
      </output>
    )
  },
  Filter: EqualFilter,
})
