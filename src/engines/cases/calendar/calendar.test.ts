import { describe, expect, test } from 'vitest'
import { newKey } from '#kernel/keys'
import { clerk, stranger, story } from '../library.story.world.ts'
import { addDay, citizen, places } from '../library.world.ts'

const told = story()
const { apply, see, at } = told

describe('the calendar', () => {
  test('a typhoon day moves open clocks of its county and of no other', async () => {
    at('2026-08-10')
    const [there, elsewhere] = [
      await apply(citizen('钱一'), 50, newKey(), newKey(), places.town.id),
      await apply(citizen('钱二'), 50, newKey(), newKey(), places.yingde.id),
    ]
    await addDay(told.library, places.yangshan, '2026-08-12', 'rest', 'regional')
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const { next } = await told.library.asSystem((ctx) => told.library.cases.recomputeClocks(ctx, places.yangshan.path, after, 5))
      if (next === null) break
      after = next
    }
    expect((await see(clerk, there.id)).clocks.find(({ key }) => key === 'check')!.due).toBe('2026-08-18')
    expect((await see(stranger, elsewhere.id)).clocks.find(({ key }) => key === 'check')!.due).toBe('2026-08-17')
    expect(
      (await told.library.as(clerk, (ctx) => told.library.cases.inbox(ctx, {}))).items.find((item) => item.case === there.id)!.due,
    ).toBe('2026-08-18')
  })
})
