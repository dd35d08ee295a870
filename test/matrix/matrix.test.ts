import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '#testing'
import { openDoors, type Doors } from './door.ts'
import { askAll, type Matrix } from './matrix.ts'
import { plant, type World } from './world.ts'

let drop: () => Promise<void>
let doors: Doors
let world: World
let matrix: Matrix
beforeAll(async () => {
  const database = await testDatabase()
  drop = database.drop
  doors = await openDoors(database.site)
  world = await plant(database.site, doors)
  const { routes } = doors
  matrix = await askAll(world, {
    routes,
    ...(process.env.MATRIX_ONLY ? { only: (one: string) => one.includes(process.env.MATRIX_ONLY!) } : {}),
  })
  process.stdout.write(
    `matrix: ${matrix.cells} cells, ${matrix.asks} asks, ${matrix.shown} shown, ${matrix.leaks.length} leaks, ${matrix.seconds.toFixed(1)} s\n`,
  )
  writeFileSync('/tmp/walls-leaks.json', JSON.stringify(matrix.leaks, null, 1))
  process.stdout.write(
    matrix.leaks
      .slice(0, 0)
      .slice(0, 60)
      .map((one) => one + '\n')
      .join(''),
  )
}, 600_000)
afterAll(async () => {
  await doors?.close()
  await drop?.()
})

describe('every route, every object, every role', () => {
  it('has a rule', () => {
    expect(matrix.unruled, 'say in test/matrix/rules.ts how the route is tried').toEqual([])
    expect(matrix.idle).toEqual([])
  })
  it('no leaks', () => expect(matrix.leaks.length).toBe(0))
})
