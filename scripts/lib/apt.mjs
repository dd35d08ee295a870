import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runQuietly } from './run.mjs'

/** True where we may install packages of the distribution: root on Debian, Ubuntu and their kin. */
export const mayInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

const quietly = { env: { DEBIAN_FRONTEND: 'noninteractive' } }

let updated = false

/** Reads the distribution's lists of packages, once. */
export async function update() {
  if (!updated) await runQuietly('apt-get', ['update', '-q'], quietly)
  updated = true
}

/** Tells whether the distribution offers a package; `update` comes first. */
export function offers(name) {
  const said = execFileSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  return /Candidate: (?!\(none\))/.test(said)
}

/** Installs packages without what they merely recommend. */
export async function install(names) {
  await update()
  await runQuietly('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], quietly)
}
