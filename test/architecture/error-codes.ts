import { isTest, literalOf, nodesOf, type Source, type Syntax } from './source.ts'

/** Classes of errors that reach a person, with the HTTP status of each, as `kernel/errors.ts` has them. */
export const statuses: Readonly<Record<string, number>> = {
  NotFound: 404,
  NotUnderstood: 400,
  NotAllowed: 403,
  NotSignedIn: 401,
  Invalid: 422,
  Conflict: 409,
  Stale: 412,
  TooLate: 410,
  TooMany: 429,
  Unavailable: 503,
  Broken: 500,
}

/** One place that refuses. */
export interface Refusing {
  /** What is computed stands in angle brackets: `register.<act>`. */
  code: string
  status: number
  where: string
}

const nameOf = (node: unknown) => (node as { name?: string } | undefined)?.name

/** The codes that an expression may give; undefined when that can't be told. */
function codesIn(node: Syntax): string[] | undefined {
  const plain = literalOf(node)
  if (plain !== undefined) return [plain]
  if (node.type === 'ConditionalExpression') {
    const [yes, no] = [codesIn(node.consequent as Syntax), codesIn(node.alternate as Syntax)]
    return yes && no ? [...yes, ...no] : undefined
  }
  if (node.type === 'LogicalExpression') return codesIn(node.right as Syntax)
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = (node.quasis as { value: { cooked: string } }[]).map((one) => one.value.cooked)
  const expressions = (node.expressions as Syntax[]).map((one) => `<${nameOf(one) ?? '…'}>`)
  return [quasis.flatMap((text, i) => [text, expressions[i] ?? '']).join('')]
}

/** Every code that an error is made with, and every place that makes one without. */
export function refusals(sources: readonly Source[]): { coded: Refusing[]; bare: string[] } {
  const coded: Refusing[] = []
  const bare: string[] = []
  for (const source of sources) {
    if (isTest(source.path)) continue
    for (const node of nodesOf(source.tree)) {
      const status = node.type === 'NewExpression' ? statuses[nameOf(node.callee) ?? ''] : undefined
      if (status === undefined) continue
      const where = `${source.path}:${source.lineOf(node.start)}`
      const options = (node.arguments as Syntax[])[1]
      const property = ((options?.properties ?? []) as Syntax[]).find((one) => nameOf(one.key) === 'code')
      const codes = property ? codesIn(property.value as Syntax) : undefined
      if (codes) coded.push(...codes.map((code) => ({ code, status, where })))
      else if (status !== 500) bare.push(where)
    }
  }
  return { coded, bare }
}

/** Codes that the database itself gives with an error of ours: the hint of a `raise`, with the status that its SQLSTATE carries (`CS409`). */
export const raisedIn = (sql: string): { code: string; status: number }[] =>
  [...sql.matchAll(/errcode\s*=\s*'CS(\d{3})',\s*hint\s*=\s*'([a-z.-]+)'/gi)].map(([, status, code]) => ({
    code: code!,
    status: Number(status),
  }))
