import type { Context } from '#kernel/context'
import type { Registers } from '../index.ts'
import type { Definitions } from '../definitions.ts'
import type { LivingDefinitions } from './living.ts'

const isContext = (value: unknown): value is Context => typeof value === 'object' && value !== null && 'tx' in value && 'actor' in value

/**
 * The door to records over definitions that change while the process runs: a unit of work goes on under those under which it began. Each
 * number has a door of its own, and a call is answered by the one that its context began with.
 */
export function holdRegisters(definitions: LivingDefinitions, open: (now: Definitions) => Registers): Registers {
  const doors = new WeakMap<Definitions, Registers>()
  const began = new WeakMap<Context, Registers>()
  const doorNow = (): Registers => {
    const now = definitions.now()
    const door = doors.get(now) ?? open(now)
    doors.set(now, door)
    return door
  }
  const doorOf = (ctx: Context): Registers => {
    const door = began.get(ctx) ?? doorNow()
    began.set(ctx, door)
    return door
  }
  type Method = (...given: unknown[]) => unknown
  const held = Object.entries(doorNow()).map(([name, part]) => {
    if (typeof part !== 'function') return [name, part]
    const method: Method = (...given) => {
      const [first] = given
      const door = isContext(first) ? doorOf(first) : doorNow()
      return (door[name as keyof Registers] as unknown as Method)(...given)
    }
    return [name, method]
  })
  return { ...(Object.fromEntries(held) as Registers), definitions }
}
