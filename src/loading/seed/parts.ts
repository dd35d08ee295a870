import type { City } from '../../main.ts'
import type { Counter } from './progress.ts'

type Values = Record<string, unknown>

/** Records in one transaction; the same parts again where work was broken off, so the size never changes. */
const PART = 1000
/** Parts under way at once: while one is being written, the next is checked and sealed. */
const AT_ONCE = 2

function* partsOf<T>(records: Iterable<T>): Generator<T[], void, undefined> {
  let part: T[] = []
  for (const record of records) {
    part.push(record)
    if (part.length < PART) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

/**
 * Adds many records of a register with keys of their own, in parts that are each whole or not at all. A part that is there already, from
 * before an interruption, is passed over.
 */
export async function inParts(city: City, register: string, records: Iterable<Values>, counter: Counter): Promise<void> {
  const parts = partsOf(records)
  const work = async () => {
    for (let next = parts.next(); !next.done; next = parts.next()) {
      const part = next.value
      await city.identity.asSystem('生成演示数据', async (ctx) => {
        const there = await city.registers.findById(ctx, register, part[0]!.id as string)
        if (!there) await city.registers.addManyUntyped(ctx, register, part)
      })
      counter.add(part.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  counter.done()
}
