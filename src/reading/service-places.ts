import { organisations, regions, type Identity } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { ServicePlace } from '../web/reading/near.tsx'

/** Degrees, longitude first (CGCS2000). */
export type Point = readonly [longitude: number, latitude: number]

/** A service centre of a city or county, or a window of a town, at the seat of its region. */
export interface Served {
  id: string
  name: string
  level: string
  region: string
  regionPath: string
  point: Point | null
}

/** Functions of the organisations that keep service centres and windows. */
const centres = 'government-services'
const townWindows = 'public-service'
const keptFor = 60_000
const radius = 6371

/** Kilometres on a sphere (haversine); for the distances of a city that is exact to some metres. */
export function kilometres([lon, lat]: Point, [otherLon, otherLat]: Point): number {
  const rad = Math.PI / 180
  const a =
    Math.sin(((otherLat - lat) * rad) / 2) ** 2 +
    Math.cos(lat * rad) * Math.cos(otherLat * rad) * Math.sin(((otherLon - lon) * rad) / 2) ** 2
  return 2 * radius * Math.asin(Math.sqrt(a))
}

/** Places as a page shows them: the nearest first where it is known from where, otherwise by region. */
export const fromHere = (places: readonly Served[], here: Point | null): ServicePlace[] =>
  places
    .map(({ id, name, region, point }) => ({
      id,
      name,
      region,
      point: point && { lon: point[0], lat: point[1] },
      km: here && point ? kilometres(here, point) : null,
    }))
    .sort((a, b) => (a.km ?? Infinity) - (b.km ?? Infinity))

/** Where people are served, as the registers of organisations and regions say; read again after a minute. */
export function openServicePlaces({ registers, identity }: { registers: Registers; identity: Identity }) {
  // Seats go by the code of their region.
  let read: { places: readonly Served[]; seats: ReadonlyMap<string, Point>; until: number } | undefined
  return async () => {
    if (read && read.until > performance.now()) return read
    read = await identity.asSystem('服务窗口', async (ctx) => {
      const seats = new Map<string, Point>()
      for (const level of ['city', 'county', 'town'] as const) {
        const { items } = await registers.list(ctx, regions, { equals: { level }, limit: 500 })
        for (const { code, place } of items) if (place) seats.set(code, place)
      }
      const places: Served[] = []
      for (const fn of [centres, townWindows]) {
        const { items } = await registers.list(ctx, organisations, { equals: { function: fn }, limit: 500 })
        for (const { id, name, level, region } of items) {
          const found = await identity.places.find(region)
          if (found) places.push({ id, name, level, region, regionPath: found.path, point: seats.get(found.code) ?? null })
        }
      }
      return { places, seats, until: performance.now() + keptFor }
    })
    return read
  }
}
