import { privacyOf, privacyRank } from '../axes.ts'
import type { Fields } from '../field.ts'
import type { ChoiceField } from '../fields/choice.ts'
import type { CodeField } from '../fields/code.ts'
import type { GaplessField } from '../fields/gapless.ts'
import { kindOf, type Problem } from '../fields/index.ts'
import type { RefField } from '../fields/ref.ts'
import type { RowsField } from '../fields/rows.ts'
import type { SequenceField } from '../fields/sequence.ts'
import { checkFormula } from './formulas.ts'
import { finding, type Names } from './known.ts'

/** Kinds that the engine checks or works out beside a record's own columns, and that a row inside a record can't have. */
const outsideRows: ReadonlySet<string> = new Set(['line', 'area', 'picture', 'references'])

/** What is wrong with a set of fields, each with the path of the field. */
export function checkFields(fields: Fields, names: Names, { inRows = false } = {}): Problem[] {
  const problems: Problem[] = []
  for (const [key, field] of Object.entries(fields)) {
    const found = finding(key, names)
    found.want(/^[a-z][A-Za-z0-9]*$/.test(key), '', 'the key of a field is letters and digits and begins with a small letter')
    found.want(field.label.trim() !== '', 'label', 'a field has a label')
    found.want(!(field.open && field.privacy !== 'none'), 'open', 'what tells about a person is not published')
    found.want(!(field.open && field.sealed), 'open', 'what is sealed is not published')
    found.want(!(field.open && field.share === 'none'), 'open', 'what is shared with nobody is not published')
    if (field.kind === 'ref' || field.kind === 'references') {
      const { to } = field as unknown as RefField
      found.want(names.records.has(to), 'to', `there is no register ${to}`)
    }
    found.want(!field.sealed || kindOf(field).column(field) === 'text', 'sealed', 'only what is kept as text is sealed')
    found.want(
      !inRows || (!field.sealed && !field.share && !field.open),
      '',
      'a row inside a record is sealed, shared and opened with all its rows',
    )
    found.want(!inRows || !outsideRows.has(field.kind), '', 'a row inside a record has none of these')
    if (field.kind === 'code') {
      const { list } = field as unknown as CodeField
      found.want(names.codeLists?.has(list) ?? true, 'list', `there is no code list ${list}`)
    }
    if (field.kind === 'choice') {
      const { choices } = field as unknown as ChoiceField
      found.want(Object.keys(choices).length > 0, 'choices', 'there is nothing to choose from')
    }
    if (field.kind === 'sequence' || field.kind === 'gapless') {
      const { format, on } = field as unknown as SequenceField & GaplessField
      found.want([...format.matchAll(/\{0+\}/g)].length === 1, 'format', 'a number has exactly one counter, such as {00000}')
      found.want(!inRows, '', 'a row inside a record has no number of its own')
      const issued = on === undefined ? undefined : fields[on]
      found.want(on === undefined || issued?.kind === 'date' || issued?.kind === 'moment', 'on', `${on} is no date and no moment`)
    }
    if (field.kind === 'formula') {
      found.want(!inRows, '', 'a row inside a record has no formula')
      found.take(checkFormula(key, fields), '')
    }
    if (field.kind === 'rows') {
      found.want(!inRows, '', 'rows hold no rows')
      const { fields: inner } = field as unknown as RowsField
      found.want(privacyRank[privacyOf(inner)] <= privacyRank[field.privacy], 'privacy', 'rows are as private as what stands in them')
      found.take(checkFields(inner, names, { inRows: true }), 'fields')
    }
    problems.push(...found.problems)
  }
  return problems
}
