import { expect, test } from 'vitest'
import { literalOf, nodesOf, sources, type Source, type Syntax } from './source.ts'

const chinese = /\p{Script=Han}/u
/** Codes, signs of keys and names of kinds of files are the same in every language. */
const codes =
  /\b(PDF|CSV|CSVW|JSON|GeoJSON|NDJSON|UTF-8|GB18030|xlsx|JPG|JPEG|PNG|OFD|URL|kB|MB|GB|KB|Ctrl|Esc|Enter|Tab|Alt|Shift|K|P|X|N|iCalendar|WCAG|AA|SHA-256|Excel|ics|WGS|CGCS2000|GCJ-02)\b/g

interface Text {
  place: string
  key: string
  /** What is said as it stands; of a function, every text in it. */
  parts: string[]
}

/** Texts that stand in a node, without what is computed. */
const partsOf = (node: Syntax): string[] =>
  [...nodesOf(node)].flatMap((one) => {
    const plain = one.type === 'TemplateLiteral' ? undefined : literalOf(one)
    if (plain !== undefined) return [plain]
    return one.type === 'TemplateLiteral' ? (one.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked) : []
  })

/** The keys and texts of an object of texts. */
function textsOf({ path, lineOf }: Source, object: Syntax): Text[] {
  return (object.properties as Syntax[]).map((property) => ({
    place: `${path}:${lineOf(property.start)}`,
    key: String((property.key as { name?: string; value?: string } | undefined)?.name ?? (property.key as { value?: string }).value),
    parts: partsOf(property.value as Syntax),
  }))
}

/** Every `texts(zh, en)` of the screens. */
const folders = sources()
  .filter(({ path }) => path.startsWith('src/web/'))
  .flatMap((source) =>
    [...nodesOf(source.tree)]
      .filter((node) => node.type === 'CallExpression' && (node.callee as { name?: string }).name === 'texts')
      .map((call) => {
        const [zh, en] = call.arguments as Syntax[]
        return { path: source.path, zh: textsOf(source, zh!), en: en ? textsOf(source, en) : [] }
      }),
  )

test('texts are found', () => expect(folders.length).toBeGreaterThan(10))

test.each(folders.map((folder) => [folder.path, folder] as const))('%s says everything in Chinese and in English', (_path, { zh, en }) => {
  const inEnglish = new Set(en.map(({ key }) => key))
  expect(zh.filter(({ key }) => !inEnglish.has(key))).toEqual([])
  expect(en.filter(({ parts }) => parts.some((part) => chinese.test(part)))).toEqual([])
  expect(zh.filter(({ parts }) => parts.some((part) => /[A-Za-z]{2,}/.test(part.replaceAll(codes, ''))))).toEqual([])
})

test('nobody takes the Chinese of texts by itself', () => {
  const takes = (node: Syntax) =>
    (node.type === 'MemberExpression' &&
      ((node.object as { name?: string }).name ?? '').endsWith('Texts') &&
      (node.property as { name?: string }).name === 'zh') ||
    (node.type === 'VariableDeclarator' && ((node.init as { name?: string } | null)?.name ?? '').endsWith('Texts'))
  const screens = sources().filter(({ path }) => path.startsWith('src/web/') && !/\.test\.|^src\/web\/texts\.ts/.test(path))
  expect(
    screens.flatMap((source) => [...nodesOf(source.tree)].filter(takes).map(({ start }) => `${source.path}:${source.lineOf(start)}`)),
  ).toEqual([])
})
