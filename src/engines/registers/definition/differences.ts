import {
  kindOf,
  type AnyField,
  type AnyRegister,
  type ChoiceField,
  type Fields,
  type NumberField,
  type RefField,
  type RowsField,
  type TextField,
} from '#declare'
import { getColumn, type Definition } from '../definitions.ts'
import type { Duplicates, Look } from './look.ts'

/** What is not done, why, and the way round it. */
export interface Refusal {
  path: string
  message: string
  way: string
  /** Of a key that should be unique: what stands there twice, as far as whoever asks may read it. */
  duplicates?: Duplicates
}

const label = (field: AnyField) => `“${field.label}”`
const limits = (field: AnyField) => field as unknown as Pick<TextField & NumberField, 'max' | 'min'>
const choicesOf = (field: AnyField) => (field as unknown as ChoiceField).choices

/** Sides of a record that say where it lies: they were written with each record, and can't be said otherwise later. */
const sides = {
  region: '所属区划字段',
  organisation: '所属单位字段',
  holder: '本人字段',
  case: '所属办件字段',
  effective: '是否有有效期',
  class: '是否对公众可见',
} as const

const newField = '新增一个字段，把原来的停用'

function ofKind(key: string, before: AnyField, after: AnyField): Refusal[] {
  const path = `fields/${key}`
  const refuse = (message: string, way = newField): Refusal[] => [{ path, message, way }]
  if (before.kind !== after.kind) return refuse(`不能改变${label(before)}的类型`)
  if (before.sealed !== after.sealed) return refuse(`不能改变${label(before)}是否加密`)
  if (kindOf(before).column(before) !== kindOf(after).column(after))
    return refuse(`不能改变${label(before)}的存储格式（如小数位数、单选多选）`)
  if (before.kind === 'ref' || before.kind === 'references') {
    if ((before as unknown as RefField).to !== (after as unknown as RefField).to) return refuse(`不能改变${label(before)}指向的目录`)
  }
  if (before.kind === 'choice') {
    const gone = Object.entries(choicesOf(before)).filter(([option]) => !Object.hasOwn(choicesOf(after), option))
    if (gone.length > 0)
      return refuse(`不能去掉${label(before)}的选项：${gone.map(([, said]) => said).join('、')}`, '保留选项，把它的名称改为“（停用）…”')
  }
  if (before.kind === 'code' && (before as unknown as { list: string }).list !== (after as unknown as { list: string }).list)
    return refuse(`不能改变${label(before)}用的代码表`)
  if (before.kind === 'rows') {
    const inner = (after as unknown as RowsField).fields
    const was = (before as unknown as RowsField).fields
    for (const [name, field] of Object.entries(was)) {
      if (!inner[name]) return refuse(`不能去掉明细${label(before)}里的${label(field)}`)
      const nested = ofKind(`${key}/fields/${name}`, field, inner[name])
      if (nested.length > 0) return nested
    }
    const added = Object.entries(inner).find(([name, field]) => !field.optional && was[name]?.optional !== false)
    if (added) return refuse(`明细${label(before)}里的${label(added[1])}只能是选填`, '改为选填')
  }
  return []
}

/** Limits become narrower only where every record that is there keeps within them. */
async function ofLimits(key: string, before: AnyField, after: AnyField, look: Look): Promise<Refusal[]> {
  if (before.kind !== 'text' && before.kind !== 'number') return []
  const [was, is] = [limits(before), limits(after)]
  const most = before.kind === 'text' ? 200 : Number.POSITIVE_INFINITY
  const upper = (is.max ?? most) < (was.max ?? most)
  const lower = (is.min ?? Number.NEGATIVE_INFINITY) > (was.min ?? Number.NEGATIVE_INFINITY)
  if ((!upper && !lower) || before.sealed) return []
  const beyond = await look.beyond(key, { ...(upper ? { max: is.max ?? most } : {}), ...(lower ? { min: is.min! } : {}) })
  return beyond === 0
    ? []
    : [
        {
          path: `fields/${key}/max`,
          message: `有 ${beyond} 条记录的${label(before)}超出新的限度`,
          way: '先更正这些记录，或者保留原来的限度',
        },
      ]
}

async function ofRequired(key: string, before: AnyField | undefined, after: AnyField, fill: unknown, look: Look): Promise<Refusal[]> {
  if (after.optional || kindOf(after).given || (before && !before.optional)) return []
  const missing = before ? await look.missing(key) : await look.records()
  if (missing === 0) return []
  const path = `fields/${key}/optional`
  if (fill === undefined)
    return [{ path, message: `有 ${missing} 条记录没有${label(after)}，不能设为必填`, way: '给这些记录一个补填的值，或者设为选填' }]
  if (after.sealed || ['picture', 'file', 'rows'].includes(after.kind))
    return [{ path, message: `${label(after)}不能用同一个值补填`, way: '设为选填' }]
  const wrong = kindOf(after).check(fill, after)
  return wrong ? [{ path: `fill/${key}`, message: `补填的值：${wrong}`, way: '改正补填的值' }] : []
}

const keyText = (key: readonly string[]) => key.join(' ')

/** What of a new version would destroy, narrow or contradict what is there; nothing is ever dropped. */
export async function refusalsOf(
  before: Definition,
  after: AnyRegister,
  { fill, isOverlay }: { fill: Readonly<Record<string, unknown>>; isOverlay: boolean },
  look: Look,
): Promise<Refusal[]> {
  const was = before.register.fields as Fields
  const is = after.fields as Fields
  const refusals: Refusal[] = []
  for (const [side, said] of Object.entries(sides))
    if (before.register[side as keyof typeof sides] !== after[side as keyof typeof sides])
      refusals.push({ path: side, message: `${said}在第一个版本之后不能改变`, way: '另建一个目录' })
  for (const [key, field] of Object.entries(was)) {
    if (!is[key])
      refusals.push({
        path: `fields/${key}`,
        message: `不能删除${label(field)}：已有的数据要保留`,
        way: '把字段停用：表单里不再出现，数据保留',
      })
    else {
      const ofIt = ofKind(key, field, is[key])
      refusals.push(...ofIt)
      if (ofIt.length === 0 && !isOverlay) refusals.push(...(await ofLimits(key, field, is[key], look)))
    }
  }
  for (const [key, field] of Object.entries(is)) refusals.push(...(await ofRequired(key, was[key], field, fill[key], look)))
  const known = new Set(before.register.unique.map(keyText))
  for (const [i, key] of after.unique.entries()) {
    if (known.has(keyText(key)) || after.effective || !key.every((one) => was[one])) continue
    const duplicates = await look.duplicates(key.map((one) => getColumn(before, one)))
    if (duplicates.groups > 0)
      refusals.push({
        path: `unique/${i}`,
        message: `${key.map((one) => label(is[one]!)).join('、')}有 ${duplicates.groups} 组重复，不能作为唯一键`,
        way: '先合并或者更正重复的记录',
        duplicates,
      })
  }
  return refusals
}
