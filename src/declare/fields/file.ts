import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { keyPattern } from './ref.ts'

export interface FileOptions extends FieldOptions {
  /** Types by content; pdf, png and jpg when not said. */
  accept?: readonly string[]
}
export type FileField = Field<string> & FileOptions

/** A stored file by its key in `documents.file`. */
export const file = <const O extends FileOptions>(label: string, options?: O) => field<string, O>('file', label, options)

export const kind: Kind<FileField, string> = {
  column: () => 'uuid',
  schema: () => Type.String({ format: 'uuid', pattern: keyPattern, description: 'key of a stored file' }),
  check: (value) => (typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) ? undefined : '应为已上传的文件'),
  parse: (input) => input.trim(),
  format: (value) => value,
  wants: 'upload',
  operators: ['isEmpty'],
}
