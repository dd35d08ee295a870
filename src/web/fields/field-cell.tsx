import { viewOf } from './index.ts'
import type { CellProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

/** A value for reading; one that is absent is a dash, one that is of another shape than the field says (masked, or from an older form) is shown as it came. */
export function FieldCell({ value, field, titles, masked, at }: Omit<CellProps, 'Part'> & { masked?: boolean }) {
  const t = useText(fieldTexts)
  if (value === null || value === undefined || value === '') return <span className="soft">—</span>
  if (masked)
    return (
      <span className="number" title={t.masked}>
        {String(value)}
      </span>
    )
  const { Cell } = viewOf(field)
  return <Cell value={value} field={field} titles={titles} at={at} Part={FieldCell} />
}
