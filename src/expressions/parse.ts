import { bindingOf, type Comparing, type Expression, type Operation, type Test } from './expression.ts'
import { Flawed, type Flaw } from './flaws.ts'
import { functionNames } from './functions.ts'
import { tokensOf, type Token } from './tokens.ts'

/** Characters of an expression: a page of them. */
const LONGEST = 4_000
/** Brackets within brackets; more than anybody reads. */
const DEEPEST = 100
/** Tokens taken, those that are read twice included: ranges within ranges would otherwise be read more often at every level. */
const MOST_TAKEN = 20_000

const words: ReadonlySet<string> = new Set(['if', 'then', 'else', 'and', 'or', 'between', 'in', 'true', 'false', 'null'])
const comparing: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>='])
const NEGATION = 7
const COMPARISON = bindingOf['=']
const longestName = Math.max(...functionNames.map((name) => name.split(' ').length))

/** Reads one text; every method leaves the place behind what it read. */
class Reader {
  readonly tokens: readonly Token[]
  place = 0
  depth = 0
  taken = 0

  constructor(text: string) {
    this.tokens = tokensOf(text)
  }

  get next(): Token {
    return this.tokens[this.place]!
  }

  take(): Token {
    const token = this.tokens[this.place++]!
    if (++this.taken > MOST_TAKEN) throw new Flawed({ at: token.at, end: token.end, message: '嵌套过深' })
    return token
  }

  is(...texts: string[]): boolean {
    return (this.next.is === 'sign' || this.next.is === 'name') && texts.includes(this.next.text)
  }

  /** Takes a sign or a word that must stand here. */
  need(...texts: string[]): Token {
    if (this.is(...texts)) return this.take()
    const wanted = texts.map((text) => `“${text}”`).join(' / ')
    const { is, text, at, end } = this.next
    throw new Flawed({ at, end, message: is === 'end' ? `公式到这里没有写完，应有${wanted}` : `这里应是${wanted}，而不是“${text}”` })
  }

  unexpected(): Flawed {
    const { is, text, at, end } = this.next
    return new Flawed({ at, end, message: is === 'end' ? '公式到这里没有写完' : `这里不应是“${text}”` })
  }

  /** An expression whose operators bind at least so tightly. */
  expression(binding = 0): Expression {
    if (++this.depth > DEEPEST) throw new Flawed({ at: this.next.at, end: this.next.end, message: '嵌套过深' })
    let left = this.prefix()
    for (;;) {
      const further = this.infix(left, binding)
      if (!further) break
      left = further
    }
    this.depth--
    return left
  }

  /** The expression that goes on behind `left`; nothing when what stands there binds less tightly. */
  infix(left: Expression, binding: number): Expression | undefined {
    const { text, is } = this.next
    if (is !== 'sign' && is !== 'name') return undefined
    if (text === '.') return this.path(left)
    if (text === 'between' || text === 'in') {
      if (COMPARISON < binding) return undefined
      return text === 'between' ? this.between(left) : this.in(left)
    }
    if (!Object.hasOwn(bindingOf, text)) return undefined
    const operator = text as Operation
    if (bindingOf[operator] < binding) return undefined
    this.take()
    const right = this.expression(bindingOf[operator] + 1)
    return { is: 'binary', operator, left, right, at: left.at, end: right.end }
  }

  path(of: Expression): Expression {
    this.take()
    if (this.next.is !== 'name') throw this.unexpected()
    const { text, end } = this.take()
    return { is: 'path', of, name: text, at: of.at, end }
  }

  between(value: Expression): Expression {
    this.take()
    const low = this.expression(COMPARISON + 1)
    this.need('and')
    const high = this.expression(COMPARISON + 1)
    return { is: 'between', value, low, high, at: value.at, end: high.end }
  }

  in(value: Expression): Expression {
    this.take()
    const start = this.place
    if (this.is('(')) {
      this.take()
      const tests = [this.test()]
      // What began as several tests may have been the beginning of a range that leaves its lowest value out.
      if (this.is('..') && tests[0]!.is === 'equal') this.place = start
      else {
        while (this.is(',')) {
          this.take()
          tests.push(this.test())
        }
        const { end } = this.need(')')
        return { is: 'in', value, tests, at: value.at, end }
      }
    }
    const test = this.test()
    return { is: 'in', value, tests: [test], at: value.at, end: this.tokens[this.place - 1]!.end }
  }

  test(): Test {
    if (this.next.is === 'sign' && comparing.has(this.next.text)) {
      const operator = this.take().text as Comparing
      return { is: 'compare', operator, value: this.expression(COMPARISON + 1) }
    }
    if (!this.is('(', '[', ']')) return { is: 'equal', value: this.expression(COMPARISON + 1) }
    const start = this.place
    const lowOpen = this.take().text !== '['
    const low = this.is(']') ? undefined : this.expression()
    if (low && this.is('..')) {
      this.take()
      const high = this.expression()
      const highOpen = this.need(')', ']', '[').text !== ']'
      return { is: 'range', low, high, lowOpen, highOpen }
    }
    this.place = start
    return { is: 'equal', value: this.expression(COMPARISON + 1) }
  }

  prefix(): Expression {
    const { is, text, at, end } = this.next
    if (is === 'number') return { is: 'number', text: this.take().text, at, end }
    if (is === 'string') return { is: 'string', value: this.take().text, at, end }
    if (is === 'end') throw this.unexpected()
    if (is === 'name') return this.named()
    switch (text) {
      case '-': {
        this.take()
        const of = this.expression(NEGATION)
        return { is: 'negation', of, at, end: of.end }
      }
      case '(': {
        this.take()
        const inner = this.expression()
        return { ...inner, at, end: this.need(')').end }
      }
      case '[':
        return this.list(at)
      case '@': {
        this.take()
        if (this.next.is !== 'string') throw this.unexpected()
        const literal = this.take()
        return { is: 'at', value: literal.text, at, end: literal.end }
      }
      default:
        throw this.unexpected()
    }
  }

  list(at: number): Expression {
    this.take()
    const items: Expression[] = []
    while (!this.is(']')) {
      if (items.length > 0) this.need(',')
      items.push(this.expression())
    }
    return { is: 'list', items, at, end: this.take().end }
  }

  named(): Expression {
    const { text, at, end } = this.next
    if (text === 'if') return this.choice(at)
    const call = this.call(at)
    if (call) return call
    if (text === 'true' || text === 'false') return { is: 'boolean', value: this.take().text === 'true', at, end }
    if (text === 'null') return this.take() && { is: 'null', at, end }
    if (words.has(text)) throw this.unexpected()
    return { is: 'name', name: this.take().text, at, end }
  }

  /** A function by its name, which may be of several words; nothing when no bracket follows. */
  call(at: number): Expression | undefined {
    let most = 0
    while (most < longestName && this.tokens[this.place + most]!.is === 'name') most++
    const bracket = this.tokens[this.place + most]!
    if (bracket.is !== 'sign' || bracket.text !== '(' || most === 0) return undefined
    const name = this.tokens.slice(this.place, this.place + most).map(({ text }) => text)
    const known = name.join(' ')
    const isKnown = functionNames.includes(known)
    if (!isKnown && name.some((word) => words.has(word))) return undefined
    if (!isKnown) throw new Flawed({ at, end: this.tokens[this.place + most - 1]!.end, message: `没有名为“${known}”的函数` })
    this.place += most + 1
    const given: Expression[] = []
    while (!this.is(')')) {
      if (given.length > 0) this.need(',')
      given.push(this.expression())
    }
    return { is: 'call', name: known, given, at, end: this.take().end }
  }

  choice(at: number): Expression {
    this.take()
    const condition = this.expression()
    this.need('then')
    const yes = this.expression()
    this.need('else')
    const no = this.expression()
    return { is: 'if', condition, yes, no, at, end: no.end }
  }
}

/** What a text says as an expression, or the first thing that is wrong with it. */
export type Parsed = { expression: Expression; flaw?: never } | { expression?: never; flaw: Flaw }

/**
 * Reads an expression in the syntax of FEEL (DMN 1.5, 10.3.1): arithmetic, comparison, `between`, `in`, `and`, `or`, `if`, paths, lists,
 * literals and the functions of `functions.ts`. Names are single words.
 */
export function parse(text: string): Parsed {
  if (text.length > LONGEST) return { flaw: { at: LONGEST, end: text.length, message: `公式过长，最多 ${LONGEST} 个字符` } }
  try {
    const reader = new Reader(text)
    const expression = reader.expression()
    if (reader.next.is !== 'end') throw reader.unexpected()
    return { expression }
  } catch (error) {
    if (error instanceof Flawed) return { flaw: error.flaw }
    throw error
  }
}
