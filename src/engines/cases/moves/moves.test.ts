import { describe, expect, test } from 'vitest'
import { newKey } from '#kernel/keys'
import type { CaseView } from '../index.ts'
import { clerk, colleague, checker, story } from '../library.story.world.ts'
import { citizen, officer, places } from '../library.world.ts'

const told = story()
const { apply, see, act, at, tick } = told

describe('openCase', () => {
  test('opens a task in every branch, starts the clocks from receipt and shows it to the applicant', async () => {
    at('2026-03-02')
    const me = citizen('陈一')
    const view = await apply(me)
    expect(view).toMatchObject({
      state: 'open',
      applicant: { name: '陈一' },
      region: { name: '阳城镇' },
      organisation: { name: '阳山县图书馆管理局' },
    })
    expect(view.branches.map(({ key, state, stageLabel }) => [key, state, stageLabel])).toEqual([
      ['books', 'running', '收件审查'],
      ['fire', 'running', '现场检查'],
    ])
    expect(view.clocks.map(({ key, branch, due, state }) => [key, branch, due, state])).toEqual([
      ['joint', null, '2026-04-13', 'running'],
      ['check', 'books', '2026-03-09', 'running'],
      ['statutory', 'fire', '2026-03-16', 'running'],
    ])
    expect(view.materials).toMatchObject([{ key: 'plan', file: { name: '平面图.pdf' } }])
    expect(view.tasks.map((task) => [task.branch, task.applicant, task.acts.map(({ key }) => key)])).toEqual([
      ['books', false, []],
      ['fire', false, ['withdraw']],
    ])
    expect(await told.library.as(me, (ctx) => told.library.cases.listMine(ctx))).toMatchObject([
      { id: view.id, state: 'open', due: '2026-03-09', stageLabels: ['藏书许可：收件审查', '消防检查：现场检查'] },
    ])
  })
  test('leaves out a branch that the answers do not ask for', async () => {
    const view = await apply(citizen('陈二'), 50)
    expect(view.branches.map(({ key, state }) => [key, state])).toEqual([
      ['books', 'running'],
      ['fire', 'not-needed'],
    ])
  })
  test('names every answer and material that is wrong', async () => {
    await expect(apply(citizen('陈三'), 0)).rejects.toMatchObject({ status: 422, problems: [{ path: 'answers.area' }] })
    await expect(apply(citizen('陈三'), 10, newKey(), null)).rejects.toMatchObject({
      problems: [{ path: 'materials.plan', message: '请上传“平面图”' }],
    })
  })
  test('asked twice under one key opens one case; another request under it is refused', async () => {
    const me = citizen('陈四')
    const key = newKey()
    const plan = newKey()
    const [one, two] = await Promise.all([apply(me, 30, key, plan), apply(me, 30, key, plan)])
    expect(two!.id).toBe(one!.id)
    expect((await apply(me, 30, key, plan)).id).toBe(one!.id)
    await expect(apply(me, 31, key, plan)).rejects.toMatchObject({ status: 409, code: 'request.key' })
  })
  test('a place where nobody exercises the matter is refused', async () => {
    await expect(apply(citizen('陈五'), 30, newKey(), newKey(), places.city.id)).rejects.toMatchObject({ status: 422, path: 'region' })
  })
})

describe('act', () => {
  test('goes from receipt to the end through both branches, with instruments, lights and moves', async () => {
    at('2026-03-02')
    const me = citizen('周一')
    const id = (await apply(me)).id
    at('2026-03-04')
    let view = await act(clerk, await see(clerk, id), 'accept')
    expect(view.branches[0]).toMatchObject({ acceptedOn: '2026-03-04', stageLabel: '审查决定' })
    expect(view.instruments).toMatchObject([
      { label: '受理通知书', number: '阳山县图书馆管理局受理通知书〔2026〕1号', ready: false, branch: 'books' },
    ])
    view = await act(checker, await see(checker, id), 'pass', {}, { branch: 'fire' })
    expect(view.branches[1]).toMatchObject({ state: 'granted', stageLabel: null })
    at('2026-03-10')
    view = await act(clerk, view, 'grant')
    expect(view.clocks.find(({ key, branch }) => key === 'joint' && branch === null)).toMatchObject({ state: 'done', ended: '2026-03-10' })
    view = await act(clerk, view, 'deliver')
    expect(view.tasks).toMatchObject([{ branch: null, stageLabel: '交付', mine: true }])
    view = await act(clerk, view, 'hand', {}, { branch: null })
    expect(view).toMatchObject({ state: 'concluded', tasks: [] })
    expect(view.clocks.every((clock) => clock.ended !== null)).toBe(true)
    expect(view.moves.map(({ actLabel, actorName, stageLabel }) => [actLabel, actorName, stageLabel])).toEqual([
      ['提交申请', '周一', ''],
      ['受理', '张三', '收件审查'],
      ['合格', '王五', '现场检查'],
      ['准予', '张三', '审查决定'],
      ['送达', '张三', '送达'],
      ['交付', '张三', '交付'],
    ])
    expect((await see(me, id)).moves.map((move) => move.id)).toEqual(view.moves.map((move) => move.id))
  })
  test('a supplement stops the check until all came, and there is only one notice', async () => {
    at('2026-03-02')
    const me = citizen('周二')
    const id = (await apply(me)).id
    const before = await see(clerk, id)
    await expect(act(clerk, before, 'supplement')).rejects.toMatchObject({ status: 422, problems: [{ path: 'input.gaps' }] })
    at('2026-03-05')
    const noticed = await act(clerk, before, 'supplement', { gaps: '平面图不清楚' })
    expect(noticed.clocks.find(({ key }) => key === 'check')).toMatchObject({ state: 'paused', due: null, light: 'paused' })
    expect(
      told.library.told.notices.some(
        (notice) => 'person' in notice.to && notice.to.person === me.person && notice.title === '请您办理：补正',
      ),
    ).toBe(true)
    at('2026-03-18')
    const file = newKey()
    const mine = await see(me, id)
    expect(mine.tasks.find((task) => task.applicant)).toMatchObject({ mine: true, stageLabel: '补正' })
    await expect(act(me, mine, 'resubmit')).rejects.toMatchObject({ status: 422, code: 'case.resubmit', path: 'materials' })
    const back = await act(me, mine, 'resubmit', {}, { materials: [{ key: 'plan', file }] })
    expect(back.clocks.find(({ key }) => key === 'check')).toMatchObject({ state: 'running', started: '2026-03-18', due: '2026-03-25' })
    expect(back.materials[0]!.file!.id).toBe(file)
    const offered = (await see(clerk, id)).tasks.find((task) => task.branch === 'books')!.acts.map(({ key }) => key)
    expect(offered).toEqual(['accept', 'refuse'])
    await expect(act(clerk, await see(clerk, id), 'supplement', { gaps: '又一样' })).rejects.toMatchObject({
      status: 422,
      message: '需要补正的内容应当一次性告知，已经告知过',
    })
  })
  test('time on a ground of article 45 does not count, any other ground is refused', async () => {
    at('2026-03-02')
    const id = (await apply(citizen('周三'))).id
    let view = await act(clerk, await see(clerk, id), 'accept')
    const due = () => view.clocks.find(({ key, branch }) => key === 'statutory' && branch === 'books')
    expect(due()).toMatchObject({ due: '2026-03-30' })
    await expect(act(clerk, view, 'suspend', { ground: 'holiday', expectedDays: '3' })).rejects.toMatchObject({
      problems: [{ path: 'input.ground' }],
    })
    view = await act(clerk, view, 'suspend', { ground: 'hearing', expectedDays: '3' })
    expect(due()).toMatchObject({ state: 'paused', light: 'paused' })
    at('2026-03-09')
    view = await act(clerk, view, 'resume')
    expect(due()).toMatchObject({ state: 'running', due: '2026-04-06' })
  })
  test('a check that ran out is acceptance from receipt, whether the scheduler or an act came first', async () => {
    at('2026-03-02')
    const [one, two] = [(await apply(citizen('周四'))).id, (await apply(citizen('周五'))).id]
    at('2026-03-10')
    const seen = await see(clerk, one)
    expect(seen.branches[0]).toMatchObject({ acceptedOn: '2026-03-02', lapsed: true })
    await expect(act(clerk, seen, 'refuse', { reason: '不符' })).rejects.toMatchObject({ message: '已经受理，不能再不予受理' })
    const accepted = await act(clerk, seen, 'accept')
    expect(accepted.moves.map((move) => move.act)).toEqual(['open', 'lapse', 'accept'])
    expect(accepted.clocks.find(({ key, branch }) => key === 'statutory' && branch === 'books')).toMatchObject({
      started: '2026-03-02',
      due: '2026-03-30',
    })
    await tick()
    const ticked = await see(clerk, two)
    expect(ticked.moves.map((move) => move.act)).toEqual(['open', 'lapse'])
    expect(ticked.clocks.find(({ key }) => key === 'check')).toMatchObject({ state: 'lapsed' })
  })
  test('an applicant withdraws, and every task of every branch closes', async () => {
    at('2026-03-02')
    const me = citizen('周六')
    const id = (await apply(me)).id
    await act(clerk, await see(clerk, id), 'supplement', { gaps: '缺' })
    const over = await act(me, await see(me, id), 'withdraw')
    expect(over).toMatchObject({ state: 'withdrawn', tasks: [] })
    expect(over.branches.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  })
  test('an act that belongs to the applicant is theirs while an officer has the task, and nobody else’s', async () => {
    at('2026-03-02')
    const me = citizen('周十一')
    const mine = await apply(me)
    const offered = (view: CaseView) => Object.fromEntries(view.tasks.map((task) => [task.branch, task.acts.map(({ key }) => key)]))
    expect(offered(mine)).toEqual({ books: [], fire: ['withdraw'] })
    const theirs = await see(checker, mine.id)
    expect(offered(theirs)).toEqual({ books: [], fire: ['pass', 'fail'] })
    await expect(act(checker, theirs, 'withdraw', {}, { branch: 'fire' })).rejects.toMatchObject({ status: 403, code: 'case.role' })
    expect((await act(me, mine, 'withdraw', {}, { branch: 'fire' })).state).toBe('withdrawn')
  })
  test('who examined does not decide', async () => {
    at('2026-03-02')
    const second = officer('王六', 'library.checker', 'fire-rescue', places.yangshan)
    const id = (await apply(citizen('周十二'))).id
    const failed = await act(checker, await see(checker, id), 'fail', {}, { branch: 'fire' })
    expect(failed.tasks.find((task) => task.branch === 'fire')).toMatchObject({ stageLabel: '复核', mine: false, acts: [] })
    await expect(act(checker, failed, 'reject', {}, { branch: 'fire' })).rejects.toMatchObject({ status: 403, code: 'case.unlike' })
    // Nor under a second account of the same person.
    const sameHand = { ...second, self: { person: null, accounts: [checker.account!, second.account!] } }
    await expect(act(sameHand, failed, 'reject', {}, { branch: 'fire' })).rejects.toMatchObject({ status: 403, code: 'case.unlike' })
    expect((await act(second, await see(second, id), 'reject', {}, { branch: 'fire' })).branches[1]).toMatchObject({ state: 'rejected' })
  })
  test('of 32 at once one wins, and the others are told by whom', async () => {
    at('2026-03-02')
    const id = (await apply(citizen('周七'))).id
    const view = await see(clerk, id)
    const results = await Promise.allSettled(Array.from({ length: 32 }, (_, i) => act(i % 2 ? clerk : colleague, view, 'accept')))
    const won = results.filter((one) => one.status === 'fulfilled')
    expect(won).toHaveLength(1)
    const lost = results
      .filter((one): one is PromiseRejectedResult => one.status === 'rejected')
      .map((one) => one.reason as { status: number; code: string; message: string })
    expect(lost.every(({ status, code }) => status === 409 && code === 'case.moved')).toBe(true)
    expect(new Set(lost.map(({ message }) => message)).size).toBe(1)
    expect(lost[0]!.message).toMatch(/^已由阳山县图书馆管理局(张三|李四)办理/)
    expect((await see(clerk, id)).moves).toHaveLength(2)
  })
  test('a branch does not wait for news of another, but what was seen of the branch itself must still hold', async () => {
    at('2026-03-02')
    const id = (await apply(citizen('周八'))).id
    const old = await see(clerk, id)
    await act(checker, await see(checker, id), 'pass', {}, { branch: 'fire' })
    const accepted = await act(clerk, old, 'accept')
    await act(colleague, accepted, 'extend', { reason: '复杂' })
    await expect(act(clerk, accepted, 'grant')).rejects.toMatchObject({ status: 409, code: 'case.moved' })
  })
  test('asked twice under one key moves once', async () => {
    at('2026-03-02')
    const id = (await apply(citizen('周九'))).id
    const view = await see(clerk, id)
    const key = newKey()
    const both = await Promise.all([act(clerk, view, 'accept', {}, { key }), act(clerk, view, 'accept', {}, { key })])
    expect(both.map((one) => one.moves.length)).toEqual([2, 2])
  })
  test('asks the database twice: once to lock and read, once to write', async () => {
    at('2026-03-02')
    const view = await see(checker, (await apply(citizen('周十'))).id)
    const task = view.tasks.find((one) => one.branch === 'fire')!
    const asked: (string | undefined)[] = []
    await told.library.as(checker, (ctx) => {
      const heard =
        <A extends { name?: string }, T>(ask: (statement: A) => Promise<T>) =>
        (statement: A) => {
          asked.push(statement.name)
          return ask(statement)
        }
      const later: typeof ctx.tx.later = (statement) => {
        asked.push(statement.name)
        ctx.tx.later(statement)
      }
      const tx = { ...ctx.tx, later, row: heard(ctx.tx.row), rows: heard(ctx.tx.rows), query: heard(ctx.tx.query) }
      return told.library.cases.act(
        { ...ctx, tx },
        { case: view.id, task: task.id, act: 'pass', version: view.version, input: {}, idempotencyKey: newKey() },
      )
    })
    // What comes after is the page that is shown.
    expect(asked.slice(0, asked.indexOf('cases.apply-move') + 1)).toEqual(['cases.for-move', 'cases.apply-move'])
  })
})
