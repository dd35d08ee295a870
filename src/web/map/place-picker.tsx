import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react'
import { address, request } from '../api/request.ts'
import { Button, Dialog, SearchBox } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { CanvasHandle } from './canvas.tsx'
import { namesOf, usePlaceAt, useRegions, type RegionOnMap } from './regions.ts'
import { mapTexts } from './texts.ts'
import './map.css'

const Canvas = lazy(() => import('./canvas.tsx'))

type Place = readonly [longitude: number, latitude: number]
type Found = RegionOnMap & { parentName: string | null }

const rounded = ([longitude, latitude]: Place): Place => [Number(longitude.toFixed(6)), Number(latitude.toFixed(6))]

/** Chooses a place: on the map, by moving the map under its middle, or by the name of a region. Gives WGS 84. */
export function PlacePicker({ value, onChoose, onClose }: { value: Place | null; onChoose: (at: Place) => void; onClose: () => void }) {
  const t = useText(mapTexts)
  const [at, setAt] = useState<Place | null>(value)
  const [near, setNear] = useState<Place | null>(value)
  const [words, setWords] = useState('')
  const asked = useDeferredValue(words.trim())
  const canvas = useRef<CanvasHandle>(null)
  const [unable, setUnable] = useState(false)
  const { data: areas } = useRegions(undefined, 'town')
  const { data: found } = useQuery({
    queryKey: ['map', 'places', asked],
    queryFn: () => request<{ items: Found[] }>('GET', address('/api/map/places', { q: asked, limit: 8 })),
    enabled: asked !== '',
  })
  const { data: around } = usePlaceAt(at ?? undefined)
  const drawing = useMemo(() => areas && { areas, marks: at ? [{ at }] : [], names: true }, [areas, at])
  const look = useMemo(() => (near ? { at: near, zoom: 13 } : undefined), [near])
  const take = (place: Place) => setAt(rounded(place))
  return (
    <Dialog
      title={t.pickTitle}
      onClose={onClose}
      foot={
        <>
          <Button look="primary" disabled={!at} onClick={() => at && onChoose(at)}>
            {t.use}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </>
      }
    >
      <div className="stack-tight">
        <p className="small soft">{t.pickHelp}</p>
        <SearchBox
          label={t.find}
          showLabel
          value={words}
          onChange={setWords}
          suggestions={(found?.items ?? []).map(({ id, name, parentName }) => ({
            key: id,
            label: name,
            ...(parentName ? { note: parentName } : {}),
          }))}
          onPick={({ key }) => {
            const one = found?.items.find(({ id }) => id === key)
            if (one) setNear(one.seat)
          }}
        />
        <p className="small soft" role="status">
          {asked && found && (found.items.length > 0 ? t.findMany(found.items.length) : t.findNone)}
        </p>
        {unable && <p className="notice">{t.unablePick}</p>}
        {drawing && !unable && (
          <div className="map-frame map-picker">
            <Suspense fallback={null}>
              <Canvas
                ref={canvas}
                drawing={drawing}
                words={{ label: `${t.pickTitle}. ${t.hint}`, scroll: t.scroll, scrollMac: t.scrollMac, fingers: t.fingers }}
                tell={(id) => areas?.features.find((one) => one.id === id)?.properties.name ?? ''}
                tellRecord={() => ''}
                onPlace={take}
                free
                still={false}
                look={look}
                onReady={() => undefined}
                onUnable={() => setUnable(true)}
              />
            </Suspense>
            <span className="map-cross" aria-hidden="true" />
            <span className="map-sketch">{t.indicative}</span>
          </div>
        )}
        <div className="row">
          <Button
            onClick={() => {
              const centre = canvas.current?.centre()
              if (centre) take(centre)
            }}
          >
            {t.pickCentre}
          </Button>
          <span role="status">
            {at && (
              <>
                <span className="number">{at.join(', ')}</span> {around && (around.length > 0 ? t.at1(namesOf(around)) : t.outside)}
              </>
            )}
          </span>
        </div>
        <p className="small soft">{t.datum}</p>
      </div>
    </Dialog>
  )
}
