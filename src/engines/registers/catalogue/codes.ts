import { baseClasses, themes } from '#declare'
import type { Context } from '#kernel/context'
import { codeNumber, departmentNumber } from './sql.ts'

/** What a resource code says of its resource. */
export interface CodeParts {
  kind: 'base' | 'theme' | 'department'
  /** 项, two digits: the place in the list of classes; `07` 省（自治区、直辖市）及其下各级政务部门 for departments of a city. */
  group: number
  /** 目, three digits: the department; zero where the class is not divided. */
  part: number
  /** 细目, of any length: the division that the provider belongs to. */
  detail: string
  /** 顺序码, of any length. */
  number: number
}

const kinds = ['base', 'theme', 'department'] as const
/** Of the eight groups of departments in the guide, those of provinces and below. */
export const LOCAL_DEPARTMENTS = 7

/** The part of a code before its number. */
const prefixOf = ({ kind, group, part, detail }: Omit<CodeParts, 'number'>): string =>
  `${kinds.indexOf(kind) + 1}${String(group).padStart(2, '0')}${String(part).padStart(3, '0')}${detail}`

/**
 * A resource code: 类 one digit, 项 two, 目 three, 细目 of any length, then the number (《政务信息资源目录编制指南（试行）》, 政务信息资源代码结构).
 * The stroke between the two parts is how codes of the kind are usually written; the guide's own words for it could not be verified.
 */
export const formatCode = (parts: CodeParts): string => `${prefixOf(parts)}/${String(parts.number).padStart(6, '0')}`

/** The parts of a code; undefined when it is none. */
export function parseCode(code: string): CodeParts | undefined {
  const [, kind, group, part, detail, number] = /^([123])(\d{2})(\d{3})(\d*)\/(\d{1,9})$/.exec(code) ?? []
  if (kind === undefined) return undefined
  const of = kinds[Number(kind) - 1]!
  const most = { base: Object.keys(baseClasses).length, theme: Object.keys(themes).length, department: 8 }[of]
  if (Number(group) < 1 || Number(group) > most || Number(number) < 1) return undefined
  return { kind: of, group: Number(group), part: Number(part), detail: detail!, number: Number(number) }
}

/** The place of a class in its list, from one; zero when it is not there. */
export const groupNumber = (kind: CodeParts['kind'], group: string | null): number => {
  if (kind === 'department') return LOCAL_DEPARTMENTS
  return Object.keys(kind === 'base' ? baseClasses : themes).indexOf(group ?? '') + 1
}

/**
 * Gives out a code, in the acting transaction. It stays with its entry whatever becomes of that, and is never given again.
 * @param fn what the providing organisation does
 * @param division code of the region that it belongs to
 */
export async function giveCode(
  ctx: Context,
  { kind, group, fn, division }: { kind: CodeParts['kind']; group: string | null; fn: string; division: string },
): Promise<string> {
  ctx.tx.set('app.catalogue', 'keeper')
  const part = kind === 'department' ? Number((await ctx.tx.row(departmentNumber(fn)))!.number) : 0
  const front = { kind, group: groupNumber(kind, group), part, detail: division.replace(/(00)+$/, '') }
  const number = Number((await ctx.tx.row(codeNumber(prefixOf(front))))!.last)
  return formatCode({ ...front, number })
}
