import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { checkout, runQuietly, step } from './run.mjs'

/** What the pages are built from. */
const sources = ['src/web', 'src/declare', 'src/expressions', 'src/chinese', 'src/systems', 'vite.config.ts', 'package-lock.json']

const record = join(checkout, 'node_modules/.cache/chengshu/web-sources')

async function filesOf(path) {
  const whole = join(checkout, path)
  if (!existsSync(whole)) return []
  const entries = await readdir(whole, { recursive: true, withFileTypes: true }).catch((thrown) => {
    if (thrown.code === 'ENOTDIR') return undefined
    throw thrown
  })
  if (entries === undefined) return [whole]
  return entries.filter((entry) => entry.isFile() && !entry.name.includes('.test.')).map((entry) => join(entry.parentPath, entry.name))
}

/** By content, because a checkout of another branch and back changes every date and nothing else. */
async function digest() {
  const hash = createHash('sha256')
  for (const path of sources) {
    for (const file of (await filesOf(path)).sort()) hash.update(`${relative(checkout, file)}\0`).update(await readFile(file))
  }
  return hash.digest('hex')
}

/** Builds the pages when their sources are not those of the last build. */
export async function buildWeb() {
  const now = await digest()
  const last = await readFile(record, 'utf8').catch(() => undefined)
  if (last === now && existsSync(join(checkout, 'dist/web'))) return
  await step('构建网页', 'building the pages', () => runQuietly('npx', ['--no-install', 'vite', 'build']))
  await mkdir(dirname(record), { recursive: true })
  await writeFile(record, now)
}
