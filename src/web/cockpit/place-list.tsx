import { Link } from 'react-router'
import { Spark } from '../charts/index.ts'
import { useText } from '../texts.ts'
import type { FigurePoint, IndicatorView } from './data.ts'
import { cockpitTexts } from './texts.ts'
import { standingOf, useWhy, useWrite } from './words.ts'

interface PlaceListProps {
  label: string
  indicator: IndicatorView
  points: readonly FigurePoint[]
  nameOf: (point: FigurePoint) => string
  to?: (point: FigurePoint) => string | undefined
  /** The most that are shown. */
  most?: number
  sparks?: Readonly<Record<string, readonly (number | null)[]>>
}

/** Places or groups, each with its value as a bar and as a number, from most to least; where a target is set, what falls short most first. */
export function PlaceList({ label, indicator, points, nameOf, to, most = 100, sparks }: PlaceListProps) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const why = useWhy()
  const share = indicator.kind === 'share'
  const aimed = share && indicator.targets.length > 0 && indicator.better === 'more'
  // One case of a rare matter makes a share of 0 or 100 %: groups stand by how many fall short of a target, or by how many there are.
  const weightOf = ({ value, count, group }: FigurePoint) =>
    !share || !group || value === null || count === null ? undefined : aimed ? Math.round((count * (100 - value)) / 100) : count
  const rank = (point: FigurePoint) => (point.value === null ? -Infinity : (weightOf(point) ?? (aimed ? -point.value : point.value)))
  const sorted = [...points].sort((a, b) => rank(b) - rank(a) || 0).slice(0, most)
  const greatest = Math.max(indicator.unit === '%' ? 100 : 1, ...sorted.flatMap(({ value }) => value ?? []))
  if (sorted.length === 0) return <p className="soft">{t.none}</p>
  return (
    <>
      <ol className="places" aria-label={label}>
        {sorted.map((point) => {
          const name = nameOf(point)
          const address = to?.(point)
          const key = point.group?.key ?? point.region.id
          const weight = weightOf(point)
          return (
            <li key={key} className="place">
              <span className="place-name">{address ? <Link to={address}>{name}</Link> : name}</span>
              {sparks?.[key] && <Spark values={sparks[key]} target={point.target} />}
              <span className={`place-value number standing-${standingOf(point)}`}>
                {weight ? <span className="small soft place-weight">{(aimed ? t.short : t.outOf)(write(weight))}</span> : null}
                {point.value === null ? (
                  <span className="small soft">{why(point.why)}</span>
                ) : (
                  `${write(point.value)}${indicator.unit === '%' ? '%' : ''}`
                )}
              </span>
              <span className="place-bar" aria-hidden="true">
                <span style={{ inlineSize: `${((point.value ?? 0) / greatest) * 100}%` }} />
              </span>
            </li>
          )
        })}
      </ol>
      {points.length > sorted.length && (
        <p className="small soft panel-note">{t.notListed(write(points.length), write(sorted.length), aimed)}</p>
      )}
    </>
  )
}
