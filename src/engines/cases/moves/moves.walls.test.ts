import { describe, expect, test } from 'vitest'
import { OPEN_BOX } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { clerk, checker, stranger, story } from '../library.story.world.ts'
import { citizen } from '../library.world.ts'

const told = story()
const { apply, see, act, at } = told

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
    // To a colleague without a duty in it the case is not there.
    await expect(act(sameOffice, await see(clerk, view.id), 'accept')).rejects.toMatchObject({ status: 404, code: 'case.task' })
  })
  test('an officer who looks at a case is on record with its applicant, who looks at it without', async () => {
    at('2026-03-02')
    const me = citizen('吴七')
    const view = await apply(me, 50)
    await see(me, view.id)
    await see(clerk, view.id)
    const of = told.library.told.readings.filter((one) => one.case === view.id)
    expect(of).toEqual([{ by: clerk.name, case: view.id, holder: me.person }])
  })
  test('a task is taken by whoever has its duty, not by a colleague without', async () => {
    at('2026-03-02')
    const view = await apply(citizen('吴五'), 50)
    const task = (await see(clerk, view.id)).tasks[0]!.id
    const colleague = { ...clerk, account: newKey(), duties: [{ ...clerk.duties[0]!, role: 'library.porter' }] }
    const claim = (who: typeof clerk) => told.library.as(who, (ctx) => told.library.cases.claim(ctx, task, true))
    for (const who of [colleague, stranger, checker]) await expect(claim(who)).rejects.toMatchObject({ status: 404, code: 'case.task' })
    await claim(clerk)
    expect((await see(clerk, view.id)).tasks[0]!.claimedBy).toMatchObject({ id: clerk.account })
  })
  test('over SQL the app roles see nothing without their settings and write nothing at all', async () => {
    for (const pool of [told.library.ground.pools.app, told.library.ground.pools.hall]) {
      for (const table of ['"case"', 'task', 'move', 'clock', 'material', 'instrument', 'matter', 'implementation'])
        expect((await pool.query(`select count(*)::int as n from cases.${table}`)).rows).toEqual([{ n: 0 }])
      await expect(pool.query(`update cases.task set closed = now()`)).rejects.toMatchObject({ code: '42501' })
      await expect(
        pool.query(`insert into cases.idempotency values (gen_random_uuid(), 'a', 'b', gen_random_uuid())`),
      ).rejects.toMatchObject({ code: '42501' })
      await expect(pool.query(`select * from cases.idempotency`)).rejects.toMatchObject({ code: '42501' })
      await expect(pool.query(`select cases.write(null, '{}')`)).rejects.toMatchObject({ code: '42501' })
    }
    await expect(told.library.ground.pools.hall.query(`select cases.apply_clocks('[]')`)).rejects.toMatchObject({ code: '42501' })
    await expect(told.library.migrator.query('update cases.move set act = act')).rejects.toThrow('keeps what was written')
  })
  test('a hall process sees only its own, whatever box it opens', async () => {
    at('2026-03-02')
    const [mine, theirs] = [citizen('吴三'), citizen('吴四')]
    const [one] = [await apply(mine, 50), await apply(theirs, 50)]
    const seen = await told.library.as(mine, async (ctx) => {
      ctx.tx.open('cases_case', 'read', OPEN_BOX)
      return ctx.tx.rows({ text: 'select id from cases."case"' })
    })
    expect(seen).toEqual([{ id: one.id }])
  })
  test('a hall process moves nothing for an organisation, and is not the system, whatever it sets', async () => {
    at('2026-03-02')
    const view = await apply(citizen('吴六'), 50)
    const task = (await see(clerk, view.id)).tasks[0]!.id
    const asks = async (door: 'app' | 'hall') => {
      const client = await told.library.ground.pools[door].connect()
      try {
        await client.query('begin')
        const is = async (name: string, value: string) => client.query('select set_config($1, $2, true)', [name, value])
        await is('app.actor', clerk.account!)
        await is('app.organisation', clerk.organisation!)
        const { rows } = await client.query(`select cases.for_move($1, $2, 9, 'key', 'request') is not null as found`, [view.id, task])
        await is('app.organisation', '')
        await is('app.purpose', 'system:测试')
        const opened = await client
          .query(`select cases.open_case('{"case":{},"key":"k","request":"r"}')`)
          .catch((error: { code: string }) => error.code)
        return [rows[0].found, opened === '42501']
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    // The app role passes this wall and fails at what an empty case lacks.
    expect(await asks('app')).toEqual([true, false])
    expect(await asks('hall')).toEqual([false, true])
  })
})
