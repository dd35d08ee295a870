import { lazy, Suspense, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { withUnit } from '../blocks/days.ts'
import { Failure } from '../blocks/failure.tsx'
import { LocaleContext, useSigns, useText } from '../texts.ts'
import type { CanvasHandle, PointedRecord } from './canvas.tsx'
import { classOf, givenClasses, quantileClasses, shadeOf } from './classes.ts'
import { FiguresTable, type FigureRow } from './figures-table.tsx'
import { useDrawnLayers } from './layers.ts'
import { Kinds, Legend } from './legend.tsx'
import { useRegions, type RegionOnMap } from './regions.ts'
import type { Drawing, Mark } from './style.ts'
import { mapTexts } from './texts.ts'
import './map.css'

const Canvas = lazy(() => import('./canvas.tsx'))

/** Figures by region, shown by shade. */
export interface MapFigures {
  /** What is counted or measured. */
  name: string
  unit: string
  /** By key of region; null and absent: there is no figure. */
  values: Readonly<Record<string, number | null>>
  /** Lower bounds of the classes, or how many there are; five with equally many regions each when not said. */
  classes?: readonly number[] | number
  /** Digits after the point; none when not said. */
  digits?: number
  /** Until when it was counted, as it is to be read. */
  at?: string
  source?: string
}

export interface MapViewProps {
  /** What the map shows, for a screen reader. */
  label: string
  /** Whose parts are shown; the city when not said. */
  region?: string
  /** Of which level; the next below when not said. */
  level?: 'county' | 'town' | 'village'
  figures?: MapFigures
  marks?: readonly Mark[]
  /** Names of layers of records to draw; those that this person may not see are left out. */
  layers?: readonly string[]
  /** The address of a record's page: then a picked record leads there. */
  recordPage?: (register: string, id: string) => string
  selected?: string
  onPick?: (region: RegionOnMap) => void
  /** Picking a region that has parts shows them: county, towns, villages. */
  drill?: boolean
  /** Told when another region's parts are shown, so that the page can bring their figures. */
  onRegion?: (region: { id: string; name: string; level: string }) => void
  /** Where the list of the same figures stands; `folded` opens when asked. */
  list?: 'beside' | 'below' | 'folded'
  /** The wheel and one finger move the map at once: for a map that is the page. */
  free?: boolean
  names?: boolean
  /** It is read from across a room. */
  far?: boolean
  /** A CSS length; what the frame around gives when not said. */
  height?: string
  /** Below the legend. */
  children?: ReactNode
}

const parts: Readonly<Record<string, string>> = { province: 'city', city: 'county', county: 'town', town: 'village' }
const none: readonly Mark[] = []
const noLayers: readonly string[] = []

const Icon = ({ path }: { path: string }) => (
  <svg viewBox="0 0 20 20" width="1.25em" height="1.25em" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
    <path d={path} />
  </svg>
)

/** A map of regions, by shade where there are figures, with a legend, a list of the same figures, and marks. Nothing of it comes from outside. */
export function MapView(props: MapViewProps) {
  const {
    label,
    figures,
    marks = none,
    selected,
    drill = false,
    list = 'beside',
    free = false,
    names = true,
    far = false,
    height,
    children,
  } = props
  const t = useText(mapTexts)
  const signs = useSigns()
  const locale = useContext(LocaleContext)
  const [trail, setTrail] = useState<{ of: string | undefined; below: { id: string; name: string }[] }>({ of: props.region, below: [] })
  // Another region from outside begins anew.
  const below = trail.of === props.region ? trail.below : []
  const region = below.at(-1)?.id ?? props.region
  const level = below.length > 0 ? undefined : props.level
  const { data, error, refetch } = useRegions(region, level)
  const { data: around } = useRegions(props.region, undefined, below.length > 0)
  const { summaries, drawn } = useDrawnLayers(props.layers ?? noLayers)
  const [picked, setPicked] = useState<PointedRecord>()
  const [unable, setUnable] = useState(false)
  const [ready, setReady] = useState(false)
  const canvas = useRef<CanvasHandle>(null)

  const { digits = 0 } = figures ?? {}
  const write = useMemo(() => {
    const format = new Intl.NumberFormat(locale === 'en' ? 'en' : 'zh-CN', { maximumFractionDigits: digits, minimumFractionDigits: digits })
    return (value: number) => format.format(value)
  }, [locale, digits])

  const shown = useMemo(() => {
    if (!data) return undefined
    const valueOf = (id: string) => figures?.values[id] ?? null
    const values = data.features.flatMap(({ id }) => valueOf(id) ?? [])
    const wanted = figures?.classes
    const classes = figures && (typeof wanted === 'object' ? givenClasses(wanted, values) : quantileClasses(values, wanted))
    const shade = (id: string) => {
      const value = valueOf(id)
      return value === null || !classes ? 0 : shadeOf(classes, classOf(classes, value))
    }
    const rows = data.features.map(({ id, properties }): FigureRow & { order: number } => {
      const value = valueOf(id)
      return {
        id,
        name: properties.name,
        value: value === null ? null : write(value),
        shade: figures ? shade(id) : undefined,
        laid: properties.laid,
        order: value ?? -Infinity,
      }
    })
    if (figures) rows.sort((a, b) => b.order - a.order)
    return {
      classes,
      rows,
      gaps: figures !== undefined && values.length < data.features.length,
      shades: figures && new Map(data.features.map(({ id }) => [id, shade(id)])),
      byId: new Map(data.features.map((one) => [one.id, one.properties])),
      values: new Map(rows.map((row) => [row.id, row.value])),
    }
  }, [data, figures, write])

  const drawing = useMemo<Drawing | undefined>(
    () => data && shown && { areas: data, around, shades: shown.shades, selected, marks, names, far, layers: drawn },
    [data, shown, around, selected, marks, names, far, drawn],
  )

  const go = (to: { id: string; name: string }[]) => {
    setTrail({ of: props.region, below: to })
    const last = to.at(-1)
    if (last) props.onRegion?.({ ...last, level: shown?.byId.get(last.id)?.level ?? '' })
    else if (data) props.onRegion?.({ id: props.region ?? '', name: '', level: '' })
  }
  const pick = (id: string) => {
    const found = shown?.byId.get(id)
    if (!found) return
    props.onPick?.(found)
    if (drill && parts[found.level]) go([...below, { id, name: found.name }])
  }
  const picks = drill || props.onPick !== undefined
  const tell = useCallback(
    (id: string) => {
      const name = shown?.byId.get(id)?.name ?? ''
      if (!figures) return name
      const value = shown?.values.get(id)
      return value ? `${name} ${withUnit(value, figures.unit)}` : `${name} ${t.none}`
    },
    [shown, figures, t],
  )

  const layerOf = (name: string) => summaries.find((one) => one.name === name)
  const kindOf = ({ layer, kind }: PointedRecord) => layerOf(layer)?.kinds.find(({ value }) => value === kind)?.label
  const tellRecord = (record: PointedRecord) =>
    record.records === undefined
      ? [record.name, kindOf(record)].filter(Boolean).join(' ')
      : [record.name, layerOf(record.layer)?.label, t.records(write(record.records))].filter(Boolean).join(' ')

  if (error) return <Failure error={error} retry={() => void refetch()} />
  const valueLabel = figures && (figures.unit ? `${figures.name}${signs.aside(figures.unit)}` : figures.name)
  const table = shown && (
    <FiguresTable
      label={figures ? t.figures(figures.name) : label}
      valueLabel={valueLabel}
      rows={shown.rows}
      selected={selected}
      onPick={picks ? pick : undefined}
    />
  )
  return (
    <section className={`map map-list-${unable ? 'alone' : list}`} aria-label={label}>
      {below.length > 0 && (
        <nav className="map-trail" aria-label={t.within}>
          <button type="button" className="map-step" onClick={() => go([])}>
            {around?.within.name ?? t.whole}
          </button>
          {below.map((one, i) => (
            <span key={one.id}>
              <span aria-hidden="true" className="soft">
                ›
              </span>
              {i < below.length - 1 ? (
                <button type="button" className="map-step" onClick={() => go(below.slice(0, i + 1))}>
                  {one.name}
                </button>
              ) : (
                <b aria-current="true">{one.name}</b>
              )}
            </span>
          ))}
        </nav>
      )}
      {unable && <p className="notice">{t.unable}</p>}
      <div className="map-frame" {...(height ? { style: { blockSize: height } } : {})} hidden={unable}>
        {drawing && !unable && (
          <Suspense fallback={null}>
            <Canvas
              ref={canvas}
              drawing={drawing}
              words={{ label: `${label}. ${t.hint}`, scroll: t.scroll, scrollMac: t.scrollMac, fingers: t.fingers }}
              tell={tell}
              onPick={picks ? pick : undefined}
              tellRecord={tellRecord}
              onRecord={setPicked}
              free={free}
              still={false}
              onReady={() => setReady(true)}
              onUnable={() => setUnable(true)}
            />
          </Suspense>
        )}
        {!ready && <p className="map-wait soft">{t.loading}</p>}
        <div className="map-buttons">
          <button type="button" aria-label={t.zoomIn} title={t.zoomIn} onClick={() => canvas.current?.zoom(1)}>
            <Icon path="M10 4v12M4 10h12" />
          </button>
          <button type="button" aria-label={t.zoomOut} title={t.zoomOut} onClick={() => canvas.current?.zoom(-1)}>
            <Icon path="M4 10h12" />
          </button>
          <button type="button" aria-label={t.whole} title={t.whole} onClick={() => canvas.current?.whole()}>
            <Icon path="M4 7V4h3M13 4h3v3M16 13v3h-3M7 16H4v-3" />
          </button>
        </div>
        {data?.indicative && (
          <abbr className="map-sketch" title={t.indicativeFull}>
            {t.indicative}
          </abbr>
        )}
      </div>
      <div className="map-side">
        {figures && shown?.classes && (
          <Legend classes={shown.classes} name={figures.name} unit={figures.unit} write={write} gaps={shown.gaps} />
        )}
        {summaries.map((one) => (
          <Kinds key={one.name} layer={one} />
        ))}
        {picked?.id && (
          <p className="map-picked" role="status">
            <b>{picked.name || layerOf(picked.layer)?.label}</b>
            {kindOf(picked) && <span className="soft">{kindOf(picked)}</span>}
            {props.recordPage && <Link to={props.recordPage(layerOf(picked.layer)!.register, picked.id)}>{t.record}</Link>}
          </p>
        )}
        {children}
        {list === 'folded' && !unable ? (
          <details className="map-folded">
            <summary>{t.list}</summary>
            {table}
          </details>
        ) : (
          table
        )}
        <p className="map-note small soft">
          {figures?.at && <span>{t.at(figures.at)}</span>}
          {figures?.source && <span>{t.source(figures.source)}</span>}
          {data?.indicative && <span>{t.indicativeFull}</span>}
        </p>
      </div>
    </section>
  )
}
