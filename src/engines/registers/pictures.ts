import type { Picture } from '#declare'
import type { Context } from '#kernel/context'
import { NotAllowed, NotFound } from '#kernel/errors'
import type { Sending } from '#kernel/http'
import { getColumn } from './definitions.ts'
import type { OutsideParts } from './outside-checks.ts'
import { get } from './read.ts'

/**
 * The picture of a record, for whoever reads the record and sees the field plainly.
 * @throws NotFound when there is none, NotAllowed when the field is masked
 */
export async function sendPicture(parts: OutsideParts, ctx: Context, name: string, id: string, key: string): Promise<Sending> {
  const column = getColumn(parts.definitions.get(name), key)
  const { record, masked } = await get(parts, ctx, name, id)
  if (masked.includes(key)) throw new NotAllowed(`没有权限查看“${column.field.label}”`, { code: 'register.picture' })
  const picture = column.field.kind === 'picture' ? (record[key] as Picture | null) : null
  if (!picture || !parts.pictures) throw new NotFound('这条记录没有图片', { code: 'register.no-picture' })
  return parts.pictures.send(ctx, picture.file)
}
