import type { SequenceField } from '#declare'
import { EqualFilter } from './filters.tsx'
import { fieldView } from './view.ts'

export const view = fieldView<SequenceField>({
  Cell: ({ value }) => <span className="number">{String(value)}</span>,
  Input: ({ id, value }) => (
    <output id={id} className="soft">
      {typeof value === 'string' ? value : '保存后由系统编号'}
    </output>
  ),
  Filter: EqualFilter,
})
