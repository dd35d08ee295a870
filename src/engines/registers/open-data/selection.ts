import { resultOf, type NumberField, type RefField } from '#declare'
import { Invalid } from '#kernel/errors'
import type { Column, Definition } from '../definitions.ts'
import { bandFormat, chainsOf, hasFractions, isBand, levelsFrom, type Level, type LevelParts } from './levels.ts'
import { isOpenable, subjectOf, type OpenShape, type Subject } from './openable.ts'
import { referredBy, type Referred } from './referred.ts'

/** What of a register is opened, and how. Plain data; kept with every version. */
export interface Selection {
  register: string
  /** Records themselves, or how many there are of each combination. */
  shape: OpenShape
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
  /** Where a value is written in a way of its own: a regular expression for it, and what it means. */
  format?: string
  about?: string
}

/** How many must be alike at least: usual for data that anybody may take (El Emam and Dankar, JAMIA 2008, take 3 to 5 for less). */
export const LEAST_K = 5
const MOST_DIMENSIONS = 3

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

interface Headed {
  key: string
  label: string
  kind: string
  level: string
  decimals: boolean
  fractions: boolean
  referred: Referred | undefined
}
function headsOf({ key, label, kind, level, decimals, fractions, referred }: Headed): OpenHead[] {
  if (referred?.known)
    return [
      referred.known.by === 'code'
        ? { name: `${key}Code`, label: `${label}${referred.known.column.field.label}`, type: 'string' }
        : { name: `${key}Address`, label: `${label}地址`, type: 'string' },
      { name: key, label, type: 'string' },
    ]
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
  if (isBand(level)) return [{ name: key, label, type: 'string', ...bandFormat(fractions) }]
  // An age is none of the field's own values.
  if (level.startsWith('age')) return [{ name: `${key}Age`, label: '年龄', type: typeOf(kind, level, decimals) }]
  return [{ name: key, label, type: typeOf(kind, level, decimals) }]
}

/** A chosen column with the levels from the chosen one up. */
export interface Selected extends OpenColumn {
  column: Column
  levels: readonly Level[]
  /** What a reference names. */
  referred?: Referred | undefined
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
    const referred = field.kind === 'ref' ? referredBy(field as unknown as RefField, parts.definitions) : undefined
    return {
      field: key,
      kind: field.kind,
      label: field.label,
      ...(unit ? { unit } : {}),
      level,
      levelLabel: levels[0]!.label,
      at: `c${i}`,
      // What everybody may know of somebody tells people apart; so does what says where, with whom or when.
      quasi: !sensitive || ['region', 'ref', 'point', 'line', 'area', 'date'].includes(field.kind) || field.privacy !== 'none',
      heads: headsOf({
        key,
        label: field.label,
        kind: field.kind,
        level,
        decimals: decimals !== undefined,
        fractions: hasFractions(field),
        referred,
      }),
      column: found.column,
      levels,
      referred,
    }
  })
}

/** What is kept of a column with a version. */
export const keptColumn = ({ column: _column, levels: _levels, referred: _referred, ...kept }: Selected): OpenColumn => kept

/** Whether two versions say their values alike, so that their rows can be compared. */
export const alike = (one: readonly OpenColumn[], other: readonly OpenColumn[]): boolean =>
  one.length === other.length &&
  one.every(({ field, level, quasi }, i) => field === other[i]!.field && level === other[i]!.level && quasi === other[i]!.quasi)
