import * as Type from '@sinclair/typebox'
import type { TObject } from '@sinclair/typebox'
import type { AnyField, Field, FieldKind, Fields, Kind } from '../field.ts'
import { kind as address } from './address.ts'
import { kind as area } from './area.ts'
import { kind as choice } from './choice.ts'
import { kind as code } from './code.ts'
import { kind as creditCode } from './credit-code.ts'
import { kind as date } from './date.ts'
import { kind as file } from './file.ts'
import { kind as flag } from './flag.ts'
import { kindOfFormula } from './formula.ts'
import { kind as gapless } from './gapless.ts'
import { kind as line } from './line.ts'
import { kind as moment } from './moment.ts'
import { kind as money } from './money.ts'
import { kind as number } from './number.ts'
import { kind as period } from './period.ts'
import { kind as personId } from './person-id.ts'
import { kind as phone } from './phone.ts'
import { kind as picture } from './picture.ts'
import { kind as plate } from './plate.ts'
import { kind as point } from './point.ts'
import { kind as ref } from './ref.ts'
import { kind as references } from './references.ts'
import { kind as region } from './region.ts'
import { kind as rows, type RowsField } from './rows.ts'
import { kind as sequence } from './sequence.ts'
import { kind as text, type TextField } from './text.ts'

const byKind: { [K in FieldKind]: (field: Field<any, any>) => Kind<any, any> } = {
  text: () => text,
  choice: () => choice,
  code: () => code,
  number: () => number,
  money: () => money,
  date: () => date,
  moment: () => moment,
  flag: () => flag,
  'person-id': () => personId,
  'credit-code': () => creditCode,
  phone: () => phone,
  region: () => region,
  point: () => point,
  file: () => file,
  ref: () => ref,
  sequence: () => sequence,
  rows: () => rows,
  plate: () => plate,
  period: () => period,
  address: () => address,
  line: () => line,
  area: () => area,
  picture: () => picture,
  references: () => references,
  gapless: () => gapless,
  formula: kindOfFormula,
}

/** What the field's kind knows: column, schema, check, parser, formatter, mask, operators. */
export const kindOf = (field: Field<any, any>): Kind<any, any> => byKind[field.kind](field)

/** Whether a value is but the key under which the platform keeps a file or a document: it says nothing to anybody, and is never given away. */
export const isKeyOfFile = (field: AnyField): boolean => field.kind === 'file' || (field as TextField).opens === 'document'

/** One thing wrong with a value: where, and a sentence. */
export interface Problem {
  path: string
  message: string
}

/** What whoever left a field empty is asked for, in the words of how it is answered. */
function wanted(field: Field<any, any>): string {
  switch (kindOf(field).wants) {
    case 'choose':
      return `请选择“${field.label}”`
    case 'upload':
      return `请上传“${field.label}”`
    case 'mark':
      return `请标出“${field.label}”`
    case 'draw':
      return `请画出“${field.label}”`
    case 'add':
      return `请添加“${field.label}”`
    default:
      return `请填写“${field.label}”`
  }
}

const listed = new WeakMap<Fields, readonly (readonly [string, Field<any, any>, Kind<any, any>])[]>()

/** Declared fields with what their kinds know: a file has a million rows of the same ones. */
function listOf(fields: Fields) {
  const known = listed.get(fields)
  if (known) return known
  const made = Object.entries(fields).map(([key, field]) => [key, field, kindOf(field)] as const)
  listed.set(fields, made)
  return made
}

/** Checks given values against declared fields; unknown keys, missing ones and bad values each get a sentence. */
export function checkValues(
  fields: Fields,
  values: Record<string, unknown>,
  { partial = false, path = '' }: { partial?: boolean; path?: string } = {},
): Problem[] {
  const problems: Problem[] = []
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return [{ path: path || '.', message: '应为一组字段' }]
  for (const key of Object.keys(values)) if (!Object.hasOwn(fields, key)) problems.push({ path: path + key, message: '没有这个字段' })
  for (const [key, field, kind] of listOf(fields)) {
    const value = values[key]
    if (kind.given) {
      if (value !== undefined) problems.push({ path: path + key, message: kind.check(value, field) ?? '' })
      continue
    }
    if (value === undefined && partial) continue
    if (field.retired) {
      if (value !== undefined && value !== null) problems.push({ path: path + key, message: `“${field.label}”已停用，不再填写` })
      continue
    }
    if (value === undefined || value === null) {
      if (!field.optional) problems.push({ path: path + key, message: wanted(field) })
      continue
    }
    const message = kind.check(value, field)
    if (message) problems.push({ path: path + key, message })
    else if (field.kind === 'rows')
      for (const [i, row] of (value as Record<string, unknown>[]).entries())
        problems.push(...checkValues((field as unknown as RowsField).fields, row, { path: `${path}${key}.${i}.` }))
  }
  return problems
}

/** The axes of a field in its schema: what is not said there is as the register says, closed, or about nobody. */
const axesIn = ({ share, open, privacy }: AnyField) => ({
  ...(share ? { 'x-share': share } : {}),
  ...(open ? { 'x-open': true } : {}),
  ...(privacy === 'none' ? {} : { 'x-privacy': privacy }),
})

/** JSON Schema of a set of fields, as written by a caller. */
export function schemaOf(fields: Fields, { partial = false }: { partial?: boolean } = {}): TObject {
  return Type.Object(
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => !kindOf(field).given && !field.retired)
        .map(([key, field]) => {
          const own = kindOf(field).schema(field)
          const present = {
            ...(field.kind === 'rows' ? { ...own, items: schemaOf((field as unknown as RowsField).fields) } : own),
            title: field.label,
            ...axesIn(field),
          }
          const schema = field.optional ? Type.Union([present, Type.Null()]) : present
          return [key, field.optional || partial ? Type.Optional(schema) : schema]
        }),
    ),
    { additionalProperties: false },
  )
}
