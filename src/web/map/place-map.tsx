import { lazy, Suspense, useMemo, useState } from 'react'
import { useText } from '../texts.ts'
import { namesOf, usePlaceAt, useRegions } from './regions.ts'
import { mapTexts } from './texts.ts'
import './map.css'

const Canvas = lazy(() => import('./canvas.tsx'))

/** A small still map of one place, with where it lies in words. For a record's page. */
export function PlaceMap({ at, label, height = '14rem' }: { at: readonly [number, number]; label: string; height?: string }) {
  const t = useText(mapTexts)
  const { data: found } = usePlaceAt(at)
  const county = found?.find(({ level }) => level === 'county')
  const { data } = useRegions(county?.id, undefined, county !== undefined)
  const [unable, setUnable] = useState(false)
  const [longitude, latitude] = at
  const drawing = useMemo(
    () => data && { areas: data, marks: [{ at: [longitude, latitude] as const, label }], names: true },
    [data, longitude, latitude, label],
  )
  const look = useMemo(() => ({ at: [longitude, latitude] as const, zoom: 11 }), [longitude, latitude])
  return (
    <figure className="place-map">
      {drawing && !unable && (
        <div className="map-frame" style={{ blockSize: height }} aria-hidden="true">
          <Suspense fallback={null}>
            <Canvas
              drawing={drawing}
              words={{ label, scroll: t.scroll, scrollMac: t.scrollMac, fingers: t.fingers }}
              tell={() => ''}
              tellRecord={() => ''}
              free={false}
              still
              look={look}
              onReady={() => undefined}
              onUnable={() => setUnable(true)}
            />
          </Suspense>
          <span className="map-sketch">{t.indicative}</span>
        </div>
      )}
      <figcaption className="small soft">
        {found && (found.length > 0 ? t.at1(namesOf(found)) : t.outside)}{' '}
        <span className="number">{at.map((one) => one.toFixed(6)).join(', ')}</span>
      </figcaption>
    </figure>
  )
}
