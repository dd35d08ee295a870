import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#testing'
import type { Site } from '../../src/main.ts'
import { faults } from './leak-faults.ts'
import { doors, openLeakSite, untriedOf, type LeakSite } from './leaks.ts'

let open: LeakSite
let site: Site
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await testDatabase()
  ;({ site, drop } = database)
  open = await openLeakSite(site, { seed: 20261123, worlds: 2 })
}, 120_000)
afterAll(async () => {
  await open?.close()
  await drop?.()
})

test('every route of records, maps, figures, files and open data is tried', () => {
  expect(untriedOf(open.routes), 'say in test/faults how it is tried').toEqual([])
})

test('what is hidden of a record is told at no door, and what is not hidden is there', async () => {
  const began = performance.now()
  const { leaks, missing, shown, tries } = await open.tryDoors(open.worlds, new Set(Object.values(doors)))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`field leaks: ${tries} questions, ${shown} answers had to show something and did, ${seconds} s\n`)
  expect({ leaks, missing }).toEqual({ leaks: [], missing: [] })
  expect(tries).toBeGreaterThan(5000)
  expect(shown).toBeGreaterThan(2000)
}, 600_000)

test.each(faults)(
  'a guard that is off is noticed: $name',
  async ({ door, by, plant }) => {
    const restore = await plant(open, site)
    const found = await open.tryDoors(open.worlds.slice(0, 1), new Set([door]), by).finally(restore)
    expect(found[by].length).toBeGreaterThan(0)
  },
  120_000,
)
