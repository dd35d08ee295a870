import { expect, it, vi } from 'vitest'
import { pino } from 'pino'
import type { Actor, Context } from './context.ts'
import { Unavailable } from './errors.ts'
import { openLive, type LiveOptions } from './live.ts'

/** The log as an array; the database may be away. */
function world(options: Partial<LiveOptions> = {}) {
  const log: { tx: string; seq: number; register: string; record: string }[] = []
  const state = { away: false, moved: '1' }
  const answer = (name: string, values: readonly unknown[] = []) => {
    if (name === 'kernel.live-head') return [{ incarnation: 1, tx: String(log.length) }]
    if (name === 'kernel.live-marks') return [{ reader: 'figures', moved: state.moved }]
    const [, tx, seq, most] = values as [number, string, number, number]
    return log.filter((one) => Number(one.tx) > Number(tx) || (one.tx === tx && one.seq > seq)).slice(0, most)
  }
  const ctx = {
    tx: {
      set: () => undefined,
      queries: async (asked: { name: string; values?: readonly unknown[] }[]) =>
        asked.map(({ name, values }) => ({ rows: answer(name, values), rowCount: 0 })),
    },
  } as unknown as Context
  const live = openLive({
    asSystem: async (_what, work) => {
      if (state.away) throw new Unavailable('away')
      return work(ctx)
    },
    log: pino({ level: 'silent' }),
    sources: [async (_ctx, changes) => changes.map(({ record }) => ({ kind: `case:${record}`, to: ({ person }) => person === record }))],
    watched: [{ kind: 'figures', reader: 'figures', to: ({ kind }) => kind === 'post' }],
    every: 1_000_000,
    ...options,
  })
  return { live, state, write: (record: string) => void log.push({ tx: String(log.length + 1), seq: 1, register: 'r', record }) }
}

const actor = (person: string, more: Partial<Actor> = {}): Actor => ({
  kind: 'person',
  name: person,
  account: person,
  person,
  post: null,
  organisation: null,
  region: { id: '', code: '', path: '!' },
  duties: [],
  ...more,
})

/** Listens, and gives what was told so far and whether the stream is over. */
function listen({ live }: ReturnType<typeof world>, who: Actor, session: { now: Actor } = { now: who }) {
  const told: string[][] = []
  const seen = { told, over: false, session }
  const stream = live.open(who, async () => session.now)
  stream.on('data', (chunk: Buffer) => {
    for (const [, kinds] of chunk.toString().matchAll(/event: changed\ndata: (.*)\n/g))
      told.push((JSON.parse(kinds!) as { kinds: string[] }).kinds)
  })
  stream.on('end', () => (seen.over = true))
  return { ...seen, isOver: () => seen.over, stream }
}

it('each is told of the own alone, once for each look', async () => {
  const city = world()
  const ann = listen(city, actor('ann'))
  const bob = listen(city, actor('bob'))
  await city.live.look()
  city.write('ann')
  city.write('ann')
  city.write('carol')
  await city.live.look()
  await vi.waitFor(() => expect(ann.told).toEqual([['case:ann']]))
  expect(bob.told).toEqual([])
  city.live.close()
  await vi.waitFor(() => expect([ann.isOver(), bob.isOver()]).toEqual([true, true]))
})

it('what happened while the database was away is told when it is back', async () => {
  const city = world()
  const ann = listen(city, actor('ann'))
  await city.live.look()
  city.state.away = true
  city.write('ann')
  await city.live.look()
  await city.live.look()
  expect(ann.told).toEqual([])
  city.state.away = false
  await city.live.look()
  await vi.waitFor(() => expect(ann.told).toEqual([['case:ann']]))
  city.live.close()
})

it('ends when the session is over or somebody else’s, before anything is told', async () => {
  const city = world()
  const session = { now: actor('ann') }
  const ann = listen(city, actor('ann'), session)
  await city.live.look()
  session.now = actor('ann', { kind: 'post', post: 'p', organisation: 'o' })
  city.write('ann')
  await city.live.look()
  await vi.waitFor(() => expect(ann.isOver()).toBe(true))
  expect(ann.told).toEqual([])
})

it('a sign of life asks for the session again', async () => {
  const city = world({ heartbeat: 20 })
  const session = { now: actor('ann') }
  const ann = listen(city, actor('ann'), session)
  let signs = 0
  ann.stream.on('data', (chunk: Buffer) => (signs += chunk.toString() === ': \n\n' ? 1 : 0))
  await vi.waitFor(() => expect(signs).toBeGreaterThan(1))
  session.now = actor('', { kind: 'stranger', account: null, person: null })
  await vi.waitFor(() => expect(ann.isOver()).toBe(true))
})

it('only so many listen, and only so many under one account', () => {
  const city = world({ most: 3, mostEach: 2 })
  listen(city, actor('ann'))
  listen(city, actor('ann'))
  expect(() => listen(city, actor('ann'))).toThrow('打开的页面太多')
  const bob = listen(city, actor('bob'))
  expect(() => listen(city, actor('carol'))).toThrow('打开的页面太多')
  bob.stream.destroy()
  return vi.waitFor(() => listen(city, actor('carol')))
})

it('whoever is far behind is told that the common kinds may have changed, and no case', async () => {
  const city = world()
  const ann = listen(city, actor('ann'))
  await city.live.look()
  for (let i = 0; i < 1200; i++) city.write('ann')
  await city.live.look()
  await vi.waitFor(() => expect(ann.told).toEqual([['inbox', 'messages']]))
  city.write('ann')
  await city.live.look()
  await vi.waitFor(() => expect(ann.told.at(-1)).toEqual(['case:ann']))
})

it('a reader of the log that went on is news for those who see what it keeps', async () => {
  const city = world()
  const ann = listen(city, actor('ann'))
  const mayor = listen(city, actor('mayor', { kind: 'post' }))
  await city.live.look()
  city.state.moved = '2'
  await city.live.look()
  await vi.waitFor(() => expect(mayor.told).toEqual([['figures']]))
  expect(ann.told).toEqual([])
})
