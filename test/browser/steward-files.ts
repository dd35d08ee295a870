import { execFileSync } from 'node:child_process'
import { writeXlsx } from 'hucre/xlsx'
import { makePersonId } from '#chinese'
import type { Paper } from './papers.ts'

/** What the resource of the story is called, and so the register that is made of it. */
export const RELIEF = '临时救助对象信息'

const items = [
  ['姓名', '字符型C'],
  ['公民身份号码', '字符型C'],
  ['联系电话', '字符型C'],
  ['所属区划', '字符型C'],
  ['救助类别', '字符型C'],
  ['家庭人口数', '数值型N'],
  ['救助金额', '货币型Y'],
  ['批准日期', '日期型D'],
  ['备注', '字符型C'],
] as const

/**
 * An inventory as a department fills it in: a title over all columns, headings in two rows, and what is the same for a resource, or for
 * several, in cells that are merged. The second resource lacks its conditions of sharing.
 */
export async function inventoryFile(): Promise<Paper> {
  const provider = ['清远市民政局', '11441890PDY0000870']
  const first = (name: string, about: string, condition: string) => [
    '部门信息资源',
    name,
    ...provider,
    about,
    '数据库',
    ...items[0],
    '有条件共享',
    condition,
    '接口查询',
    '有条件开放',
    '每月',
  ]
  const blank = ['', '', '', '', '', '']
  const rows = [
    ['民政业务信息资源目录清单（2026 年）'],
    [
      '信息资源分类',
      '信息资源名称',
      '信息资源提供方',
      '信息资源提供方代码',
      '信息资源摘要',
      '信息资源格式',
      '信息项信息',
      '',
      '共享属性',
      '',
      '',
      '是否向社会开放',
      '更新周期',
    ],
    ['', '', '', '', '', '', '名称', '数据类型', '共享类型', '共享条件', '共享方式', '', ''],
    first(RELIEF, '因突发事件得到临时救助的人员和金额。', '核验困难群众身份时使用，说明用途和所需信息项'),
    ...items.slice(1).map((item) => [...blank, ...item]),
    first('流浪乞讨人员救助信息', '救助管理站提供的救助。', ''),
    [...blank, ...items[1]],
  ]
  const down = (startCol: number, startRow: number, endRow: number) => ({ startCol, endCol: startCol, startRow, endRow })
  const merges = [
    { startRow: 0, endRow: 0, startCol: 0, endCol: 12 },
    { startRow: 1, endRow: 1, startCol: 6, endCol: 7 },
    { startRow: 1, endRow: 1, startCol: 8, endCol: 10 },
    ...[1, 4, 5, 8, 9, 10, 11, 12].map((column) => down(column, 3, 11)),
  ]
  const bytes = await writeXlsx({ sheets: [{ name: '目录清单', rows, merges }] })
  return {
    name: '民政目录清单.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(bytes),
  }
}

/** In the encoding in which spreadsheets here write a CSV. */
const inGb18030 = (text: string): Buffer => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text })

export const csvFile = (name: string, text: string): Paper => ({ name, mimeType: 'text/csv', buffer: inGb18030(text) })
export const csvText = (bytes: Buffer): string => new TextDecoder('gb18030', { fatal: true }).decode(bytes)

const born = (i: number) => `19${60 + (i % 30)}-0${1 + (i % 9)}-15`

/** The heading of the department's list; the second column is called otherwise than the field, the last belongs nowhere. */
const heading = ['姓名', '证件号', '联系电话', '所属区划', '救助类别', '家庭人口数', '救助金额', '批准日期', '备注', '经办人']

function person(i: number): string[] {
  return [
    `欧阳救助${i}`,
    makePersonId('441802', born(i), i),
    i % 7 === 0 ? '' : `0763-33${String(66000 + i)}`,
    '清城区',
    i % 2 === 0 ? '医疗救助' : '生活救助',
    String(1 + (Math.floor(i / 2) % 2)),
    String(1000 + i * 10),
    `${2024 + (Math.floor(i / 4) % 2)}-0${1 + (i % 9)}-${10 + (i % 18)}`,
    // Somebody wrote the number of a relative where everybody reads it.
    i === 12 ? '家属电话 13800138000' : '',
    '林',
  ]
}

/** What is planted, by the number of the line, and what is told of it. */
export const planted: Readonly<Record<number, { column: number; wrong: string; told: string }>> = {
  5: { column: 1, wrong: '441802196502151234', told: '公民身份号码校验位不符' },
  11: { column: 3, wrong: '清城县', told: '找不到行政区划“清城县”' },
  17: { column: 4, wrong: '其它', told: '应为其中之一：医疗救助、生活救助' },
  23: { column: 7, wrong: '2024-02-31', told: '应为真实的日期' },
  31: { column: 0, wrong: '', told: '请填写“姓名”' },
}
export const PERSONS = 64

/** The department's list with its mistakes, and the same lines as they should be. */
export const people = (() => {
  const good = Array.from({ length: PERSONS }, (_, i) => person(i))
  const bad = good.map((cells, i) => {
    const mistake = planted[i]
    return mistake ? cells.map((cell, at) => (at === mistake.column ? mistake.wrong : cell)) : cells
  })
  const text = [heading, ...bad].map((cells) => `${cells.join(',')}\r\n`).join('')
  return { good, text }
})()

/** Mends the lines that came back, and leaves the two columns that came with them. */
export function mended(text: string): string {
  const [head, ...lines] = text.trimEnd().split('\r\n')
  const wrongAt = Object.entries(planted)
  return [
    head!,
    ...lines.map((line) => {
      const cells = line.split(',')
      const [i, { column }] = wrongAt.find(([nth]) => Number(nth) + 2 === Number(cells[heading.length]))!
      cells[column] = people.good[Number(i)]![column]!
      return cells.join(',')
    }),
  ]
    .map((line) => `${line}\r\n`)
    .join('')
}
