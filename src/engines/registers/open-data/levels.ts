import { resultOf, type AnyField, type CodeField, type NumberField, type RefField } from '#declare'
import { quote } from '#kernel/database'
import type { Column, Definitions } from '../definitions.ts'
import { keyOfReferred, referredBy } from './referred.ts'

/** One way to say a value, from exact to coarse. `sql` reads it from the column as text; null where there is nothing. */
export interface Level {
  key: string
  /** How coarse among its chain; people are told so. */
  label: string
  sql(column: string, put: (value: unknown) => string): string
}

/** What levels depend on beside the field. */
export interface LevelParts {
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  timezone: string
  /** The day on which ages are counted. */
  asOf: string
  /** For what references name. */
  definitions: Pick<Definitions, 'find'>
}

const exact: Level = { key: 'exact', label: '原值', sql: (column) => `${column}::text` }

const dayLevels = (at: (column: string, put: (value: unknown) => string) => string): Level[] => [
  { key: 'month', label: '到月', sql: (column, put) => `to_char(${at(column, put)}, 'YYYY-MM')` },
  { key: 'year', label: '到年', sql: (column, put) => `to_char(${at(column, put)}, 'YYYY')` },
  ...[5, 10].map((years): Level => ({
    key: `years${years}`,
    label: `每 ${years} 年一段`,
    sql: (column, put) => {
      const first = `(extract(year from ${at(column, put)})::integer / ${years} * ${years})`
      return `${first}::text || '-' || (${first} + ${years - 1})::text`
    },
  })),
]

/** Bands of numbers, each lower end in it and each upper end not, so that a wider band is made of whole narrower ones. */
const bands = (widths: readonly number[], unit: number, label: (width: number) => string): Level[] =>
  widths.map((width) => ({
    key: `band${width}`,
    label: label(width),
    sql: (column) => {
      const low = `(floor(${column}::numeric / ${width * unit}) * ${width})`
      return `'[' || ${low}::bigint::text || ',' || (${low} + ${width})::bigint::text || ')'`
    },
  }))

export const isBand = (level: string): boolean => level.startsWith('band')
/** Whether values lie between whole numbers too. */
export const hasFractions = (field: AnyField): boolean => field.kind === 'money' || (field as unknown as NumberField).decimals !== undefined

/** A band as people read it: `1000–1999` of whole numbers, `1000 以上、不足 2000` of others; other words, such as those for all together, stay. */
export function sayBand(band: string, fractions: boolean): string {
  const [, low, high] = /^\[(-?\d+),(-?\d+)\)$/.exec(band) ?? []
  if (low === undefined || high === undefined) return band
  return fractions ? `${low} 以上、不足 ${high}` : `${low}–${Number(high) - 1}`
}

/** How a band is written and meant, for programs that read files of them; the ends are the first and the second part of the pattern. */
export const bandFormat = (fractions: boolean) =>
  fractions
    ? { format: '(-?[0-9]+) 以上、不足 (-?[0-9]+)', about: '数值的范围：大于或者等于前一个数，小于后一个数' }
    : { format: '(-?[0-9]+)–(-?[0-9]+)', about: '整数的范围：从前一个数到后一个数，包括这两个数' }

/** Lengths at which every longer code of a list has its parent there. */
function parentLengths(list: ReadonlyMap<string, string> | undefined): number[] {
  const codes = [...(list?.keys() ?? [])].filter((code) => /^\d+$/.test(code))
  const lengths = [...new Set(codes.map((code) => code.length))].sort((a, b) => b - a)
  return lengths.slice(1).filter((length) => codes.every((code) => code.length <= length || list!.has(code.slice(0, length))))
}

/** Chains of levels that a column of this kind can be published at, each from fine to coarse; none where it can't be. */
export function chainsOf(column: Column, { codeLists, timezone, asOf, definitions }: LevelParts): Level[][] {
  const field = resultOf(column.field)
  switch (field.kind) {
    case 'text':
    case 'choice':
    case 'credit-code':
    case 'sequence':
    case 'gapless':
    case 'flag':
      return [[exact]]
    case 'date': {
      const day = (name: string) => name
      const age = (name: string, put: (value: unknown) => string) => `extract(year from age(${put(asOf)}::date, ${name}))::integer`
      return [
        [exact, ...dayLevels(day)],
        [1, 5, 10, 20].map((years) => ({
          key: `age${years}`,
          label: years === 1 ? '年龄' : `年龄，每 ${years} 岁一段`,
          sql: (name, put) =>
            years === 1
              ? `(${age(name, put)})::text`
              : `(${age(name, put)} / ${years} * ${years})::text || '-' || (${age(name, put)} / ${years} * ${years} + ${years - 1})::text`,
        })),
      ]
    }
    case 'moment': {
      const local = (name: string, put: (value: unknown) => string) => `(${name} at time zone ${put(timezone)})`
      return [[{ key: 'day', label: '到日', sql: (name, put) => `to_char(${local(name, put)}, 'YYYY-MM-DD')` }, ...dayLevels(local)]]
    }
    case 'number':
      return [[exact, ...bands([5, 10, 50, 100, 1000, 10_000, 100_000], 1, (width) => `每 ${width} 一段`)]]
    case 'money':
      return [
        [
          { key: 'exact', label: '元', sql: (name) => `(${name}::numeric / 100)::numeric(20,2)::text` },
          ...bands([1000, 10_000, 100_000, 1_000_000, 10_000_000], 100, (width) => `每 ${width} 元一段`),
        ],
      ]
    case 'code':
      return [
        [
          exact,
          ...parentLengths(codeLists.get((field as unknown as CodeField).list)).map((length) => ({
            key: `code${length}`,
            label: `到第 ${length} 位`,
            sql: (name: string) => `left(${name}, ${length})`,
          })),
        ],
      ]
    case 'region':
      // Where a record lies stands in its head as a code of twelve digits; a city that holds its towns directly has them under 00.
      return column.head
        ? [
            (
              [
                [12, 'village', '到村（社区）'],
                [9, 'town', '到乡镇（街道）'],
                [6, 'county', '到县（市、区）'],
                [4, 'city', '到市'],
              ] as const
            ).map(([digits, key, label]) => ({ key, label, sql: () => `rpad(left(t.region_code, ${digits}), 12, '0')` })),
          ]
        : []
    case 'point':
      return [
        (
          [
            [6, 'exact', '原位置'],
            [3, 'metres100', '约 100 米'],
            [2, 'kilometre1', '约 1 公里'],
            [1, 'kilometres10', '约 10 公里'],
          ] as const
        ).map(([digits, key, label]) => ({
          key,
          label,
          sql: (name) => `round(st_x(${name})::numeric, ${digits})::text || ' ' || round(st_y(${name})::numeric, ${digits})::text`,
        })),
      ]
    case 'ref':
      return referredBy(field as unknown as RefField, definitions) ? [[{ key: 'exact', label: '名称', sql: keyOfReferred }]] : []
    case 'line':
    case 'area':
      return [[{ key: 'exact', label: '原图形', sql: (name) => `st_asgeojson(${name}, 6)` }]]
    case 'period':
      return [[{ key: 'exact', label: '原值', sql: (name) => `lower(${name})::text || '/' || coalesce((upper(${name}) - 1)::text, '..')` }]]
    default:
      return []
  }
}

/** From the chosen level up: what the column may still be made. */
export const levelsFrom = (chains: readonly Level[][], key: string): Level[] | undefined => {
  const chain = chains.find((one) => one.some((level) => level.key === key))
  return chain?.slice(chain.findIndex((level) => level.key === key))
}

/** SQL of a level over a row `t`; empty text where there is no value. */
export const valueAt = (column: Column, level: Level, put: (value: unknown) => string): string =>
  `coalesce(${level.sql(`t.${quote(column.name)}`, put)}, '')`
