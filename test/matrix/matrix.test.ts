import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '#testing'
import type { Site } from '../../src/main.ts'
import { openDoors, type Doors } from './door.ts'
import { askAll, type Matrix } from './matrix.ts'
import { faults } from './planted.ts'
import { registersOf } from './asks.ts'
import { unknownKinds } from './rules.ts'
import { signedIn } from './seats.ts'
import { plant, type World } from './world.ts'

/** Every route × every object × every role, held against a table that asks the product nothing. */

let site: Site
let drop: () => Promise<void>
let doors: Doors
let world: World
let matrix: Matrix
let before: Record<string, number>

/** How often each planted record was written: whoever may not change it did not. */
const versions = async (): Promise<Record<string, number>> =>
  doors.city.identity.asSystem('核对', async (ctx) => {
    const found: Record<string, number> = {}
    for (const { kind, id, name } of world.planted)
      if (kind.includes('.') && doors.city.registers.definitions.find(kind))
        found[name] = (await doors.city.registers.findById(ctx, kind, id))!.record.version
    return found
  })

beforeAll(async () => {
  const database = await testDatabase()
  ;({ site, drop } = database)
  doors = await openDoors(site)
  world = await plant(site, doors)
  before = await versions()
  matrix = await askAll(world)
  const { cells, asks, shown, leaks, seconds } = matrix
  process.stdout.write(`matrix: ${cells} cells, ${asks} asks, ${shown} shown, ${leaks.length} leaks, ${seconds.toFixed(1)} s\n`)
}, 3_600_000)
afterAll(async () => {
  await doors?.close()
  await drop?.()
})

describe('the matrix', () => {
  it('has a rule for every route, and a route for every rule', () => {
    expect(matrix.unruled, 'say in test/matrix/rules.ts which objects the route is asked for and what it may tell').toEqual([])
    expect(matrix.idle, 'these routes are gone: take their rules out of test/matrix/rules.ts').toEqual([])
  })

  it('has an object in every register, and says of every kind who sees it', () => {
    const shipped = doors.city.registers.definitions.all.map(({ register }) => register.name)
    expect(
      shipped.filter((name) => !registersOf(world).includes(name)),
      'plant one in test/matrix/world.ts',
    ).toEqual([])
    expect(unknownKinds(world), 'say in test/matrix/sights.ts who sees it').toEqual([])
  })

  it('finds nothing told to whom it is hidden, and everything told to whom it is not', () => {
    expect(matrix.leaks).toEqual([])
    expect(matrix.cells).toBeGreaterThan(20_000)
    expect(matrix.asks).toBeGreaterThan(20_000)
    expect(matrix.shown).toBeGreaterThan(400)
  })

  it('tells live that something changed, and never what', async () => {
    const heard = new Map<string, string>()
    for (const seat of signedIn) {
      const actor = doors.actor(seat)
      doors.city.live
        .open(actor, async () => actor)
        .on('data', (piece: Buffer) => heard.set(seat, (heard.get(seat) ?? '') + piece.toString()))
    }
    await doors.city.live.look()
    // Something of the holder's that the window works on: both are told, and nobody learns whose it is.
    await doors.city.identity.asSystem('试验', async (ctx) => {
      const of = world.planted.find(({ name }) => name === 'population.person of the holder')!
      await doors.city.registers.changeUntyped(ctx, of.kind, of.id, before[of.name]!, {})
      before[of.name] = before[of.name]! + 1
    })
    await doors.city.live.look()
    const words = world.planted.flatMap(({ id, marks }) => [...marks.map(({ word }) => word), ...(id ? [id] : [])])
    expect([...heard].flatMap(([seat, said]) => words.filter((word) => said.includes(word)).map((word) => `${seat}: ${word}`))).toEqual([])
    expect(heard.size).toBeGreaterThan(0)
  })

  it('changed nothing by asking', async () => expect(await versions()).toEqual(before))
})

describe('a guard that is switched off', () => {
  it.each(faults)('is noticed: $name', async ({ seats, routes, plant: plantFault }) => {
    const restore = await plantFault({ site, doors })
    const only = (route: string) => routes.includes(route)
    const found = await askAll(world, { only, seats }).finally(restore)
    expect(found.leaks.length).toBeGreaterThan(0)
    // And once it is on again, there is nothing to notice.
    expect((await askAll(world, { only, seats })).leaks).toEqual([])
  })

  it('is noticed: a route that nobody thought of', async () => {
    const routes = [...doors.routes, { ...doors.routes[0]!, url: '/api/unthought/of' }]
    expect((await askAll(world, { routes, only: () => false })).unruled).toEqual([`${doors.routes[0]!.method} /api/unthought/of`])
  })
})
