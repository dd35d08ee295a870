import { kindOf, number, text, type AnyField, type Fields } from '#declare'
import * as declare from '#declare'

/** What a file or an inventory says of one column: its name, and values as they stand in it. */
export interface ColumnSeen {
  name: string
  values: readonly string[]
  /** What an inventory says of its data type, such as 日期型D. */
  type?: string | undefined
}

/** Kinds whose own check tells them from any other, the strictest first. */
const strict: readonly ((label: string) => AnyField)[] = [
  (label) => declare.personId(label),
  (label) => declare.creditCode(label),
  (label) => declare.phone(label),
  (label) => declare.plate(label),
  (label) => declare.date(label),
  (label) => declare.flag(label),
]
/** Fewer different values than this, each standing often, are a choice. */
const MOST_OPTIONS = 12
const OFTEN = 4

const fits = (field: AnyField, values: readonly string[]) => {
  const kind = kindOf(field)
  return values.every((value) => kind.check(kind.parse(value, field), field) === undefined)
}

/** A number with as many decimals as were seen; an amount where the name of the column says so. */
function quantity(label: string, values: readonly string[]): AnyField | undefined {
  const plain = values.map((value) => value.replaceAll(',', '').replace(/^[¥￥]/, ''))
  // What begins with a zero, or has more digits than a number keeps, is a number of something and not a quantity.
  if (!plain.every((value) => /^-?(0|[1-9]\d{0,13})(\.\d{1,8})?$/.test(value))) return undefined
  const decimals = Math.max(...plain.map((value) => value.split('.')[1]?.length ?? 0))
  if (/金额|价|费|元|资金|款/.test(label) && decimals <= 2 && !/万元|亿元/.test(label)) return declare.money(label)
  const unit = /[(（]([^()（）]{1,8})[)）]\s*$/.exec(label)?.[1]
  return number(label, { ...(decimals ? { decimals } : {}), ...(unit ? { unit } : {}) })
}

function options(label: string, values: readonly string[]): AnyField | undefined {
  const different = [...new Set(values)]
  if (different.length < 2 || different.length > MOST_OPTIONS || values.length < different.length * OFTEN) return undefined
  if (different.some((value) => [...value].length > 20)) return undefined
  return declare.choice(label, Object.fromEntries(different.map((value, i) => [`option${i + 1}`, value])))
}

/** The field that a column seems to be: by what all of its values are, or by its name where there are none. */
export function guessField({ name, values, type }: ColumnSeen): AnyField {
  const label = name.trim().slice(0, 60)
  const given = values.map((value) => value.trim()).filter(Boolean)
  const optional = given.length < values.length || given.length === 0
  const of = (field: AnyField): AnyField => ({ ...field, optional })
  if (given.length === 0) return of(byType(byName(label), type))
  const known = strict.find((make) => fits(make(label), given))
  if (known) return of(known(label))
  const found = quantity(label, given) ?? options(label, given)
  if (found) return of(found)
  const longest = Math.max(...given.map((value) => [...value].length))
  const max = [50, 100, 200, 500, 1000, 4000].find((one) => one >= longest * 1.5) ?? Math.max(longest, 4000)
  return of(
    text(label, { max, ...(longest > 100 ? { lines: true } : {}), ...(aboutPerson(label) ? { privacy: 'personal' as const } : {}) }),
  )
}

const aboutPerson = (label: string) => /姓名|法定代表人|联系人|负责人|户主|住址/.test(label)

/** By the data types and names of an inventory, which has no values. */
function byName(label: string): AnyField {
  if (/身份证|公民身份号码/.test(label)) return declare.personId(label)
  if (/统一社会信用代码/.test(label)) return declare.creditCode(label)
  if (/电话|手机/.test(label)) return declare.phone(label)
  if (/号牌|车牌/.test(label)) return declare.plate(label)
  if (/日期|时间$/.test(label)) return declare.date(label)
  if (label.startsWith('是否')) return declare.flag(label)
  if (/区划|所属镇|所属县/.test(label)) return declare.region(label)
  if (/地址|住所/.test(label)) return declare.address(label)
  if (/金额|费用/.test(label)) return declare.money(label)
  if (/数量|面积|人数/.test(label)) return number(label)
  return text(label, aboutPerson(label) ? { privacy: 'personal' } : {})
}

/** Data types of an inventory (《政务信息资源目录编制指南（试行）》: 字符型、数值型、货币型、日期型、日期时间型、逻辑型), the more particular first. */
const ofTypes: readonly (readonly [RegExp, (label: string) => AnyField])[] = [
  [/^日期时间/, (label) => declare.moment(label)],
  [/^日期/, (label) => declare.date(label)],
  [/^(数值|整|浮点)/, (label) => number(label)],
  [/^货币/, (label) => declare.money(label)],
  [/^逻辑/, (label) => declare.flag(label)],
]

/** What the name leaves open the data type may tell. */
function byType(field: AnyField, type = ''): AnyField {
  const make = field.kind === 'text' ? ofTypes.find(([pattern]) => pattern.test(type))?.[1] : undefined
  return make ? make(field.label) : field
}

/** Fields for columns in their order, under keys made of their place. The first that is always there and always different is the title. */
export function guessFields(
  columns: readonly ColumnSeen[],
  keyOf: (label: string, taken: ReadonlySet<string>) => string,
): { fields: Fields; title: string } {
  const fields: Fields = {}
  let title = ''
  for (const column of columns) {
    if (column.name.trim() === '') continue
    const key = keyOf(column.name, new Set(Object.keys(fields)))
    fields[key] = guessField(column)
    const plain = fields[key].kind === 'text' && !fields[key].optional && fields[key].privacy === 'none'
    if (title === '' && plain) title = key
  }
  return { fields, title }
}
