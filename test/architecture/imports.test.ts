import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { brokenImports, cyclesOf, engines, fileGraph, folderGraph, targetOf } from './import-rules.ts'
import { filesBelow, isTest, root, sourceOf, sources, textOf, type Source } from './source.ts'

/** The platform without its tests: they sit above everything they test. */
const platform = () => sources().filter(({ path }) => !isTest(path))

describe('who may import whom', () => {
  it('is kept everywhere', () => expect(brokenImports(sources())).toEqual([]))

  it.each<[string, string, string]>([
    ['the kernel imports the language', 'src/kernel/days.ts', `import { text } from '#declare'`],
    ['the language reads files', 'src/declare/matter.ts', `import { readFileSync } from 'node:fs'`],
    ['the language takes a type of the kernel', 'src/declare/matter.ts', `import type { Context } from '#kernel/context'`],
    ['an engine imports a later one', 'src/engines/identity/index.ts', `export * from '#engines/cases'`],
    ['an engine takes a type of a later one', 'src/engines/registers/read.ts', `import type { Cases } from '#engines/cases'`],
    ['an engine reaches inside another', 'src/engines/cases/sql.ts', `import { list } from '../registers/read.ts'`],
    ['an engine imports a system', 'src/engines/cases/sql.ts', `import { entities } from '../../systems/foundation/entity/index.ts'`],
    ['an engine imports what puts it together', 'src/engines/cases/sql.ts', `import type { City } from '../../main.ts'`],
    ['a declaration imports an engine', 'src/systems/foundation/entity/index.ts', `import { regions } from '#engines/identity'`],
    ['a declaration asks for the server', 'src/systems/foundation/entity/index.ts', `import { implement } from '#server'`],
    ['a declaration asks for it by a detour', 'src/systems/foundation/entity/index.ts', `import './registers.ts'`],
    ['a system imports another', 'src/systems/foundation/entity/actions.ts', `import { persons } from '../population/registers.ts'`],
    ['an action imports the kernel', 'src/systems/foundation/entity/actions.ts', `const { run } = await import('#kernel/database')`],
    ['a screen imports an action', 'src/systems/foundation/entity/screens/Map.tsx', `import { act } from '../actions.ts'`],
    ['a screen imports the server', 'src/systems/foundation/entity/screens/Map.tsx', `import { implement } from '#server'`],
    ['a page imports an engine at run time', 'src/web/main.tsx', `import { type Cases } from '#engines/cases'`],
    ['a page imports the kernel', 'src/web/main.tsx', `import { parse } from '#kernel/days'`],
    ['a page imports a package of the server', 'src/web/main.tsx', `import pg from 'pg'`],
    ['a page names a system', 'src/web/main.tsx', `import { entity } from '../systems/foundation/entity/index.ts'`],
    ['a type is asked for inline', 'src/kernel/days.ts', `export type A = import('#declare').AnyRegister`],
    ['code of the platform imports what tests use', 'src/main.ts', `import { testCity } from '#testing'`],
    ['what is imported is computed', 'src/main.ts', 'const name = "x"; await import(`./${name}.ts`)'],
  ])('sees that %s', (_, path, text) => {
    const detour = sourceOf('src/systems/foundation/entity/registers.ts', `import { seed } from '#server'`)
    const found = brokenImports([sourceOf(path, text), detour])
    expect(found.filter((sentence) => sentence.startsWith(path) || sentence.startsWith(detour.path))).toHaveLength(1)
  })

  it.each<[string, string, string]>([
    ['a page takes a type of an engine', 'src/web/api/types.ts', `import type { Page } from '#engines/registers'`],
    ['an engine uses one before it', 'src/engines/cases/sql.ts', `import { digestOf } from '#engines/documents'`],
    ['an action asks for the server', 'src/systems/foundation/entity/actions.ts', `import { implement } from '#server'`],
    ['a test asks for a city', 'src/engines/registers/read.test.ts', `import { testCity } from '#testing'`],
    ['a screen imports its declarations', 'src/systems/foundation/entity/screens/Map.tsx', `import { entity } from '../index.ts'`],
  ])('allows that %s', (_, path, text) => {
    expect(brokenImports([sourceOf(path, text), sourceOf('src/systems/foundation/entity/index.ts', '')])).toEqual([])
  })
})

describe('rings of imports', () => {
  it('are not there among files', () => expect(cyclesOf(fileGraph(platform())).map((ring) => ring.join(' → '))).toEqual([]))

  it('are not there among folders', () => expect(cyclesOf(folderGraph(fileGraph(platform()))).map((ring) => ring.join(' → '))).toEqual([]))

  it('are seen', () => {
    const ring: Source[] = [
      sourceOf('src/engines/cases/a/one.ts', `import './two.ts'`),
      sourceOf('src/engines/cases/a/two.ts', `import '../b/three.ts'`),
      sourceOf('src/engines/cases/b/three.ts', `import '../a/four.ts'`),
      sourceOf('src/engines/cases/a/four.ts', ''),
    ]
    expect(cyclesOf(fileGraph(ring))).toEqual([])
    expect(cyclesOf(folderGraph(fileGraph(ring)))).toEqual([['src/engines/cases/a', 'src/engines/cases/b', 'src/engines/cases/a']])
    ring.push(sourceOf('src/engines/cases/a/four.ts', `export * from './one.ts'`))
    expect(cyclesOf(fileGraph(ring))).toHaveLength(1)
  })
})

describe('the checker', () => {
  it('knows every alias of package.json and finds its file', () => {
    const { imports } = JSON.parse(textOf('package.json')) as { imports: Record<string, string> }
    for (const [alias, path] of Object.entries(imports)) {
      const target = targetOf('src/main.ts', alias.replace('*', 'x'))
      expect(target, alias).toEqual({ file: path.replace('./', '').replace('*', 'x') })
    }
  })

  it('knows every engine that there is', () => {
    const folders = new Set(filesBelow('src/engines').map((path) => path.split('/')[2]!))
    expect([...folders].filter((name) => !(engines as readonly string[]).includes(name))).toEqual([])
  })

  it('finds a file behind every import of ours', () => {
    const lost = sources().flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, line }) => {
        const target = specifier === undefined ? undefined : targetOf(path, specifier)
        return target && 'file' in target && !existsSync(join(root, target.file)) ? [`${path}:${line} ${specifier}`] : []
      }),
    )
    expect(lost).toEqual([])
  })
})
