import { kindOf } from '#declare'
import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import type { Column, Definition } from '../definitions.ts'
import { issuedColumns } from '../numbers.ts'
import { boxConditions } from '../permission.ts'
import { plainness } from '../read.ts'
import { readColumn } from '../statements.ts'
import { bytesArray, integerArray } from './binary-arrays.ts'
import type { Plan, Reading, RowParts } from './rows-checked.ts'

/** A record that is there already. */
export interface Match {
  /** Which of the actor's boxes it lies in. */
  box: number
  id: string
  version: number
  /** What it holds, as far as it decides what a change brings about. */
  before: Readonly<Record<string, unknown>>
}

/** The columns of a record that decide what a change of it brings about: what it is found by, what formulas read, whether it is issued. */
function deciding({ definition: { register, columns, formulas }, definition, intent, formulas: worked }: Plan): Column[] {
  const keys = new Set([
    ...register.search,
    ...(worked.length > 0 ? formulas.flatMap(({ key, reads }) => [key, ...reads]) : []),
    ...issuedColumns(definition).flatMap(({ key, field }) => [key, ...(field.on === undefined ? [] : [field.on])]),
  ])
  const isOwn = ({ key, field }: Column) =>
    keys.has(key) || (intent.mapping.includes(key) && (field.kind === 'references' || field.kind === 'address'))
  return columns.filter(isOwn)
}

/** How a column is compared with what a file has: by the blind index of a sealed value, as JSON where its values have parts. */
function compared(parts: RowParts, { register }: Definition, column: Column) {
  const write = column.sealed ? undefined : kindOf(column.field).write
  const place = `${register.name}.${column.key}`
  return {
    name: quote(column.sealed ? `${column.name}_blind` : column.name),
    type: column.sealed ? 'bytea' : write ? 'text' : column.type,
    from: (given: string) => (write ? write(`${given}::jsonb`) : given),
    list: (values: readonly unknown[]) => (column.sealed ? bytesArray(values as Buffer[]) : values),
    value: (value: unknown) => (column.sealed ? parts.sealer.blind(String(value), place) : write ? JSON.stringify(value) : value),
  }
}

/** The records that are there already, by the place of the row in the chunk. */
export async function match(parts: RowParts, ctx: Context, plan: Plan, readings: readonly Reading[]): Promise<Map<number, Match>> {
  const { definition, intent } = plan
  const { key } = intent
  const found = new Map<number, Match>()
  if (key.length === 0) return found
  const columns = key.map((name) => definition.columns.find((column) => column.key === name)!)
  const compare = columns.map((column) => compared(parts, definition, column))
  const places: number[] = []
  const asked: unknown[][] = columns.map(() => [])
  for (const [i, { values, numbers }] of readings.entries()) {
    const own = columns.map(({ key: name }) => values[name] ?? numbers[name])
    const isWhole = own.every(
      (value, at) =>
        value !== null &&
        value !== undefined &&
        (columns[at]!.field.kind === 'sequence' || kindOf(columns[at]!.field).check(value, columns[at]!.field) === undefined),
    )
    if (!isWhole) continue
    places.push(i)
    for (const [at, { value }] of compare.entries()) asked[at]!.push(value(own[at]))
  }
  if (places.length === 0) return found
  const read = deciding(plan)
  const opened = read.filter(({ sealed }) => sealed)
  const boxes = intent.mode === 'add' ? plan.adds : plan.changes
  // Words of a masked field would find out whose they are; an exact sealed value may be looked up.
  const tellsOfPersons = intent.mode !== 'add' && columns.some(({ field, sealed }) => field.privacy !== 'none' && !sealed)
  for (const [number, box] of boxes.entries()) {
    const values: unknown[] = [integerArray(places), ...asked.map((own, at) => compare[at]!.list(own))]
    const conditions = [
      ...compare.map(({ name, from }, at) => `t.${name} = ${from(`w.k${at}`)}`),
      ...boxConditions(box, values),
      't.ended is null',
    ]
    if (tellsOfPersons) {
      const plain = plainness(parts, ctx, definition, box, values)
      if (plain.none) continue
      conditions.push(plain.condition())
    }
    // Each key by itself through its own index (`offset` keeps the server from joining): of a register that has just grown it knows too little,
    // and would read all of it for every piece of a file. Not under a name for the same reason: its plan would be kept.
    const text = `select w.i as "i_", m."id_", m."version_"${read.map(({ key: name }) => `, m.${quote(name)}`).join('')}
      from unnest($1::integer[], ${compare.map(({ type }, at) => `$${at + 2}::${type}[]`).join(', ')}) as w(i, ${compare.map((_, at) => `k${at}`).join(', ')})
      cross join lateral (select t.id as "id_", t.version as "version_"${read.map((column) => `, ${readColumn(column)}`).join('')}
        from ${definition.full} t where ${conditions.join(' and ')} offset 0) m`
    ctx.tx.open(definition.box, 'read', box)
    for (const { i_, id_, version_, ...before } of await ctx.tx.rows({ text, values })) {
      if (found.has(i_ as number)) continue
      for (const column of opened)
        if (before[column.key] !== null)
          before[column.key] = parts.sealer.open(before[column.key] as Buffer, `${definition.register.name}.${column.key}`)
      found.set(i_ as number, { box: number, id: id_ as string, version: version_ as number, before })
    }
  }
  return found
}
