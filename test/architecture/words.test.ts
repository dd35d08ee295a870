import { describe, expect, it } from 'vitest'
import { literalOf, sourceOf, sources, textOf, type Source, type Syntax } from './source.ts'

const folder = 'src/declare'
const page = `${folder}/README.md`

const nameOf = (node: unknown) => (node as { name: string }).name

/** Names that a file exports, those that it passes on included. */
function exportsOf(path: string, all: readonly Source[]): string[] {
  const source = all.find((one) => one.path === path)
  if (!source) throw new Error(`there is no ${path}`)
  return (source.tree.body as Syntax[]).flatMap((node) => {
    const from = literalOf(node.source)
    if (node.type === 'ExportAllDeclaration') return exportsOf(`${folder}/${from!.slice(2)}`, all)
    if (node.type !== 'ExportNamedDeclaration') return []
    const declared = node.declaration as (Syntax & { declarations?: { id: Syntax }[] }) | null
    if (!declared) return (node.specifiers as { exported: Syntax }[]).map(({ exported }) => nameOf(exported))
    return declared.declarations ? declared.declarations.map(({ id }) => nameOf(id)) : [nameOf(declared.id)]
  })
}

/** Words of the page: name, file and sentence of each line of its tables. */
const documented = () =>
  [...textOf(page).matchAll(/^\| `(\w+)`\s*\| `([\w./-]+)`\s*\| (.+?)\s*\|$/gm)].map(([, word, file, sentence]) => ({
    word: word!,
    file: file!,
    sentence: sentence!,
  }))

describe('the words of the language', () => {
  it('are all on its page, and the page has no other', () => {
    const words = exportsOf(`${folder}/index.ts`, sources())
    const lines = documented().map(({ word }) => word)
    expect(
      words.filter((one) => !lines.includes(one)),
      `say in ${page} what each of these is`,
    ).toEqual([])
    expect(
      lines.filter((one) => !words.includes(one)),
      `${folder}/index.ts exports none of these; take them out of ${page}`,
    ).toEqual([])
    expect(lines.filter((one, i) => lines.indexOf(one) !== i)).toEqual([])
  })

  it('stand in the file that the page names', () => {
    const astray = documented().filter(({ word, file }) => !exportsOf(`${folder}/${file}`, sources()).includes(word))
    expect(astray).toEqual([])
  })

  it('have a sentence each', () => {
    const wordless = documented().filter(({ sentence }) => !/^[A-Z].{10,}\.$/.test(sentence))
    expect(wordless).toEqual([])
  })

  it('are gathered whichever way they are exported', () => {
    const all = [
      sourceOf(`${folder}/a.ts`, `export * from './b.ts'\nexport { c, type D } from './c.ts'`),
      sourceOf(`${folder}/b.ts`, `export const x = 1\nexport interface Y {}\nexport function z() {}\nexport type W = 1\nconst v = 2`),
    ]
    expect(exportsOf(`${folder}/a.ts`, all)).toEqual(['x', 'Y', 'z', 'W', 'c', 'D'])
  })
})
