import { readFileSync } from 'node:fs'
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
