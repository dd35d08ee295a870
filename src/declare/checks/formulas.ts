import { openPhrases } from '#chinese'
import { check, flawsInEnglish, namesIn, parse, placed, typeName, type Expression, type Type, type Types } from '#expressions'
import { privacyRank, shareRank } from '../axes.ts'
import type { AnyField, Fields } from '../field.ts'
import type { ChoiceField } from '../fields/choice.ts'
import { resultOf, type FormulaField } from '../fields/formula.ts'
import type { Problem } from '../fields/index.ts'
import type { RowsField } from '../fields/rows.ts'

const inEnglish = openPhrases([flawsInEnglish], () => undefined)
const quantity = { is: 'number', of: 'plain' } as const

/** What a field is in a formula; nothing for what can't be calculated with: keys of records, places, files, sealed values, own numbers. */
function typeOf(field: AnyField): Type | undefined {
  if (field.sealed) return undefined
  switch (field.kind) {
    case 'number':
      return quantity
    case 'money':
      return { is: 'number', of: 'money' }
    case 'flag':
      return { is: 'boolean' }
    case 'date':
      return { is: 'day' }
    case 'moment':
      return { is: 'instant' }
    case 'period':
      return { is: 'parts', parts: { from: { is: 'day' }, until: { is: 'day' } } }
    case 'choice': {
      const { choices, multiple } = field as unknown as ChoiceField
      const one = { is: 'string', oneOf: new Set(Object.keys(choices)) } as const
      return multiple ? { is: 'list', of: one } : one
    }
    case 'text':
    case 'code':
    case 'credit-code':
    case 'phone':
    case 'plate':
      return { is: 'string' }
    case 'rows':
      return { is: 'list', of: { is: 'parts', parts: typesOf((field as unknown as RowsField).fields) } }
    case 'formula':
      return typeOf(resultOf(field))
    default:
      return undefined
  }
}

const typesOf = (fields: Fields): Types =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => {
      const type = typeOf(field)
      return type ? [[key, type]] : []
    }),
  )

const wanted: Readonly<Record<FormulaField['gives'], Type>> = {
  number: quantity,
  money: { is: 'number', of: 'money' },
  date: { is: 'day' },
  flag: { is: 'boolean' },
  text: { is: 'string' },
}

const fits = (type: Type, gives: FormulaField['gives']): boolean => {
  const wants = wanted[gives]
  if (type.is === 'number' && wants.is === 'number') return type.of === undefined || type.of === wants.of
  return type.is === wants.is
}

const expressionOf = (field: AnyField | undefined): Expression | undefined =>
  field?.kind === 'formula' ? parse((field as unknown as FormulaField).formula).expression : undefined

/** Whether a formula is worked out of itself, by whatever others. */
function goesRound(key: string, fields: Fields): boolean {
  const seen = new Set<string>()
  const waiting = [...namesIn(expressionOf(fields[key])!)]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === key) return true
    const expression = Object.hasOwn(fields, name) && !seen.has(name) ? expressionOf(fields[name]) : undefined
    seen.add(name)
    if (expression) waiting.push(...namesIn(expression))
  }
  return false
}

/** How narrowly a field is shared beside its register. */
const narrowness = ({ share = 'unconditional' }: AnyField): number => shareRank[share]

/** What is wrong with a declared formula: its syntax, the types in it, what it gives, and that it tells no more than may be known. */
export function checkFormula(key: string, fields: Fields): Problem[] {
  const { formula, gives, privacy, sealed } = fields[key] as unknown as FormulaField
  const problem = (message: string): Problem => ({ path: 'formula', message })
  if (sealed) return [{ path: 'sealed', message: 'a formula is kept as it is, and what it reads is told by it' }]
  const said = (chinese: string) => problem(inEnglish(chinese) ?? chinese)
  const { expression, flaw } = parse(formula)
  if (!expression) return [said(placed(formula, flaw))]
  const types = typesOf(fields)
  const read = [...namesIn(expression)].filter((name) => Object.hasOwn(fields, name))
  const closed = read.filter((name) => !Object.hasOwn(types, name))
  if (closed.length > 0)
    return closed.map((name) => problem(`a formula can't read ${name}: ${fields[name]!.sealed ? 'sealed' : fields[name]!.kind}`))
  if (goesRound(key, fields)) return [problem('a formula is not worked out of itself')]
  const { type, flaws } = check(expression, types)
  if (!type) return flaws.map((one) => said(placed(formula, one)))
  if (!fits(type, gives)) return [said(`公式算出的是${typeName(type)}，这里应是${typeName(wanted[gives])}`)]
  const told = read.filter((name) => privacyRank[fields[name]!.privacy] > privacyRank[privacy])
  const kept = read.filter((name) => narrowness(fields[name]!) > narrowness(fields[key]!))
  return [
    ...told.map((name) => ({
      path: 'privacy',
      message: `what a formula reads of ${name} is ${fields[name]!.privacy}, and so is what it gives`,
    })),
    ...kept.map((name) => ({ path: 'share', message: `what a formula gives is shared no further than ${name}, which it reads` })),
  ]
}
