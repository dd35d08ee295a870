import { viewOf } from './index.ts'
import type { CellProps } from './view.ts'

/** A value for reading; one that is absent is a dash, one that is of another shape than the field says (masked, or from an older form) is shown as it came. */
export function FieldCell({ value, field, titles, masked }: Omit<CellProps, 'Part'> & { masked?: boolean }) {
  if (value === null || value === undefined || value === '') return <span className="soft">—</span>
  if (masked)
    return (
      <span className="number" title="按规定遮蔽显示">
        {String(value)}
      </span>
    )
  const { Cell } = viewOf(field)
  return <Cell value={value} field={field} titles={titles} Part={FieldCell} />
}
