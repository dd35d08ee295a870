import { kindOf, type Fields } from '#declare'
import type { Context } from '#kernel/context'
import { Invalid, NotAllowed } from '#kernel/errors'
import type { Definition } from '../definitions.ts'
import { requireBoxes, type ReadParts } from '../read.ts'
import type { Batch, Intended } from './batch.ts'
import { importFields, SOURCE_KEY } from './mapping.ts'
import { labelsOf, type Intent } from './rows-checked.ts'

/** @throws NotAllowed for a register whose records the system makes */
export function requireFilledIn({ register: { label, addedBy } }: Definition): void {
  if (addedBy) throw new NotAllowed(`“${label}”的记录由系统生成，不能手工登记`, { code: 'register.made' })
}

/**
 * What somebody wants done with a file, once it can be done by them.
 * @throws Invalid for columns that go nowhere, twice or not at all where they must; NotAllowed
 */
export function requireIntended(
  parts: ReadParts,
  ctx: Context,
  batch: Batch,
  { mapping, source = null, mode, key = [], whole = false, clears = false }: Intended,
): Intent & { whole: boolean } {
  const definition = parts.definitions.get(batch.register)
  const fields = importFields(definition)
  const wrong = (message: string, path: string) => new Invalid(message, { code: 'import.mapping', path })
  if (mapping.length !== batch.shape.header.length) throw wrong('每一列都要说明对应的字段，或者不导入', 'mapping')
  const keys = mapping.filter((one) => one !== null)
  const unknown = keys.find((one) => !Object.hasOwn(fields, one))
  if (unknown !== undefined) throw wrong(`没有字段 ${unknown}`, 'mapping')
  const twice = keys.find((one, i) => keys.indexOf(one) !== i)
  if (twice !== undefined) throw wrong(`有两列都对应“${fields[twice]!.label}”`, 'mapping')
  if (keys.length === 0) throw wrong('没有一列对应字段', 'mapping')
  if (mapping.includes(SOURCE_KEY) && source === null) throw wrong('来源的编号只用于某个来源提供的数据，请选择来源', 'source')
  const unique = () => definition.register.unique.find((one) => one.every((name) => keys.includes(name))) ?? []
  if (source !== null) {
    for (const act of ['add', 'change'] as const) requireBoxes(parts, ctx, definition, act)
    if (!mapping.includes(SOURCE_KEY) && unique().length === 0) throw wrong('缺少来源的编号，或者能认出记录的号码', 'mapping')
    return { mapping, source, mode: 'both', key: unique(), clears, whole }
  }
  if (mode !== 'change') {
    requireFilledIn(definition)
    requireBoxes(parts, ctx, definition, 'add')
    // A file or picture, too, that no row can bring.
    const missing = Object.entries(definition.register.fields as Fields).filter(
      ([name, field]) => !field.optional && !kindOf(field).given && !keys.includes(name),
    )
    if (mode === 'add' && missing.length > 0)
      throw wrong(`缺少必填的字段：${missing.map(([, field]) => field.label).join('、')}`, 'mapping')
  }
  if (mode !== 'add') {
    requireBoxes(parts, ctx, definition, 'change')
    if (definition.register.effective) throw wrong('按时段保存的记录只能新增', 'mode')
  }
  const found = key.length > 0 ? key : unique()
  if (found.length > 0 && !definition.register.unique.some((one) => one.join() === found.join()))
    throw wrong('不能按这些字段找已有的记录', 'key')
  if (!found.every((name) => keys.includes(name))) throw wrong(`文件里没有${labelsOf(definition, found)}，不能找到已有的记录`, 'key')
  if (mode !== 'add' && found.length === 0) throw wrong('文件里没有能认出已有记录的列，只能新增', 'mode')
  return { mapping, source, mode, key: definition.register.effective ? [] : found, clears, whole }
}
