import { readFileSync, readdirSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** What the figures were seen on. */
export function describeMachine(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model.trim() || process.arch}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
}

/** Busy and whole time of all processors since the start, in ticks (proc(5), /proc/stat). */
function ticks(): { busy: number; all: number } {
  const [, ...columns] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/).map(Number)
  const all = columns.slice(0, 8).reduce((sum, n) => sum + n, 0)
  return { all, busy: all - columns[3]! - columns[4]! }
}

/** Share of the processors that something else uses, watched for some seconds. */
export async function busyShare(seconds = 3): Promise<number> {
  const before = ticks()
  await pause(seconds * 1000)
  const after = ticks()
  return (after.busy - before.busy) / (after.all - before.all)
}

/** Milliseconds of a tick of proc(5); Linux gives programs a hundred a second whatever it counts itself. */
const TICK = 10

/**
 * Processor time that a database server on this machine has used so far, in milliseconds: of its postmaster, of what works under it, and of
 * what has ended. `folder` is its data directory.
 */
export function serverProcessor(folder: string): number {
  const postmaster = readFileSync(`${folder}/postmaster.pid`, 'utf8').split('\n', 1)[0]!
  let used = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let fields: string[]
    try {
      // The name of a program may hold spaces; what follows its bracket does not.
      fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
    } catch {
      continue
    }
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number) as [number, number, number, number]
    if (pid === postmaster) used += user + system + endedUser + endedSystem
    else if (fields[1] === postmaster) used += user + system
  }
  return used * TICK
}

/** The data directory of a server, as its superuser knows it. */
export const dataFolder = async (admin: { query(text: string): Promise<{ rows: { folder: string }[] }> }): Promise<string> =>
  (await admin.query(`select current_setting('data_directory') as folder`)).rows[0]!.folder
