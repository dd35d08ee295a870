/** Maps: of regions with figures, of a place, and for choosing a place. */
export { MapView, type MapFigures, type MapViewProps } from './map-view.tsx'
export type { Mark } from './style.ts'
