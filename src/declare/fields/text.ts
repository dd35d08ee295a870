import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { maskAccount, maskAddress, maskName, maskWords } from './masks.ts'

export interface TextOptions extends FieldOptions {
  /** Longest text, in characters; 200 when not said. */
  max?: number
  /** Written in a box of several lines. */
  lines?: boolean
  /**
   * What the text leads to: the `document` of which it is the key, which nobody is shown and nobody types; or the `verification` page of a
   * document, by its code.
   */
  opens?: 'document' | 'verification'
  /** What of a person the text is, so that it is masked as such: any words when not said. */
  says?: 'name' | 'address' | 'account'
}
const masks = { words: maskWords, name: maskName, address: maskAddress, account: maskAccount }

export type TextField = Field<string> & TextOptions

/** Words: a name, an address, a summary. */
export const text = <const O extends TextOptions>(label: string, options?: O) => field<string, O>('text', label, options)

/** As {@link checkWords} checks them: not blank, and without NUL. JSON itself has no halves of characters (RFC 8259, 8.2). */
export const wordsPattern = '^[^\\u0000]*\\S[^\\u0000]*$'

/** What is wrong with words of so many characters at most. NUL and halves of characters can't be kept by the database. */
export function checkWords(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string') return '应为文字'
  if (value.trim() === '') return '不能为空'
  if (value.length > 2 * max || (value.length > max && [...value].length > max)) return `不能超过 ${max} 个字`
  return value.includes('\0') || /\p{Cs}/u.test(value) ? '含有不能保存的字符' : undefined
}

export const kind: Kind<TextField, string> = {
  column: () => 'text',
  schema: (f) => Type.String({ minLength: 1, maxLength: f.max ?? 200, pattern: wordsPattern }),
  check: (value, f) => checkWords(value, f.max ?? 200),
  parse: (input) => input.trim(),
  format: (value) => value,
  mask: (value, { says }) => masks[says ?? 'words'](value),
  operators: ['is', 'contains', 'in', 'isEmpty'],
}
