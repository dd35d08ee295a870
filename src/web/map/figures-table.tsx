import { useText } from '../texts.ts'
import { mapTexts } from './texts.ts'

/** One line of the figures beside the map. */
export interface FigureRow {
  id: string
  name: string
  /** As it is to be read; null where there is none. */
  value: string | null
  /** 0 to 6; nothing when no figures are shown. */
  shade: number | undefined
  laid: boolean
}

/** The same figures as on the map, for reading, for the keyboard and for devices without a drawing surface. */
export function FiguresTable({
  label,
  valueLabel,
  rows,
  selected,
  onPick,
}: {
  label: string
  valueLabel: string | undefined
  rows: readonly FigureRow[]
  selected: string | undefined
  onPick: ((region: string) => void) | undefined
}) {
  const t = useText(mapTexts)
  return (
    <table className="map-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t.region}</th>
          {valueLabel && (
            <th scope="col" className="end">
              {valueLabel}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} aria-current={row.id === selected || undefined}>
            <th scope="row">
              {row.shade !== undefined && <span className={`map-swatch map-shade-${row.shade}`} aria-hidden="true" />}
              {onPick ? (
                <button type="button" className="map-row" onClick={() => onPick(row.id)}>
                  {row.name}
                </button>
              ) : (
                row.name
              )}
            </th>
            {valueLabel && <td className="end number">{row.value ?? <span className="soft">{t.none}</span>}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
