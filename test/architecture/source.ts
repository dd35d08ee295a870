import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** The folder that everything lives in. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The text of a file of the repository. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Paths of all files below a folder, with `/` between the parts. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path)
    return [path]
  })
}

/** A node of the syntax tree (ESTree); which further keys it has depends on its type. */
export interface Syntax {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string'

/** Every node of a tree, from the top. */
export function* nodesOf(node: Syntax): Generator<Syntax> {
  yield node
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isSyntax(child)) yield* nodesOf(child)
}

/** One import: `type` when nothing of it is left at run time. `specifier` is undefined when it is computed. */
export interface Import {
  specifier: string | undefined
  kind: 'static' | 'dynamic' | 'type'
  line: number
}

/** A file of code, parsed. */
export interface Source {
  path: string
  text: string
  tree: Syntax
  imports: Import[]
  lineOf(at: number): number
}

/** The value of a text without anything computed in it. */
export function literalOf(node: unknown): string | undefined {
  if (!isSyntax(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TSLiteralType') return literalOf(node.literal)
  const quasis = node.quasis as { value: { cooked: string } }[] | undefined
  return node.type === 'TemplateLiteral' && quasis?.length === 1 ? quasis[0]!.value.cooked : undefined
}

function importOf(node: Syntax): Omit<Import, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literalOf(node.source), kind: node.importKind === 'type' ? 'type' : 'static' }
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return isSyntax(node.source) ? { specifier: literalOf(node.source), kind: node.exportKind === 'type' ? 'type' : 'static' } : undefined
    case 'ImportExpression':
      return { specifier: literalOf(node.source), kind: 'dynamic' }
    case 'TSImportType':
      return { specifier: literalOf(node.source ?? node.argument), kind: 'type' }
    default:
      return undefined
  }
}

/** Parses a file of code; its name says which language it is. */
export function sourceOf(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const tree = program as unknown as Syntax
  const lineOf = (at: number) => text.slice(0, at).split('\n').length
  const imports = [...nodesOf(tree)].flatMap((node) => {
    const found = importOf(node)
    return found ? [{ ...found, line: lineOf(node.start) }] : []
  })
  return { path, text, tree, imports, lineOf }
}

let all: readonly Source[] | undefined

/** All code of the platform: `src` and what of `city` is code, read once. */
export const sources = (): readonly Source[] =>
  (all ??= ['src', 'city'].flatMap(filesBelow).flatMap((path) => (/\.(ts|tsx|mts|mjs)$/.test(path) ? [sourceOf(path, textOf(path))] : [])))

/** Whether a file holds tests, or samples, worlds and processes for them, and is no part of the platform. */
export const isTest = (path: string): boolean => /\.(test|walk|world|child)\.tsx?$|(^|[/.])(samples|world)\.ts$/.test(path)
