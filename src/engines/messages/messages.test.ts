import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inContext, OPEN_BOX, pathsBelow, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { openPool } from '#kernel/database'
import { createServer } from '#kernel/http'
import { LAST_KEY, newKey, NO_KEY } from '#kernel/keys'
import { testDatabase } from '#testing'
import { applyMessages, createMessages, messageRoutes, type NewMessage } from './index.ts'
import { ownMessages, roleMessages } from './sql.ts'

const messages = createMessages()
const organisation = newKey()
let site: Awaited<ReturnType<typeof testDatabase>>['site']
let ground: Ground
let address: string
let asking: Actor
let stop: () => Promise<unknown>

const nobody: Actor = {
  kind: 'stranger',
  name: '访客',
  account: null,
  person: null,
  post: null,
  organisation: null,
  region: { id: NO_KEY, code: '', path: '/44/' },
  duties: [],
}
const person = (): Actor => ({ ...nobody, kind: 'person', account: newKey(), person: newKey() })
const officer = (role: string, regionPath: string, at = organisation): Actor => ({
  ...nobody,
  kind: 'post',
  account: newKey(),
  post: newKey(),
  organisation: at,
  duties: [{ role, organisation: at, regionPath }],
})
const system: Actor = { ...nobody, kind: 'system' }
const purposes: Record<Actor['kind'], Purpose> = {
  stranger: { kind: 'public', what: '试' },
  person: { kind: 'own', what: '试' },
  post: { kind: 'duty', what: '试' },
  system: { kind: 'system', what: '试' },
}
const as = <T>(actor: Actor, work: (ctx: Context) => Promise<T>, readOnly = false) =>
  inContext(ground, actor, purposes[actor.kind], work, {
    door: actor.kind === 'post' || actor.kind === 'system' ? 'app' : 'hall',
    readOnly,
  })
const send = (message: Partial<NewMessage> & Pick<NewMessage, 'to'>, sender: Actor = system) =>
  as(sender, (ctx) => messages.send(ctx, { title: '您的申请已受理', text: '开办餐饮店', link: '/cases/1', ...message }))
const inbox = (actor: Actor, query = {}) => as(actor, (ctx) => messages.inbox(ctx, query), true)
const titles = async (actor: Actor) => (await inbox(actor)).items.map(({ title }) => title)

beforeAll(async () => {
  const made = await testDatabase()
  const { drop } = made
  site = made.site
  const migrator = new pg.Client(site.connections.migrator as pg.ClientConfig)
  await migrator.connect()
  await applyMessages(migrator, () => undefined)
  await migrator.end()
  const pools = { app: openPool(site.connections.app, () => undefined), hall: openPool(site.connections.hall, () => undefined) }
  ground = { installation: 'test', timezone: 'Asia/Shanghai', demo: true, pools, log: pino({ level: 'silent' }), clock: () => new Date() }
  const server = await createServer({ ground, log: ground.log, routes: messageRoutes(messages), version: '0', whoAsks: async () => asking })
  address = await server.listen({ host: '127.0.0.1', port: 0 })
  stop = async () => {
    await server.close()
    await Promise.all([pools.app.end(), pools.hall.end()])
    await drop()
  }
})
afterAll(() => stop())

describe('messages.send', () => {
  it('reaches the person, the account or the post, and nobody else', async () => {
    const [citizen, clerk] = [person(), officer('market.clerk', '/44/4418/')]
    await send({ to: { person: citizen.person! }, title: '给本人' })
    await send({ to: { account: citizen.account! }, title: '给账户' }, clerk)
    await send({ to: { post: clerk.post! }, title: '给岗位' }, citizen)
    expect(await titles(citizen)).toEqual(['给账户', '给本人'])
    expect(await titles(clerk)).toEqual(['给岗位'])
    expect(await titles(person())).toEqual([])
    await expect(send({ to: { person: citizen.person! } }, nobody)).rejects.toMatchObject({ kind: 'not-allowed' })
  })

  it('reaches whoever holds the role at the organisation for the region when it is read', async () => {
    const to = { role: 'fire.inspector', organisation, regionPath: '/44/4418/441802/' }
    await send({ to, title: '待办' })
    expect(await titles(officer('fire.inspector', '/44/4418/441802/'))).toEqual(['待办'])
    expect(await titles(officer('fire.inspector', '/44/4418/'))).toEqual(['待办'])
    expect(await titles(officer('fire.inspector', '/44/4418/441881/'))).toEqual([])
    expect(await titles(officer('fire.chief', '/44/4418/441802/'))).toEqual([])
    expect(await titles(officer('fire.inspector', '/44/4418/441802/', newKey()))).toEqual([])
  })

  it('goes with its transaction, and two of one key are one', async () => {
    const citizen = person()
    const to = { person: citizen.person! }
    await expect(
      as(system, async (ctx) => {
        await messages.send(ctx, { to, title: '不算', text: '', link: '/' })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await send({ to, key: 'task:1', title: '第一次' })
    await send({ to, key: 'task:1', title: '第二次' })
    await send({ to: { person: person().person! }, key: 'task:1' })
    expect(await titles(citizen)).toEqual(['第一次'])
  })

  it('cuts what is too long and refuses a link that leads elsewhere', async () => {
    const citizen = person()
    const to = { person: citizen.person! }
    await send({ to, title: '长'.repeat(300) })
    expect((await titles(citizen))[0]).toBe(`${'长'.repeat(199)}…`)
    for (const link of ['https://example.org/', '//example.org/', '/\\example.org', 'javascript:alert(1)', ''])
      await expect(send({ to, link }), link).rejects.toThrow('message_link_check')
  })
})

describe('messages.inbox', () => {
  it('gives the newest first, page by page, and counts what is unread for each reader', async () => {
    const to = { role: 'page.reader', organisation, regionPath: '/44/4418/' }
    const [one, other] = [officer('page.reader', '/44/'), officer('page.reader', '/44/')]
    for (let i = 1; i <= 5; i++) await send({ to, title: `第${i}条` })
    await send({ to: { account: one.account! }, title: '第6条' })
    const first = await inbox(one, { limit: 4 })
    const second = await inbox(one, { limit: 4, before: first.next })
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual([6, 5, 4, 3, 2, 1].map((i) => `第${i}条`))
    expect([first.unread, second.next]).toEqual([6, null])
    const third = second.items.find(({ title }) => title === '第2条')!
    await as(one, (ctx) => messages.markAsRead(ctx, third.id))
    await as(one, (ctx) => messages.markAsRead(ctx, third.id))
    expect((await inbox(one)).items.filter(({ read }) => read).map(({ title }) => title)).toEqual(['第2条'])
    expect([(await inbox(one)).unread, (await inbox(other)).unread]).toEqual([5, 5])
  })

  it('marks only what one may see', async () => {
    const citizen = person()
    await send({ to: { person: citizen.person! } })
    await send({ to: { role: 'mark.reader', organisation, regionPath: '/44/4418/' } })
    const { id } = (await inbox(citizen)).items[0]!
    const { id: ofRole } = (await inbox(officer('mark.reader', '/44/'))).items[0]!
    const mark = (actor: Actor, message: string) => as(actor, (ctx) => messages.markAsRead(ctx, message))
    await expect(mark(person(), id)).rejects.toMatchObject({ code: 'messages.none' })
    await expect(mark(citizen, ofRole)).rejects.toMatchObject({ code: 'messages.none' })
    await expect(mark(officer('mark.other', '/44/'), ofRole)).rejects.toMatchObject({ code: 'messages.none' })
    const intruder = person()
    await expect(
      as(intruder, (ctx) =>
        ctx.tx.query({ text: 'insert into messages.reading (message, account) values ($1, $2)', values: [id, intruder.account] }),
      ),
    ).rejects.toMatchObject({ kind: 'not-allowed' })
    expect(await as(intruder, (ctx) => ctx.tx.rows({ text: 'select id from messages.message' }))).toEqual([])
  })
})

it('no inbox is found by reading every message', async () => {
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  await admin.query(`insert into messages.message (id, person, key, title, text, link)
    select gen_random_uuid(), gen_random_uuid(), g::text, 't', '', '/' from generate_series(1, 10000) g`)
  await admin.query(`insert into messages.message (id, role, organisation, region_path, key, title, text, link)
    select gen_random_uuid(), 'r' || g % 20, gen_random_uuid(), '/44/', 'r' || g, 't', '', '/' from generate_series(1, 10000) g`)
  await admin.query('analyze messages.message')
  await admin.end()
  const reader = officer('explain.reader', '/44/4418/')
  const own = ownMessages({ account: reader.account!, person: newKey(), post: reader.post! }, LAST_KEY, 50)
  const duty = { organisation, roles: ['explain.reader'], regionPath: pathsBelow('/44/4418/') }
  for (const { text, values } of [own, roleMessages(reader.account!, duty, LAST_KEY, 50)]) {
    const plan = await as(reader, async (ctx) => {
      ctx.tx.open('messages_message', 'read', { ...OPEN_BOX, organisation: [organisation, organisation] })
      // As a statement that has run often is planned: for any values.
      ctx.tx.set('plan_cache_mode', 'force_generic_plan')
      await ctx.tx.query({ text: `prepare shape as ${text}` })
      const given = values!.map((value) => pg.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value)))
      const lines = await ctx.tx.rows({ text: `explain execute shape(${given.join()})` })
      await ctx.tx.query({ text: 'deallocate shape' })
      return lines
    })
    expect(plan.map((line) => String(line['QUERY PLAN'])).filter((line) => line.includes('Seq Scan on message'))).toEqual([])
  }
})

it('the routes give one’s own and mark them read', async () => {
  const citizen = person()
  await send({ to: { person: citizen.person! }, key: 'http' })
  const call = async (method: string, path: string) => {
    const answer = await fetch(address + path, { method, headers: { 'x-chengshu': '1' } })
    const text = await answer.text()
    return { status: answer.status, body: text ? JSON.parse(text) : undefined }
  }
  asking = nobody
  expect((await call('GET', '/api/messages')).status).toBe(401)
  asking = citizen
  const { body } = await call('GET', '/api/messages')
  expect(body).toEqual({
    items: [
      {
        id: expect.any(String),
        at: expect.stringMatching(/Z$/),
        title: '您的申请已受理',
        text: '开办餐饮店',
        link: '/cases/1',
        read: false,
      },
    ],
    next: null,
    unread: 1,
  })
  expect((await call('POST', `/api/messages/${body.items[0].id}/read`)).status).toBe(204)
  expect((await call('GET', '/api/messages')).body.unread).toBe(0)
  expect((await call('POST', `/api/messages/${newKey()}/read`)).status).toBe(404)
})
