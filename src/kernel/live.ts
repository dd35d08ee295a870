import { PassThrough } from 'node:stream'
import type { Logger } from 'pino'
import { nextChanges, type Cursor, type Envelope } from './changes.ts'
import type { Actor, Context } from './context.ts'
import { TooMany } from './errors.ts'
import type { AsSystem } from './readers.ts'

/** That something of a kind changed, and for whom that is news: whoever may see the thing itself. */
export interface News {
  kind: string
  to(actor: Actor): boolean
}

/** What changes mean: an engine reads its own tables, as the system, to say whose business they are. */
export type NewsOf = (ctx: Context, changes: readonly Envelope[]) => Promise<readonly News[]>

/** A reader of the log whose going on is news by itself, such as the one that counts figures. */
export interface Watched extends News {
  reader: string
}

export interface LiveOptions {
  asSystem: AsSystem
  log: Logger
  sources: readonly NewsOf[]
  watched?: readonly Watched[]
  /** Milliseconds between looks at the log, while anybody listens. */
  every?: number
  /** Milliseconds between signs of life, at each of which the session is asked for again. */
  heartbeat?: number
  /** How many may listen to this process, and how many of them under one account: a browser's windows. */
  most?: number
  mostEach?: number
}

/** Tells signed-in readers which kinds of things changed for them; what changed they ask for themselves. */
export interface Live {
  /**
   * A stream of server-sent events for a reader. `again` says who the session is now: when that is somebody else, or nobody, the stream ends.
   * @throws TooMany when too many listen
   */
  open(actor: Actor, again: () => Promise<Actor>): PassThrough
  /** Looks at the log now. */
  look(): Promise<void>
  close(): void
}

interface Listener {
  actor: Actor
  stream: PassThrough
  again: () => Promise<Actor>
}

/** Changes read at one look. Whoever is further behind, after an import, is told that everything of the common kinds may have changed. */
const MOST_CHANGES = 1000
/** Bytes that may wait for a reader who doesn't read. */
const MOST_WAITING = 64 * 1024
/** Kinds told at once; a page that shows more asks again anyway. */
const MOST_KINDS = 100

const head = {
  name: 'kernel.live-head',
  text: `select (select incarnation from kernel.identity) as incarnation, (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text as tx`,
}
const marks = (readers: readonly string[]) => ({
  name: 'kernel.live-marks',
  text: 'select c.reader, c.moved::text as moved from kernel.cursor c where c.reader = any($1)',
  values: [readers],
})

const sameReader = (one: Actor, other: Actor) =>
  one.kind === other.kind &&
  one.account === other.account &&
  one.person === other.person &&
  one.post === other.post &&
  one.organisation === other.organisation &&
  one.proxy?.id === other.proxy?.id

/**
 * Opens the door to live news: one look at the log for all listeners of a process, below the oldest transaction that still runs, in the order
 * of {@link nextChanges}. Where the database is away it goes on from where it stood. No notification of the database is used.
 */
export function openLive(options: LiveOptions): Live {
  const { asSystem, log, sources, watched = [], every = 1000, heartbeat = 20_000, most = 2000, mostEach = 12 } = options
  const listeners = new Set<Listener>()
  let cursor: Cursor | undefined
  let moved = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let beat: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let away = false
  let closed = false

  const readLog = <T>(work: (ctx: Context) => Promise<T>) =>
    asSystem('实时提醒', (ctx) => {
      ctx.tx.set('app.log', 'reader')
      return work(ctx)
    })

  const start = async (): Promise<void> => {
    const [now, known] = await readLog((ctx) => ctx.tx.queries([head, marks(watched.map(({ reader }) => reader))]))
    const { incarnation, tx } = now!.rows[0] as { incarnation: number; tx: string }
    cursor = { incarnation, tx, seq: Number.MAX_SAFE_INTEGER }
    moved = new Map(known!.rows.map((row) => [row.reader as string, row.moved as string]))
  }

  const read = async (from: Cursor): Promise<News[]> => {
    const { changes, news, known } = await readLog(async (ctx) => {
      const [found, at] = await ctx.tx.queries([nextChanges(from, MOST_CHANGES), marks(watched.map(({ reader }) => reader))])
      const seen = found!.rows as unknown as Envelope[]
      const told: News[] = []
      if (seen.length < MOST_CHANGES) for (const source of sources) told.push(...(await source(ctx, seen)))
      return { changes: seen, news: told, known: new Map(at!.rows.map((row) => [row.reader as string, row.moved as string])) }
    })
    for (const one of watched) if (known.get(one.reader) !== moved.get(one.reader)) news.push(one)
    moved = known
    if (changes.length < MOST_CHANGES) {
      if (changes.length > 0) cursor = changes.at(-1)!
      return news
    }
    await start()
    return [...['inbox', 'messages'].map((kind) => ({ kind, to: () => true })), ...watched]
  }

  const end = (listener: Listener) => {
    listeners.delete(listener)
    listener.stream.end()
    if (listeners.size === 0) {
      clearTimeout(timer)
      clearInterval(beat)
      timer = beat = cursor = undefined
    }
  }
  const write = (listener: Listener, text: string) => {
    if (listener.stream.writableLength > MOST_WAITING) end(listener)
    else listener.stream.write(text)
  }
  /** Who listens, as the session is now; nobody when it is over or somebody else's. */
  const stillThere = async (listener: Listener): Promise<boolean> => {
    const now = await listener.again().catch(() => undefined)
    // A database that is away ends no session; without an answer nothing is told either.
    if (now === undefined) return false
    if (!sameReader(now, listener.actor)) {
      end(listener)
      return false
    }
    listener.actor = now
    return listeners.has(listener)
  }
  const tell = async (listener: Listener, news: readonly News[]) => {
    // Most news is nobody's here: the session is asked for only when there is something to tell.
    if (!news.some((one) => one.to(listener.actor)) || !(await stillThere(listener))) return
    const kinds = [...new Set(news.filter((one) => one.to(listener.actor)).map(({ kind }) => kind))].slice(0, MOST_KINDS)
    if (kinds.length > 0) write(listener, `event: changed\ndata: ${JSON.stringify({ kinds })}\n\n`)
  }

  const round = async (): Promise<void> => {
    try {
      if (!cursor) return await start()
      const news = await read(cursor)
      if (news.length > 0) for (const listener of listeners) await tell(listener, news)
      away = false
    } catch (error) {
      if (!away) log.warn({ reason: (error as Error).message }, 'the log can not be read for live news; tried again')
      away = true
    }
  }
  const look = (): Promise<void> => (looking ??= round().finally(() => (looking = undefined)))
  const again = () => {
    timer = setTimeout(() => void look().finally(() => timer && again()), every)
    timer.unref()
  }

  return {
    open(actor, who) {
      const own = [...listeners].filter((one) => one.actor.account === actor.account).length
      if (closed || listeners.size >= most || own >= mostEach) throw new TooMany('打开的页面太多，暂时不能实时更新', { code: 'live.full' })
      const stream = new PassThrough()
      const listener: Listener = { actor, stream, again: who }
      listeners.add(listener)
      stream.on('close', () => end(listener))
      stream.on('error', () => end(listener))
      // Where the stream breaks the browser comes again after so many milliseconds.
      stream.write('retry: 5000\nevent: ready\ndata: {}\n\n')
      if (listeners.size === 1) {
        void look()
        again()
        beat = setInterval(() => {
          for (const one of listeners) void stillThere(one).then((there) => there && write(one, ': \n\n'))
        }, heartbeat)
        beat.unref()
      }
      return stream
    },
    look,
    close() {
      closed = true
      for (const listener of listeners) end(listener)
    },
  }
}
