import { setWorkerUrl, Map as Drawn, Popup, type MapMouseEvent } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useRef, type Ref, useImperativeHandle } from 'react'
import { usePalette } from './palette.ts'
import { boundsOf } from './regions.ts'
import { isArea, isRecords, styleOf, type Drawing } from './style.ts'

setWorkerUrl(workerUrl)

/** What buttons beside the drawing do with it. */
export interface CanvasHandle {
  zoom(by: 1 | -1): void
  whole(): void
  centre(): [number, number] | undefined
}

/** Words that the drawing says itself. */
export interface CanvasWords {
  label: string
  scroll: string
  scrollMac: string
  fingers: string
}

/** What a tile says of one record, or of several that are drawn as one. */
export interface PointedRecord {
  layer: string
  id: string | undefined
  kind: string
  name: string
  /** How many, where they are counted. */
  records: number | undefined
}

/** A place and how near, or all of the shapes that are drawn. */
type Look = { at: readonly [number, number]; zoom: number } | 'shapes'

export interface CanvasProps {
  drawing: Drawing
  words: CanvasWords
  /** What hangs at the pointer over a region. */
  tell(region: string): string
  onPick?: ((region: string) => void) | undefined
  /** What hangs at the pointer over records. */
  tellRecord(record: PointedRecord): string
  onRecord?: ((record: PointedRecord) => void) | undefined
  /** Any place, for choosing one. */
  onPlace?: ((at: [number, number]) => void) | undefined
  /** The wheel and one finger move the map at once: where it is the whole page. */
  free: boolean
  /** Nothing answers: a picture. */
  still: boolean
  /** Where to look; all areas when not said. */
  look?: Look | undefined
  onReady(): void
  onUnable(): void
  ref?: Ref<CanvasHandle>
}

/** The room around what is shown, in pixels: names hang below points and beside them. */
function roomAround({ areas }: Drawing, rem: number) {
  const points = areas.features.some((one) => !isArea(one))
  return points ? { top: 1.5 * rem, bottom: 2.75 * rem, left: 3.5 * rem, right: 3.5 * rem } : 1.5 * rem
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches
const withGeometry = (shapes: Drawing['shapes'] = []) => shapes.map((geometry) => ({ geometry }))
const pickable = ['area', 'seat']

/** The drawing surface, in a file of its own: it is large and loaded when a map is first shown. */
export default function Canvas(props: CanvasProps) {
  const { drawing, words, free, still, look } = props
  const frame = useRef<HTMLDivElement>(null)
  const drawn = useRef<Drawn>(undefined)
  const latest = useRef(props)
  const palette = usePalette()
  const made = useRef({ drawing, palette })
  useEffect(() => void (latest.current = props))

  const fit = (quickly = false) => {
    const { drawing: now, look: to } = latest.current
    const bounds = boundsOf(to === 'shapes' ? withGeometry(now.shapes) : now.areas.features)
    if (to && to !== 'shapes') drawn.current?.jumpTo({ center: [...to.at] as [number, number], zoom: to.zoom })
    else if (bounds)
      drawn.current?.fitBounds(bounds, { padding: roomAround(now, palette.rem), animate: !quickly && !calm(), duration: 500 })
  }

  useImperativeHandle(props.ref, () => ({
    zoom: (by) => (by > 0 ? drawn.current?.zoomIn({ animate: !calm() }) : drawn.current?.zoomOut({ animate: !calm() })),
    whole: () => fit(),
    centre: () => drawn.current?.getCenter().toArray(),
  }))

  useEffect(() => {
    let map: Drawn
    const { areas, shapes } = latest.current.drawing
    const bounds = boundsOf(look === 'shapes' ? withGeometry(shapes) : areas.features)
    try {
      map = new Drawn({
        container: frame.current!,
        style: styleOf(latest.current.drawing, palette),
        ...(bounds ? { bounds, fitBoundsOptions: { padding: roomAround(latest.current.drawing, palette.rem) } } : {}),
        ...(look && look !== 'shapes' ? { center: [...look.at] as [number, number], zoom: look.zoom } : {}),
        attributionControl: false,
        localIdeographFontFamily: palette.font,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        interactive: !still,
        cooperativeGestures: !free && !still,
        fadeDuration: 0,
        minZoom: 3,
        maxZoom: 18,
        locale: {
          'Map.Title': words.label,
          'CooperativeGesturesHandler.WindowsHelpText': words.scroll,
          'CooperativeGesturesHandler.MacHelpText': words.scrollMac,
          'CooperativeGesturesHandler.MobileHelpText': words.fingers,
        },
      })
    } catch {
      latest.current.onUnable()
      return
    }
    drawn.current = map
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
    const bubble = new Popup({ closeButton: false, closeOnClick: false, className: 'map-bubble', maxWidth: '18rem' })
    const under = ({ point }: MapMouseEvent) => {
      if (!map.getLayer('area')) return undefined
      const found = map.queryRenderedFeatures(point, { layers: pickable })[0]
      return found?.properties.id as string | undefined
    }
    const recordUnder = ({ point }: MapMouseEvent): PointedRecord | undefined => {
      const drawnRecords = map.getLayersOrder().filter(isRecords)
      const found = drawnRecords.length > 0 ? map.queryRenderedFeatures(point, { layers: drawnRecords })[0] : undefined
      if (!found) return undefined
      const { id, kind = '', name = '', records } = found.properties as Record<string, never>
      return { layer: found.source.slice('layer:'.length), id, kind, name, records }
    }
    let hovered: string | undefined
    const leave = () => {
      hovered = undefined
      bubble.remove()
      map.getCanvas().style.cursor = ''
      if (map.getLayer('area-hovered')) map.setFilter('area-hovered', ['==', ['get', 'id'], ''])
    }
    map.on('mousemove', (event) => {
      if (still) return
      const record = recordUnder(event)
      const region = record ? JSON.stringify(record) : under(event)
      if (!region) return leave()
      bubble.setLngLat(event.lngLat)
      if (region === hovered) return
      hovered = region
      const { onPick, onPlace, onRecord, tell, tellRecord } = latest.current
      map.setFilter('area-hovered', ['==', ['get', 'id'], record ? '' : region])
      map.getCanvas().style.cursor = (record ? onRecord : onPick) || onPlace ? 'pointer' : ''
      bubble.setText(record ? tellRecord(record) : tell(region)).addTo(map)
    })
    map.on('mouseout', leave)
    map.on('click', (event) => {
      const { onPick, onPlace } = latest.current
      onPlace?.([event.lngLat.lng, event.lngLat.lat])
      const record = recordUnder(event)
      // Several that are drawn as one come apart from nearer.
      if (record?.records !== undefined) return void map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2, animate: !calm() })
      if (record) return latest.current.onRecord?.(record)
      const region = onPick && under(event)
      if (region) onPick(region)
    })
    map.once('load', () => latest.current.onReady())
    map.on('webglcontextlost', () => latest.current.onUnable())
    return () => {
      drawn.current = undefined
      map.remove()
    }
    // A change of what is drawn changes the style below; the surface itself is made once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  useEffect(() => {
    const map = drawn.current
    if (!map || (made.current.drawing === drawing && made.current.palette === palette)) return
    made.current = { drawing, palette }
    const redraw = () => map.setStyle(styleOf(made.current.drawing, made.current.palette), { diff: true })
    // Differences can be applied to a whole style only; of several changes before that the last counts.
    if (map.isStyleLoaded()) redraw()
    else map.once('load', redraw)
  }, [drawing, palette])

  const at =
    look === 'shapes'
      ? JSON.stringify(drawing.shapes)
      : look
        ? `${look.at.join()} ${look.zoom}`
        : drawing.areas.features.map(({ id }) => id).join()
  useEffect(() => {
    fit()
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at])

  return <div ref={frame} className="map-canvas" />
}
