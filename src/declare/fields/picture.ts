import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { kind as file } from './file.ts'
import { checkWords, wordsPattern } from './text.ts'

/** A kept picture, and what is to be seen on it in words, for whoever does not see it. */
export interface Picture {
  /** Key in `documents.file`. */
  file: string
  alt: string
}
export interface PictureOptions extends FieldOptions {
  /** Megabytes at most; 2 when not said: lists show many at once. */
  maxMegabytes?: number
}
export type PictureField = Field<Picture> & PictureOptions

/** A photograph or drawing: PNG or JPEG by its content, said in words too. Who reads the record sees it. */
export const picture = <const O extends PictureOptions>(label: string, options?: O) => field<Picture, O>('picture', label, options)

/** Media types, by content, that every browser draws. */
export const pictureTypes: readonly string[] = ['image/png', 'image/jpeg']

const fileField = { kind: 'file', label: '', optional: false, privacy: 'none', sealed: false, open: false } as const
const longestAlt = 200

export const kind: Kind<PictureField, Picture> = {
  column: () => 'jsonb',
  write: (parameter) => parameter,
  schema: () =>
    Type.Object(
      { file: file.schema(fileField), alt: Type.String({ minLength: 1, maxLength: longestAlt, pattern: wordsPattern }) },
      { additionalProperties: false, description: 'PNG or JPEG that was uploaded, and what it shows in words' },
    ),
  check(value) {
    const { file: key, alt, ...rest } = typeof value === 'object' && value !== null ? (value as Partial<Picture>) : {}
    if (key === undefined || Object.keys(rest).length > 0) return '应为已上传的图片'
    if (file.check(key, fileField)) return '应为已上传的图片'
    return typeof alt !== 'string' || alt.trim() === '' ? '请用一句话说明图片上是什么' : checkWords(alt, longestAlt)
  },
  parse: (input) => input,
  format: (value) => value.alt,
  words: (value) => value.alt,
  wants: 'upload',
  operators: ['isEmpty'],
}
