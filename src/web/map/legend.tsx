import { useSigns, useText } from '../texts.ts'
import { rangeOf, shadeOf, type Classes } from './classes.ts'
import type { LayerSummary } from './layers.ts'
import { mapTexts } from './texts.ts'

/** What the shades mean: each class with its range, and that some regions have no figure. */
export function Legend({
  classes,
  name,
  unit,
  write,
  gaps,
}: {
  classes: Classes
  name: string
  unit: string
  write(value: number): string
  gaps: boolean
}) {
  const t = useText(mapTexts)
  const signs = useSigns()
  const words = (i: number) => {
    const [from, to, held] = rangeOf(classes, i)
    if (from === to) return t.one(write(from))
    return held ? t.rangeLast(write(from), write(to)) : t.range(write(from), write(to))
  }
  return (
    <div className="map-legend" role="group" aria-label={t.legend}>
      <p className="map-legend-name">
        {name}
        {unit && <span className="soft">{signs.aside(unit)}</span>}
      </p>
      <ul>
        {classes.bounds.map((bound, i) => (
          <li key={bound}>
            <span className={`map-swatch map-shade-${shadeOf(classes, i)}`} aria-hidden="true" />
            <span className="number">{words(i)}</span>
          </li>
        ))}
        {gaps && (
          <li>
            <span className="map-swatch map-shade-0" aria-hidden="true" />
            {t.none}
          </li>
        )}
      </ul>
    </div>
  )
}

/** What the dots of a layer mean, by kind. */
export const Kinds = ({ layer }: { layer: LayerSummary }) => (
  <div className="map-legend" role="group" aria-label={layer.label}>
    <p className="map-legend-name">{layer.label}</p>
    <ul>
      {layer.kinds.map(({ value, label, meaning }) => (
        <li key={value}>
          <span className={`map-swatch map-dot map-meant-${meaning}`} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  </div>
)
