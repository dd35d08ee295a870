import { kindOf, type Fields } from '#declare'
import { quote } from '#kernel/database'
import { getColumn, type Column, type Definition, type Definitions } from '../definitions.ts'
import { columnsSql, createTable, guardsWithoutIndexes, indexesOf, keptReferences, wordStatistics, type TableIndex } from '../tables.ts'

/** One step of bringing the database to a new version: what is shown of it, and what the migrator does. */
export interface Step {
  /** Names it among the steps of a version; what is done is found by it after a crash. */
  key: string
  /** What it does, in a sentence. */
  words: string
  /** The SQL of it; of records that are gone through in pieces, of one piece. */
  sql: string
  does:
    | { kind: 'whole' }
    | { kind: 'index'; index: TableIndex }
    | { kind: 'drop-index'; name: string }
    | { kind: 'validate'; constraint: string; add: string }
    | { kind: 'required'; column: string }
    | { kind: 'fill'; column: Column; value: unknown }
    | { kind: 'formulas' }
    | { kind: 'force' }
}

const label = ({ field }: Column) => `“${field.label}”`

/** Names of constraints are as short as PostgreSQL keeps them. */
const constraintName = (definition: Definition, column: string, suffix: string) => `${definition.table}_${column}_${suffix}`.slice(0, 63)

function newColumns(definition: Definition, before: Definition, fill: Readonly<Record<string, unknown>>): Step[] {
  const { full } = definition
  const added = definition.columns.filter(({ key }) => !before.columns.some((one) => one.key === key))
  const loosened = definition.columns.filter(
    ({ key, field, head }) => !head && field.optional && before.columns.some((one) => one.key === key && !one.field.optional),
  )
  const filled = toFill(definition, before, fill)
  if (added.length === 0 && loosened.length === 0 && filled.length === 0) return []
  const { text } = guardsWithoutIndexes(definition)
  const sql = [
    ...added.map(
      (column) =>
        `alter table ${full} ${columnsSql(column, { required: false })
          .map((one) => `add column if not exists ${one}`)
          .join(', ')};`,
    ),
    ...loosened.map(({ name }) => `alter table ${full} alter column ${quote(name)} drop not null;`),
    // For what is added meanwhile by those who don't know the new field yet.
    ...filled.map((column) => `alter table ${full} alter column ${quote(column.name)} set default ${literal(column, fill[column.key])};`),
    ...(added.length > 0 ? [text] : []),
  ]
  const said = [
    ...(added.length > 0 ? [`增加字段${added.map(label).join('、')}，变更日志和访问控制随之更新`] : []),
    ...(loosened.length > 0 ? [`${loosened.map(label).join('、')}改为可以不填`] : []),
    ...(filled.length > 0 ? [`${filled.map(label).join('、')}在过渡期间有默认值`] : []),
  ]
  return [
    {
      key: 'columns',
      words: `${said.join('；')}。已有数据不动，每次最多等锁 0.3 秒，等不到就重试。`,
      sql: sql.join('\n'),
      does: { kind: 'whole' },
    },
  ]
}

/** What sources say of a base register has a table of its own, which gets the same fields: the register's first, so that nobody says what it can't hold. */
function sourceColumns({ contributions: definition }: Definition, { contributions: before }: Definition): Step[] {
  if (!definition || !before) return []
  return newColumns(definition, before, {}).map((step) => ({
    ...step,
    key: 'source-columns',
    words: `各来源提供的内容里同样${step.words}`,
    sql: `${step.sql}\n${guardsWithoutIndexes(definition).mark}`,
  }))
}

/** New required fields, and those that become required, with a value for the records that have none. */
const toFill = (definition: Definition, before: Definition, fill: Readonly<Record<string, unknown>>): Column[] =>
  definition.columns.filter(
    ({ key, field, head }) =>
      !head &&
      !field.optional &&
      !kindOf(field).given &&
      Object.hasOwn(fill, key) &&
      before.columns.find((one) => one.key === key)?.field.optional !== false,
  )

/** A value as SQL, as the column keeps it. */
export function literal(column: Column, value: unknown): string {
  const { write } = kindOf(column.field)
  const json = `'${JSON.stringify(value).replaceAll(`'`, `''`)}'`
  if (write) return write(`${json}::jsonb`)
  const text = Array.isArray(value) ? `{${value.map((one) => JSON.stringify(one)).join(',')}}` : String(value)
  return `'${text.replaceAll(`'`, `''`)}'::${column.type}`
}

function required(definition: Definition, before: Definition, fill: Readonly<Record<string, unknown>>): Step[] {
  const { full } = definition
  const strict = definition.columns.filter(({ key, field, head, sealed }) => {
    if (head || sealed || field.optional || kindOf(field).given) return false
    return before.columns.find((one) => one.key === key)?.field.optional !== false
  })
  const filling = toFill(definition, before, fill).map((column): Step => ({
    key: `fill-${column.name}`,
    words: `给没有${label(column)}的记录补填，每批最多 5,000 条，每条留下一个版本。`,
    sql: `update ${full} set version = version + 1, ${quote(column.name)} = ${literal(column, fill[column.key])} where ${quote(column.name)} is null;`,
    does: { kind: 'fill', column, value: fill[column.key] },
  }))
  const checking = strict.map((column): Step => {
    const constraint = quote(constraintName(definition, column.name, 'given'))
    return {
      key: `required-${column.name}`,
      words: `${label(column)}设为必填：先对新写入的记录生效，再核对已有记录，不妨碍读写。`,
      sql: [
        `alter table ${full} add constraint ${constraint} check (${quote(column.name)} is not null) not valid;`,
        `alter table ${full} validate constraint ${constraint};`,
        `alter table ${full} alter column ${quote(column.name)} set not null;`,
        `alter table ${full} drop constraint ${constraint};`,
      ].join('\n'),
      does: { kind: 'required', column: column.name },
    }
  })
  return [...filling, ...checking]
}

function newReferences(definitions: Definitions, definition: Definition, before: Definition): Step[] {
  const added = definition.columns.filter(({ key }) => !before.columns.some((one) => one.key === key))
  return keptReferences(definitions, definition, added).map(({ column, target }) => {
    const constraint = constraintName(definition, column, 'fkey')
    const add = `alter table ${definition.full} add constraint ${quote(constraint)} foreign key (${quote(column)}) references ${target} (id) not valid;`
    return {
      key: `reference-${column}`,
      words: `由数据库保证引用的记录存在；先对新写入的生效，再核对已有的。`,
      sql: `${add}\nalter table ${definition.full} validate constraint ${quote(constraint)};`,
      does: { kind: 'validate' as const, constraint, add },
    }
  })
}

function changedIndexes(definition: Definition, before: Definition): Step[] {
  const is = indexesOf(definition)
  const was = indexesOf(before)
  const has = (all: readonly TableIndex[], { name, unique, on }: TableIndex) =>
    all.some((one) => one.name === name && one.unique === unique && one.on === on)
  return [
    ...was
      .filter((one) => !has(is, one))
      .map(({ name, keys }): Step => ({
        key: `drop-${name}`,
        words: keys ? `不再要求${keys.map((key) => label(getColumn(before, key))).join('、')}唯一。` : `去掉不再使用的索引 ${name}。`,
        sql: `drop index concurrently if exists ${quote(before.schema)}.${quote(name)};`,
        does: { kind: 'drop-index', name },
      })),
    ...is
      .filter((one) => !has(was, one))
      .map((index): Step => ({
        key: `index-${index.name}`,
        words: index.keys
          ? `要求${index.keys.map((key) => label(getColumn(definition, key))).join('、')}${index.unique ? '唯一' : '可查'}：索引在后台建立，不妨碍读写。`
          : `建立索引 ${index.name}，在后台进行，不妨碍读写。`,
        sql: `create ${index.unique ? 'unique index' : 'index'} concurrently ${quote(index.name)} on ${definition.full} ${index.on};`,
        does: { kind: 'index', index },
      })),
  ]
}

const sameKeys = (one: readonly string[], other: readonly string[]) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())

const force = (words: string): Step => ({ key: 'force', words, sql: '', does: { kind: 'force' } })

/**
 * What is done so that the database holds a new version, in order: first what nobody notices, last the new number. Each step may be done
 * again from its beginning.
 */
export function planOf(
  definitions: Definitions,
  definition: Definition,
  before: Definition | undefined,
  fill: Readonly<Record<string, unknown>>,
): Step[] {
  if (!before) {
    const references = keptReferences(definitions, definition)
      .map(({ column, target }) => `alter table ${definition.full} add foreign key (${quote(column)}) references ${target} (id);`)
      .join('\n')
    return [
      {
        key: 'table',
        words: `新建表 ${definition.schema}.${definition.table} 和它的历史表，连同变更日志、访问控制和索引。`,
        sql: `${createTable(definition)}\n${references}`,
        does: { kind: 'whole' },
      },
      force('新目录生效，各进程随即知道；正在办理的请求按原来的定义办完。'),
    ]
  }
  const searches = !sameKeys(definition.register.search, before.register.search)
  const worked = definition.formulas.some(({ key, digest }) => before.formulas.find((one) => one.key === key)?.digest !== digest)
  return [
    ...newColumns(definition, before, fill),
    ...sourceColumns(definition, before),
    ...newReferences(definitions, definition, before),
    ...required(definition, before, fill),
    ...changedIndexes(definition, before),
    ...(searches && definition.register.search.length > 0
      ? [
          {
            key: 'words',
            words: `可以按${definition.register.search.map((key) => label(getColumn(definition, key))).join('、')}查找；已有记录的检索词在生效后由后台任务重新整理，不留版本，整理完之前只按原来的检索词找到。`,
            sql: wordStatistics(definition),
            does: { kind: 'whole' as const },
          },
        ]
      : []),
    ...(worked
      ? [
          {
            key: 'formulas',
            words: `按新的公式重新计算，每批最多 1,000 条，结果变了的记录留下一个版本。`,
            sql: `update ${definition.full} set version = version + 1, … where id = …;`,
            does: { kind: 'formulas' as const },
          },
        ]
      : []),
    force('新版本生效，各进程随即知道；正在办理的请求按原来的定义办完。'),
  ]
}

/** What a reviewer should look at twice: what becomes known to more people, or is asked for no more. */
export function noticesOf(definition: Definition, before: Definition | undefined): string[] {
  const rank = { none: 0, personal: 1, sensitive: 2 } as const
  const was = (before?.register.fields ?? {}) as Fields
  const notices: string[] = []
  for (const { key, field } of definition.columns) {
    const earlier = was[key]
    if (earlier && rank[field.privacy] < rank[earlier.privacy]) notices.push(`“${field.label}”的个人信息级别降低，能看到明文的人会变多。`)
    if (earlier && !earlier.retired && field.retired) notices.push(`“${field.label}”停用：表单里不再出现，已有数据保留。`)
  }
  const opened = definition.columns.filter(({ key, field }) => field.open && !was[key]?.open)
  if (opened.length > 0) notices.push(`${opened.map(label).join('、')}可以随开放数据公布。`)
  if (definition.register.class === 'public' && !before) notices.push('目录对公众可见。')
  if (definition.columns.some(({ field }) => field.privacy === 'sensitive') && !before) notices.push('目录含有敏感个人信息。')
  return notices
}
