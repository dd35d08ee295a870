import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything, newReader, officer, openSpine, readers, type Spine } from '../../test/spine/ground.ts'
import { OPEN_BOX, pathsBelow, type Context } from './context.ts'
import { traffic } from './database.ts'
import { Unavailable } from './errors.ts'

let spine: Spine
const clerk = officer('east', [everything.name])
beforeAll(async () => {
  spine = await openSpine({ pool: { max: 4 } })
})
afterAll(() => spine.close())

const setting = (ctx: Context, name: string) =>
  ctx.tx.row({ text: 'select current_setting($1, true) as value', values: [name] }).then((row) => row!.value)
const add = (ctx: Context) => spine.registers.addUntyped(ctx, readers.name, newReader())
const count = async (id: string) => {
  const { rows } = await spine.admin.query(`select count(*)::int as n from spine.reader where id = $1`, [id])
  return rows[0].n as number
}

test('work is whole: what fails later undoes what was written before', async () => {
  let id = ''
  await expect(
    spine.as(clerk, async (ctx) => {
      id = await add(ctx)
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(await count(id)).toBe(0)
})

test('a statement that failed and was swallowed undoes the rest, aloud', async () => {
  let id = ''
  await expect(
    spine.as(clerk, async (ctx) => {
      id = await add(ctx)
      await ctx.tx.query({ text: 'select 1/0' }).catch(() => undefined)
      return 'done'
    }),
  ).rejects.toThrow('division by zero')
  expect(await count(id)).toBe(0)
})

const note = (name: string) => ({
  text: 'insert into later_note (name, setting) values ($1, current_setting($2, true))',
  values: [name, 'box.x'],
})

test('what nobody waits for goes along with the next round trip or the commit, in order and under the settings of its time', async () => {
  await spine.admin.query('create table later_note (n serial, name text unique, setting text)')
  await spine.admin.query('grant select, insert on later_note to chengshu_app; grant usage on sequence later_note_n_seq to chengshu_app')
  const before = traffic.roundTrips
  await spine.as(clerk, async (ctx) => {
    ctx.tx.set('box.x', 'one')
    ctx.tx.later(note('first'))
    ctx.tx.set('box.x', 'two')
    expect(traffic.roundTrips).toBe(before)
    await ctx.tx.query(note('second'))
    ctx.tx.later(note('third'))
  })
  expect(traffic.roundTrips - before).toBe(2)
  await spine.as(clerk, async (ctx) => ctx.tx.later(note('alone')))
  expect(traffic.roundTrips - before).toBe(3)
  const { rows } = await spine.admin.query('select name, setting from later_note order by n')
  expect(rows).toEqual([
    { name: 'first', setting: 'one' },
    { name: 'second', setting: 'two' },
    { name: 'third', setting: 'two' },
    { name: 'alone', setting: '' },
  ])
})

test('what is wrong with a statement that nobody waited for is thrown, and nothing stays', async () => {
  const work = spine.as(clerk, async (ctx) => {
    await ctx.tx.query(note('fourth'))
    ctx.tx.later(note('first'))
    ctx.tx.later(note('fifth'))
  })
  await expect(work).rejects.toMatchObject({ status: 409 })
  const read = spine.as(clerk, async (ctx) => ctx.tx.later(note('sixth')), { readOnly: true })
  await expect(read).rejects.toThrow('nothing is written')
  const { rows } = await spine.admin.query(`select name from later_note where name in ('fourth', 'fifth', 'sixth')`)
  expect(rows).toEqual([])
})

test('what waits for the commit runs after it, and not after a failure', async () => {
  const ran: string[] = []
  const id = await spine.as(clerk, async (ctx) => {
    ctx.afterCommit(() => ran.push('after'))
    ran.push('in')
    return add(ctx)
  })
  await spine
    .as(clerk, async (ctx) => {
      ctx.afterCommit(() => ran.push('never'))
      throw new Error('no')
    })
    .catch(() => undefined)
  expect(ran).toEqual(['in', 'after'])
  expect(await count(id)).toBe(1)
})

test('a statement that comes after its transaction is over runs nowhere, and its connection is not lost', async () => {
  const waiting: Promise<unknown>[] = []
  const goOn = (work: Promise<unknown>) => void waiting.push(work.catch((error: Error) => error.message))
  await expect(
    spine.as(clerk, async (ctx) => {
      goOn(ctx.tx.query({ text: 'select pg_sleep(0.05)' }).then(() => add(ctx)))
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  await spine.as(clerk, async (ctx) => goOn(setting(ctx, 'app.actor')))
  expect(await Promise.all(waiting)).toEqual(Array(2).fill('a statement came after its transaction was over'))
  expect(spine.ground.pools.app.idleCount).toBe(spine.ground.pools.app.totalCount)
})

test('settings go with the next statement and end with the transaction', async () => {
  const before = traffic.roundTrips
  await spine.as(clerk, async (ctx) => {
    ctx.tx.set('app.word', '一')
    expect(await setting(ctx, 'app.word')).toBe('一')
    expect(await setting(ctx, 'app.actor')).toBe(clerk.account)
    expect(await setting(ctx, 'app.purpose')).toBe('duty:测试')
    ctx.tx.set('app.word', '二')
    expect(await setting(ctx, 'app.word')).toBe('二')
  })
  // Four statements and the commit.
  expect(traffic.roundTrips - before).toBe(5)
  const client = await spine.ground.pools.app.connect()
  const { rows } = await client.query(`select current_setting('app.word', true) as word, current_setting('app.actor', true) as actor`)
  client.release()
  expect(rows).toEqual([{ word: '', actor: '' }])
})

test('two questions asked at once share one transaction', async () => {
  const [one, other] = await spine.as(clerk, (ctx) =>
    Promise.all([1, 2].map(() => ctx.tx.row({ text: 'select pg_backend_pid() as pid, now() as at' }))),
  )
  expect(one).toEqual(other)
  expect(spine.ground.pools.app.waitingCount).toBe(0)
  expect(spine.ground.pools.app.idleCount).toBe(spine.ground.pools.app.totalCount)
})

test('reading only takes one round trip a question with all its settings', async () => {
  const before = traffic.roundTrips
  await spine.as(clerk, async (ctx) => expect(await setting(ctx, 'app.post')).toBe(clerk.post), { readOnly: true })
  expect(traffic.roundTrips - before).toBe(1)
})

test('many writers that each leave an access record do not wait for each other for ever', async () => {
  const ids = await Promise.all(
    Array.from({ length: 24 }, () =>
      spine.as(clerk, async (ctx) => {
        const id = await add(ctx)
        await spine.registers.getUntyped(ctx, readers.name, id)
        return id
      }),
    ),
  )
  expect(new Set(ids).size).toBe(24)
}, 8_000)

test('a database that goes away in the middle is unavailable, and the next work goes on', async () => {
  await expect(
    spine.as(clerk, async (ctx) => {
      const row = await ctx.tx.row({ text: 'select pg_backend_pid() as pid' })
      await spine.admin.query('select pg_terminate_backend($1::int)', [row!.pid])
      await add(ctx)
    }),
  ).rejects.toBeInstanceOf(Unavailable)
  expect(await spine.as(clerk, (ctx) => setting(ctx, 'app.installation'))).toBe('test')
})

test('a commit that nobody heard of says so', async () => {
  await expect(
    spine.as(clerk, async (ctx) => {
      await add(ctx)
      const row = await ctx.tx.row({ text: 'select pg_backend_pid() as pid' })
      await spine.admin.query('select pg_terminate_backend($1::int)', [row!.pid])
    }),
  ).rejects.toMatchObject({ status: 503, code: 'database.unknown' })
})

test('a box covers a region and all below it, and not its neighbour', () => {
  const [from, before] = pathsBelow('/c/e/')
  for (const inside of ['/c/e/', '/c/e/t/', '/c/e/~/']) expect(inside >= from && inside < before).toBe(true)
  for (const outside of ['/c/', '/c/d/', '/c/e', '/c/e0/', '/c/f/']) expect(outside >= from && outside < before).toBe(false)
  expect('!' >= OPEN_BOX.regionPath[0] && '!' < OPEN_BOX.regionPath[1]).toBe(true)
})

test('a last statement and the commit are one round trip; nothing may follow, and what it said is kept', async () => {
  await spine.admin.query('create table last_note (name text unique)')
  await spine.admin.query('grant select, insert on last_note to chengshu_app')
  const last = (name: string) => ({ text: 'insert into last_note (name) values ($1) returning name', values: [name] })
  const names = async () => (await spine.admin.query('select name from last_note order by name')).rows.map(({ name }) => name as string)
  const before = traffic.roundTrips
  const told: string[] = []
  const answer = await spine.as(clerk, async (ctx) => {
    ctx.afterCommit(() => told.push('kept'))
    ctx.tx.later(last('b'))
    const { rows } = await ctx.tx.last(last('a'))
    expect(await names()).toEqual(['a', 'b'])
    return rows
  })
  expect([answer, told]).toEqual([[{ name: 'a' }], ['kept']])
  expect(traffic.roundTrips - before).toBe(1)

  await expect(
    spine.as(clerk, async (ctx) => {
      ctx.tx.later(last('c'))
      // The same again: all that went with it is undone, and swallowing it does not make it done.
      await ctx.tx.last(last('a')).catch(() => undefined)
    }),
  ).rejects.toMatchObject({ status: 409 })
  await expect(spine.as(clerk, (ctx) => ctx.tx.last(last('d')).then(() => ctx.tx.query(last('e'))))).rejects.toThrow('was over')
  expect(await names()).toEqual(['a', 'b', 'd'])
})

test('a unit of work may open more tables than a function of the server takes arguments', async () => {
  for (const readOnly of [true, false])
    await spine.as(
      clerk,
      async (ctx) => {
        for (let n = 0; n < 250; n++) ctx.tx.set(`box.many_${n}`, `of ${n}`)
        expect(await Promise.all([0, 99, 100, 249].map((n) => setting(ctx, `box.many_${n}`)))).toEqual([
          'of 0',
          'of 99',
          'of 100',
          'of 249',
        ])
      },
      { readOnly },
    )
})
