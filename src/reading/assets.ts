import { createHash } from 'node:crypto'
import { filesOf, type Build } from './build.ts'

/** Files of the build that reading pages ask for, by their addresses. */
export interface Assets {
  styles: readonly string[]
  script: string | null
  /** What the script imports, so that the browser asks for it at once. */
  modules: readonly string[]
}

/** What a build has of the script of reading pages and of its styles; nothing before the pages were built. */
export function assetsOf(build: Build | undefined): Assets {
  const { scripts, styles } = build ? filesOf(build, ['reading/enhance.ts']) : { scripts: [], styles: [] }
  const [script = null, ...modules] = scripts
  return { styles, script, modules }
}

const always = "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'"

/** Reading pages run one script of ours, and nothing that stands in the page; icons say their size in an attribute. */
export const readingPolicy = `default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; ${always}`

/**
 * What the page of the browser's own router may load: its scripts and those that stand in it, by their digests; styles that its controls
 * write themselves; workers and pictures that the map makes.
 */
export function appPolicy(page: string): string {
  const inline = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
  )
  return `default-src 'none'; script-src 'self' ${inline.join(' ')}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; ${always}`
}
