import { Flawed } from './flaws.ts'

export interface Token {
  is: 'number' | 'string' | 'name' | 'sign' | 'end'
  /** As written; of a string what it says. */
  text: string
  at: number
  end: number
}

// DMN 1.5, 10.3.1.2, rules 26 to 29 and 61; a field's key needs no more than these of the additional signs of rule 30: none.
const nameStart = /[\p{L}_?]/u
const namePart = /[\p{L}\p{N}\p{M}_?]/u
const space = /[\s\u0085\u180E\u200B]/u
const signs = ['**', '..', '<=', '>=', '!=', '+', '-', '*', '/', '=', '<', '>', '(', ')', '[', ']', ',', '.', '@']
const escapes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', n: '\n', r: '\r', t: '\t' }

function stringAt(text: string, at: number): Token {
  let said = ''
  for (let i = at + 1; i < text.length; i++) {
    const sign = text[i]!
    if (sign === '"') return { is: 'string', text: said, at, end: i + 1 }
    if (sign === '\n' || sign === '\r') break
    if (sign !== '\\') {
      said += sign
      continue
    }
    const next = text[++i] ?? ''
    const point = /^(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}))/.exec(text.slice(i, i + 7))
    const code = point ? Number.parseInt(point[1] ?? point[2]!, 16) : undefined
    const escaped = code === undefined ? escapes[next] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    if (escaped === undefined) throw new Flawed({ at: i - 1, end: Math.min(i + 1, text.length), message: `引号内不能有“\\${next}”` })
    said += escaped
    i += point ? point[0].length - 1 : 0
  }
  throw new Flawed({ at, end: text.length, message: '文字没有结束的引号' })
}

/** Where white space and comments from here on end. */
function skipSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    while (at < text.length && space.test(text[at]!)) at++
    if (text.startsWith('//', at)) {
      const line = text.indexOf('\n', at)
      at = line < 0 ? text.length : line
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2)
      if (end < 0) throw new Flawed({ at, end: text.length, message: '注释没有结束' })
      at = end + 2
    } else return at
  }
}

/** The tokens of an expression, with one for its end. @throws Flawed */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = skipSpace(text, 0); ; at = skipSpace(text, tokens.at(-1)!.end)) {
    const sign = at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : ''
    if (sign === '') return [...tokens, { is: 'end', text: '', at, end: at }]
    const number = /^(?:\d+(?:\.\d+)?|\.\d+)/.exec(text.slice(at))?.[0]
    if (number !== undefined) tokens.push({ is: 'number', text: number, at, end: at + number.length })
    else if (sign === '"') tokens.push(stringAt(text, at))
    else if (nameStart.test(sign)) {
      let end = at
      for (const part of text.slice(at)) {
        if (!namePart.test(part)) break
        end += part.length
      }
      tokens.push({ is: 'name', text: text.slice(at, end), at, end })
    } else {
      const known = signs.find((one) => text.startsWith(one, at))
      if (!known) throw new Flawed({ at, end: at + sign.length, message: `不认识的字符“${sign}”` })
      tokens.push({ is: 'sign', text: known, at, end: at + known.length })
    }
  }
}
