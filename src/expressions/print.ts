import { bindingOf, type Expression, type Operation, type Test } from './expression.ts'

const quoted = (text: string) =>
  `"${text
    .replace(/[\\"]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')}"`

/** How tightly an expression holds together; what stands alone holds best. */
const holding = (one: Expression): number => {
  if (one.is === 'binary') return bindingOf[one.operator]
  if (one.is === 'between' || one.is === 'in') return bindingOf['=']
  if (one.is === 'if') return 0
  return one.is === 'negation' ? 7 : 9
}

const within = (one: Expression, least: number): string => (holding(one) < least ? `(${print(one)})` : print(one))

function printTest(test: Test): string {
  const above = bindingOf['='] + 1
  if (test.is === 'compare') return `${test.operator} ${within(test.value, above)}`
  if (test.is === 'equal') return within(test.value, above)
  return `${test.lowOpen ? '(' : '['}${print(test.low)}..${print(test.high)}${test.highOpen ? ')' : ']'}`
}

function printBinary(operator: Operation, left: Expression, right: Expression): string {
  const own = bindingOf[operator]
  return `${within(left, own)} ${operator} ${within(right, own + 1)}`
}

/** The text of an expression with no more brackets than it needs; {@link parse} reads the same expression out of it. */
export function print(one: Expression): string {
  const above = bindingOf['='] + 1
  switch (one.is) {
    case 'number':
      return one.text
    case 'string':
      return quoted(one.value)
    case 'boolean':
      return String(one.value)
    case 'null':
      return 'null'
    case 'at':
      return `@${quoted(one.value)}`
    case 'name':
      return one.name
    case 'path':
      // A point behind digits would be one of theirs.
      return `${one.of.is === 'number' ? `(${print(one.of)})` : within(one.of, 9)}.${one.name}`
    case 'negation':
      return `-${within(one.of, 7)}`
    case 'binary':
      return printBinary(one.operator, one.left, one.right)
    case 'if':
      return `if ${print(one.condition)} then ${print(one.yes)} else ${print(one.no)}`
    case 'between':
      return `${within(one.value, bindingOf['='])} between ${within(one.low, above)} and ${within(one.high, above)}`
    case 'in':
      return `${within(one.value, bindingOf['='])} in (${one.tests.map(printTest).join(', ')})`
    case 'call':
      return `${one.name}(${one.given.map(print).join(', ')})`
    case 'list':
      return `[${one.items.map(print).join(', ')}]`
  }
}
