import { OPEN_BOX } from '#kernel/context'
import { describe, expect, test } from 'vitest'
import { newKey } from '#kernel/keys'
import { casesAskedBy, casesBeginning, countTasks, casesOfHolder, doneTasks, openTasks, tasksOfOrganisation, wholeCase } from '../sql.ts'
import { casesOf, summaries } from './summaries.ts'
import { openTables } from '../moves/known.ts'
import { clerk, colleague, story } from '../library.story.world.ts'
import { citizen, officer, places } from '../library.world.ts'

const told = story()
const { apply, see, act, at, tick } = told

describe('inbox', () => {
  test('lists what waits for the roles of the post, the most pressing first, page by page', async () => {
    at('2026-03-02')
    const keeper = officer('孙一', 'library.clerk', 'library', places.yingde)
    const list = (query: Parameters<typeof told.library.cases.inbox>[1] = {}) =>
      told.library.as(keeper, (ctx) => told.library.cases.inbox(ctx, query))
    expect(await list()).toEqual({ items: [], next: null, counts: { open: 0, yellow: 0, red: 0 } })
    at('2026-03-03')
    const late = await apply(citizen('孙二'), 50, newKey(), newKey(), places.yingde.id)
    at('2026-03-02')
    const early = await apply(citizen('孙三'), 50, newKey(), newKey(), places.yingde.id)
    const all = await list()
    expect(all.items.map((item) => [item.case, item.due, item.light, item.branchLabel, item.stageLabel])).toEqual([
      [early.id, '2026-03-09', 'green', '藏书许可', '收件审查'],
      [late.id, '2026-03-10', 'green', '藏书许可', '收件审查'],
    ])
    const first = await list({ limit: 1 })
    expect(first.items.map((item) => item.case)).toEqual([early.id])
    expect((await list({ limit: 1, after: first.next! })).items.map((item) => item.case)).toEqual([late.id])
    at('2026-03-09')
    await tick()
    expect((await list({ light: 'yellow' })).counts).toEqual({ open: 2, yellow: 2, red: 0 })
    expect(told.library.told.notices.some((notice) => notice.title === '即将到期' && notice.text.includes('2026年3月9日'))).toBe(true)
    await act(keeper, await see(keeper, early.id), 'accept')
    expect((await list({ state: 'done' })).items.map((item) => item.case)).toEqual([early.id])
    // Two done at the same moment, on two pages.
    await act(keeper, await see(keeper, late.id), 'accept')
    const done = await list({ state: 'done', limit: 1 })
    const second = await list({ state: 'done', limit: 1, after: done.next! })
    expect([...done.items, ...second.items].map((item) => item.case).sort()).toEqual([early.id, late.id].sort())
    await expect(list({ state: 'done', after: 'yesterday' })).rejects.toMatchObject({ status: 422, code: 'inbox.cursor' })
    const everywhere = { ...keeper, duties: [...keeper.duties, { ...keeper.duties[0]!, regionPath: places.city.path }] }
    const both = await told.library.as(everywhere, (ctx) => told.library.cases.inbox(ctx, { state: 'done' }))
    expect(both.items).toHaveLength(2)
  })
  test('a case is found by the beginning of its number or of its applicant’s name, by those who work on it', async () => {
    at('2026-03-02')
    const view = await apply(citizen('司马相如'), 50)
    const find = (actor: typeof clerk, words: string) => told.library.as(actor, (ctx) => told.library.cases.findCases(ctx, words, 20))
    const one = { id: view.id, number: view.number, title: view.title, open: true }
    expect(await find(clerk, '司马')).toEqual([one])
    expect(await find(clerk, view.number)).toEqual([one])
    expect((await find(clerk, view.number.slice(0, -1))).some(({ id }) => id === view.id)).toBe(true)
    expect(await find(clerk, '相如')).toEqual([])
    expect(await find(officer('孙一', 'library.clerk', 'library', places.yingde), '司马')).toEqual([])
  })
  test('a counted limit says which of its case it is, until when, and how it goes; a case the limit that ends first', async () => {
    at('2026-03-02')
    const view = await apply(citizen('孙五'), 50)
    const counted = () =>
      told.library.as(clerk, async (ctx) => {
        openTables(ctx, OPEN_BOX, ['clock'])
        const rows = await ctx.tx.rows({ text: 'select id from cases.clock where case_id = $1 order by id', values: [view.id] })
        const keys = rows.map(({ id }) => id as string)
        const limits = await casesOf(ctx, 'cases.clock', keys, places.city.path)
        const [one] = await summaries(ctx, [view.id], places.city.path)
        expect((await casesOf(ctx, 'cases.clock', keys, places.yingde.path)).size).toBe(0)
        return { limits: keys.map((key) => limits.get(key)), due: one!.due, light: one!.light }
      })
    const whole = { case: view.id, limit: { label: '联办承诺', due: '2026-04-13', state: 'running', light: 'green' } }
    const check = { label: '收件审查', due: '2026-03-09' }
    expect(await counted()).toEqual({
      limits: [whole, { case: view.id, limit: { ...check, state: 'running', light: 'green' } }],
      due: '2026-03-09',
      light: 'green',
    })
    at('2026-03-16')
    await tick()
    const statutory = { label: '法定时限', due: '2026-03-30', state: 'running', light: 'green' }
    expect(await counted()).toEqual({
      limits: [whole, { case: view.id, limit: { ...check, state: 'lapsed', light: 'red' } }, { case: view.id, limit: statutory }],
      due: '2026-03-30',
      light: 'green',
    })
  })
  test('a task taken by one officer is not done by another', async () => {
    at('2026-03-02')
    const view = await apply(citizen('孙四'), 50)
    const task = view.tasks[0]!.id
    await told.library.as(clerk, (ctx) => told.library.cases.claim(ctx, task, true))
    await expect(told.library.as(colleague, (ctx) => told.library.cases.claim(ctx, task, true))).rejects.toMatchObject({
      status: 409,
      message: '已由张三领取',
    })
    await expect(act(colleague, await see(colleague, view.id), 'accept')).rejects.toMatchObject({ status: 409, code: 'case.claimed' })
    await told.library.as(clerk, (ctx) => told.library.cases.claim(ctx, task, false))
    expect((await act(colleague, await see(colleague, view.id), 'accept')).branches[0]!.acceptedOn).toBe('2026-03-02')
  })
})

test('every list and view finds its rows by an index behind the policies', async () => {
  const id = newKey()
  const statements = [
    openTasks({ organisation: id, roles: ['a'], light: null, after: { due: '2026-03-02', id }, most: 51 }),
    doneTasks({ organisation: id, roles: ['a'], before: { closed: '2026-03-02T00:00:00Z', id }, most: 51 }),
    countTasks(id, ['a']),
    casesBeginning({ organisation: id, roles: ['a'], words: '441802', most: 20 }),
    casesOfHolder(id, 50),
    casesAskedBy(id, 50),
    tasksOfOrganisation(id, id),
    ...wholeCase(id),
  ]
  const scans = await told.library.as(clerk, async (ctx) => {
    openTables(ctx, OPEN_BOX)
    // Tables of a test are too small for an index to pay; the question is whether one can be used at all.
    await ctx.tx.query({ text: 'set local enable_seqscan = off' })
    const plans: string[] = []
    for (const { name, text, values } of statements) {
      const rows = await ctx.tx.rows({ text: `explain ${text}`, values })
      plans.push(
        ...rows
          .filter((row) => /Seq Scan on (case|task|move|clock|material|instrument)/.test(row['QUERY PLAN'] as string))
          .map(() => name!),
      )
    }
    return plans
  })
  expect(scans).toEqual([])
})
