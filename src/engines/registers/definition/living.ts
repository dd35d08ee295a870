import type { AnyRegister, Role } from '#declare'
import { defineAll, type Definitions } from '../definitions.ts'
import { compile, type InForce, type Unfit } from './compile.ts'

/** What ships: the declarations over which a city lays its own. */
export interface Shipped {
  registers: readonly AnyRegister[]
  roles: readonly Role[]
}

/**
 * The definitions of a process, as they are now: what ships, and above it what the city has in force. Whoever asks by name is answered of
 * the newest; what must not change under a unit of work takes {@link LivingDefinitions.now} once and stays with it.
 */
export interface LivingDefinitions extends Definitions {
  /** The definitions of this moment, which never change. */
  now(): Definitions
  /** The shipped ones alone, over which overlays are laid. */
  shipped: Definitions
  /** Overlays that don't fit what this version ships, and are left aside. */
  unfit(): readonly Unfit[]
  /** English of what the city named itself. */
  phrases(): Readonly<Record<string, string>>
  /** Takes over what is in force. */
  take(inForce: readonly InForce[]): void
}

/** Definitions that take over what the city defines while the process runs. */
export function livingDefinitions(declared: Shipped, inForce: readonly InForce[] = []): LivingDefinitions {
  const shipped = defineAll(declared.registers, declared.roles)
  // One map for good: whoever was handed the roles when the process started sees those of today.
  const roles = new Map(shipped.roles)
  let current: Definitions = { ...shipped, roles }
  let number = 0
  let unfit: readonly Unfit[] = []
  let phrases: Readonly<Record<string, string>> = {}
  const take = (now: readonly InForce[]) => {
    const compiled = compile(shipped, now)
    number = Math.max(0, ...now.map((one) => one.number))
    roles.clear()
    for (const one of compiled.roles) roles.set(one.name, one)
    current = { ...defineAll(compiled.registers, compiled.roles, compiled.numbers), roles }
    unfit = compiled.unfit
    phrases = compiled.phrases
  }
  if (inForce.length > 0) take(inForce)
  return {
    shipped,
    get number() {
      return number
    },
    get all() {
      return current.all
    },
    roles,
    find: (name) => current.find(name),
    get: (name) => current.get(name),
    now: () => current,
    unfit: () => unfit,
    phrases: () => phrases,
    take,
  }
}
