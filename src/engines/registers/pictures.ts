import type { Picture, Problem } from '#declare'
import type { Context } from '#kernel/context'
import { NotAllowed, NotFound } from '#kernel/errors'
import type { Sending } from '#kernel/http'
import { seenColumn } from './columns.ts'
import type { Definition } from './definitions.ts'
import type { OutsideParts } from './outside-checks.ts'
import { get } from './read.ts'

/**
 * The picture of a record, for whoever reads the record and sees the field plainly.
 * @throws NotFound when there is none, NotAllowed when the field is masked
 */
export async function sendPicture(parts: OutsideParts, ctx: Context, name: string, id: string, key: string): Promise<Sending> {
  const { record, masked, fields } = await get(parts, ctx, name, id)
  const column = seenColumn(parts.definitions.get(name), [{ fields }], key)
  if (masked.includes(key)) throw new NotAllowed(`没有权限查看“${column.field.label}”`, { code: 'register.picture' })
  const picture = column.field.kind === 'picture' ? (record[key] as Picture | null) : null
  if (!picture || !parts.pictures) throw new NotFound('这条记录没有图片', { code: 'register.no-picture' })
  return parts.pictures.send(ctx, picture.file, id)
}

type Values = Readonly<Record<string, unknown>>
const fileOf = (values: Values | undefined, key: string) => (values?.[key] as Picture | null | undefined)?.file

/** Makes the pictures that a record has now, and had not before, part of it; a problem for each that meanwhile is another's. */
export async function keepPictures(
  parts: OutsideParts,
  ctx: Context,
  definition: Definition,
  id: string,
  values: Values,
  { before, path = '' }: { before?: Values; path?: string } = {},
): Promise<Problem[]> {
  const added = definition.columns.flatMap(({ key, field }) => {
    const file = field.kind === 'picture' ? fileOf(values, key) : undefined
    return file && file !== fileOf(before, key) ? [{ key, file }] : []
  })
  if (added.length === 0) return []
  const kept = new Set(await parts.pictures?.keep(ctx, [...new Set(added.map(({ file }) => file))], id))
  return added.flatMap(({ key, file }) => (kept.has(file) ? [] : [{ path: path + key, message: '不是您上传的图片，或已用于别处' }]))
}
