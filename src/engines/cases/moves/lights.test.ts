import { expect, it, vi } from 'vitest'
import type { Context } from '#kernel/context'
import { story } from '../library.story.world.ts'
import { citizen } from '../library.world.ts'

const told = story()

it('a case that can’t be counted is logged and set aside as a job of its own; the lights of all others turn', async () => {
  const { library } = told
  told.at('2026-03-02')
  const someone = citizen('陈大文')
  const made = []
  for (let i = 0; i < 5; i++) made.push(await told.apply(someone))
  const bad = made[1]!
  // The migrator owns no case table: what it does here nothing of the house can.
  await library.migrator.query('set role chengshu_cases')
  await library.migrator.query(`update cases."case" set scopes = '{}' where id = $1`, [bad.id])
  await library.migrator.query('reset role')
  const log = vi.spyOn(library.ground.log, 'error')
  told.at('2026-03-20')
  const asSystem = <T>(_what: string, work: (ctx: Context) => Promise<T>) => library.asSystem(work)
  expect(await library.cases.turnLights(asSystem)).toBe(4)
  expect(log.mock.calls.map(([said]) => (said as { number: string }).number)).toEqual([bad.number])
  for (const one of made) {
    const view = one === bad ? undefined : await told.see(someone, one.id)
    if (view) expect(view.moves.at(-1)!.act).toBe('lapse')
  }
  // Set aside, it is not met again by every round.
  expect(await library.cases.turnLights(asSystem)).toBe(0)
  expect(log.mock.calls).toHaveLength(1)
  await expect(library.cases.recountCase(asSystem, bad.id)).rejects.toBeInstanceOf(Error)
  // Mended, it is counted by its own job.
  await library.migrator.query('set role chengshu_cases')
  await library.migrator.query(`update cases."case" set scopes = (select scopes from cases."case" where id = $2) where id = $1`, [
    bad.id,
    made[0]!.id,
  ])
  await library.migrator.query('reset role')
  expect(await library.cases.recountCase(asSystem, bad.id)).toBe(true)
  log.mockRestore()
})
