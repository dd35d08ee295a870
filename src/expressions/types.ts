/** What an expression can be: a number counts something, or is an amount in yuan, or (a literal) may be either. */
export type Type =
  | { is: 'number'; of?: 'plain' | 'money' }
  | { is: 'string'; oneOf?: ReadonlySet<string> }
  | { is: 'boolean' | 'day' | 'instant' | 'span' | 'months' | 'null' }
  | { is: 'parts'; parts: Readonly<Record<string, Type>> }
  | { is: 'list'; of: Type }

/** The types of the names that an expression may read. */
export type Types = Readonly<Record<string, Type>>

const names: Readonly<Record<Type['is'], string>> = {
  number: '数量',
  string: '文字',
  boolean: '是或否',
  day: '日期',
  instant: '时间',
  span: '天数时长',
  months: '年月时长',
  null: '空值',
  parts: '几项内容',
  list: '一组值',
}

/** What a type is called. */
export const typeName = (type: Type): string => (type.is === 'number' && type.of === 'money' ? '金额' : names[type.is])

/** The type of what may be the one or the other; nothing when they don't go together. What is nothing goes with everything. */
export function joined(one: Type, other: Type): Type | undefined {
  if (one.is === 'null') return other
  if (other.is === 'null') return one
  if (one.is === 'number' && other.is === 'number') {
    if (one.of && other.of && one.of !== other.of) return undefined
    return { is: 'number', ...((one.of ?? other.of) ? { of: (one.of ?? other.of)! } : {}) }
  }
  if (one.is === 'list' && other.is === 'list') {
    const of = joined(one.of, other.of)
    return of && { is: 'list', of }
  }
  if (one.is === 'parts' || other.is === 'parts' || one.is !== other.is) return undefined
  return one.is === 'string' ? { is: 'string' } : one
}
