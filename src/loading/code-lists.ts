import { cityTable } from './tables.ts'

const csv = (path: string) => new Map(cityTable(path).map((row) => [row.code!, row.name!]))

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
    ['industry', csv('cn/industries.csv')],
    ['ethnicity', csv('cn/ethnic-groups.csv')],
    ['settlement', settlement],
  ])
