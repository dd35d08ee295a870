import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build, type Rolldown } from 'vite'
import { describe, expect, it } from 'vitest'
import { partOf } from './import-rules.ts'
import { root } from './source.ts'

/** Modules that a browser must never be sent, each with the reason. */
function unwelcome(ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const path = relative(root, id.replace(/^\0/, '').replace(/[?#].*$/, ''))
    if (/^(node:|__vite-browser-external|.*browser-external)/.test(id.replace(/^\0/, '')) || id.startsWith('node:'))
      return [`${id}: a module of node`]
    if (/^node_modules\/(pg|fastify|graphile-worker|piscina|pino|kysely|@fastify|@node-rs|pdfkit|fontkit|pkijs)(\/|-|$)/.test(path))
      return [`${path}: a package of the server`]
    if (!path.startsWith('src/')) return []
    const part = partOf(path)
    const welcome = ['declare', 'expressions', 'chinese', 'web'].includes(part) || part.startsWith('systems/')
    return welcome && !/\/(actions|seed)\.ts$/.test(path) ? [] : [`${path}: code of the server`]
  })
}

/** Every module of the pages as they are sent, by its path. */
async function bundled(): Promise<string[]> {
  const built = (await build({
    configFile: join(root, 'vite.config.ts'),
    root: join(root, 'src/web'),
    logLevel: 'silent',
    build: { write: false, minify: false, sourcemap: false },
  })) as Rolldown.RolldownOutput
  return built.output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []))
}

describe('the pages', () => {
  it.skipIf(!existsSync(join(root, 'src/web/main.tsx')))(
    'hold no module of the server',
    async () => {
      const ids = await bundled()
      expect(ids.some((id) => id.endsWith('src/web/main.tsx'))).toBe(true)
      expect(unwelcome(ids)).toEqual([])
    },
    180_000,
  )

  it('would be found out', () => {
    const at = (path: string) => join(root, path)
    const bad = [
      at('src/kernel/days.ts'),
      at('src/engines/cases/index.ts'),
      at('src/server/index.ts'),
      at('src/systems/service/hall/actions.ts'),
      at('node_modules/pg/lib/index.js'),
      'node:fs',
      '\0__vite-browser-external',
    ]
    expect(unwelcome(bad)).toHaveLength(bad.length)
    expect(
      unwelcome([
        at('src/declare/index.ts'),
        at('src/web/main.tsx'),
        at('src/systems/service/hall/index.ts'),
        at('node_modules/react/index.js'),
      ]),
    ).toEqual([])
  })
})
