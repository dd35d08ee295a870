import type { AnyField, AnyRegister, ChoiceField, Fields, NumberField, Problem, TextField } from '#declare'
import { isLocalKey, type FieldOverlay, type Overlay } from './content.ts'

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
const choicesOf = (field: AnyField) => (field as unknown as ChoiceField).choices
type Limits = Pick<TextField & NumberField, 'max' | 'min'>
const limitsOf = (field: AnyField) => field as unknown as Limits

function laidOver(field: AnyField, { choices, ...said }: FieldOverlay): AnyField {
  const more = choices && field.kind === 'choice' ? { choices: { ...choicesOf(field), ...choices } } : {}
  return { ...field, ...said, ...more } as AnyField
}

/** A register as it is with what the city lays over it; what doesn't fit is to be looked for before, by {@link misfitsOf}. */
export function overlaid(register: AnyRegister, { label, about, list, fields, added }: Overlay): AnyRegister {
  const shipped = Object.entries(register.fields as Fields).map(([key, field]): [string, AnyField] => [
    key,
    fields[key] ? laidOver(field, fields[key]) : field,
  ])
  return {
    ...register,
    ...(label === undefined ? {} : { label }),
    ...(about === undefined ? {} : { about }),
    ...(list === undefined ? {} : { list }),
    fields: { ...Object.fromEntries(shipped), ...added },
  }
}

const limited = (field: AnyField) => field.kind === 'text' || field.kind === 'number'

function fieldMisfits(key: string, field: AnyField, { choices = {}, max, min }: FieldOverlay): Problem[] {
  const problems: Problem[] = []
  const at = (part: string, message: string) => problems.push({ path: `fields/${key}/${part}`, message })
  if (Object.keys(choices).length > 0 && field.kind !== 'choice') at('choices', '这个字段不是选项字段，不能增加选项')
  for (const option of Object.keys(choices)) {
    if (field.kind === 'choice' && Object.hasOwn(choicesOf(field), option)) at('choices', `选项 ${option} 随系统提供，不能重复`)
    else if (!isLocalKey(option)) at('choices', `增加的选项，其代码要以 local 开头：${option}`)
  }
  if ((max !== undefined || min !== undefined) && !limited(field)) at('max', '这个字段没有上限和下限')
  const shipped = limitsOf(field)
  const mostByItself = field.kind === 'text' ? 200 : Number.POSITIVE_INFINITY
  if (max !== undefined && max > (shipped.max ?? mostByItself)) at('max', '上限只能改小，不能改大')
  if (min !== undefined && min < (shipped.min ?? Number.NEGATIVE_INFINITY)) at('min', '下限只能改大，不能改小')
  return problems
}

/** Why an overlay doesn't fit what ships: a field that went, a choice that is now the platform's own, a limit that is no longer narrower. */
export function misfitsOf(register: AnyRegister, { list = [], fields, added }: Overlay): Problem[] {
  const shipped = register.fields as Fields
  const problems = Object.entries(fields).flatMap(([key, overlay]) =>
    Object.hasOwn(shipped, key)
      ? fieldMisfits(key, shipped[key]!, overlay)
      : [{ path: `fields/${key}`, message: `系统提供的字段里没有 ${key}` }],
  )
  for (const [key, field] of Object.entries(added)) {
    const at = `fields/${key}`
    if (Object.hasOwn(shipped, key)) problems.push({ path: at, message: `字段 ${key} 已由系统提供` })
    else if (!isLocalKey(key)) problems.push({ path: at, message: `增加的字段，其代码要以 local 开头：${key}` })
    if (!field.optional) problems.push({ path: `${at}/optional`, message: '在系统目录上增加的字段只能是选填' })
    if (field.kind === 'gapless' || field.kind === 'sequence')
      problems.push({ path: `${at}/kind`, message: '不能在系统目录上增加自动编号' })
  }
  for (const key of list)
    if (!Object.hasOwn(shipped, key) && !Object.hasOwn(added, key)) problems.push({ path: 'list', message: `没有字段 ${key}` })
  return problems
}

/** What of a register a city may say otherwise; everything else is part of what the code counts on. */
const changeable = new Set(['label', 'help', 'choices', 'max', 'min'])

function fieldOverlay(key: string, shipped: AnyField, wanted: AnyField, problems: Problem[]): FieldOverlay | undefined {
  const before = shipped as unknown as Record<string, unknown>
  const after = wanted as unknown as Record<string, unknown>
  const overlay: Record<string, unknown> = {}
  for (const part of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[part], after[part])) continue
    if (!changeable.has(part) || (after[part] === undefined && part !== 'help'))
      problems.push({ path: `fields/${key}/${part}`, message: '系统提供的字段，只能改名称、说明，增加选项，收紧上下限' })
    else if (part !== 'choices') overlay[part] = after[part] ?? ''
    else {
      const own = choicesOf(shipped)
      const more = Object.fromEntries(Object.entries(choicesOf(wanted)).filter(([option]) => !Object.hasOwn(own, option)))
      const kept = Object.entries(own).every(([option, label]) => choicesOf(wanted)[option] === label)
      if (!kept) problems.push({ path: `fields/${key}/choices`, message: '系统提供的选项不能改名或去掉' })
      overlay.choices = more
    }
  }
  return Object.keys(overlay).length > 0 ? overlay : undefined
}

/** What the city lays over a register that ships, so that it becomes the wanted one; and what can't be done that way. */
export function overlayOf(shipped: AnyRegister, wanted: AnyRegister): { overlay: Overlay; problems: Problem[] } {
  const problems: Problem[] = []
  const fields: Record<string, FieldOverlay> = {}
  const own = shipped.fields as Fields
  const asked = wanted.fields as Fields
  for (const [key, field] of Object.entries(own)) {
    if (!asked[key]) {
      problems.push({ path: `fields/${key}`, message: '系统提供的字段不能去掉；可以不放在列表里' })
      continue
    }
    const overlay = fieldOverlay(key, field, asked[key], problems)
    if (overlay) fields[key] = overlay
  }
  const overlay: Overlay = {
    ...(wanted.label === shipped.label ? {} : { label: wanted.label }),
    ...(wanted.about === shipped.about || wanted.about === undefined ? {} : { about: wanted.about }),
    ...(same(wanted.list, shipped.list) ? {} : { list: wanted.list }),
    fields,
    added: Object.fromEntries(Object.entries(asked).filter(([key]) => !Object.hasOwn(own, key))),
  }
  return { overlay, problems: [...problems, ...misfitsOf(shipped, overlay)] }
}
