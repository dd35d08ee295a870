import type { Sealer } from '#kernel/sealing'

/** Blind indexes that are kept: those of some pieces of a file, and little memory. */
const KEPT = 4_000

/** A sealer that works out once the blind index of a value by which a record is looked for and which is then written. */
export function withBlindsOnce(sealer: Sealer): Sealer {
  const known = new Map<string, Map<string, Buffer>>()
  return {
    ...sealer,
    blind(value, place) {
      const ofPlace = known.get(place) ?? new Map<string, Buffer>()
      known.set(place, ofPlace)
      const done = ofPlace.get(value)
      if (done) return done
      const made = sealer.blind(value, place)
      if (ofPlace.size >= KEPT) ofPlace.clear()
      ofPlace.set(value, made)
      return made
    },
  }
}
