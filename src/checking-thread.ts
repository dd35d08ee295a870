/** What a thread that checks large files runs: every exported function is a task of that name. */
import { setPriority } from 'node:os'
import { openLog } from '#kernel/log'
import type { CheckingAside } from './checking-aside.ts'
import { openCity, type City } from './main.ts'

/** Less urgent than whatever somebody waits for on this machine. */
const PATIENCE = 5

let city: Promise<City> | undefined

/** Checks a share of the pieces of a file. @returns whether it came to the end */
export async function stageShare({ site, logLevel, share }: CheckingAside): Promise<boolean> {
  if (!city) {
    // Of this thread alone, where threads have priorities of their own, as on Linux.
    if (process.platform === 'linux') setPriority(PATIENCE)
    city = openCity({ ...site, log: openLog(logLevel, 'import') })
    city.catch(() => (city = undefined))
  }
  return (await city).imports.stageShare(share)
}
