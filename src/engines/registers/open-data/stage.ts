import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { NotAllowed } from '#kernel/errors'
import { NO_KEY } from '#kernel/keys'
import { asked, type ListQuery } from '../asked.ts'
import type { Definition } from '../definitions.ts'
import { boxesFor, boxesWithin } from '../permission.ts'
import { requireBoxes, type ReadParts } from '../read.ts'
import { valueAt } from './levels.ts'
import type { Selected } from './selection.ts'

const tableOf = (kind: string, version: string) => `open_rows.${quote(`${kind}_${version.replaceAll('-', '')}`)}`
/** The rows of a version while it is checked: exactly these are published. */
export const stageOf = (version: string): string => tableOf('s', version)
/** Its classes of rows that are alike in all by which people are told apart, with how many there are. */
export const classesOf = (version: string): string => tableOf('k', version)
/** The rows of a published version in their order. */
export const editionOf = (version: string): string => tableOf('e', version)

/** Records that are read in one transaction. */
const CHUNK = 20_000
/** Milliseconds that a statement over a whole stage may take: nobody waits for it. */
const PATIENCE = '300000'

/** Within this, what the engine keeps of open data may be read and written, and statements may take their time. */
export function asKeeper(ctx: Context): void {
  ctx.tx.set('app.open_data', 'keeper')
  ctx.tx.set('statement_timeout', PATIENCE)
}

/** A column of the stage at a level above the chosen one. */
export const coarser = (at: string, up: number): string => `${at}_${up}`

/** Who alone could tell people apart by: columns with their levels. */
export const quasiOf = (columns: readonly Selected[]): readonly Selected[] => columns.filter(({ quasi }) => quasi)

/** Names of the columns of a stage: each chosen value, and its coarser forms where people might be told apart. */
const stageColumns = (columns: readonly Selected[], coarse: boolean): string[] =>
  columns.flatMap(({ at, levels, quasi }) => [at, ...(coarse && quasi ? levels.slice(1).map((_, i) => coarser(at, i + 1)) : [])])

export interface Staging {
  version: string
  definition: Definition
  query: Pick<ListQuery, 'where' | 'search' | 'ended' | 'effective'>
  columns: readonly Selected[]
  /** Coarser values are needed too, to look for what would do. */
  coarse: boolean
}

/**
 * Where this actor may take records from: what may be read and taken away with all these columns, and seen plainly where one tells about persons.
 * @throws NotAllowed where there is nothing such
 */
function boxesOf(parts: ReadParts, ctx: Context, definition: Definition, columns: readonly Selected[]) {
  const { roles } = parts.definitions
  const taken = boxesWithin(requireBoxes(parts, ctx, definition, 'export'), boxesFor(roles, ctx, definition.register, 'read'))
  const isPersonal = columns.some(({ column }) => column.field.privacy !== 'none')
  const plain = isPersonal ? boxesWithin(taken, requireBoxes(parts, ctx, definition, 'unmask')) : taken
  const whole = plain.filter(({ fields }) => fields === undefined || columns.every(({ field }) => fields.has(field)))
  if (whole.length === 0) throw new NotAllowed('没有权限取得所选的列', { code: 'open.columns' })
  return whole
}

/**
 * Takes what is selected into the version's own table, piece by piece, as whoever asked for it sees it.
 * @returns how many rows there are
 */
export async function fillStage(
  parts: ReadParts,
  work: <T>(run: (ctx: Context) => Promise<T>) => Promise<T>,
  { version, definition, query, columns, coarse }: Staging,
): Promise<number> {
  const names = stageColumns(columns, coarse)
  const classes = coarse ? stageColumns(quasiOf(columns), true) : ['c0']
  await work(async (ctx) => {
    asKeeper(ctx)
    await ctx.tx.query({ text: 'select open.open_stage($1::uuid, $2::text[], $3::text[])', values: [version, names, classes] })
  })
  const boxes = await work(async (ctx) => boxesOf(parts, ctx, definition, columns))
  for (const box of boxes) {
    let last = NO_KEY
    for (;;) {
      const read = await work(async (ctx) => {
        asKeeper(ctx)
        ctx.tx.open(definition.box, 'read', box)
        const values: unknown[] = []
        const what = asked(parts, ctx, definition, box, query, values)
        if (!what) return undefined
        const put = (value: unknown) => `$${values.push(value)}`
        what.conditions.push(`t.id > ${put(last)}::uuid`)
        const given = columns.flatMap(({ column, levels, quasi }) =>
          (coarse && quasi ? levels : levels.slice(0, 1)).map((level) => valueAt(column, level, put)),
        )
        return ctx.tx.row({
          text: `with few as materialized (select t.id, ${given.map((sql, i) => `${sql} as ${names[i]!}`).join(', ')}
              from ${definition.full} t${what.where()} order by t.id limit ${put(CHUNK)}),
            taken as (insert into ${stageOf(version)} (id, ${names.join(', ')}) select id, ${names.join(', ')} from few on conflict (id) do nothing)
            select (select count(*) from few) as n, (select id from few order by id desc limit 1) as last`,
          values,
        })
      })
      if (!read || Number(read.n) < CHUNK) break
      last = read.last as string
    }
  }
  return work(async (ctx) => {
    asKeeper(ctx)
    await ctx.tx.query({ text: 'select open.settle_stage($1::uuid)', values: [version] })
    return countStage(ctx, version)
  })
}

/** How many rows a stage holds; nothing when it is gone, as after a crash of the server. */
export async function countStage(ctx: Context, version: string): Promise<number> {
  const there = await ctx.tx.row({ text: 'select to_regclass($1) is not null as there', values: [stageOf(version)] })
  return there?.there ? Number((await ctx.tx.row({ text: `select count(*) as n from ${stageOf(version)}` }))!.n) : 0
}
