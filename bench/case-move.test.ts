import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, runAll, type Bench } from './jobs/case-bench.ts'
import { COUNTIES, steps } from './jobs/case-model.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const perCounty = 2

test('the engine and the limit by hand leave the same of the same cases, and the engine keeps to its statements', async () => {
  await bench.seed(perCounty)
  const ours = await runAll(bench, bench.ours)
  const moves = perCounty * COUNTIES * steps.length
  expect(ours.moves).toBe(moves)
  expect(ours.roundTrips).toBe(2 * moves)
  expect(ours.statements / moves).toBeLessThanOrEqual(6)
  await expect(bench.compare()).rejects.toThrow('did not do the same')
  const limit = await runAll(bench, bench.limit)
  expect([limit.moves, limit.statements]).toEqual([moves, moves])
  await bench.compare()
})

test('a move with the whole case as its answer moves the same', async () => {
  await bench.seed(perCounty)
  const moved = await runAll(bench, bench.withView)
  expect(await runAll(bench, bench.limit)).toMatchObject({ moves: moved.moves })
  await bench.compare()
})

test('a run that moves less than it says is void', async () => {
  await bench.seed(perCounty)
  const idle = { ...bench.ours, move: async () => undefined }
  await expect(runAll(bench, idle)).rejects.toThrow('the run is void')
})
