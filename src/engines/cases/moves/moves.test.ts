import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OPEN_BOX, type Actor } from '#kernel/context'
import { newKey } from '#kernel/keys'
import type { CaseView } from '../index.ts'
import { emptyDatabase } from '../library.database.ts'
import { addDay, citizen, makeLibrary, officer, places, type Library } from '../library.world.ts'

let library: Library
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  library = await makeLibrary(database.connections)
})
afterAll(async () => {
  await library?.close()
  await drop?.()
})

const clerk = officer('张三', 'library.clerk', 'library', places.yangshan)
const other = officer('李四', 'library.clerk', 'library', places.yangshan)
const checker = officer('王五', 'library.checker', 'fire-rescue', places.yangshan)
const stranger = officer('赵六', 'library.clerk', 'library', places.yingde)

const apply = (who: Actor, area = 300, key: string = newKey(), plan: string | null = newKey(), region = places.town.id) =>
  library.as(who, (ctx) =>
    library.cases.openCase(ctx, {
      matter: 'library.reading-room',
      region,
      guide: {},
      answers: { area, name: '书屋' },
      materials: plan ? [{ key: 'plan', file: plan }] : [],
      idempotencyKey: key,
    }),
  )
const see = (who: Actor, id: string) => library.as(who, (ctx) => library.cases.getCase(ctx, id))
async function act(
  who: Actor,
  of: CaseView,
  act: string,
  input: Record<string, unknown> = {},
  more: { key?: string; materials?: { key: string; file: string }[]; branch?: string | null } = {},
) {
  const branch = more.branch === undefined ? 'books' : more.branch
  const task = of.tasks.find((one) => one.branch === branch)!
  return library.as(who, (ctx) =>
    library.cases.act(ctx, {
      case: of.id,
      task: task.id,
      act,
      version: of.version,
      input,
      ...(more.materials ? { materials: more.materials } : {}),
      idempotencyKey: more.key ?? newKey(),
    }),
  )
}
const at = (day: string) => library.setNow(`${day}T09:00:00+08:00`)

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
    expect(view.tasks.every((task) => !task.mine && task.acts.length === 0)).toBe(true)
    expect(await library.as(me, (ctx) => library.cases.listMine(ctx))).toMatchObject([
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
    const told = await act(clerk, before, 'supplement', { gaps: '平面图不清楚' })
    expect(told.clocks.find(({ key }) => key === 'check')).toMatchObject({ state: 'paused', due: null, light: 'paused' })
    expect(
      library.told.notices.some((notice) => 'person' in notice.to && notice.to.person === me.person && notice.title === '请您办理：补正'),
    ).toBe(true)
    at('2026-03-18')
    const file = newKey()
    const mine = await see(me, id)
    expect(mine.tasks.find((task) => task.mine)).toMatchObject({ applicant: true, stageLabel: '补正' })
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
    while ((await library.asSystem((ctx) => library.cases.tickClocks(ctx, 50))) > 0);
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
  test('of 32 at once one wins, and the others are told by whom', async () => {
    at('2026-03-02')
    const id = (await apply(citizen('周七'))).id
    const view = await see(clerk, id)
    const results = await Promise.allSettled(Array.from({ length: 32 }, (_, i) => act(i % 2 ? clerk : other, view, 'accept')))
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
    await act(other, accepted, 'extend', { reason: '复杂' })
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
    await library.as(checker, (ctx) => {
      const heard =
        <A extends { name?: string }, T>(ask: (statement: A) => Promise<T>) =>
        (statement: A) => {
          asked.push(statement.name)
          return ask(statement)
        }
      const tx = { ...ctx.tx, row: heard(ctx.tx.row), rows: heard(ctx.tx.rows), query: heard(ctx.tx.query) }
      return library.cases.act(
        { ...ctx, tx },
        { case: view.id, task: task.id, act: 'pass', version: view.version, input: {}, idempotencyKey: newKey() },
      )
    })
    // What comes after is the page that is shown.
    expect(asked.slice(0, asked.indexOf('cases.apply-move') + 1)).toEqual(['cases.for-move', 'cases.apply-move'])
  })
})

describe('who may see and act', () => {
  test('a stranger, another county, another bureau without a task and another applicant get nothing', async () => {
    at('2026-03-02')
    const me = citizen('吴一')
    const view = await apply(me, 50)
    for (const who of [stranger, checker, citizen('吴二')]) {
      await expect(see(who, view.id)).rejects.toMatchObject({ status: 404 })
      await expect(act(who, view, 'accept')).rejects.toMatchObject({ status: 404 })
    }
    await expect(act(me, view, 'accept')).rejects.toMatchObject({ status: 404 })
    const sameOffice = { ...clerk, duties: [{ ...clerk.duties[0]!, role: 'library.porter' }] }
    await expect(act(sameOffice, await see(clerk, view.id), 'accept')).rejects.toMatchObject({ status: 403, code: 'case.role' })
  })
  test('over SQL the app roles see nothing without their settings and write nothing at all', async () => {
    for (const pool of [library.ground.pools.app, library.ground.pools.hall]) {
      for (const table of ['"case"', 'task', 'move', 'clock', 'material', 'instrument', 'matter', 'implementation'])
        expect((await pool.query(`select count(*)::int as n from cases.${table}`)).rows).toEqual([{ n: 0 }])
      await expect(pool.query(`update cases.task set closed = now()`)).rejects.toMatchObject({ code: '42501' })
      await expect(
        pool.query(`insert into cases.idempotency values (gen_random_uuid(), 'a', 'b', gen_random_uuid())`),
      ).rejects.toMatchObject({ code: '42501' })
      await expect(pool.query(`select * from cases.idempotency`)).rejects.toMatchObject({ code: '42501' })
      await expect(pool.query(`select cases.write(null, '{}')`)).rejects.toMatchObject({ code: '42501' })
    }
    await expect(library.ground.pools.hall.query(`select cases.apply_clocks('[]')`)).rejects.toMatchObject({ code: '42501' })
    await expect(library.migrator.query('update cases.move set act = act')).rejects.toThrow('keeps what was written')
  })
  test('a hall process sees only its own, whatever box it opens', async () => {
    at('2026-03-02')
    const [mine, theirs] = [citizen('吴三'), citizen('吴四')]
    const [one] = [await apply(mine, 50), await apply(theirs, 50)]
    const seen = await library.as(mine, async (ctx) => {
      ctx.tx.open('cases_case', 'read', OPEN_BOX)
      return ctx.tx.rows({ text: 'select id from cases."case"' })
    })
    expect(seen).toEqual([{ id: one.id }])
  })
})

describe('inbox', () => {
  test('lists what waits for the roles of the post, the most pressing first, page by page', async () => {
    at('2026-03-02')
    const keeper = officer('孙一', 'library.clerk', 'library', places.yingde)
    const list = (query: Parameters<typeof library.cases.inbox>[1] = {}) => library.as(keeper, (ctx) => library.cases.inbox(ctx, query))
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
    while ((await library.asSystem((ctx) => library.cases.tickClocks(ctx, 50))) > 0);
    expect((await list({ light: 'yellow' })).counts).toEqual({ open: 2, yellow: 2, red: 0 })
    expect(library.told.notices.some((notice) => notice.title === '即将到期' && notice.text.includes('2026-03-09'))).toBe(true)
    await act(keeper, await see(keeper, early.id), 'accept')
    expect((await list({ state: 'done' })).items.map((item) => item.case)).toEqual([early.id])
  })
  test('a task taken by one officer is not done by another', async () => {
    at('2026-03-02')
    const view = await apply(citizen('孙四'), 50)
    const task = view.tasks[0]!.id
    await library.as(clerk, (ctx) => library.cases.claim(ctx, task, true))
    await expect(library.as(other, (ctx) => library.cases.claim(ctx, task, true))).rejects.toMatchObject({
      status: 409,
      message: '已由张三领取',
    })
    await expect(act(other, await see(other, view.id), 'accept')).rejects.toMatchObject({ status: 409, code: 'case.claimed' })
    await library.as(clerk, (ctx) => library.cases.claim(ctx, task, false))
    expect((await act(other, await see(other, view.id), 'accept')).branches[0]!.acceptedOn).toBe('2026-03-02')
  })
})

describe('the calendar', () => {
  test('a typhoon day moves open clocks of its county and of no other', async () => {
    at('2026-08-10')
    const [there, elsewhere] = [
      await apply(citizen('钱一'), 50, newKey(), newKey(), places.town.id),
      await apply(citizen('钱二'), 50, newKey(), newKey(), places.yingde.id),
    ]
    await addDay(library, places.yangshan, '2026-08-12', 'rest', 'regional')
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const { next } = await library.asSystem((ctx) => library.cases.recomputeClocks(ctx, places.yangshan.path, after, 5))
      if (next === null) break
      after = next
    }
    expect((await see(clerk, there.id)).clocks.find(({ key }) => key === 'check')!.due).toBe('2026-08-18')
    expect((await see(stranger, elsewhere.id)).clocks.find(({ key }) => key === 'check')!.due).toBe('2026-08-17')
    expect((await library.as(clerk, (ctx) => library.cases.inbox(ctx, {}))).items.find((item) => item.case === there.id)!.due).toBe(
      '2026-08-18',
    )
  })
})

test('the log holds one envelope for each version of each row, with the digest of what stands there', async () => {
  await library.migrator.query('set role chengshu_cases')
  await library.migrator.query(`set timezone = 'UTC'`)
  const tables = ['case', 'task', 'move', 'clock', 'material', 'instrument', 'matter', 'implementation']
  for (const table of tables) {
    const { rows } = await library.migrator.query<{ id: string; version: number; digest: string }>(
      `select id, version, encode(cases.digest(to_jsonb(t), t.salt), 'hex') as digest from cases."${table}" t order by id`,
    )
    expect(rows.length, table).toBeGreaterThan(0)
    const envelopes = await library.as({ ...clerk }, async (ctx) => {
      ctx.tx.set('app.log', 'reader')
      return ctx.tx.rows({
        text: `select record as id, max(version) as version, count(*)::int as n, count(distinct version)::int as versions,
            (array_agg(encode(digest, 'hex') order by version desc))[1] as digest
          from kernel.change where register = $1 group by record order by record`,
        values: [`cases.${table}`],
      })
    })
    expect(
      envelopes.map(({ id, version, digest }) => ({ id, version, digest })),
      table,
    ).toEqual(rows)
    expect(
      envelopes.every((one) => one.n === one.version && one.versions === one.version),
      table,
    ).toBe(true)
  }
})
