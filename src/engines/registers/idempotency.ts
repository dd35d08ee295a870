import { createHash } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import type { Context } from '#kernel/context'
import { Conflict, Invalid } from '#kernel/errors'
import { answeredBy, claimKey, forgetKeys, keepAnswer } from './sql.ts'

/** The header under which a caller gives a call a key of its own. */
export const keyed = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      maxLength: 202,
      description: '调用方自己的编号；同样的请求重复送来，只登记一次',
      examples: ['6f1c2a54-1b0e-4a5d-9c77-2f9d1f0f7a11'],
    }),
  ),
})

/** Days for which a call is known by its key. */
const KEPT_DAYS = 7

/** A value with its objects in one order of keys, so that equal ones are equal texts. */
const inOrder = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(inOrder)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, inOrder(one)]),
        )
      : value

/**
 * Adds something once under a key of the caller's own (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header): the same call again
 * gives the key of the record that is there, also while the first one runs. Keys are an account's own, and known for a week.
 * @throws Invalid for a key that is none; Conflict when something else was given under it
 */
export async function once(
  ctx: Context,
  key: string | undefined,
  register: string,
  given: unknown,
  add: () => Promise<string>,
): Promise<string> {
  const { account } = ctx.actor
  if (key === undefined || account === null) return add()
  // As the draft writes it, a text in quotes; most write it without.
  const plain = key.replace(/^"(.*)"$/, '$1')
  if (!/^[\x21-\x7E]{1,200}$/.test(plain)) throw new Invalid('Idempotency-Key 应为 1 到 200 个可见的 ASCII 字符', { code: 'register.key' })
  const digest = createHash('sha256')
    .update(JSON.stringify(inOrder(given)))
    .digest()
  await ctx.tx.query(forgetKeys(account, KEPT_DAYS))
  // Whoever comes second under the key waits here until the first is done.
  if (await ctx.tx.row(claimKey(account, plain, register, digest))) {
    const record = await add()
    await ctx.tx.query(keepAnswer(account, plain, record))
    return record
  }
  const answered = await ctx.tx.row(answeredBy(account, plain))
  if (answered?.register !== register || !digest.equals(answered.digest as Buffer))
    throw new Conflict('这个 Idempotency-Key 已经用于另一次登记，请换一个', { code: 'register.key-used' })
  return answered.record as string
}
