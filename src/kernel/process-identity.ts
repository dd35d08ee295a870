import { existsSync, readFileSync } from 'node:fs'

/** A process that can be told from a later one with the same number. */
export type ProcessIdentity = { readonly pid: number; readonly started: string }

/**
 * When a process began, in the system's own clock ticks (proc(5), field 22 of stat), or undefined when no such process runs.
 * Where there is no /proc only its existence is known.
 */
export function startOfProcess(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name of the program stands in brackets and may itself hold brackets and blanks.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A zombie runs no more, nor does one that is just being reaped.
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  try {
    process.kill(pid, 0)
    return 'unknown'
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM' ? 'unknown' : undefined
  }
}

/** This process, as another one may later look for it. */
export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, started: startOfProcess(process.pid) ?? 'unknown' })

/** True while the very process that was noted still runs. */
export const isRunning = (noted: ProcessIdentity): boolean => startOfProcess(noted.pid) === noted.started

/** The words of a running process's command line; empty where it can't be known. */
export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
