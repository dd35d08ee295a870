import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One file of the build and what it needs, as the bundler's manifest says it. */
export interface Chunk {
  file: string
  css?: readonly string[]
  imports?: readonly string[]
}

/** The pages as they were built: their one HTML file, and the files of each source. */
export interface Build {
  html: string
  chunks: Readonly<Record<string, Chunk>>
}

/** Milliseconds for which a build counts as the last one. */
const LOOK_EVERY = 1_000

const changedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs

function read(folder: string): Build | undefined {
  try {
    return {
      html: readFileSync(join(folder, 'index.html'), 'utf8'),
      chunks: JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Build['chunks'],
    }
  } catch (error) {
    // A folder that is being built has some files and not others, or half of one.
    if (error instanceof SyntaxError || (error as { code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * What stands in a folder of built pages, as of now: a server goes on with the new names when the pages are built anew under it, and with the
 * old ones until the new ones are whole. Undefined while nothing was built yet.
 */
export function followBuild(folder: string): () => Build | undefined {
  const manifest = join(folder, '.vite/manifest.json')
  let looked = -Infinity
  let changed: number | undefined
  let build: Build | undefined
  return () => {
    if (performance.now() - looked < LOOK_EVERY) return build
    looked = performance.now()
    const now = changedAt(manifest)
    if (now === undefined || now === changed) return build
    const found = read(folder)
    if (found) [build, changed] = [found, now]
    return build
  }
}

/** The files that sources need before they run, each by its address and once: scripts with all that they import, and styles. */
export function filesOf({ chunks }: Build, sources: readonly string[]): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const collect = (source: string) => {
    const chunk = chunks[source]
    if (!chunk || scripts.has(`/${chunk.file}`)) return
    scripts.add(`/${chunk.file}`)
    for (const imported of chunk.imports ?? []) collect(imported)
    for (const file of chunk.css ?? []) styles.add(`/${file}`)
  }
  for (const source of sources) collect(source)
  return { scripts: [...scripts], styles: [...styles] }
}
