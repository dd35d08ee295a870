import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useDays } from '../blocks/days.ts'
import { useText } from '../texts.ts'
import { useTrail, type RegionOf } from './data.ts'
import { cockpitTexts } from './texts.ts'

const STALE = 5 * 60_000

/** The time, as of half a minute ago at most. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(tick)
  }, [])
  return now
}

/** Until when every change is in the figures; a word of warning when that is long ago. */
export function Freshness({ read }: { read: string | null | undefined }) {
  const t = useText(cockpitTexts)
  const { moment } = useDays()
  const now = useNow()
  if (read === undefined) return null
  if (read === null) return <span className="fresh fresh-stale">{t.neverRead}</span>
  const stale = now - Date.parse(read) > STALE
  return <span className={stale ? 'fresh fresh-stale' : 'fresh'}>{stale ? t.stale(moment(read)) : t.fresh(moment(read))}</span>
}

/** The regions from the widest that the reader sees down to this one; `to` gives the address of each. */
export function Trail({ region, top, to }: { region: RegionOf; top: string | undefined; to: (region: string) => string }) {
  const t = useText(cockpitTexts)
  const { data } = useTrail(region)
  const above = (data?.ancestors ?? [])
    .filter(({ path }) => top === undefined || path.startsWith(top))
    .sort((a, b) => a.path.length - b.path.length)
  if (above.length === 0) return null
  return (
    <nav className="trail" aria-label={t.here}>
      {above.map((one) => (
        <span key={one.id}>
          <Link to={to(one.id)}>{one.name}</Link>
          <span aria-hidden="true" className="soft">
            {' › '}
          </span>
        </span>
      ))}
      <b aria-current="true">{region.name}</b>
    </nav>
  )
}
