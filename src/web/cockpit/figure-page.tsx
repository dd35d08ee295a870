import { useMemo } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { ButtonLink, Facts, Failure, Loading, Page, Panel } from '../blocks/index.ts'
import { useDays } from '../blocks/days.ts'
import { Days, Trend } from '../charts/index.ts'
import { useText } from '../texts.ts'
import { useFigures, useForecast, useIndicator, type IndicatorValues, type IndicatorView, type RegionOf } from './data.ts'
import { PlaceList } from './place-list.tsx'
import { cockpitTexts } from './texts.ts'
import { Freshness, Trail } from './where.tsx'
import { usePeriod, useWhy, useWrite } from './words.ts'

/** The figure over time, with what is expected where the past allows it. */
function Time({ values }: { values: IndicatorValues }) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const { day } = useDays()
  const { indicator, region, points, began } = values
  const foreseen = indicator.every !== 'now' && indicator.kind === 'count'
  const { data } = useForecast(indicator.name, { region: region.id }, foreseen)
  const number = (value: number) => write(Math.round(value * 10) / 10)
  const onePoint = points.filter(({ value }) => value !== null).length < 2
  return (
    <Panel title={t.trend(indicator.label)} aside={<span className="small soft">{t.unit(indicator.unit)}</span>}>
      <Trend
        name={indicator.label}
        unit={indicator.unit}
        points={points}
        forecast={data?.points ?? []}
        write={write}
        fromZero={indicator.kind !== 'share'}
        height="18rem"
      />
      {indicator.every === 'now' && began && (
        <p className="small soft panel-note">
          {t.began(day(began))}
          {onePoint && t.onePoint}
        </p>
      )}
      {data && data.points.length > 0 && data.error && (
        <div className="small soft panel-note">
          <p>{t.forecastBand}</p>
          <p>
            {t.forecastMethod(data.method === 'smoothing' ? t.smoothing : t.repeating)}
            {t.forecastError(
              // Repeating is not measured against itself.
              data.method === 'smoothing' ? write(Math.round(data.error.relative * 100) / 100) : undefined,
              number(data.error.smape),
              write(data.error.tested),
              write(data.error.held),
            )}
          </p>
        </div>
      )}
      {data && data.refused && <p className="small soft panel-note">{data.refused === 'short' ? t.forecastShort : t.forecastSparse}</p>}
    </Panel>
  )
}

/** Which days are taken together where a figure is told apart: the present period, or those lately. */
export interface Span {
  from: string
  to: string
}

/** What the numbers of a list are: of which days, and in which unit. */
function Measured({ indicator, span }: { indicator: IndicatorView; span: Span | undefined }) {
  const t = useText(cockpitTexts)
  const month = indicator.every === 'month'
  const days = span ? (month ? t.year : t.thirtyDays) : month ? t.thisMonth : t.today
  return <span className="small soft">{indicator.every === 'now' ? t.unit(indicator.unit) : t.spanUnit(days, indicator.unit)}</span>
}

function ByPlace({ indicator, region, span }: { indicator: IndicatorView; region: RegionOf; span: Span | undefined }) {
  const t = useText(cockpitTexts)
  const { data, error } = useIndicator(indicator.name, { region: region.id, by: 'region', ...span })
  if (error) return <Failure error={error} />
  if (data && data.points.length === 0) return null
  return (
    <Panel title={t.byPlace(indicator.label)} aside={<Measured indicator={indicator} span={span} />}>
      {data ? (
        <PlaceList
          label={t.byPlace(indicator.label)}
          indicator={indicator}
          points={data.points}
          nameOf={({ region: one }) => one.name}
          to={({ region: one }) => `/cockpit/figures/${indicator.name}?region=${one.id}`}
        />
      ) : (
        <Loading />
      )}
    </Panel>
  )
}

function ByField({
  indicator,
  region,
  field,
  span,
}: {
  indicator: IndicatorView
  region: RegionOf
  field: { key: string; label: string }
  span: Span | undefined
}) {
  const t = useText(cockpitTexts)
  const { data, error } = useIndicator(indicator.name, { region: region.id, by: field.key, ...span })
  if (error) return <Failure error={error} />
  return (
    <Panel title={t.by(field.label)} aside={<Measured indicator={indicator} span={span} />}>
      {data ? (
        <PlaceList
          label={t.by(field.label)}
          indicator={indicator}
          points={data.points}
          nameOf={({ group }) => group?.label || t.noValue}
          to={({ group }) =>
            `/cockpit/figures/${indicator.name}/records?region=${region.id}${spanOf(span)}&group=${encodeURIComponent(`${field.key}=${group?.key ?? ''}`)}`
          }
          most={20}
        />
      ) : (
        <Loading />
      )}
    </Panel>
  )
}

const spanOf = (span: Span | undefined) => (span ? `&from=${span.from}&to=${span.to}` : '')

/** Each day of the last half year. */
function Calendar({ indicator, region, to }: { indicator: IndicatorView; region: RegionOf; to: string }) {
  const t = useText(cockpitTexts)
  const from = useMemo(() => {
    const at = new Date(`${to}T00:00:00Z`)
    at.setUTCDate(at.getUTCDate() - 181)
    return at.toISOString().slice(0, 10)
  }, [to])
  const { data } = useIndicator(indicator.name, { region: region.id, by: 'time', from, to })
  return (
    <Panel title={t.calendar} aside={<span className="small soft">{t.unit(indicator.unit)}</span>}>
      {data ? <Days name={indicator.label} unit={indicator.unit} points={data.points} height="12rem" /> : <Loading />}
    </Panel>
  )
}

/** One indicator whole: what it says now, over time, by place and by whatever tells it apart, with its source and target. */
export function FigurePage() {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const period = usePeriod()
  const why = useWhy()
  const { day } = useDays()
  const { name = '' } = useParams()
  const [query] = useSearchParams()
  const region = query.get('region') ?? undefined
  const home = useFigures(undefined).data
  const { data, error, refetch } = useIndicator(name, { region, by: 'time' })
  if (error && !data)
    return (
      <Page title={t.figures} up={{ to: '/cockpit', label: t.overview }}>
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    )
  if (!data)
    return (
      <Page title={t.figures} up={{ to: '/cockpit', label: t.overview }}>
        <Loading />
      </Page>
    )
  const { indicator, points } = data
  const now = points.at(-1)
  const target = indicator.targets.at(-1)
  const aim = target ? `${write(target.value)}${indicator.unit === '%' ? '%' : ''}` : ''
  const lately = indicator.every !== 'now' && query.get('span') !== 'period'
  const span = lately ? { from: data.from, to: data.to } : undefined
  const records = `/cockpit/figures/${indicator.name}/records?region=${data.region.id}${spanOf(span)}`
  const spanTo = (which: string) => `/cockpit/figures/${indicator.name}?region=${data.region.id}&span=${which}`
  return (
    <Page
      title={`${data.region.name} · ${indicator.label}`}
      lead={indicator.about}
      up={{ to: `/cockpit?region=${data.region.id}&figure=${indicator.name}`, label: t.overview }}
      actions={
        <>
          <Freshness read={data.read} />
          {indicator.kind === 'share' && <ButtonLink to={`${records}&short=true`}>{t.shortRecords}</ButtonLink>}
          {indicator.rounded === null && (
            <ButtonLink to={records} look="primary">
              {t.records}
            </ButtonLink>
          )}
        </>
      }
    >
      <Trail region={data.region} top={home?.region.path} to={(to) => `/cockpit/figures/${indicator.name}?region=${to}`} />
      {indicator.every !== 'now' && (
        <nav className="spans" aria-label={t.spans}>
          <Link to={spanTo('period')} aria-current={lately ? undefined : 'true'}>
            {indicator.every === 'month' ? t.thisMonth : t.today}
          </Link>
          <Link to={spanTo('recent')} aria-current={lately ? 'true' : undefined}>
            {indicator.every === 'month' ? t.year : t.thirtyDays}
          </Link>
        </nav>
      )}
      <div className="figure-board">
        <div className="figure-lead">
          <Panel
            title={now ? (indicator.every === 'now' ? t.now : now.provisional ? t.soFar(period(now.period)) : period(now.period)) : t.now}
          >
            <p className="figure-now">
              {now && now.value !== null ? (
                <>
                  {indicator.rounded !== null && indicator.kind === 'count' && `${t.roundedMark} `}
                  <b className="number">{write(now.value)}</b> {indicator.unit}
                </>
              ) : (
                <span className="soft">{why(now?.why ?? data.why)}</span>
              )}
            </p>
            <Facts
              lines
              items={[
                [t.sourceLabel, indicator.source.label],
                ...(target
                  ? ([
                      [t.targetLabel, now === undefined || now.kept === null ? aim : t.against(aim, now.kept ? t.kept : t.missed)],
                      [t.targetSource, t.since(target.source, day(target.from))],
                    ] as const)
                  : []),
              ]}
            />
            {indicator.rounded !== null && <p className="small soft panel-note">{t.rounded(indicator.rounded)}</p>}
          </Panel>
          <ByPlace indicator={indicator} region={data.region} span={span} />
        </div>
        <div className="figure-rest">
          <Time values={data} />
          {indicator.every === 'day' && <Calendar indicator={indicator} region={data.region} to={data.to} />}
          <div className="figure-fields">
            {indicator.by
              .filter(({ key }) => !key.endsWith('Hour'))
              .map((field) => (
                <ByField key={field.key} indicator={indicator} region={data.region} field={field} span={span} />
              ))}
          </div>
        </div>
      </div>
    </Page>
  )
}
