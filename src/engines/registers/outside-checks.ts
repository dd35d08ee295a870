import type { AnyRegister, Picture, PictureField, Problem, RefField } from '#declare'
import { pictureTypes } from '#declare'
import type { Context } from '#kernel/context'
import type { Sending } from '#kernel/http'
import type { Column, Definition } from './definitions.ts'
import { boxConditions, boxesFor } from './permission.ts'
import type { ReadParts } from './read.ts'
import { named } from './statements.ts'

/** Pictures of records, as the engine that keeps files knows them. */
export interface PictureFiles {
  /** Of these files, those that the actor uploaded and that belong to nothing yet; to the system, all. */
  own(ctx: Context, ids: readonly string[]): Promise<readonly { id: string; type: string; size: number }[]>
  /** Makes files part of a record, so that they stay and are used nowhere else; gives those that are part of it now. */
  keep(ctx: Context, ids: readonly string[], record: string): Promise<readonly string[]>
  /** Sends a file of a record to whoever was found to read the record. */
  send(ctx: Context, id: string, record: string): Promise<Sending>
}

export interface OutsideParts extends ReadParts {
  pictures?: PictureFiles | undefined
}

/** A value with where it stands in what was given, and what stood there before. */
interface Given {
  column: Column
  value: unknown
  path: string
  before: unknown
}

const referred = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [])

/** Those of these keys that name records which the actor may read and that count now; of records with periods, at business time. */
export const runningOf = (parts: ReadParts, ctx: Context, name: string, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> =>
  readable(parts, ctx, name, ids, { running: true })

/** Those of these keys that name records which the actor may read. */
async function readable(
  parts: ReadParts,
  ctx: Context,
  name: string,
  ids: ReadonlySet<string>,
  { running = false }: { running?: boolean } = {},
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const definition = parts.definitions.find(name)
  if (!definition) return found
  const key = (definition.register as AnyRegister).effective ? 'key' : 'id'
  for (const box of boxesFor(parts.definitions.roles, ctx, definition.register, 'read')) {
    const missing = [...ids].filter((id) => !found.has(id))
    if (missing.length === 0) break
    const values: unknown[] = [missing]
    const conditions = [`t.${key} = any($1::uuid[])`, ...boxConditions(box, values)]
    if (running) conditions.push('t.ended is null')
    if (running && definition.register.effective) conditions.push(`t.effective @> $${values.push(ctx.now)}::timestamptz`)
    ctx.tx.open(definition.box, 'read', box)
    const text = `select t.${key} as id from ${definition.full} t where ${conditions.join(' and ')}`
    for (const row of await ctx.tx.rows(named(definition, text, values))) found.add(row.id as string)
  }
  return found
}

async function checkReferences(parts: OutsideParts, ctx: Context, given: readonly Given[]): Promise<Problem[]> {
  const wanted = new Map<string, Set<string>>()
  const added = given
    .filter(({ column }) => column.field.kind === 'references')
    .map((one) => {
      const known = new Set(referred(one.before))
      return { ...one, to: (one.column.field as unknown as RefField).to, known }
    })
  for (const { to, value, known } of added) {
    const ids = wanted.get(to) ?? new Set()
    for (const id of referred(value)) if (!known.has(id)) ids.add(id)
    wanted.set(to, ids)
  }
  const found = new Map<string, ReadonlySet<string>>()
  for (const [to, ids] of wanted) if (ids.size > 0) found.set(to, await readable(parts, ctx, to, ids))
  return added.flatMap(({ to, value, known, path }) =>
    referred(value).flatMap((id, i) =>
      known.has(id) || found.get(to)?.has(id) ? [] : [{ path: `${path}.${i}`, message: '没有这条记录，或不归您查看' }],
    ),
  )
}

const defaultMegabytes = 2

async function checkPictures(parts: OutsideParts, ctx: Context, given: readonly Given[]): Promise<Problem[]> {
  const added = given.filter(
    ({ column, value, before }) => column.field.kind === 'picture' && (value as Picture).file !== (before as Picture | null)?.file,
  )
  if (added.length === 0) return []
  const files = (await parts.pictures?.own(ctx, [...new Set(added.map(({ value }) => (value as Picture).file))])) ?? []
  const byKey = new Map(files.map((file) => [file.id, file]))
  return added.flatMap(({ column, value, path }) => {
    const file = byKey.get((value as Picture).file)
    const most = (column.field as unknown as PictureField).maxMegabytes ?? defaultMegabytes
    if (!file) return [{ path, message: '不是您上传的图片，或已用于别处' }]
    if (!pictureTypes.includes(file.type)) return [{ path, message: '应为 PNG 或 JPEG 图片' }]
    return file.size > most * 1024 * 1024 ? [{ path, message: `图片不能超过 ${most} MB` }] : []
  })
}

/** What is wrong with a shape, as GEOS says it. */
const flaws: Readonly<Record<string, string>> = {
  'Self-intersection': '图形的边界自相交',
  'Ring Self-intersection': '图形的边界自相交',
  'Hole lies outside shell': '挖空的部分在图形之外',
  'Holes are nested': '挖空的部分互相嵌套',
  'Interior is disconnected': '图形的内部不相连',
  'Nested shells': '图形的各部分互相嵌套',
  'Duplicate Rings': '图形有重复的边界',
  'Too few points in geometry component': '图形的点太少',
}

async function checkShapes(ctx: Context, given: readonly Given[]): Promise<Problem[]> {
  const shapes = given.filter(({ column }) => column.field.kind === 'line' || column.field.kind === 'area')
  if (shapes.length === 0) return []
  const rows = await ctx.tx.rows({
    name: 'registers.shapes',
    text: `select (v.i - 1)::integer as i, (d.detail).reason, st_x((d.detail).location) as longitude, st_y((d.detail).location) as latitude
      from jsonb_array_elements($1::jsonb) with ordinality v(shape, i),
        lateral (select st_isvaliddetail(st_geomfromgeojson(v.shape)) as detail) d where not (d.detail).valid order by v.i`,
    values: [JSON.stringify(shapes.map(({ value }) => value))],
  })
  return rows.map(({ i, reason, longitude, latitude }) => {
    const flaw = flaws[String(reason)] ?? '图形不成立'
    const at = [longitude, latitude].map((one) => (typeof one === 'number' ? one.toFixed(6) : '')).join(', ')
    return { path: shapes[i as number]!.path, message: longitude === null ? flaw : `${flaw}（${at} 处）` }
  })
}

/**
 * What only the database, or the engine that keeps files, can say of values: that what they refer to is there and may be read, that a
 * picture is the actor's own and of its kind and size, that a shape is one. Registers without such fields ask nothing.
 */
export async function checkOutside(
  parts: OutsideParts,
  ctx: Context,
  definition: Definition,
  records: readonly { values: Readonly<Record<string, unknown>>; path: string; before?: Readonly<Record<string, unknown>> }[],
): Promise<Problem[]> {
  const columns = definition.columns.filter(({ field }) => outside.has(field.kind))
  const given = records.flatMap(({ values, path, before }) =>
    columns.flatMap((column): Given[] => {
      const value = values[column.key]
      return value === null || value === undefined ? [] : [{ column, value, path: path + column.key, before: before?.[column.key] ?? null }]
    }),
  )
  if (given.length === 0) return []
  return [...(await checkReferences(parts, ctx, given)), ...(await checkPictures(parts, ctx, given)), ...(await checkShapes(ctx, given))]
}

const outside: ReadonlySet<string> = new Set(['references', 'picture', 'line', 'area'])
