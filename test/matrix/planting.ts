import { createHash } from 'node:crypto'
import type { Context } from '#kernel/context'
import type { Answer, Doors, Request } from './door.ts'
import { places, type Place, type SeatName } from './seats.ts'
import type { Mark, Planted } from './sights.ts'

export type Values = Record<string, unknown>

let made = 0
/**
 * A word that nothing else holds, that is near to no other, and that no mask lets through: letters and digits in turn, so that no search
 * takes it for a number or for pinyin.
 */
export function newWord(): string {
  const bytes = createHash('sha256').update(`matrix ${made++}`).digest()
  return Array.from({ length: 5 }, (_, n) => 'bcdfghjkmpqrtvwxz'[bytes[2 * n]! % 17]! + String(bytes[2 * n + 1]! % 10)).join('')
}
/** A word that tells about nobody, and one that does. */
export const plain = (word: string, more: Partial<Mark> = {}): Mark => ({ word, personal: false, ...more })
export const personal = (word: string, more: Partial<Mark> = {}): Mark => ({ word, personal: true, ...more })
/** Of a word that is not on every page of its object. */
export const aside = { aside: true } as const

/** Those who have something of their own, each somewhere else. */
export const persons = {
  holder: { place: 'qingcheng', order: 11 },
  neighbour: { place: 'yangshan', order: 12 },
  agent: { place: 'qingxin', order: 13 },
} as const
export type PersonSeat = keyof typeof persons

const good = (answer: Answer): Values => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${Buffer.from(answer.text, 'latin1').toString()}`)
  return answer.text ? answer.json() : {}
}

/** What planting is done with: what is there already, and the ways to add to it. */
export async function openPlanting(doors: Doors) {
  const { city } = doors
  const { registers, identity } = city
  const planted: Planted[] = []
  const regions = {} as Record<Place, string>
  const paths = {} as Record<Place, { id: string; code: string; path: string }>
  for (const [place, code] of Object.entries(places) as [Place, string][]) {
    paths[place] = (await identity.places.byCode(code))!
    regions[place] = paths[place].id
  }
  const asSystem = <T>(work: (ctx: Context) => Promise<T>) => identity.asSystem('试验', work)
  const asOf = (ctx: Context, place: Place, organisation: string): Context => ({
    ...ctx,
    actor: { ...ctx.actor, region: paths[place], organisation },
  })
  const organ = async (ctx: Context, department: string, place: Place): Promise<string> =>
    (await identity.organisationFor(ctx, department, regions[place]))!.id
  const keep = (of: Planted) => void planted.push(of)
  const ask = async (seat: SeatName, request: Request) => good(await doors.ask(seat, request))
  const get = (seat: SeatName, url: string) => ask(seat, { method: 'GET', url })
  const post = (seat: SeatName, url: string, body: unknown = {}) => ask(seat, { method: 'POST', url, body })

  const personOf = {} as Record<PersonSeat, string>
  const nameOf = {} as Record<PersonSeat, string>
  const numberOf = {} as Record<PersonSeat, string>
  const nameMark = {} as Record<PersonSeat, string>
  const add = async (
    ctx: Context,
    kind: string,
    values: Values,
    of: Pick<Planted, 'name' | 'place' | 'holder' | 'department' | 'state' | 'holds'> & { marks?: readonly Mark[] },
  ): Promise<string> => {
    const department = of.department ?? 'government-services'
    const there = asOf(ctx, of.place, await organ(ctx, department, of.place))
    const id = await registers.addUntyped(there, kind, values).catch((error: unknown) => {
      throw new Error(`${kind} ${of.name} can't be planted: ${JSON.stringify(error)}`, { cause: error })
    })
    keep({ kind, id, marks: [], department, ...of, name: `${kind} ${of.name}` })
    return id
  }

  return {
    doors,
    city,
    registers,
    identity,
    planted,
    regions,
    asSystem,
    asOf,
    organ,
    keep,
    ask,
    get,
    post,
    add,
    personOf,
    nameOf,
    numberOf,
    nameMark,
  }
}
export type Planting = Awaited<ReturnType<typeof openPlanting>>
