import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from './settings.ts'

/** One role of the platform, run as a child process of its own: `node <entry> <args>`. */
export type Role = { readonly name: string; readonly args: readonly string[] }

export type Supervision = {
  /** True once every role has said that it is ready, false when it was stopped before; a Refusal when a role ended before. */
  readonly ready: Promise<boolean>
  /** Settles once all roles have ended: with 0 after a signal or `stop`, with 1 when the first start failed. */
  readonly ended: Promise<number>
  /** Stops the roles in the reverse of their order. */
  readonly stop: () => Promise<void>
}

export type SupervisionOptions = {
  readonly entry: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: (line: string) => void
  /** Runs after the last role has ended and before `ended` settles: stopping the database, say. */
  readonly after?: () => Promise<void>
}

/** A role that takes longer than this to finish its requests is killed. */
const patience = 5_000

const longestBackOff = 30_000

/** After this long without dying a role is thought healthy, and its next death is answered at once. */
const healthy = 60_000

type Running = { readonly role: Role; child: ChildProcess | undefined; deaths: number; wait: AbortController }

/** What a child sends when it serves. */
const readyMessage = { ready: true } as const

const saysReady = (message: unknown) => typeof message === 'object' && message !== null && 'ready' in message && message.ready === true

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does something when the operator wants the process to end (Ctrl-C, `kill`, a closed terminal), as often as that is said.
 * Returns how to leave the signals to somebody else again.
 */
export function whenAskedToEnd(work: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of signals) process.on(signal, work)
  return () => {
    for (const signal of signals) process.off(signal, work)
  }
}

/** When the terminal is gone, writing to it fails; that must not keep anything from being stopped in order. */
function outliveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

const theEndOf = (child: ChildProcess) =>
  new Promise<void>((resolve) => (hasEnded(child) ? resolve() : child.once('exit', () => resolve())))

async function stopChild({ child }: Running): Promise<void> {
  if (!child || hasEnded(child)) return
  const end = theEndOf(child)
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), patience)
  await end
  clearTimeout(impatience)
}

/**
 * Runs the roles of the platform as child processes of this one: starts one that dies again (at once, then after 1, 2,
 * 4 … 30 s while it keeps dying), and stops them all on SIGINT, SIGTERM and SIGHUP, the last first, within `patience` each.
 */
export function superviseRoles(roles: readonly Role[], { entry, env, log, after }: SupervisionOptions): Supervision {
  const running = roles.map((role): Running => ({ role, child: undefined, deaths: 0, wait: new AbortController() }))
  const waiting = new Set(running)
  let stopping: Promise<void> | undefined
  let announceReady: (all: boolean) => void = () => undefined
  let announceFailure: (thrown: Error) => void = () => undefined
  let announceEnd: (code: number) => void = () => undefined
  const ready = new Promise<boolean>((resolve, reject) => {
    announceReady = resolve
    announceFailure = reject
  })
  const ended = new Promise<number>((resolve) => (announceEnd = resolve))

  const start = (one: Running) => {
    const { name, args } = one.role
    const began = Date.now()
    const child = fork(entry, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    one.child = child
    child.on('message', (message) => {
      if (!saysReady(message)) return
      log(`${name} 就绪 / ready (${((Date.now() - began) / 1000).toFixed(1)} s)`)
      if (waiting.delete(one) && waiting.size === 0) announceReady(true)
    })
    child.once('error', (thrown) => log(`${name}: ${thrown.message}`))
    child.once('exit', (code, signal) => void again(one, began, signal ?? `${code}`))
  }

  const again = async (one: Running, began: number, how: string) => {
    if (stopping) return
    const { name } = one.role
    if (waiting.size > 0) {
      announceFailure(
        new Refusal(`${name} 没有启动成功（${how}），原因见上。`, `${name} ended before it was ready (${how}): the reason is above.`),
      )
      return void finish(1)
    }
    one.deaths = Date.now() - began > healthy ? 0 : one.deaths + 1
    const delay = one.deaths <= 1 ? 0 : Math.min(longestBackOff, 1000 * 2 ** (one.deaths - 2))
    log(`${name} 意外结束 (${how})，${delay / 1000} 秒后重新启动 / ended unexpectedly and starts again in ${delay / 1000} s`)
    await pause(delay, undefined, { signal: one.wait.signal }).catch(() => undefined)
    if (!stopping) start(one)
  }

  const finish = (code: number): Promise<void> => {
    stopping ??= (async () => {
      announceReady(false)
      for (const one of running) one.wait.abort()
      for (const one of running.toReversed()) await stopChild(one)
      await after?.()
      leaveSignals()
      announceEnd(code)
    })()
    return stopping
  }

  outliveTerminal()
  const leaveSignals = whenAskedToEnd(() => {
    // Ctrl-C arrives twice, from the terminal and from the script that forwards it; once is enough.
    if (!stopping) log('正在停止 / stopping')
    void finish(0)
  })
  // Whoever only awaits `ended` must not be ended by an unhandled rejection.
  ready.catch(() => undefined)
  for (const one of running) start(one)
  return { ready, ended, stop: () => finish(0) }
}

/**
 * The child's side: starts the role, tells the supervisor that it is ready, and stops it on SIGTERM or when the supervisor is
 * gone. SIGINT is left to the supervisor, so that Ctrl-C ends the roles in order. Also serves a process that nobody supervises,
 * which then stops on SIGINT as well.
 */
export async function runRole(start: () => Promise<{ stop: () => Promise<void> }>): Promise<void> {
  let asked = false
  let stop: (() => Promise<void>) | undefined
  const end = () => {
    const again = asked
    asked = true
    if (again || !stop) return
    setTimeout(() => process.exit(1), patience).unref()
    stop().then(
      () => process.exit(0),
      (thrown: unknown) => {
        process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
        process.exit(1)
      },
    )
  }
  const supervised = process.send !== undefined
  outliveTerminal()
  process.on('SIGTERM', end)
  process.on('SIGINT', supervised ? () => undefined : end)
  process.on('SIGHUP', supervised ? () => undefined : end)
  process.once('disconnect', end)
  ;({ stop } = await start())
  if (asked) {
    asked = false
    return end()
  }
  process.send?.(readyMessage)
}
