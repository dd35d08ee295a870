import { lazy, Suspense, useEffect, useMemo } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { useDays, withUnit } from '../blocks/days.ts'
import { Empty, Failure, Loading, Page, Panel } from '../blocks/index.ts'
import { Columns, Trend } from '../charts/index.ts'
import { MapView } from '../map/index.ts'
import { useText } from '../texts.ts'
import { useFigures, useIndicator, type FiguresNow, type IndicatorView, type RegionOf } from './data.ts'
import { FigureTile } from './figure-tile.tsx'
import { flowsOf, groupsOf } from './groups.ts'
import { countUntil, dayBefore, useHour, useUsual } from './usual.ts'
import { PlaceList } from './place-list.tsx'
import { cockpitTexts } from './texts.ts'
import { Freshness, Trail } from './where.tsx'
import { usePeriod, useWrite } from './words.ts'

const Wall = lazy(async () => ({ default: (await import('./wall.tsx')).Wall }))

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

/** What came in and went out today, hour by hour; while nothing has, the day before, and how this day stands beside others of its kind. */
function Flows({
  received,
  concluded,
  region,
  today,
}: {
  received: IndicatorView
  concluded: IndicatorView
  region: RegionOf
  today: string
}) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const period = usePeriod()
  const hour = useHour()
  const came = useIndicator(received.name, { region: region.id, by: 'openedHour' }).data
  const went = useIndicator(concluded.name, { region: region.id, by: 'concludedHour' }).data
  const empty = came?.points.length === 0 && went?.points.length === 0
  const before = dayBefore(today, 1)
  const cameBefore = useIndicator(received.name, { region: region.id, by: 'openedHour', from: before, to: before }, empty).data
  const wentBefore = useIndicator(concluded.name, { region: region.id, by: 'concludedHour', from: before, to: before }, empty).data
  const usualIn = useUsual(received.name, { region: region.id, by: 'openedHour', today, hour })
  const usualOut = useUsual(concluded.name, { region: region.id, by: 'concludedHour', today, hour })
  const [shownIn, shownOut] = empty ? [cameBefore, wentBefore] : [came, went]
  const nothing = empty && cameBefore?.points.length === 0 && wentBefore?.points.length === 0
  const [bars, beside] = useMemo(() => {
    const of = (points: typeof shownIn, at: string) => points?.points.find(({ group }) => group?.key === at)?.value ?? 0
    // The night is left out unless something happened then.
    const shown = hours.filter((at) => (at >= '08' && at <= '18') || of(shownIn, at) + of(shownOut, at) > 0)
    return [shown.map((at) => ({ key: at, label: `${at}:00`, value: of(shownIn, at) })), shown.map((at) => of(shownOut, at))]
  }, [shownIn, shownOut])
  const title = empty && !nothing ? t.flowsBefore(period(before)) : t.flows
  const soFar = (values: typeof came) => countUntil(values?.points ?? [], hour)
  return (
    <Panel
      title={title}
      aside={
        nothing ? undefined : (
          <span className="small soft key">
            <span className="key-one">{t.received}</span> <span className="key-two">{t.concluded}</span>
            <span className="key-unit">{t.unit(received.unit)}</span>
          </span>
        )
      }
    >
      {!nothing && <Columns name={title} unit={received.unit} bars={bars} beside={beside} names={[t.received, t.concluded]} />}
      <p className="small soft panel-note">
        {empty && (nothing ? t.nothingEither : t.nothingToday)}
        {hour !== '00' && usualIn !== undefined && t.soFarIn(`${hour}:00`, write(soFar(came)), write(usualIn))}
        {hour !== '00' && usualOut !== undefined && t.soFarOut(write(soFar(went)), write(usualOut))}
      </p>
    </Panel>
  )
}

/** The matters that are most asked for today, or most often late. */
function Matters({
  indicator,
  region,
  title,
  recordsTo,
}: {
  indicator: IndicatorView
  region: RegionOf
  title: string
  recordsTo: (group: string) => string
}) {
  const t = useText(cockpitTexts)
  const { data, error } = useIndicator(indicator.name, { region: region.id, by: 'matter' })
  if (error) return <Failure error={error} />
  return (
    <Panel title={title} aside={<span className="small soft">{t.unit(indicator.unit)}</span>}>
      {data ? (
        <PlaceList
          label={title}
          indicator={indicator}
          points={data.points}
          nameOf={({ group }) => group?.label ?? ''}
          to={({ group }) => recordsTo(`matter=${group?.key ?? ''}`)}
          most={6}
        />
      ) : (
        <Loading />
      )}
    </Panel>
  )
}

/** One figure on the map and over time. */
function Chosen({
  indicator,
  region,
  read,
  go,
}: {
  indicator: IndicatorView
  region: RegionOf
  read: string | null
  go: (region: string) => string
}) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const { day, moment } = useDays()
  const navigate = useNavigate()
  const places = useIndicator(indicator.name, { region: region.id, by: 'region' })
  const time = useIndicator(indicator.name, { region: region.id, by: 'time' })
  const figures = useMemo(
    () => ({
      name: indicator.label,
      unit: indicator.unit,
      values: Object.fromEntries((places.data?.points ?? []).map(({ region: one, value }) => [one.id, value])),
      ...(indicator.kind === 'share' || indicator.kind === 'median' ? { digits: 1 } : {}),
      ...(read ? { at: moment(read) } : {}),
      source: indicator.source.label,
    }),
    [indicator, places.data, read, moment],
  )
  return (
    <>
      <Panel title={t.map(indicator.label)} aside={<span className="small soft">{t.unit(indicator.unit)}</span>}>
        {places.error ? (
          <Failure error={places.error} />
        ) : (
          <MapView
            label={`${region.name} ${indicator.label}`}
            region={region.id}
            figures={figures}
            list="folded"
            height="clamp(18rem, 48vh, 40rem)"
            onPick={(picked) => void navigate(go(picked.id))}
          />
        )}
      </Panel>
      <Panel
        title={t.trend(indicator.label)}
        aside={<Link to={`/cockpit/figures/${indicator.name}?region=${region.id}`}>{t.details}</Link>}
      >
        {time.data ? (
          <>
            <Trend
              name={indicator.label}
              unit={indicator.unit}
              points={time.data.points}
              write={write}
              fromZero={indicator.kind !== 'share'}
              height="13rem"
            />
            {indicator.every === 'now' && time.data.began && (
              <p className="small soft panel-note">
                {t.began(day(time.data.began))}
                {time.data.points.filter(({ value }) => value !== null).length < 2 && t.onePoint}
              </p>
            )}
          </>
        ) : (
          <Loading />
        )}
      </Panel>
    </>
  )
}

/** The same figure by place. */
function Places({
  indicator,
  whole,
  region,
  go,
}: {
  indicator: IndicatorView
  /** What it says of the region whole. */
  whole: number | null
  region: RegionOf
  go: (region: string) => string
}) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const points = useIndicator(indicator.name, { region: region.id, by: 'region' }).data?.points ?? []
  if (points.length === 0) return null
  // What lies with the region itself and none of those within it.
  const own =
    indicator.kind === 'count' && indicator.rounded === null && whole !== null
      ? whole - points.reduce((sum, { value }) => sum + (value ?? 0), 0)
      : 0
  return (
    <Panel title={t.byPlace(indicator.label)} aside={<span className="small soft">{t.unit(indicator.unit)}</span>}>
      <PlaceList
        label={t.byPlace(indicator.label)}
        indicator={indicator}
        points={points}
        nameOf={({ region: one }) => one.name}
        to={({ region: one }) => go(one.id)}
      />
      {own > 0 && <p className="small soft panel-note">{t.ofItself(region.name, withUnit(write(own), indicator.unit))}</p>}
    </Panel>
  )
}

function Board({ now, choose, chosenName }: { now: FiguresNow; choose: (name: string) => void; chosenName: string | null }) {
  const t = useText(cockpitTexts)
  const { region, items, read } = now
  const groups = groupsOf(items)
  const chosenItem = items.find(({ indicator }) => indicator.name === chosenName) ?? groups[0]?.items[0]
  const chosen = chosenItem?.indicator
  const { received, concluded } = flowsOf(items)
  const late = items.find(
    ({ indicator }) => indicator.better === 'less' && indicator.every === 'now' && indicator.by.some(({ key }) => key === 'matter'),
  )?.indicator
  const go = (to: string) => `/cockpit?region=${to}${chosen ? `&figure=${chosen.name}` : ''}`
  const recordsOf = (indicator: IndicatorView) => (group: string) =>
    `/cockpit/figures/${indicator.name}/records?region=${region.id}&group=${encodeURIComponent(group)}`
  const names = { cases: t.cases, quality: t.quality, base: t.base }
  if (items.length === 0) return <Empty>{t.noFigures}</Empty>
  return (
    <div className="board">
      <div className="board-tiles">
        {groups.map((group) => (
          <section key={group.key} aria-label={names[group.key]}>
            <h2 className="board-title">{names[group.key]}</h2>
            <div className="tiles">
              {group.items.map((item) => (
                <FigureTile
                  key={item.indicator.name}
                  item={item}
                  region={region.id}
                  chosen={item.indicator.name === chosen?.name}
                  onChoose={choose}
                />
              ))}
            </div>
          </section>
        ))}
      </div>
      {chosen && (
        <div className="board-chosen">
          <Chosen indicator={chosen} region={region} read={read} go={go} />
        </div>
      )}
      <div className="board-side">
        {chosen && <Places indicator={chosen} whole={chosenItem?.now?.value ?? null} region={region} go={go} />}
        {received && concluded && <Flows received={received} concluded={concluded} region={region} today={now.today} />}
        {received && <Matters indicator={received} region={region} title={t.matters} recordsTo={recordsOf(received)} />}
        {late && <Matters indicator={late} region={region} title={t.late} recordsTo={recordsOf(late)} />}
      </div>
    </div>
  )
}

/** The region as it stands: figures, map, flows and trends; every figure leads to what it consists of. */
export function CityNow() {
  const t = useText(cockpitTexts)
  const { day } = useDays()
  const [query, setQuery] = useSearchParams()
  const wall = query.get('wall') === '1'
  const { data, error, refetch } = useFigures(query.get('region') ?? undefined)
  const home = useFigures(undefined).data
  const set = (key: string, value: string | null) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === null) next.delete(key)
        else next.set(key, value)
        return next
      },
      { replace: key === 'figure' },
    )
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
      if (event.key.toLowerCase() !== 'f' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      set('wall', '1')
      void document.documentElement.requestFullscreen?.().catch(() => undefined)
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  })
  if (wall)
    return (
      <Suspense fallback={null}>
        <Wall leave={() => set('wall', null)} />
      </Suspense>
    )
  const place = data?.region.name ?? ''
  return (
    <Page
      title={data ? t.title(place) : t.city}
      lead={data ? t.lead(day(data.today)) : undefined}
      actions={
        <>
          <Freshness read={data?.read} />
          <Link className="button button-plain" to="?wall=1" title={t.wallHint}>
            {t.wall}
          </Link>
        </>
      }
    >
      {data && <Trail region={data.region} top={home?.region.path} to={(to) => `/cockpit?region=${to}`} />}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Board now={data} chosenName={query.get('figure')} choose={(name) => set('figure', name)} />}
    </Page>
  )
}
