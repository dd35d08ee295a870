import { resultOf, shareOf, type Fields, type NumberField } from '#declare'
import { Invalid } from '#kernel/errors'
import type { Column, Definition } from '../definitions.ts'
import { chainsOf, levelsFrom, type Level, type LevelParts } from './levels.ts'

/** Whom or what the records of a selection are about; of persons alone it is asked whether they can be told apart. */
export type Subject = 'person' | 'organisation' | 'thing'

/** What of a register is opened, and how. Plain data; kept with every version. */
export interface Selection {
  register: string
  /** Records themselves, or how many there are of each combination. */
  shape: 'records' | 'counts'
  /** Which records, as the address of the register's list says it. */
  filter: string
  columns: readonly Chosen[]
  subject: Subject
  /** Why records are not about persons although the register knows of persons. */
  ground?: string | undefined
  /** How many must be alike. */
  k: number
  /** Rows that too few others are like stay out. */
  hold: boolean
  /** How counts are protected: small cells left out, or all rounded to fives. */
  protect: 'suppress' | 'round'
}

export interface Chosen {
  field: string
  level: string
  /** A value that others don't know of a person, and that is not to be found out: it is not among those by which people are told apart. */
  sensitive?: boolean | undefined
}

/** One column of what is published, as it follows from the selection. */
export interface OpenColumn {
  field: string
  kind: string
  label: string
  unit?: string
  level: string
  levelLabel: string
  /** The name of its column in the tables of rows. */
  at: string
  quasi: boolean
  /** What stands in the files: one column, or two where a code has a name. */
  heads: readonly OpenHead[]
}
export interface OpenHead {
  name: string
  label: string
  /** Of XML Schema, as CSVW names them. */
  type: 'string' | 'decimal' | 'integer' | 'date' | 'gYearMonth' | 'gYear'
}

/** How many must be alike at least: usual for data that anybody may take (El Emam and Dankar, JAMIA 2008, take 3 to 5 for less). */
export const LEAST_K = 5
const MOST_DIMENSIONS = 3

/** Kinds that name a person or a thing of a person, whatever else is said of the field. */
const naming = new Set(['person-id', 'phone', 'plate'])
/** Kinds that have few enough values to be counted by, as they are or made coarser. */
const countable = new Set(['choice', 'flag', 'code', 'region', 'date', 'moment', 'number', 'money'])

/** Whom a register's records are about, by what it declares. `fixed`: nobody may say otherwise. */
export function subjectOf({ register, personal }: Definition): { subject: Subject; fixed: boolean } {
  if (register.holder === 'id') return { subject: 'person', fixed: true }
  const fields = register.fields as Fields
  // What is known by a credit code is a legal person or an organisation, whose registration the law makes public
  // (《企业信息公示暂行条例》，国务院令第654号).
  if (register.unique.some((keys) => keys.length === 1 && fields[keys[0]!]?.kind === 'credit-code'))
    return { subject: 'organisation', fixed: false }
  if (personal.length > 0 || register.holder) return { subject: 'person', fixed: false }
  return { subject: 'thing', fixed: true }
}

/** Whether a column may be opened in this shape; counts may rest on what is not itself opened, but never on what is sensitive. */
export function isOpenable({ register }: Definition, { field, sealed }: Column, shape: Selection['shape']): boolean {
  if (sealed || field.privacy === 'sensitive' || naming.has(field.kind) || 'opens' in field) return false
  // What is shared with no department is not given to everybody, not even as what others are counted by.
  if (shareOf(register, field) === 'none') return false
  if (shape === 'counts') return countable.has(resultOf(field).kind)
  return field.privacy === 'none' && (field.open || register.class === 'public')
}

/** Columns of a register that may be opened, each with its chains of levels. */
export const openableColumns = (definition: Definition, shape: Selection['shape'], parts: LevelParts) =>
  definition.columns.flatMap((column) => {
    const chains = isOpenable(definition, column, shape) ? chainsOf(column, parts) : []
    return chains.length > 0 ? [{ column, chains }] : []
  })

const typeOf = (kind: string, level: string, decimals: boolean): OpenHead['type'] => {
  if (level === 'year') return 'gYear'
  if (level === 'month') return 'gYearMonth'
  if (level === 'age1') return 'integer'
  if (level === 'day' || (kind === 'date' && level === 'exact')) return 'date'
  if (level !== 'exact') return 'string'
  if (kind === 'money') return 'decimal'
  return kind === 'number' ? (decimals ? 'decimal' : 'integer') : 'string'
}

function headsOf(key: string, label: string, kind: string, level: string, decimals: boolean): OpenHead[] {
  if (kind === 'point')
    return [
      { name: `${key}Longitude`, label: `${label}经度`, type: 'decimal' },
      { name: `${key}Latitude`, label: `${label}纬度`, type: 'decimal' },
    ]
  if (kind === 'region' || kind === 'code')
    return [
      { name: `${key}Code`, label: `${label}代码`, type: 'string' },
      { name: key, label, type: 'string' },
    ]
  // An age is none of the field's own values.
  if (level.startsWith('age')) return [{ name: `${key}Age`, label: '年龄', type: typeOf(kind, level, decimals) }]
  return [{ name: key, label, type: typeOf(kind, level, decimals) }]
}

/** A chosen column with the levels from the chosen one up. */
export interface Selected extends OpenColumn {
  column: Column
  levels: readonly Level[]
}

/**
 * The columns of a selection, checked against what may be opened.
 * @throws Invalid for a field that may not, a level that is none, a combination that can't be counted
 */
export function selectedColumns(definition: Definition, selection: Selection, parts: LevelParts): Selected[] {
  const invalid = (message: string, path: string) => new Invalid(message, { code: 'open.selection', path })
  const { shape, columns, k, subject } = selection
  const known = subjectOf(definition)
  if (subject !== known.subject && (known.fixed || !selection.ground?.trim()))
    throw invalid(known.fixed ? '这个库的记录关于谁是固定的' : '请说明这些记录为什么不关于个人', 'subject')
  if (k < LEAST_K) throw invalid(`至少 ${LEAST_K} 条相同`, 'k')
  if (columns.length === 0) throw invalid('请至少选一列', 'columns')
  if (shape === 'counts' && columns.length > MOST_DIMENSIONS) throw invalid(`统计表最多按 ${MOST_DIMENSIONS} 项分`, 'columns')
  const openable = new Map(openableColumns(definition, shape, parts).map((one) => [one.column.key, one]))
  const twice = columns.find(({ field }, i) => columns.findIndex((one) => one.field === field) !== i)
  if (twice) throw invalid('同一列选了两次', `columns.${twice.field}`)
  return columns.map(({ field: key, level, sensitive = false }, i) => {
    const found = openable.get(key)
    if (!found) throw invalid('这一列不能开放', `columns.${key}`)
    const levels = levelsFrom(found.chains, level)
    if (!levels) throw invalid('没有这样的粗细', `columns.${key}`)
    const field = resultOf(found.column.field)
    if (shape === 'counts' && level === 'exact' && ['date', 'number', 'money'].includes(field.kind))
      throw invalid('要分段才能统计', `columns.${key}`)
    const { unit, decimals } = field as unknown as NumberField
    return {
      field: key,
      kind: field.kind,
      label: field.label,
      ...(unit ? { unit } : {}),
      level,
      levelLabel: levels[0]!.label,
      at: `c${i}`,
      // What everybody may know of somebody tells people apart; so does what says where or when.
      quasi: !sensitive || ['region', 'point', 'line', 'area', 'date'].includes(field.kind) || field.privacy !== 'none',
      heads: headsOf(key, field.label, field.kind, level, decimals !== undefined),
      column: found.column,
      levels,
    }
  })
}

/** What is kept of a column with a version. */
export const keptColumn = ({ column: _column, levels: _levels, ...kept }: Selected): OpenColumn => kept

/** Whether two versions say their values alike, so that their rows can be compared. */
export const alike = (one: readonly OpenColumn[], other: readonly OpenColumn[]): boolean =>
  one.length === other.length &&
  one.every(({ field, level, quasi }, i) => field === other[i]!.field && level === other[i]!.level && quasi === other[i]!.quasi)
