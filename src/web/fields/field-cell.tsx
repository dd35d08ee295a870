import { Dash } from './dash.tsx'
import { viewOf } from './index.ts'
import type { CellProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

/** A value for reading; one that is absent is a dash, or what its absence means; one that is of another shape than the field says (masked, or from an older form) is shown as it came. */
export function FieldCell({ value, field, titles, masked, at }: Omit<CellProps, 'Part'> & { masked?: boolean }) {
  const t = useText(fieldTexts)
  const { Cell, Absent } = viewOf(field)
  if (value === null || value === undefined || value === '')
    // What is hidden is not absent.
    return Absent && !masked ? <Absent field={field} /> : <Dash />
  if (masked)
    return (
      <span className="number" title={t.masked}>
        {String(value)}
      </span>
    )
  return <Cell value={value} field={field} titles={titles} at={at} Part={FieldCell} />
}
