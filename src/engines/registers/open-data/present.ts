import { regionPrefix } from '#chinese'
import { resultOf, type ChoiceField, type CodeField } from '#declare'
import type { ExportCell } from '../export-formats.ts'
import type { Definition } from '../definitions.ts'
import { getColumn } from '../definitions.ts'
import { TOTAL } from './counts.ts'
import { hasFractions, isBand, sayBand } from './levels.ts'
import { BESIDE } from './referred.ts'
import type { OpenColumn, OpenHead } from './selection.ts'

/** What codes are called. */
export interface Names {
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Names of regions by their codes, without the zeros at the end. */
  regions: ReadonlyMap<string, string>
}

/** The column of a table of counts; the other says where a count was left out. */
const countHeads: readonly OpenHead[] = [
  { name: 'count', label: '数量', type: 'integer' },
  { name: 'countNote', label: '数量说明', type: 'string' },
]
const LEFT_OUT = '数量小，未公布'

/** What stands in the files, column by column. */
export const headsOf = (columns: readonly OpenColumn[], shape: 'records' | 'counts'): OpenHead[] => [
  ...columns
    .flatMap(({ heads }) => heads)
    .map((head) => (shape === 'counts' && head.format !== undefined ? { ...head, format: `${head.format}|${TOTAL}` } : head)),
  ...(shape === 'counts' ? countHeads : []),
]

/** Turns the text of one column of a stage into what stands in the files under its heads. */
export function presenter(definition: Definition, column: OpenColumn, { codeLists, regions }: Names): (value: string) => ExportCell[] {
  const field = resultOf(getColumn(definition, column.field).field)
  const isNumber = column.heads.map(({ type }) => type === 'decimal' || type === 'integer')
  const plain = (value: string): ExportCell => (value === '' ? null : isNumber[0] && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value)
  const nothing = column.heads.map(() => null)
  if (isBand(column.level)) return (value) => [value === '' ? null : sayBand(value, hasFractions(field))]
  switch (field.kind) {
    case 'point':
      return (value) => (value === '' || value === TOTAL ? nothing : value.split(' ').map(Number))
    case 'region':
      return (value) => (value === '' ? nothing : value === TOTAL ? [null, TOTAL] : [value, regions.get(regionPrefix(value)) ?? null])
    case 'code': {
      const list = codeLists.get((field as unknown as CodeField).list)
      return (value) => (value === '' ? nothing : value === TOTAL ? [null, TOTAL] : [value, list?.get(value) ?? null])
    }
    case 'ref':
      return (value) => {
        const [title = '', beside = ''] = value.split(BESIDE)
        return nothing.length === 1 ? [title || null] : [beside || null, title || null]
      }
    case 'choice': {
      const { choices } = field as unknown as ChoiceField
      return (value) => [value === '' ? null : (choices[value] ?? value)]
    }
    case 'flag':
      return (value) => [value === '' ? null : value === 'true' ? '是' : value === 'false' ? '否' : value]
    default:
      return (value) => [plain(value)]
  }
}

/** A whole row. */
export function rowPresenter(
  definition: Definition,
  columns: readonly OpenColumn[],
  names: Names,
): (row: Readonly<Record<string, unknown>>) => ExportCell[] {
  const presenters = columns.map((column) => [column.at, presenter(definition, column, names)] as const)
  return (row) => presenters.flatMap(([at, present]) => present(row[at] as string))
}

/** The two cells of a count, of the text that is kept of it. */
export const countCells = (count: string): ExportCell[] => (count === '' ? [null, LEFT_OUT] : [Number(count), null])
