import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkout, runQuietly, step } from './run.mjs'

const readJson = (file) => readFile(file, 'utf8').then(JSON.parse, () => undefined)

/** npm leaves in node_modules what it installed; that is compared with what package-lock.json asks for. */
async function areInstalled() {
  const wanted = await readJson(join(checkout, 'package-lock.json'))
  const installed = await readJson(join(checkout, 'node_modules/.package-lock.json'))
  if (installed === undefined) return false
  return Object.entries(wanted.packages).every(([path, { version, optional, link }]) => {
    // Optional packages are builds for other systems, which npm leaves out here.
    const found = installed.packages[path]
    return path === '' || link || (found === undefined ? optional === true : found.version === version)
  })
}

/** Installs what package-lock.json says, unless it is there. */
export async function installPackages() {
  if (await areInstalled()) return
  await step('安装程序包', 'installing packages', () => runQuietly('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']))
}
