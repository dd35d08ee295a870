import { seatNames, type SeatName } from './seats.ts'
import type { Request } from './door.ts'
import { levelOf, type Act, type Mark, type Planted } from './sights.ts'
import type { World } from './world.ts'

/** A key that nothing has, and a word that stands nowhere. */
export const NO_KEY = '019b0000-0000-7000-8000-000000000000'
export const NO_WORD = 'y1y2y3y4y5'

/** Of how many objects of other kinds a seat asks for one, at a route of records and at the others. */
const STRAY = 8
const STRAYS = 24
const SEARCHES = 6

/** One request of a seat, and what is known beforehand of its answer. */
export interface Ask {
  request: Request
  /** The object that it names, and the same request for one that does not exist: where the first is hidden, both answers are the same. */
  of?: Planted
  blank?: Request
  /** It looks for words instead of naming a key: the answer to words that stand nowhere is none, and no refusal. */
  looks?: boolean
  /** Its key is of another kind than the route asks for: it is nothing there, whoever asks. */
  stray?: boolean
  /** What right it rests on. */
  act?: Act
  /** Objects whose words stand in the answer where the seat may see them. */
  tells?: readonly Planted[]
  /** Whoever may see the object is not answered with an error. */
  answers?: boolean
  /** What this door tells by its office, as the log of changes does. */
  told?: (of: Planted) => boolean
}

/** What a seat asks at a route, object by object. */
export type Rule = (world: World, seat: SeatName) => Iterable<Ask>

/** A rule before it knows its route. */
export type RuleOf = (route: { method: string; url: string }) => Rule

/** A word of ours, and no number or login that stands for something. */
const isMade = ({ word }: Mark) => /^([a-z]\d){5}$/.test(word)

/** Of some objects those whose turn it is: over all seats each comes, and no seat asks for all. */
const inTurn = <T>(all: readonly T[], seat: SeatName, one: number): T[] =>
  all.filter((_, n) => n % one === (seatNames.indexOf(seat) * 5) % one)

export const isRegister = (kind: string): boolean => kind.includes('.')
export const registersOf = ({ planted }: World): string[] => [...new Set(planted.map(({ kind }) => kind).filter(isRegister))]
export const inRegister = ({ planted }: World, register: string): Planted[] => planted.filter(({ kind }) => kind === register)
const put = (url: string, name: string, value: string) => url.replace(`:${name}`, encodeURIComponent(value))
const withQuery = (url: string, query: string) => (query ? `${url}?${query}` : url)

interface Made {
  query?: string
  body?: unknown
  file?: { name: string; bytes: Buffer }
}
type Make = (of: Planted | undefined, world: World) => Made
const nothing: Make = () => ({})
/** Whether an object, under its key, is nothing to a seat. */
const isHidden = (of: Planted, seat: SeatName) => levelOf(of, seat) === 'hidden'

interface Of {
  act?: Act
  tells?: boolean
  answers?: boolean
  /** It would change what is planted: only those ask from whom the object is hidden. */
  writes?: boolean
  told?: Ask['told']
  make?: Make
}

const requestOf = (method: string, url: string, { query = '', body, file }: Made): Request => ({
  method,
  url: withQuery(url, query),
  ...(body === undefined ? {} : { body }),
  ...(file ? { file } : {}),
})

/** A record of a register by its key: each of every register, and each under the name of another register, where it is nothing. */
export const record =
  ({ act = 'read', tells = false, answers = tells, writes = false, told, make = nothing }: Of = {}): RuleOf =>
  ({ method, url }) =>
    function* (world, seat) {
      const registers = registersOf(world)
      for (const [n, of] of world.planted.filter(({ kind }) => isRegister(kind)).entries()) {
        const address = (register: string, id: string) => put(put(url, 'register', register), 'id', id)
        const made = requestOf(method, address(of.kind, of.id), make(of, world))
        const blank = requestOf(method, address(of.kind, NO_KEY), make(of, world))
        if (!writes || isHidden(of, seat))
          yield { request: made, of, blank, act, answers, ...(tells ? { tells: [of] } : {}), ...(told ? { told } : {}) }
        if (n % STRAY !== seatNames.indexOf(seat) % STRAY) continue
        const other = registers[(registers.indexOf(of.kind) + 1 + (n % (registers.length - 1))) % registers.length]!
        if (other === of.kind) continue
        const stray = requestOf(method, address(other, of.id), make(of, world))
        yield { request: stray, of, blank: requestOf(method, address(other, NO_KEY), make(of, world)), stray: true }
      }
    }

/** An object by the key of its kind, and objects of other kinds, which are nothing there. */
export const keyed =
  (
    kinds: readonly string[],
    { act = 'read', tells = false, answers = tells, writes = false, make = nothing, param = 'id' }: Of & { param?: string } = {},
  ): RuleOf =>
  ({ method, url }) =>
    function* (world, seat) {
      const ids = new Set(world.planted.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id))
      const strays = world.planted.filter(({ id }) => id !== '' && !ids.has(id))
      for (const of of world.planted.filter(({ kind }) => kinds.includes(kind))) {
        if (writes && !isHidden(of, seat)) continue
        const blank = requestOf(method, put(url, param, NO_KEY), make(of, world))
        yield {
          request: requestOf(method, put(url, param, of.id), make(of, world)),
          of,
          blank,
          act,
          answers,
          ...(tells ? { tells: [of] } : {}),
        }
      }
      for (const of of inTurn(strays, seat, STRAYS)) {
        const blank = requestOf(method, put(url, param, NO_KEY), make(undefined, world))
        yield { request: requestOf(method, put(url, param, of.id), make(undefined, world)), of, blank, stray: true }
      }
    }

/** A register as a whole: asked as it is, in every way that `make` knows, and for the words of each object. */
export const register =
  (
    make: (register: string, world: World) => Iterable<Made & { act?: Act; tells?: readonly Planted[]; answers?: boolean }>,
    look?: (word: string, of: Planted, world: World) => Iterable<Made & { act?: Act; tells?: readonly Planted[] }>,
  ): RuleOf =>
  ({ method, url }) =>
    function* (world) {
      for (const name of registersOf(world)) {
        for (const { act = 'read', tells, ...made } of make(name, world))
          yield { request: requestOf(method, put(url, 'register', name), made), act, ...(tells ? { tells } : {}) }
        for (const of of look ? inRegister(world, name) : [])
          for (const { word } of of.marks.filter(isMade)) {
            const blanks = [...look!(NO_WORD, of, world)]
            for (const [n, { act = 'read', tells, ...made }] of [...look!(word, of, world)].entries())
              yield {
                request: requestOf(method, put(url, 'register', name), made),
                blank: requestOf(method, put(url, 'register', name), blanks[n]!),
                of,
                looks: true,
                act,
                ...(tells ? { tells } : {}),
              }
          }
      }
    }

/** A page or a list as a whole, and what it must hold for those who may see it. */
export const whole =
  (make: (world: World, seat: SeatName) => Iterable<Made & { tells?: readonly Planted[]; act?: Act; told?: Ask['told'] }>): RuleOf =>
  ({ method, url }) =>
    function* (world, seat) {
      for (const { tells, act = 'read', told, ...made } of make(world, seat))
        yield { request: requestOf(method, url, made), act, ...(tells ? { tells } : {}), ...(told ? { told } : {}) }
    }

/** A search: for the words of every object, by all seats together. */
export const look =
  (query: (word: string) => Made): RuleOf =>
  ({ method, url }) =>
    function* (world, seat) {
      const words = world.planted.flatMap((of) => of.marks.filter(isMade).map(({ word }) => ({ of, word })))
      for (const { of, word } of inTurn(words, seat, SEARCHES))
        yield { request: requestOf(method, url, query(word)), blank: requestOf(method, url, query(NO_WORD)), of, looks: true }
    }

/** By a name in the address that is no key: each of `names`, or the words of objects. */
export const named =
  (param: string, names: (world: World) => Iterable<string | { word: string; of: Planted; tells?: boolean }>, made: Made = {}): RuleOf =>
  ({ method, url }) =>
    function* (world) {
      const address = (name: string) => requestOf(method, put(url, param, name).replaceAll(/:(\w+)/g, NO_WORD), made)
      for (const name of names(world))
        if (typeof name === 'string') yield { request: address(name) }
        else yield { request: address(name.word), blank: address(NO_WORD), of: name.of, ...(name.tells ? { tells: [name.of] } : {}) }
    }

/** A route that names no object: it is asked once a seat, and tells of none. */
export const once =
  (made: Made = {}, params: Readonly<Record<string, string>> = {}): RuleOf =>
  ({ method, url }) =>
    function* () {
      const address = Object.entries(params).reduce((all, [name, value]) => put(all, name, value), url)
      yield { request: requestOf(method, address.replaceAll(/:(\w+)/g, NO_KEY), made) }
    }

/** A route that can't be tried here, and which test tries it instead. */
export const elsewhere =
  (_test: string): RuleOf =>
  () =>
    function* () {}
