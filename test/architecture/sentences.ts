import { isTest, literalOf, nodesOf, type Source, type Syntax } from './source.ts'

const hasChinese = /\p{Script=Han}/u
/** Code whose sentences reach somebody: the platform but its screens, which keep texts of their own in both languages, and the English itself. */
const speaks = /^src\/(?!web\/|english\/|systems\/|loading\/(seed\/|build))|^src\/systems\/.*\/actions\.ts$/
/** Papers with legal force are Chinese, and so is what only an operator reads at a terminal. */
const silent =
  /^src\/(cli|bench[a-z-]*)\.ts$|^src\/kernel\/(cluster[a-z-]*|prepare|processes|ports|settings|compute)\.ts$|^src\/engines\/(documents\/(rendering|render|samples)|cases\/(instruments|history)\/)/

/** A text as a reader sees it, with signs in the places of what is computed. */
function shown(node: Syntax): string | undefined {
  const plain = literalOf(node)
  if (plain !== undefined) return plain
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = node.quasis as { value: { cooked: string } }[]
  return quasis.map(({ value }, i) => value.cooked + (i < quasis.length - 1 ? `§${i + 1}` : '')).join('')
}

/** Arguments of what only an operator reads: `new Refusal(…)` says both languages. */
const isOperators = (node: Syntax) => node.type === 'NewExpression' && (node.callee as { name?: string }).name === 'Refusal'

/** A list of bare words: code looks for them in what others wrote, and says none of them. */
const isWordList = (node: Syntax) =>
  node.type === 'ArrayExpression' &&
  (node.elements as (Syntax | null)[]).length > 2 &&
  (node.elements as (Syntax | null)[]).every((element) => literalOf(element) !== undefined)

/** What is compared with is looked for, and not said. */
const isComparison = (node: Syntax) => node.type === 'BinaryExpression' && /^[!=]==$/.test(node.operator as string)

/** Of the code that knows Chinese as a language, only the checks speak. */
const isMute = (path: string, node: Syntax) =>
  path.startsWith('src/chinese/') &&
  (node.type === 'VariableDeclaration' ||
    (node.type === 'FunctionDeclaration' && !(node.id as { name: string } | null)?.name.startsWith('check')))

/** Every sentence that the code itself says, with its place. */
export function sentencesOf(all: readonly Source[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const source of all) {
    if (isTest(source.path) || !speaks.test(source.path) || silent.test(source.path)) continue
    const skipped: Syntax[] = []
    for (const node of nodesOf(source.tree)) {
      if (isOperators(node) || isWordList(node) || isComparison(node) || isMute(source.path, node)) skipped.push(node)
      const text = shown(node)
      if (text === undefined || !hasChinese.test(text)) continue
      if (skipped.some(({ start, end }) => node.start >= start && node.end <= end)) continue
      found.set(text, `${source.path}:${source.lineOf(node.start)}`)
    }
  }
  return found
}
