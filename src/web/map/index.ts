/** Maps: of regions with figures and records. A small map of one place is `place-map.tsx`, choosing one `place-picker.tsx`. */
export { MapView } from './map-view.tsx'
