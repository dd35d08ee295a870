import type { PlainWords } from '#engines/cases'
import { cityTable } from './tables.ts'

const parts = (cell: string | undefined) => (cell ?? '').split('|').filter((part) => part !== '')

/** How people say what lists of matters call otherwise, in Chinese and English. */
export const readPlainWords = (): PlainWords[] =>
  cityTable('cn/plain-words.csv').map(({ say, en, means }) => ({ say: parts(say), en: parts(en), means: parts(means) }))
