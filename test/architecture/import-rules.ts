import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { isTest, type Import, type Source } from './source.ts'

/** The engines in their order: each may use those before it, and none knows of those after it. */
export const engines = [
  'registers',
  'identity',
  'documents',
  'messages',
  'ledger',
  'cases',
  'exchange',
  'map',
  'telemetry',
  'content',
  'indicators',
] as const

const aliases: readonly (readonly [pattern: RegExp, target: string])[] = [
  [/^#(declare|expressions|chinese|server|testing|systems)$/, 'src/$1/index.ts'],
  [/^#kernel\/(.+)$/, 'src/kernel/$1.ts'],
  [/^#engines\/(.+)$/, 'src/engines/$1/index.ts'],
  [/^#web\/(.+)$/, 'src/web/$1'],
]

/** What an import leads to: a file of ours by its path, a module of Node, or a package. */
export type Target = { file: string } | { node: string } | { package: string }

/** Where a specifier in a file leads. */
export function targetOf(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) }
  for (const [pattern, target] of aliases) if (pattern.test(specifier)) return { file: specifier.replace(pattern, target) }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return { node: specifier }
  return {
    package: specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  }
}

/** The part of the house that a file is in: `kernel`, `engines/cases`, `systems/service/hall`, `systems/service/hall/screens`, `above` … */
export function partOf(path: string): string {
  const [top, folder = '', ...rest] = path.split('/')
  if (top !== 'src') return top === 'city' ? 'city' : 'above'
  if (folder === 'engines') return `engines/${rest[0]}`
  if (folder === 'systems') {
    if (rest.length < 3) return 'above'
    return `systems/${rest[0]}/${rest[1]}${rest.includes('screens') ? '/screens' : ''}`
  }
  if (['kernel', 'declare', 'expressions', 'chinese', 'server', 'web', 'testing'].includes(folder)) return folder
  return 'above'
}

interface Rule {
  /** Said to whoever breaks it. */
  sentence: string
  /** Whether this target is allowed; `kind` says whether anything of it is left at run time. */
  allows(target: Target, kind: Import['kind'], from: string): boolean
}

const isPart = (target: Target, ...parts: string[]) => 'file' in target && parts.includes(partOf(target.file))
const isPackage = (target: Target, ...names: string[]) => 'package' in target && names.includes(target.package)
const isCommon = (target: Target) => isPart(target, 'declare', 'expressions', 'chinese')
const isNpmOrNode = (target: Target) => 'package' in target || 'node' in target
const isDoor = (target: Target) => 'file' in target && /^src\/engines\/[^/]+\/index\.ts$/.test(target.file)
/** What a person finds of their own, which no engine tells alone. */
const isMine = (target: Target) => 'file' in target && target.file.startsWith('src/mine/')

/** What pages are made of. */
const browserPackages = [
  'react',
  'react-dom',
  'react-router',
  'antd',
  '@ant-design/icons',
  '@tanstack/react-query',
  'dayjs',
  'echarts',
  'maplibre-gl',
  'ol',
  'bpmn-js',
  'dmn-js',
]

function engineRule(name: string): Rule {
  const before = engines.slice(0, Math.max(0, engines.indexOf(name as (typeof engines)[number])))
  return {
    sentence: `the engine ${name} may import npm, node, #kernel, #declare, #expressions, #chinese and the index.ts of an engine before it (${before.join(', ') || 'there is none'})`,
    allows: (target) =>
      isNpmOrNode(target) ||
      isCommon(target) ||
      isPart(target, 'kernel', `engines/${name}`) ||
      (isDoor(target) && before.some((one) => isPart(target, `engines/${one}`))),
  }
}

function systemRule(part: string, declarations: ReadonlySet<string>): Rule {
  const own = part.replace(/\/screens$/, '')
  if (part.endsWith('/screens'))
    return {
      sentence: 'a screen runs in a browser and may import #declare, #web, #chinese, #expressions, react and its own system’s declarations',
      allows: (target) =>
        isCommon(target) ||
        isPart(target, 'web', part) ||
        isPackage(target, ...browserPackages) ||
        ('file' in target && declarations.has(target.file)),
    }
  return {
    sentence:
      'a system may import #declare and its own folder; its actions.ts and seed.ts, and files that no declaration uses, also #server, #chinese and npm',
    allows: (target, _kind, from) =>
      isPart(target, 'declare', own) || (!declarations.has(from) && (isPart(target, 'server', 'chinese') || 'package' in target)),
  }
}

const rules: Readonly<Record<string, Rule>> = {
  kernel: {
    sentence: 'the kernel knows nothing of cities and may import only node and npm',
    allows: (target) => isNpmOrNode(target) || isPart(target, 'kernel'),
  },
  declare: {
    sentence: 'the language is pure data for server and browser and may import only #expressions, #chinese and @sinclair/typebox',
    allows: (target) => isCommon(target) || isPackage(target, '@sinclair/typebox'),
  },
  expressions: {
    sentence: 'expressions are pure and may import only #chinese and decimal.js',
    allows: (target) => isPart(target, 'expressions', 'chinese') || isPackage(target, 'decimal.js'),
  },
  chinese: {
    sentence: 'chinese is pure and may import only pinyin-pro',
    allows: (target) => isPart(target, 'chinese') || isPackage(target, 'pinyin-pro'),
  },
  server: {
    sentence:
      'what an action may ask for is written with #declare and the errors of the kernel; anything else of kernel and engines only as types',
    allows: (target, kind) =>
      isCommon(target) ||
      isPart(target, 'server') ||
      ('file' in target && target.file === 'src/kernel/errors.ts') ||
      (kind === 'type' && (isDoor(target) || isPart(target, 'kernel'))),
  },
  web: {
    sentence:
      'pages run in a browser and may import #declare, #expressions, #chinese, react and what goes with it; of engines and src/mine only types; no particular system',
    allows: (target, kind) =>
      isCommon(target) ||
      isPart(target, 'web') ||
      isPackage(target, ...browserPackages) ||
      (kind === 'type' && (isDoor(target) || isMine(target))),
  },
  city: {
    sentence: 'the data of cities and what generates it may import only #chinese, node and itself',
    allows: (target) => isPart(target, 'city', 'chinese') || 'node' in target,
  },
}

const above: Rule = {
  sentence: 'may import everything but #testing, which is for tests',
  allows: (target) => !isPart(target, 'testing'),
}
const testing: Rule = { sentence: 'may import everything', allows: () => true }

/** The files that a system's `index.ts` leads to: its declarations, which the browser gets too. */
export function declarationsOf(all: readonly Source[]): Set<string> {
  const byPath = new Map(all.map((one) => [one.path, one]))
  const found = new Set(all.map(({ path }) => path).filter((path) => /^src\/systems\/[^/]+\/[^/]+\/index\.ts$/.test(path)))
  for (const path of found)
    for (const { specifier, kind } of byPath.get(path)?.imports ?? []) {
      const target = specifier === undefined || kind === 'type' ? undefined : targetOf(path, specifier)
      if (target && 'file' in target && target.file.startsWith('src/systems/')) found.add(target.file)
    }
  return found
}

const ruleOf = (path: string, declarations: ReadonlySet<string>): Rule => {
  const part = partOf(path)
  if (part.startsWith('engines/')) return engineRule(part.slice('engines/'.length))
  if (part.startsWith('systems/')) return systemRule(part, declarations)
  return rules[part] ?? (part === 'testing' ? testing : above)
}

/** A test may use node, the tools of tests, `#testing` and what tests share, beside what its folder may; a story also the doors of engines. */
const testMay = (target: Target, from: string) =>
  isNpmOrNode(target) ||
  isPart(target, 'testing') ||
  ('file' in target && (isTest(target.file) || target.file.startsWith('test/'))) ||
  (isDoor(target) && from.startsWith('src/systems/'))

/** Computed imports are out of the checker's sight, so only these files may have them. */
const computes = new Set(['src/systems/index.ts', 'src/kernel/compute-worker.mjs'])

/** Every import that breaks the table, as a sentence with its place. */
export function brokenImports(all: readonly Source[]): string[] {
  const declarations = declarationsOf(all)
  const broken: string[] = []
  for (const { path, imports } of all) {
    const rule = ruleOf(path, declarations)
    for (const { specifier, kind, line } of imports) {
      if (specifier === undefined) {
        if (!computes.has(path)) broken.push(`${path}:${line} computes what it imports, so that no rule can be checked; write the name out`)
        continue
      }
      const target = targetOf(path, specifier)
      if ((isTest(path) && testMay(target, path)) || rule.allows(target, kind, path)) continue
      broken.push(`${path}:${line} imports ${specifier}: ${rule.sentence}`)
    }
  }
  return broken
}

/** Rings of files that need each other at run time, each once. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (one: string) => {
    const at = trail.indexOf(one)
    if (at >= 0) cycles.push([...trail.slice(at), one])
    if (at >= 0 || done.has(one)) return
    trail.push(one)
    for (const next of graph.get(one) ?? []) visit(next)
    trail.pop()
    done.add(one)
  }
  for (const one of graph.keys()) visit(one)
  return cycles
}

/** Which file needs which before it can run; what is loaded later, when somebody asks for it, closes no ring. */
export const fileGraph = (all: readonly Source[]): Map<string, string[]> =>
  new Map(
    all.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier, kind }) => {
        const target = specifier === undefined || kind !== 'static' ? undefined : targetOf(path, specifier)
        return target && 'file' in target ? [target.file] : []
      }),
    ]),
  )

/**
 * Which folder below `src` needs which before it can run, for every level: of two files, the folders in which their paths part. A file
 * beside a folder is no folder, so `form.ts` may use `fields/` which uses `field.ts`; folders of pages are not counted, only their files.
 */
export function folderGraph(files: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const graph = new Map<string, Set<string>>()
  for (const [from, targets] of files)
    for (const to of targets) {
      const a = from.split('/')
      const b = to.split('/')
      const depth = a.findIndex((part, i) => part !== b[i])
      if (depth < 1 || depth >= a.length - 1 || depth >= b.length - 1 || from.startsWith('src/web/')) continue
      const folder = a.slice(0, depth + 1).join('/')
      graph.set(folder, (graph.get(folder) ?? new Set()).add(b.slice(0, depth + 1).join('/')))
    }
  return new Map([...graph].map(([folder, to]) => [folder, [...to]]))
}
