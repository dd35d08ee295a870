import { useQueries } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useState } from 'react'
import { address, request } from '../api/request.ts'
import { useSession } from '../api/session.tsx'
import { Loading } from '../blocks/index.ts'
import { Trend } from '../charts/index.ts'
import { MapView } from '../map/index.ts'
import { LocaleContext, useSigns, useText } from '../texts.ts'
import { useFigures, useIndicator, type FiguresNow, type RegionOf } from './data.ts'
import { Before, Standing } from './figure-tile.tsx'
import { groupsOf } from './groups.ts'
import { cockpitTexts } from './texts.ts'
import { Freshness } from './where.tsx'
import { useWhy, useWrite } from './words.ts'

/** How long each county is shown, in milliseconds: long enough to be read from six metres without haste. */
const STAY = 14_000

/** Leaves the wall with Esc, and when the browser leaves its full screen. */
function useLeaving(leave: () => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => event.key === 'Escape' && leave()
    const changed = () => !document.fullscreenElement && leave()
    addEventListener('keydown', pressed)
    document.addEventListener('fullscreenchange', changed)
    return () => {
      removeEventListener('keydown', pressed)
      document.removeEventListener('fullscreenchange', changed)
    }
  }, [leave])
}

function Clock() {
  const t = useText(cockpitTexts)
  const locale = useContext(LocaleContext)
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const tick = setInterval(() => setNow(new Date()), 1000)
    return () => clearInterval(tick)
  }, [])
  const tag = locale === 'en' ? 'en-GB' : 'zh-CN'
  return (
    <time className="wall-clock number" aria-label={t.clock} dateTime={now.toISOString()}>
      {new Intl.DateTimeFormat(tag, { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now)}
      <span className="soft">
        {new Intl.DateTimeFormat(tag, { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', weekday: 'long' }).format(now)}
      </span>
    </time>
  )
}

/** A figure that can be read from across the room. */
function WallFigure({ item }: { item: FiguresNow['items'][number] }) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const why = useWhy()
  const { indicator, now } = item
  return (
    <div className="wall-figure">
      <span className="wall-name">
        {indicator.label}
        {indicator.every !== 'now' && <span className="wall-when">{indicator.every === 'month' ? t.thisMonth : t.today}</span>}
      </span>
      {now && now.value !== null ? (
        <span className="wall-value">
          <b className="number">{write(now.value)}</b> {indicator.unit}
        </span>
      ) : (
        <span className="wall-value wall-empty">{why(now?.why ?? item.why)}</span>
      )}
      <span className="wall-notes">
        <Before item={item} />
        <Standing item={item} />
      </span>
    </div>
  )
}

/** The regions one below another, each for a while; then again from the first. */
function useTurn(regions: readonly RegionOf[]): RegionOf | undefined {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const next = setInterval(() => setTurn((before) => before + 1), STAY)
    return () => clearInterval(next)
  }, [])
  return regions[turn % Math.max(1, regions.length)]
}

/** The city on a wall: large, dark, nothing to press; the counties take their turn. */
export function Wall({ leave }: { leave: () => void }) {
  const t = useText(cockpitTexts)
  const signs = useSigns()
  const { demo } = useSession()
  const write = useWrite()
  const { data } = useFigures(undefined)
  useLeaving(leave)
  const groups = useMemo(() => (data ? groupsOf(data.items) : []), [data])
  const shown = groups[0]?.items[0]?.indicator
  const places = useIndicator(shown?.name, { region: data?.region.id, by: 'region' })
  const trendOf = data?.items.find(({ indicator }) => indicator.every === 'day')?.indicator
  const time = useIndicator(trendOf?.name, { region: data?.region.id, by: 'time' })
  const regions = useMemo(() => (places.data?.points ?? []).map(({ region }) => region), [places.data])
  const county = useTurn(regions)
  // All of them are kept, so that a turn shows at once.
  const counties = useQueries({
    queries: regions.map((region) => ({
      queryKey: ['indicators', region.id],
      queryFn: () => request<FiguresNow>('GET', address('/api/figures', { region: region.id })),
      refetchInterval: 60_000,
    })),
  })
  const of = county && counties[regions.indexOf(county)]?.data
  const figures = useMemo(() => {
    const indicator = groups[0]?.items[0]?.indicator
    return (
      indicator && {
        name: indicator.label,
        unit: indicator.unit,
        values: Object.fromEntries((places.data?.points ?? []).map(({ region, value }) => [region.id, value])),
        source: indicator.source.label,
      }
    )
  }, [groups, places.data])
  if (!data) return <Loading />
  const first = groups.flatMap(({ key, items }) => (key === 'cases' ? items : [])).slice(0, 5)
  const rest = groups.flatMap(({ key, items }) => (key === 'cases' ? [] : items)).slice(0, 5)
  return (
    <div className="wall">
      <header className="wall-head">
        <h1>{t.title(data.region.name)}</h1>
        <span className="wall-fresh">
          <Freshness read={data.read} />
          {demo && <span className="tag tag-plain">{t.demo}</span>}
        </span>
        <Clock />
      </header>
      <section className="wall-first" aria-label={t.cases}>
        {(first.length > 0 ? first : data.items.slice(0, 5)).map((item) => (
          <WallFigure key={item.indicator.name} item={item} />
        ))}
      </section>
      <div className="wall-map wall-part">
        {shown && figures && (
          <MapView
            label={t.map(shown.label)}
            region={data.region.id}
            figures={figures}
            list="folded"
            far
            {...(county ? { selected: county.id } : {})}
          />
        )}
      </div>
      <section className="wall-county" aria-label={county?.name ?? t.byPlace('')} aria-live="off">
        <h2>{county?.name}</h2>
        {!county && places.data && <p className="wall-notes">{t.counting}</p>}
        {of && (
          <div className="wall-list">
            {groupsOf(of.items)
              .flatMap(({ items }) => items)
              .slice(0, 7)
              .map((item) => (
                <WallFigure key={item.indicator.name} item={item} />
              ))}
          </div>
        )}
      </section>
      <section className="wall-rest" aria-label={t.quality}>
        {rest.map((item) => (
          <WallFigure key={item.indicator.name} item={item} />
        ))}
      </section>
      <section className="wall-trend" aria-label={trendOf ? t.trend(trendOf.label) : t.trend('')}>
        {trendOf && time.data && (
          <>
            <h2>
              {t.trend(trendOf.label)}
              <span className="soft">{signs.aside(trendOf.unit)}</span>
            </h2>
            <Trend name={trendOf.label} unit={trendOf.unit} points={time.data.points} write={write} height="100%" plain />
          </>
        )}
      </section>
    </div>
  )
}
