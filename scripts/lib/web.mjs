import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { checkout, runQuietly, step } from './run.mjs'

/** What the pages are built from. */
const sources = ['src/web', 'src/declare', 'src/expressions', 'src/chinese', 'src/systems', 'vite.config.ts', 'package-lock.json']

/** Stands among the built pages and says what they were made from. */
const recordIn = (folder) => join(folder, '.vite/sources')

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

async function buildInto(folder, sourcesNow) {
  await step('构建网页', 'building the pages', () =>
    runQuietly('npx', ['--no-install', 'vite', 'build', '--outDir', folder, '--emptyOutDir']),
  )
  await writeFile(recordIn(folder), sourcesNow)
}

/** Builds the pages that are served when their sources are not those of the last build. */
export async function buildWeb() {
  const folder = join(checkout, 'dist/web')
  const now = await digest()
  const last = await readFile(recordIn(folder), 'utf8').catch(() => undefined)
  if (last !== now) await buildInto(folder, now)
}

const DAY = 24 * 60 * 60 * 1000

/** Takes away builds that no test has asked for since yesterday. */
async function tidy(folder) {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Infinity }))
    if (Date.now() - mtimeMs > DAY) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * Builds the pages for tests, into a folder that is named after what they are built from: tests of the same sources share it, and no test
 * changes what a running server or another test serves. Returns the folder.
 * @public test/browser/browser.ts calls it in a process of its own
 */
export async function buildWebApart() {
  const all = join(checkout, 'dist/tests')
  await mkdir(all, { recursive: true })
  await tidy(all)
  const now = await digest()
  const folder = join(all, now.slice(0, 16))
  if (!existsSync(recordIn(folder))) {
    // Beside it until it is whole: two runs may build the same at once, and the first to end is the one that stays.
    const own = `${folder}-${process.pid}`
    await buildInto(own, now)
    await rename(own, folder).catch(async (error) => {
      if (!existsSync(recordIn(folder))) throw error
      await rm(own, { recursive: true })
    })
  }
  await utimes(folder, new Date(), new Date())
  return folder
}
