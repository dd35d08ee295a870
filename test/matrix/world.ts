import type { Site } from '../../src/main.ts'
import { plantDoings } from './doings.ts'
import type { Doors } from './door.ts'
import { plantPeople } from './people.ts'
import { openPlanting } from './planting.ts'
import { plantRecords } from './records.ts'
import { seats, signedIn, type Place } from './seats.ts'
import type { Planted } from './sights.ts'

/** Everything that was planted, and keys that routes want besides. */
export interface World {
  doors: Doors
  planted: readonly Planted[]
  /** Keys of regions by place. */
  regions: Readonly<Record<Place, string>>
  /** A matter of the published list that bureaus of market regulation handle. */
  matter: string
}

/** Plants the world in a city: what each object is, whose and where is said here; who may see it, in `sights.ts`. */
export async function plant(site: Site, doors: Doors): Promise<World> {
  const planting = await openPlanting(doors)
  const { city, planted, regions, asSystem } = planting
  await asSystem(async (ctx) => {
    await plantPeople(planting, ctx)
    await plantRecords(planting, ctx)
  })
  const shipped = new Map(city.systems.flatMap(({ seed }) => seed.posts ?? []).map(({ account, password }) => [account, password]))
  await doors.signIn(
    new Map(
      signedIn.map((seat) => {
        const account = seats[seat].account!
        return [seat, { account, password: shipped.get(account) ?? `chengshu-${account}` }]
      }),
    ),
  )
  const matter = await plantDoings(site, planting)
  return { doors, planted, regions, matter }
}
