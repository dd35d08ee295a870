import type { Answer, Request } from './door.ts'
import { NO_WORD, type Ask } from './asks.ts'
import { rules } from './rules.ts'
import { seatNames, type SeatName } from './seats.ts'
import { levelOf, type Act, type Mark, type Planted } from './sights.ts'
import type { World } from './world.ts'

/** What came of it. A cell is an endpoint, an object and a role: the endpoint was asked by the role, and its answer held against the object. */
export interface Matrix {
  asks: number
  cells: number
  /** Asks whose answer had to hold something, and did. */
  shown: number
  leaks: string[]
  /** Routes without a rule, and rules without a route. */
  unruled: string[]
  idle: string[]
  seconds: number
}

/** How many asks are on their way at a time: the database works on one while the next is put together. */
const AT_ONCE = 6

const keyPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
/** Headers that say when and how an answer travelled, and nothing of what is in it. */
const travels = new Set(['date', 'content-length', 'etag', 'connection', 'keep-alive', 'location'])

interface Held {
  of: Planted
  mark: Mark
}

/** Every word and key of the world, and what they stand in. */
function indexOf(planted: readonly Planted[]) {
  const words = new Map<string, Held[]>()
  const keys = new Map<string, Planted[]>()
  for (const of of planted) {
    for (const mark of of.marks) words.set(mark.word, [...(words.get(mark.word) ?? []), { of, mark }])
    for (const key of [of.id, ...(of.holds ?? [])]) if (key) keys.set(key, [...(keys.get(key) ?? []), of])
  }
  return { words, keys, pattern: new RegExp([...words.keys(), NO_WORD].join('|'), 'g') }
}

/** Whether a seat may be told a word, by any of the objects that it stands in; `act` is what the door rests on. */
function mayKnow(held: readonly Held[], seat: SeatName, act: Act): boolean {
  return held.some(({ of, mark }) => {
    const level = levelOf(of, seat)
    if (level === 'hidden') return false
    if (!mark.personal || level === 'whole') return true
    return act === 'reveal' && levelOf(of, seat, 'reveal') !== 'hidden'
  })
}

/** An answer without what was asked for in it, and without its number: what is left is the same for whatever is not there. */
function bare({ status, headers, text }: Answer, { url, body }: Request, pattern: RegExp): string {
  const given = JSON.stringify([url, body])
  const asked = new Set([...(given.match(keyPattern) ?? []), ...(given.match(pattern) ?? [])])
  let said = text.replaceAll(/"instance":"[^"]*"/g, '').replaceAll(/编号 [0-9a-z-]+/g, '')
  for (const one of asked) said = said.replaceAll(one, '#')
  const kept = Object.entries(headers)
    .filter(([name]) => !travels.has(name))
    .map(([name, value]) => `${name}: ${String(value)}`)
  return [status, ...kept.sort(), said].join('\n')
}

const shortOf = (answer: Answer) => `${answer.status} ${Buffer.from(answer.text, 'latin1').toString().slice(0, 160)}`

/** Asks everything of everybody and holds each answer against the table. */
export async function askAll(
  world: World,
  {
    routes = world.doors.routes,
    only,
    seats = seatNames,
  }: { routes?: World['doors']['routes']; only?: (route: string) => boolean; seats?: readonly SeatName[] } = {},
): Promise<Matrix> {
  const { doors, planted } = world
  const { words, keys, pattern } = indexOf(planted)
  const began = performance.now()
  const cells = new Set<string>()
  const leaks = new Set<string>()
  let asks = 0
  let shown = 0

  /** What is in an answer that the seat may not know, and did not say itself. */
  function unknownIn(answer: Answer, request: Request, seat: SeatName, { act = 'read', told = () => false }: Ask): string[] {
    const said = JSON.stringify([request.url, request.body]) + (request.file?.name ?? '')
    const all = answer.text + JSON.stringify(answer.headers)
    const found: string[] = []
    for (const word of new Set(all.match(pattern) ?? [])) {
      const held = words.get(word)
      if (held && !said.includes(word) && !mayKnow(held, seat, act) && !held.some((one) => told(one.of)))
        found.push(`a word of ${held[0]!.of.name}`)
    }
    for (const key of new Set(all.match(keyPattern) ?? [])) {
      const of = keys.get(key)
      if (of && !said.includes(key) && !of.some((one) => levelOf(one, seat) !== 'hidden' || told(one)))
        found.push(`the key of ${of[0]!.name}`)
    }
    return found
  }

  async function tryOne(route: string, seat: SeatName, ask: Ask, blanks: Map<string, Promise<string>>): Promise<void> {
    const { request, of, blank, act = 'read', tells = [] } = ask
    let answer = await doors.ask(seat, request)
    // A busy machine may keep a connection waiting for too long, and says so; nothing was answered then.
    for (let n = 0; answer.status === 503 && n < 3; n++) answer = await doors.ask(seat, request)
    asks++
    const leak = (what: string) => void leaks.add(`${route}, ${seat}: ${what} (${request.url}) ${shortOf(answer)}`)
    if (of) cells.add(`${route} ${of.name} ${seat}`)
    else for (const one of planted) cells.add(`${route} ${one.name} ${seat}`)
    if (answer.status >= 500) leak(`breaks`)
    for (const what of unknownIn(answer, request, seat, ask)) leak(`is told ${what}`)
    const level = of && !ask.stray ? levelOf(of, seat, act) : 'hidden'
    const isThere = of && !ask.stray && (levelOf(of, seat) !== 'hidden' || level !== 'hidden')
    // Words may stand in more than the object that they were taken from.
    const given = ask.looks ? (JSON.stringify([request.url, request.body]).match(pattern) ?? []) : []
    const isKnown = given.some((word) => mayKnow(words.get(word) ?? [], seat, act))
    if (of && blank && !isThere && !isKnown) {
      const key = `${blank.url} ${JSON.stringify(blank.body ?? null)}`
      const nothing = blanks.get(key) ?? doors.ask(seat, blank).then((one) => bare(one, blank, pattern))
      blanks.set(key, nothing)
      if (!ask.looks && answer.status < 400 && answer.status !== 304) leak(`is let at ${of.name}`)
      if (bare(answer, request, pattern) !== (await nothing))
        leak(`can tell ${of.name} from what is not there: ${(await nothing).slice(-160)}`)
    }
    // Seen and not to be taken away: there is nothing to take, which a search says by finding nothing.
    if (of && level === 'hidden' && isThere && act !== 'read' && answer.status < 400) {
      const isNothing = ask.looks && blank && bare(answer, request, pattern) === bare(await doors.ask(seat, blank), blank, pattern)
      if (!isNothing) leak(`may not ${act} ${of.name}`)
    }
    if (of && level !== 'hidden' && ask.answers && answer.status >= 400) leak(`is refused ${of.name}`)
    for (const one of tells) {
      const sees = levelOf(one, seat, act)
      if (sees === 'hidden') continue
      if (answer.status >= 300) leak(`is not shown ${one.name}`)
      const missing = one.marks.filter(
        ({ personal, aside, word }) => !aside && (!personal || sees === 'whole') && !answer.text.includes(word),
      )
      if (missing.length > 0) leak(`does not find ${missing.map(({ word }) => word).join(', ')} of ${one.name}`)
      else shown++
    }
  }

  const named = routes.map((route) => ({ route, name: `${route.method} ${route.url}` }))
  const work: (() => Promise<void>)[] = []
  for (const { route, name } of named) {
    const rule = rules[name]
    if (!rule || (only && !only(name))) continue
    for (const seat of seats) {
      const blanks = new Map<string, Promise<string>>()
      for (const ask of rule(route)(world, seat)) work.push(() => tryOne(name, seat, ask, blanks))
    }
  }
  let next = 0
  const run = async () => {
    while (next < work.length) await work[next++]!()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, run))
  return {
    asks,
    cells: cells.size,
    shown,
    leaks: [...leaks],
    unruled: named.map(({ name }) => name).filter((name) => !Object.hasOwn(rules, name)),
    idle: Object.keys(rules).filter((name) => !named.some((one) => one.name === name)),
    seconds: (performance.now() - began) / 1000,
  }
}
