import type { Matter, MatterKind, MatterOrigin } from '#declare'
import { Broken } from '#kernel/errors'
import { forum, type Ground, type ImplementationBody } from './implementation.ts'

/** A published list of matters, as `city/cn/listed/*.json` ships it. */
export interface ShippedList extends MatterOrigin {
  licence: string
  source: string
  /** Function of the organisation that stands for each department of the list. */
  departments: Readonly<Record<string, string>>
  /** Our kind for each type of the list. */
  kinds: Readonly<Record<string, MatterKind>>
  /** Code, name, type, department, and the category where the list has one. */
  matters: readonly (readonly [code: string, name: string, type: string, department: string, category?: string])[]
}

/** What a listed matter's row holds beside its name, code and label. */
export type ListedBody = Pick<Matter, 'kind' | 'applicants' | 'function' | 'category' | 'origin'> & { procedure: string }

/** One matter of a list, ready to be written. */
export interface ListedMatter {
  name: string
  code: string
  label: string
  body: ListedBody
}

/** The name under which a listed matter goes: its code in lower case. */
export const nameOfCode = (code: string): string => `list.${code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`

/**
 * The matters of a list that others can offer too: not those that give out a paper of its own province, and each of a department once,
 * for nobody can tell two of one name apart. Lists don't say who may apply, so everybody may.
 */
export function listedMatters({ list, place, fetched, departments, kinds, matters }: ShippedList, procedure: string): ListedMatter[] {
  const [province] = /^.+?(省|自治区)/.exec(place) ?? []
  const foreign = (label: string) => province !== undefined && label.includes(province)
  const seen = new Set<string>()
  const isFirst = (one: string) => !seen.has(one) && seen.add(one)
  const offered = matters.filter(([, label, type, department]) => !foreign(label) && isFirst([label, type, department].join(' ')))
  return offered.map(([code, label, type, department, category]) => {
    const fn = departments[department]
    const kind = kinds[type]
    if (!fn || !kind) throw new Broken(`the list of ${place} names the department ${department} or the type ${type}, which nobody mapped`)
    return {
      name: nameOfCode(code),
      code,
      label,
      body: {
        kind,
        applicants: ['person', 'enterprise'],
        function: fn,
        ...(category ? { category } : {}),
        origin: { list, place, fetched },
        procedure,
      },
    }
  })
}

const licensing = (rule: string, article: string): Ground => ({ rule, law: '行政许可法', article, verified: true })

/** The limits that the law gives every licence for which no other law sets another (行政许可法 arts. 32, 42, 44). */
const licenceLimits: ImplementationBody['limits'] = [
  {
    clock: 'check',
    days: 5,
    kind: 'working',
    from: 'receipt',
    ends: 'acceptance',
    origin: 'law',
    basis: licensing('licensing-32', '第三十二条'),
  },
  {
    clock: 'statutory',
    days: 20,
    kind: 'working',
    from: 'acceptance',
    ends: 'decision',
    origin: 'law',
    basis: licensing('licensing-42', '第四十二条第一款'),
  },
  {
    clock: 'extension',
    days: 10,
    kind: 'working',
    from: 'statutory-end',
    ends: 'decision',
    extends: 'statutory',
    origin: 'law',
    basis: licensing('licensing-42', '第四十二条第一款'),
  },
  {
    clock: 'delivery',
    days: 10,
    kind: 'working',
    from: 'decision',
    ends: 'delivery',
    origin: 'law',
    basis: licensing('licensing-44', '第四十四条'),
  },
]

/** Bodies under another than the government of their level (行政复议法 art. 27), or of which that was not verified: no body is named for them. */
const vertical = new Set(['taxation', 'tobacco', 'meteorology', 'fire-rescue'])

const remediesOf = (kind: MatterKind, fn: string, regionName: string): ImplementationBody['remedies'] =>
  kind === 'public-service'
    ? []
    : [
        {
          kind: 'reconsideration',
          to: forum(vertical.has(fn) ? '{reconsiderationOrgan}' : '作出决定机关的本级人民政府', regionName),
          withinDays: 60,
          dayKind: 'calendar',
          from: 'notice',
          basis: { rule: 'reconsideration-20', law: '行政复议法', article: '第二十条', verified: true },
        },
        {
          kind: 'litigation',
          to: forum('行政机关所在地基层人民法院', regionName),
          withinMonths: 6,
          dayKind: 'calendar',
          from: 'notice',
          basis: { rule: 'litigation-46', law: '行政诉讼法', article: '第四十六条', verified: true },
        },
      ]

/** Room for what the window asks for: a list doesn't say what has to be handed in. */
const anyMaterials: ImplementationBody['materials'] = [
  { key: 'application', name: '申请材料', required: false, source: 'applicant', note: '目录没有列出材料，可以合并为一个文件上传' },
  { key: 'more', name: '其他材料', required: false, source: 'applicant', note: '窗口要求补正的，在这里上传' },
]

/** What a list lets us say of a matter as an organisation of a region exercises it: the general law where there is one, and that the rest is not known. */
export function listedBody({ kind, function: fn }: ListedBody, regionName: string): ImplementationBody {
  const licence = kind === 'administrative-licence'
  return {
    limits: licence ? licenceLimits : [],
    materials: anyMaterials,
    fees: [],
    conditions: [],
    windows: [],
    results: [],
    remedies: remediesOf(kind, fn, regionName),
    basis: licence ? [licensing('licensing-42', '第四十二条第一款')] : [],
    supplement: licence ? { beforeAcceptance: 'restarts-check', onLapse: 'accepted-from-receipt', maxNotices: 1 } : {},
    after: [],
    unknown: licence ? ['materials', 'fees'] : ['limits', 'materials', 'fees'],
  }
}
