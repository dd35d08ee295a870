import { kindOf, text, type AnyField, type AnyRegister, type FieldKind, type Fields } from '#declare'
import * as declare from '#declare'
import { pinyinKeys } from '#chinese'
import type { DefinitionDraft } from './data.ts'

/** Kinds that a steward can choose, as they are grouped beside the form. */
export const kindGroups = {
  words: ['text', 'choice', 'code', 'flag'],
  amounts: ['number', 'money', 'date', 'moment', 'period'],
  who: ['person-id', 'phone', 'credit-code', 'plate'],
  where: ['region', 'address', 'point', 'line', 'area'],
  more: ['ref', 'references', 'rows', 'file', 'picture', 'sequence', 'gapless', 'formula'],
} as const satisfies Record<string, readonly FieldKind[]>

/** The kinds to choose from; what can't lie over a register that ships is not among them. */
export const kindsToChoose = (isOverlay: boolean): FieldKind[] =>
  Object.values(kindGroups).flatMap((all) => all.filter((kind) => !isOverlay || (kind !== 'sequence' && kind !== 'gapless')))

/** A new field of a kind, with what the kind can't do without. */
export function newField(kind: FieldKind, label: string): AnyField {
  const optional = { optional: true }
  switch (kind) {
    case 'choice':
      return declare.choice(label, { option1: '选项一', option2: '选项二' }, optional)
    case 'code':
      return declare.code(label, 'industry', optional)
    case 'ref':
      return declare.ref(label, 'identity.organisation', optional)
    case 'references':
      return declare.references(label, 'identity.organisation', optional)
    case 'rows':
      return declare.rows(label, { name: text('名称', { optional: true }) }, optional)
    case 'sequence':
      return declare.sequence(label, { format: '{yyyy}{00000}' })
    case 'gapless':
      return declare.gapless(label, { format: '{yyyy}{00000}' })
    case 'formula':
      return declare.formula(label, '1 + 1', { gives: 'number' })
    case 'person-id':
      return declare.personId(label, optional)
    case 'phone':
      return declare.phone(label, optional)
    case 'plate':
      return declare.plate(label, optional)
    default:
      return { kind, label, optional: true, privacy: 'none', sealed: false, open: false }
  }
}

/** A key for a label: its pinyin, another one when it is taken. An overlay's own fields begin with `local`. */
export function keyFor(label: string, taken: Fields, overlay: boolean): string {
  const said = pinyinKeys(label.replace(/[(（[【].*$/u, ''))
    .full.replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 20)
  const plain = /^[a-z]/.test(said) ? said : `f${said}`
  const base = overlay ? `local${plain[0]!.toUpperCase()}${plain.slice(1)}` : plain
  for (let i = 1; ; i++) {
    const key = i === 1 ? base : `${base}${i}`
    if (!Object.hasOwn(taken, key)) return key
  }
}

const withRegister = (draft: DefinitionDraft, change: Partial<AnyRegister>): DefinitionDraft => ({
  ...draft,
  register: { ...draft.register, ...change } as AnyRegister,
})
const fieldsOf = ({ register }: DefinitionDraft) => register.fields as Fields

/** Adds a field behind another one, or at the end. The first plain text becomes the title, and the first six stand in the list. */
export function addField(draft: DefinitionDraft, key: string, field: AnyField, after: string | null): DefinitionDraft {
  const entries = Object.entries(fieldsOf(draft))
  const found = entries.findIndex(([one]) => one === after)
  entries.splice(found < 0 ? entries.length : found + 1, 0, [key, field])
  const { title, list } = draft.register
  const isTitle = title === '' && field.kind === 'text'
  return withRegister(draft, {
    fields: Object.fromEntries(isTitle ? entries.map(([one, of]) => [one, one === key ? { ...of, optional: false } : of]) : entries),
    ...(isTitle ? { title: key } : {}),
    ...(list.length < 6 && !['rows', 'file', 'line', 'area'].includes(field.kind) ? { list: [...list, key] } : {}),
  })
}

/** Moves a field among the others. */
export function moveField(draft: DefinitionDraft, key: string, by: number): DefinitionDraft {
  const entries = Object.entries(fieldsOf(draft))
  const from = entries.findIndex(([one]) => one === key)
  const to = Math.max(0, Math.min(entries.length - 1, from + by))
  if (from < 0 || from === to) return draft
  entries.splice(to, 0, ...entries.splice(from, 1))
  return withRegister(draft, { fields: Object.fromEntries(entries) })
}

export const changeField = (draft: DefinitionDraft, key: string, field: AnyField): DefinitionDraft =>
  withRegister(draft, { fields: Object.fromEntries(Object.entries(fieldsOf(draft)).map(([one, of]) => [one, one === key ? field : of])) })

const without = (keys: readonly string[], key: string) => keys.filter((one) => one !== key)

/** A field of another kind in the place of one: its name, its help and how far it is shared stay; what its kind may not be is left. */
export function changeKind(draft: DefinitionDraft, key: string, kind: FieldKind): DefinitionDraft {
  const { label, help, share, optional } = fieldsOf(draft)[key]!
  const other = newField(kind, label)
  const field = { ...other, ...(help ? { help } : {}), ...(share ? { share } : {}), optional: other.optional && optional } as AnyField
  return withRegister(changeField(draft, key, field), { search: without(draft.register.search, key) })
}

/** Takes a field away with everything that names it. */
export function removeField(draft: DefinitionDraft, key: string): DefinitionDraft {
  const { [key]: _gone, ...fields } = fieldsOf(draft)
  const { [key]: _fill, ...fill } = draft.fill
  const english = Object.fromEntries(Object.entries(draft.english).filter(([at]) => at !== key && !at.startsWith(`${key}/`)))
  const { register } = draft
  const sides = (['region', 'organisation', 'holder'] as const).filter((side) => register[side] === key)
  const rest = withRegister(
    { ...draft, english, fill },
    {
      fields,
      title: register.title === key ? '' : register.title,
      list: without(register.list, key),
      search: without(register.search, key),
      unique: register.unique.filter((one) => !one.includes(key)),
    },
  )
  return withRegister(rest, Object.fromEntries(sides.map((side) => [side, undefined])))
}

/** Gives a field another key, wherever it is named. */
export function renameKey(draft: DefinitionDraft, from: string, to: string): DefinitionDraft {
  if (!/^[a-z][A-Za-z0-9]*$/.test(to) || Object.hasOwn(fieldsOf(draft), to)) return draft
  const renamed = (keys: readonly string[]) => keys.map((key) => (key === from ? to : key))
  const { register } = draft
  const english = Object.fromEntries(
    Object.entries(draft.english).map(([at, said]) => [at === from || at.startsWith(`${from}/`) ? to + at.slice(from.length) : at, said]),
  )
  const fill = Object.fromEntries(Object.entries(draft.fill).map(([key, value]) => [key === from ? to : key, value]))
  const sides = Object.fromEntries(
    (['region', 'organisation', 'holder'] as const).flatMap((side) => (register[side] === from ? [[side, to]] : [])),
  )
  return withRegister(
    { ...draft, english, fill },
    {
      ...sides,
      fields: Object.fromEntries(Object.entries(fieldsOf(draft)).map(([key, field]) => [key === from ? to : key, field])),
      title: register.title === from ? to : register.title,
      list: renamed(register.list),
      search: renamed(register.search),
      unique: register.unique.map(renamed),
    },
  )
}

/** Says a part of a field, or takes it back when nothing is said. */
export const setPart = (field: AnyField, part: string, value: unknown): AnyField => {
  const { [part]: _before, ...rest } = field as unknown as Record<string, unknown>
  return (value === undefined || value === '' ? rest : { ...rest, [part]: value }) as unknown as AnyField
}

/** Whether people fill the field in themselves. */
export const isAsked = (field: AnyField): boolean => !kindOf(field).given && !field.retired

export type Difference = { key: string; label: string; what: 'added' | 'removed' | 'retired' | 'changed'; parts: string[] }

/** What of the fields is otherwise than in an earlier version. */
export function differences(before: AnyRegister, after: AnyRegister): Difference[] {
  const was = before.fields as Fields
  const is = after.fields as Fields
  const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
  const found: Difference[] = []
  for (const [key, field] of Object.entries(is)) {
    const earlier = was[key] as unknown as Record<string, unknown> | undefined
    if (!earlier) found.push({ key, label: field.label, what: 'added', parts: [] })
    else {
      const now = field as unknown as Record<string, unknown>
      const parts = [...new Set([...Object.keys(earlier), ...Object.keys(now)])].filter((part) => !same(earlier[part], now[part]))
      const isRetired = parts.includes('retired') && field.retired === true
      if (parts.length > 0) found.push({ key, label: field.label, what: isRetired ? 'retired' : 'changed', parts })
    }
  }
  for (const [key, field] of Object.entries(was)) if (!is[key]) found.push({ key, label: field.label, what: 'removed', parts: [] })
  return found
}
