import { describe, expect, test } from 'vitest'
import type { Context } from '#kernel/context'
import { keysOfJobs } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import { clerk, stranger, story } from '../library.story.world.ts'
import { addDay, citizen, places } from '../library.world.ts'

const told = story()
const { apply, see, at } = told
const asSystem = <T>(_what: string, work: (ctx: Context) => Promise<T>) => told.library.asSystem(work)

describe('the calendar', () => {
  test('a typhoon day moves open clocks of its county and of no other', async () => {
    at('2026-08-10')
    const [there, elsewhere] = [
      await apply(citizen('钱一'), 50, newKey(), newKey(), places.town.id),
      await apply(citizen('钱二'), 50, newKey(), newKey(), places.yingde.id),
    ]
    await addDay(told.library, places.yangshan, '2026-08-12', 'rest', 'regional')
    await told.library.cases.recountRegion(asSystem, places.yangshan.path, 5)
    expect((await see(clerk, there.id)).clocks.find(({ key }) => key === 'check')!.due).toBe('2026-08-18')
    expect((await see(stranger, elsewhere.id)).clocks.find(({ key }) => key === 'check')!.due).toBe('2026-08-17')
    expect(
      (await told.library.as(clerk, (ctx) => told.library.cases.inbox(ctx, {}))).items.find((item) => item.case === there.id)!.due,
    ).toBe('2026-08-18')
  })

  test('a case that can’t be counted is set aside as a job of its own; the days of all others move', async () => {
    at('2026-09-01')
    const { library } = told
    const made = []
    for (let i = 0; i < 5; i++) made.push(await apply(citizen('赵一'), 50, newKey(), newKey(), places.town.id))
    const bad = made[2]!
    const spoil = async (scopes: string) => {
      // The migrator owns no case table: what it does here nothing of the house can.
      await library.migrator.query('set role chengshu_cases')
      await library.migrator.query(`update cases."case" set scopes = ${scopes} where id = $1`, [bad.id])
      await library.migrator.query('reset role')
    }
    const whole = `(select o.scopes from cases."case" o where o.id = '${made[0]!.id}')`
    await spoil(`'null'`)
    await addDay(library, places.yangshan, '2026-09-03', 'rest', 'regional')
    for (const most of [2, 200]) await library.cases.recountRegion(asSystem, places.yangshan.path, most)
    const due = async (id: string) => (await see(clerk, id)).clocks.find(({ key }) => key === 'check')!.due
    for (const one of made) if (one !== bad) expect(await due(one.id)).toBe('2026-09-09')
    const aside = await library.asSystem((ctx) => keysOfJobs(ctx, 'cases-recount'))
    expect(aside).toEqual([`cases-recount:${bad.id}`])
    await expect(library.cases.recountCase(asSystem, bad.id)).rejects.toBeInstanceOf(Error)
    await spoil(whole)
    expect(await library.cases.recountCase(asSystem, bad.id)).toBe(true)
    expect(await due(bad.id)).toBe('2026-09-09')
    expect(await library.cases.recountCase(asSystem, bad.id)).toBe(false)
  })
})
