import { useText } from '../../texts.ts'
import { openTexts } from './texts.ts'

/** One bar: what it stands for and how many. */
export interface Group {
  value: string
  count: number
}

/** Counts as bars beside their numbers: a table for whoever reads it, a chart for whoever looks at it; works without scripts. */
export function Bars({ label, groups, more }: { label: string; groups: readonly Group[]; more: boolean }) {
  const t = useText(openTexts)
  const most = Math.max(1, ...groups.map(({ count }) => count))
  return (
    <>
      <table className="open-bars">
        <caption className="unseen">{t.chartOf(label)}</caption>
        <thead className="unseen">
          <tr>
            <th scope="col">{label}</th>
            <th scope="col">{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ value, count }) => (
            <tr key={value}>
              <th scope="row">{value || t.empty}</th>
              <td>
                <svg className="open-bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">
                  <rect width={(count / most) * 100} height="10" />
                </svg>
                <span className="number">{count.toLocaleString('en-US')}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more && <p className="small soft">{t.chartMore}</p>}
    </>
  )
}

export type Position = readonly [longitude: number, latitude: number]

/** The outline of a county, as rings of positions. */
export interface Outline {
  name: string
  label: Position
  rings: readonly (readonly Position[])[]
}

const WIDTH = 640

/** Places over the outlines of the counties, drawn by the server: equirectangular about the middle, which bends a city by less than its line is wide. */
export function PlacesMap({ outlines, places }: { outlines: readonly Outline[]; places: readonly Position[] }) {
  const t = useText(openTexts)
  const all = [...outlines.flatMap(({ rings }) => rings.flat()), ...places]
  if (all.length === 0) return null
  const west = Math.min(...all.map(([lon]) => lon))
  const east = Math.max(...all.map(([lon]) => lon))
  const south = Math.min(...all.map(([, lat]) => lat))
  const north = Math.max(...all.map(([, lat]) => lat))
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = WIDTH / Math.max((east - west) * shrink, 0.001)
  const at = ([lon, lat]: Position) => [((lon - west) * shrink * scale).toFixed(1), ((north - lat) * scale).toFixed(1)] as const
  const height = Math.ceil((north - south) * scale)
  return (
    <figure className="open-map">
      <svg viewBox={`-8 -8 ${WIDTH + 16} ${height + 16}`} role="img" aria-label={t.mapOf(places.length)}>
        {outlines.map(({ name, rings }) => (
          <path
            key={name}
            className="open-county"
            d={rings.map((ring) => `M${ring.map((one) => at(one).join(' ')).join('L')}Z`).join('')}
          />
        ))}
        {places.map((one, i) => {
          const [x, y] = at(one)
          return <circle key={i} className="open-place" cx={x} cy={y} r="3" />
        })}
        {outlines.map(({ name, label }) => {
          const [x, y] = at(label)
          return (
            <text key={name} className="open-county-name" x={x} y={y} textAnchor="middle">
              {name}
            </text>
          )
        })}
      </svg>
      <figcaption className="small soft">
        {t.mapOf(places.length)} {t.mapNote}
      </figcaption>
    </figure>
  )
}
