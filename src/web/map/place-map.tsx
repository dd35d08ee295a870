import { lazy, Suspense, useMemo, useState } from 'react'
import type { Area, Line } from '#declare'
import { useText } from '../texts.ts'
import { boundsOf, namesOf, usePlaceAt, useRegions } from './regions.ts'
import { useSizeOf } from './size-of.ts'
import type { Mark, Shape } from './style.ts'
import { mapTexts } from './texts.ts'
import './map.css'

const Canvas = lazy(() => import('./canvas.tsx'))

interface StillProps {
  /** Where it lies: the county around it is drawn. */
  at: readonly [number, number]
  marks?: readonly Mark[]
  shapes?: readonly Shape[]
  height?: string
  /** Said below, behind where it lies. */
  caption: string
}

const none: readonly never[] = []

function Still({ at, marks = none, shapes = none, height = '14rem', caption }: StillProps) {
  const t = useText(mapTexts)
  const { data: found } = usePlaceAt(at)
  const county = found?.find(({ level }) => level === 'county')
  const { data } = useRegions(county?.id, undefined, county !== undefined)
  const [unable, setUnable] = useState(false)
  const [longitude, latitude] = at
  const drawing = useMemo(() => data && { areas: data, marks, shapes, names: true }, [data, marks, shapes])
  const near = useMemo(() => ({ at: [longitude, latitude] as const, zoom: 11 }), [longitude, latitude])
  return (
    <figure className="place-map">
      {drawing && !unable && (
        <div className="map-frame" style={{ blockSize: height }} aria-hidden="true">
          <Suspense fallback={null}>
            <Canvas
              drawing={drawing}
              words={{ label: caption, scroll: t.scroll, scrollMac: t.scrollMac, fingers: t.fingers }}
              tell={() => ''}
              tellRecord={() => ''}
              free={false}
              still
              look={shapes.length > 0 ? 'shapes' : near}
              onReady={() => undefined}
              onUnable={() => setUnable(true)}
            />
          </Suspense>
          <span className="map-sketch">{t.indicative}</span>
        </div>
      )}
      <figcaption className="small soft">
        {found && (found.length > 0 ? t.at1(namesOf(found)) : t.outside)} <span className="number">{caption}</span>
      </figcaption>
    </figure>
  )
}

/** A small still map of one place, with where it lies in words. For a record's page. */
export function PlaceMap({ at, label, height }: { at: readonly [number, number]; label: string; height?: string }) {
  const [longitude, latitude] = at
  const marks = useMemo(() => [{ at: [longitude, latitude] as const, label }], [longitude, latitude, label])
  return <Still at={at} marks={marks} caption={at.map((one) => one.toFixed(6)).join(', ')} {...(height ? { height } : {})} />
}

/** A small still map of a line or an area, whole, with where its middle lies and its size in words. */
export function ShapeMap({ shape }: { shape: Line | Area }) {
  const sizeOf = useSizeOf()
  const text = JSON.stringify(shape)
  const shapes = useMemo(() => [JSON.parse(text) as Shape], [text])
  const bounds = boundsOf([{ geometry: shape }])
  if (!bounds) return null
  const [west, south, east, north] = bounds
  return <Still at={[(west + east) / 2, (south + north) / 2]} shapes={shapes} caption={sizeOf(shape)} />
}
