import { useQuery } from '@tanstack/react-query'
import type { RegionCollection, RegionOnMap } from '#engines/map'
import { address, request } from '../api/request.ts'

/** The regions of a level within one; the browser keeps them until the next edition. */
export const useRegions = (parent: string | undefined, level?: string, enabled = true) =>
  useQuery({
    queryKey: ['map', 'regions', parent ?? '', level ?? ''],
    queryFn: () => request<RegionCollection>('GET', address('/api/map/regions', { parent, level })),
    staleTime: 600_000,
    enabled,
  })

export type { RegionCollection, RegionOnMap } from '#engines/map'

/** Regions that a point lies in, the smallest first. */
export const usePlaceAt = (at: readonly [number, number] | undefined) =>
  useQuery({
    queryKey: ['map', 'at', at?.join() ?? ''],
    queryFn: async () => (await request<{ regions: RegionOnMap[] }>('GET', address('/api/map/at', { lon: at![0], lat: at![1] }))).regions,
    staleTime: 600_000,
    enabled: at !== undefined,
  })

/** A place in words, from the county down; the city goes without saying. */
export const namesOf = (regions: readonly RegionOnMap[]): string =>
  regions
    .filter(({ level }) => level !== 'city' && level !== 'province')
    .map(({ name }) => name)
    .reverse()
    .join('')

type Bounds = [west: number, south: number, east: number, north: number]

/** The box around coordinates however deep they lie in a geometry. */
function widen(box: Bounds, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return
  if (typeof coordinates[0] !== 'number') {
    for (const one of coordinates) widen(box, one)
    return
  }
  const [x, y] = coordinates as [number, number]
  box[0] = Math.min(box[0], x)
  box[1] = Math.min(box[1], y)
  box[2] = Math.max(box[2], x)
  box[3] = Math.max(box[3], y)
}

/** The box around regions; nothing when there are none. */
export function boundsOf(features: readonly { geometry: unknown }[]): Bounds | undefined {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { geometry } of features) widen(box, (geometry as { coordinates: unknown }).coordinates)
  if (box[0] > box[2]) return undefined
  // A single point is shown with something around it.
  const less = Math.max(0.02 - (box[2] - box[0]), 0.02 - (box[3] - box[1]), 0) / 2
  return [box[0] - less, box[1] - less, box[2] + less, box[3] + less]
}
