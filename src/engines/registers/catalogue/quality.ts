import { createHash } from 'node:crypto'
import { kindOf, type ChoiceField, type CodeField, type Fields, type NumberField, type TextField } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { LAST_KEY, NO_KEY } from '#kernel/keys'
import type { Definition } from '../definitions.ts'
import { keepPiece, keepPulse, keepQuality, forgetPieces, pieces, pulse, type Piece } from './sql.ts'

/** Records of one piece: a statement over them takes some tens of milliseconds. */
const PIECE = 20_000
/** Records of which one slice is grouped at a time, when it is looked for what is there twice. */
const SLICE = 1_000_000
/** Failing records of one piece that are kept to be shown, and of the whole. */
const EXAMPLES = 10
const SHOWN = 100

/** The four sides of quality: 完整性, 规范性, 时效性 and uniqueness of GB/T 36344-2018. */
export type Side = 'complete' | 'valid' | 'timely' | 'unique'
export const sides: readonly Side[] = ['complete', 'valid', 'timely', 'unique']

/** One thing that is expected of the records of a register. `applies` and `fails` are SQL over a row `t`. */
export interface Rule {
  key: string
  side: Side
  label: string
  applies?: string
  fails?: string
  /** Columns that two records have not all alike. */
  same?: readonly string[]
}

/** Text in SQL; what stands in it comes from declarations. */
const text = (value: string) => `'${value.replaceAll("'", "''")}'`
const list = (values: Iterable<string>) => `array[${[...values].map(text).join(', ')}]::text[]`

/**
 * The rules of a register: those that follow from its fields, and those that it declares. Sealed values are checked when they are written
 * and can't be looked at here.
 */
export function rulesOf({ register, columns }: Definition, codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>): Rule[] {
  const { filled, past = [], ordered = [], lapsed, same = [] } = register.quality ?? {}
  const fields = register.fields as Fields
  const of = (key: string) => `t.${quote(columns.find((one) => one.key === key)!.name)}`
  const label = (key: string) => fields[key]!.label
  const usual = columns.filter(({ key, field, head }) => !head && (!field.optional || register.list.includes(key))).map(({ key }) => key)
  const complete = (filled ?? usual).map((key): Rule => {
    const column = columns.find((one) => one.key === key)!
    const empty = column.type === 'text' ? ` or btrim(${of(key)}) = ''` : ''
    return { key: `filled.${key}`, side: 'complete', label: `填写了“${label(key)}”`, fails: `(${of(key)} is null${empty})` }
  })
  const valid = columns.flatMap(({ key, field, sealed, head }): Rule[] => {
    if (sealed || head) return []
    const column = of(key)
    const rule = (what: string, fails: string): Rule[] => [
      { key: `valid.${key}`, side: 'valid', label: `“${label(key)}”${what}`, applies: `${column} is not null`, fails },
    ]
    if (field.kind === 'code') {
      const codes = codeLists.get((field as unknown as CodeField).list)
      return codes ? rule('在代码表内', `not (${column} = any(${list(codes.keys())}))`) : []
    }
    if (field.kind === 'choice')
      return rule('是规定的选项', `not (${column} = any(${list(Object.keys((field as unknown as ChoiceField).choices))}))`)
    if (field.kind === 'credit-code') return rule('校验位相符', `not catalogue.is_credit_code(${column})`)
    if (field.kind === 'number') {
      const { min, max } = field as unknown as NumberField
      const ends = [
        ...(min === undefined ? [] : [`${column} < ${Number(min)}`]),
        ...(max === undefined ? [] : [`${column} > ${Number(max)}`]),
      ]
      return ends.length > 0 ? rule('在规定的范围内', `(${ends.join(' or ')})`) : []
    }
    if (field.kind === 'text' && kindOf(field).column(field) === 'text')
      return rule('不超过规定的长度', `char_length(${column}) > ${Number((field as unknown as TextField).max ?? 10_000)}`)
    return []
  })
  const dates = [
    ...past.map((key): Rule => ({
      key: `past.${key}`,
      side: 'valid',
      label: `“${label(key)}”不在将来`,
      applies: `${of(key)} is not null`,
      fails: `${of(key)} > current_date`,
    })),
    ...ordered.map(([first, second]): Rule => ({
      key: `ordered.${first}.${second}`,
      side: 'valid',
      label: `“${label(first)}”不晚于“${label(second)}”`,
      applies: `${of(first)} is not null and ${of(second)} is not null`,
      fails: `${of(first)} > ${of(second)}`,
    })),
  ]
  return [
    ...complete,
    ...valid,
    ...dates,
    ...(register.cycle && register.cycle !== 'irregular' ? [{ key: 'updated', side: 'timely', label: '按更新周期更新' } as Rule] : []),
    ...(lapsed
      ? [
          {
            key: 'lapsed',
            side: 'timely',
            label: `到期的已改“${label(lapsed.field)}”`,
            applies: `${of(lapsed.until)} is not null`,
            fails: `${of(lapsed.until)} < current_date and ${of(lapsed.field)} = any(${list(lapsed.in)})`,
          } as Rule,
        ]
      : []),
    ...same.map((keys): Rule => ({
      key: `same.${keys.join('.')}`,
      side: 'unique',
      label: `没有${keys.map((key) => `“${label(key)}”`).join('、')}都相同的记录`,
      same: keys.map(of),
    })),
  ]
}

/** The fields that a rule looks at: which records fail it tells something of their values. */
export const fieldsOfRule = ({ key }: Rule, { quality }: Definition['register']): string[] => {
  const [what, ...fields] = key.split('.')
  return what === 'lapsed' && quality?.lapsed ? [quality.lapsed.until, quality.lapsed.field] : fields
}

/** What came of a rule. */
export interface Counted {
  rule: Rule
  checked: number
  failing: number
}

/** Out of a hundred, one decimal: the mean of the sides, each the mean share of its rules that is kept; null where nothing was checked. */
export function scoreOf(counted: readonly Counted[]): number | null {
  const means = sides.flatMap((side) => {
    const own = counted.filter(({ rule, checked }) => rule.side === side && checked > 0)
    return own.length > 0 ? [own.reduce((sum, { checked, failing }) => sum + (checked - failing) / checked, 0) / own.length] : []
  })
  return means.length > 0 ? Math.round((means.reduce((a, b) => a + b, 0) / means.length) * 1000) / 10 : null
}

/** To the nearest multiple of five: what of persons is told to whoever may not read them (see the indicators' `protect.ts`). */
export const rounded = (count: number): number => Math.round(count / 5) * 5
export const protectedCounts = (counted: readonly Counted[]): Counted[] =>
  counted.map(({ rule, checked, failing }) => ({ rule, checked: rounded(checked), failing: Math.min(rounded(failing), rounded(checked)) }))

type AsSystem = <T>(what: string, work: (ctx: Context) => Promise<T>) => Promise<T>

/**
 * Counts the rules of a register, in transactions of their own: pieces of records that changed since, the rest as counted before; what is
 * there twice in slices of the whole, when anything changed.
 */
export async function countQuality(asSystem: AsSystem, definition: Definition, rules: readonly Rule[]): Promise<void> {
  const { register, full, box } = definition
  const digest = createHash('sha256').update(JSON.stringify(rules)).digest('hex')
  const rowRules = rules.filter(({ fails }) => fails !== undefined)
  const work = <T>(run: (ctx: Context) => Promise<T>) =>
    asSystem('数据质量', (ctx) => {
      ctx.tx.set('app.catalogue', 'keeper')
      ctx.tx.open(box, 'read', OPEN_BOX)
      return run(ctx)
    })
  const cycle = register.cycle ?? 'irregular'
  const before = await work(async (ctx) => {
    const known = await ctx.tx.row(pulse(register.name, cycle, ctx.now))
    if (known?.rules !== digest) await ctx.tx.query(forgetPieces(register.name))
    return (await ctx.tx.rows(pieces(register.name))) as unknown as (Piece & { old: boolean })[]
  })
  const sums = rowRules.flatMap(({ applies = 'true', fails }, i) => [
    `count(*) filter (where ${applies}) as c${i}`,
    `count(*) filter (where ${applies} and ${fails}) as f${i}`,
    `(array_agg(t.id) filter (where ${applies} and ${fails}))[1:${EXAMPLES}] as e${i}`,
  ])
  const whole = new Map(before.map((piece) => [piece.above, piece as Piece]))
  let changed: string | null = null
  const count = (above: string, end: string | null) =>
    work(async (ctx) => {
      const next = end
        ? undefined
        : await ctx.tx.row({
            text: `select t.id from ${full} t where t.id > $1::uuid order by t.id offset $2 limit 1`,
            values: [above, PIECE - 1],
          })
      const upto = end ?? (next?.id as string | undefined) ?? LAST_KEY
      const row = (await ctx.tx.row({
        text: `select count(*) as n, max(t.recorded) as changed${sums.map((sum) => `, ${sum}`).join('')} from ${full} t
          where t.id > $1::uuid and t.id <= $2::uuid and t.ended is null`,
        values: [above, upto],
      }))!
      if (row.changed && (changed === null || String(row.changed) > changed)) changed = String(row.changed)
      const piece: Piece = {
        above,
        upto,
        records: row.n as number,
        checked: rowRules.map((_, i) => row[`c${i}`] as number),
        failing: rowRules.map((_, i) => row[`f${i}`] as number),
        examples: rowRules.map((_, i) => arrayOf(row[`e${i}`])),
      }
      await ctx.tx.query(keepPiece(register.name, piece))
      whole.set(above, piece)
      return upto
    })
  let touched = before.length === 0
  for (const { above, upto, old } of before)
    if (old && upto !== LAST_KEY) {
      touched = true
      await count(above, upto)
    }
  const last = before.at(-1)
  if (!last || last.old) {
    touched = true
    for (let above = last?.above ?? NO_KEY; above !== LAST_KEY;) above = await count(above, null)
  }
  const all = [...whole.values()]
  const records = all.reduce((sum, piece) => sum + piece.records, 0)
  const results: (Counted & { examples: string[] })[] = rowRules.map((rule, i) => ({
    rule,
    checked: all.reduce((sum, piece) => sum + (piece.checked[i] ?? 0), 0),
    failing: all.reduce((sum, piece) => sum + (piece.failing[i] ?? 0), 0),
    examples: all.flatMap((piece) => piece.examples[i] ?? []).slice(0, SHOWN),
  }))
  const slices = Math.max(1, Math.ceil(records / SLICE))
  for (const rule of touched ? rules.filter(({ same }) => same) : []) {
    const result = { rule, checked: records, failing: 0, examples: [] as string[] }
    for (let slice = 0; slice < slices; slice++) {
      const row = await work((ctx) => {
        ctx.tx.set('statement_timeout', '60000')
        return ctx.tx.row({
          text: `select coalesce(sum(n - 1), 0)::bigint as failing, (array_agg(one))[1:${SHOWN}] as examples from (
              select count(*) as n, max(t.id::text) as one from ${full} t where t.ended is null
                and ${rule.same!.map((column) => `${column} is not null`).join(' and ')}
                and abs(hashtext(concat_ws('|', ${rule.same!.join(', ')}))::bigint) % $1 = $2
              group by ${rule.same!.join(', ')} having count(*) > 1) d`,
          values: [slices, slice],
        })
      })
      result.failing += row!.failing as number
      result.examples.push(...arrayOf(row!.examples))
    }
    results.push({ ...result, examples: result.examples.slice(0, SHOWN) })
  }
  await work(async (ctx) => {
    for (const { rule, checked, failing, examples } of results)
      await ctx.tx.query(keepQuality(register.name, rule.key, checked, failing, examples))
    await ctx.tx.query(keepPulse(register.name, { changed, rules: digest, records, score: null }))
  })
}

const arrayOf = (value: unknown): string[] =>
  Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? value.slice(1, -1).split(',').filter(Boolean) : []
