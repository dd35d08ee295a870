import type { CodePeriods } from '#engines/registers'
import { cityTable } from './tables.ts'

const csv = (path: string) => new Map(cityTable(path).map((row) => [row.code!, row.name!]))

const files = { industry: 'cn/industries.csv', ethnicity: 'cn/ethnic-groups.csv' }

/** Urban and rural class of a settlement (statistics bureau's rules of 2008, 统计用城乡划分代码). */
const settlement = new Map([
  ['111', '主城区'],
  ['112', '城乡结合区'],
  ['121', '镇中心区'],
  ['122', '镇乡结合区'],
  ['123', '特殊区域'],
  ['210', '乡中心区'],
  ['220', '村庄'],
])

/** The code lists that ship, by name: industries (GB/T 4754-2017), ethnic groups (GB/T 3304-1991), settlement classes. */
export const readCodeLists = (): Map<string, Map<string, string>> =>
  new Map([
    ['industry', csv(files.industry)],
    ['ethnicity', csv(files.ethnicity)],
    ['settlement', settlement],
  ])

/**
 * From when until when codes of these lists may be given: columns `from` (the first day), `to` (the first day on which a code no longer may be
 * given) and `successor` of the lists that ship, where they have them.
 */
export const readCodePeriods = (): CodePeriods =>
  new Map(
    Object.entries(files).map(([list, path]) => [
      list,
      new Map(
        cityTable(path)
          .filter((row) => row.from || row.to)
          .map(({ code, from, to, successor }) => [code!, { ...(from && { from }), ...(to && { to }), ...(successor && { successor }) }]),
      ),
    ]),
  )
