/** Maps: of regions with figures and records, of one place, and for choosing a place. */
export { MapView, type MapFigures, type MapViewProps } from './map-view.tsx'
export { PlaceMap } from './place-map.tsx'
export type { Mark } from './style.ts'
