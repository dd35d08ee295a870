import type { Fields } from '../field.ts'
import type { AnyRegister } from '../register.ts'
import type { Role } from '../role.ts'
import type { AnySystem } from '../system.ts'
import type { Problem } from '../fields/index.ts'

/** What is there beside the systems: what engines declare, and what the city's data has. */
export interface Known {
  registers?: readonly AnyRegister[]
  roles?: readonly Role[]
  /** Names that a reference may point to although they are no registers, such as `cases.case`. */
  records?: readonly string[]
  /** Names of code lists; not checked when not said. */
  codeLists?: Iterable<string>
  /** Kinds of asks that a procedure may answer, with what each tells whoever answers. */
  asks?: Readonly<Record<string, Fields>>
  /** Functions that the city's organisations have; not checked when not said. */
  functions?: Iterable<string>
}

/** Every declared name, with what it stands for. */
export interface Names {
  registers: ReadonlyMap<string, AnyRegister>
  roles: ReadonlyMap<string, Role>
  matters: ReadonlyMap<string, AnySystem['matters'][number]>
  procedures: ReadonlyMap<string, AnySystem['procedures'][number]>
  templates: ReadonlyMap<string, AnySystem['templates'][number]>
  records: ReadonlySet<string>
  asks: ReadonlyMap<string, Fields>
  codeLists: ReadonlySet<string> | undefined
  functions: ReadonlySet<string> | undefined
}

const byName = <T extends { readonly name: string }>(all: readonly T[]) => new Map(all.map((one) => [one.name, one]))
const setOf = (names: Iterable<string> | undefined) => (names ? new Set(names) : undefined)

/** Gathers the names of all systems and of what is there beside them. */
export function namesOf(systems: readonly AnySystem[], known: Known): Names {
  const registers = byName([...(known.registers ?? []), ...systems.flatMap((one) => one.registers)])
  return {
    registers,
    roles: byName([...(known.roles ?? []), ...systems.flatMap((one) => one.roles)]),
    matters: byName(systems.flatMap((one) => one.matters)),
    procedures: byName(systems.flatMap((one) => one.procedures)),
    templates: byName(systems.flatMap((one) => one.templates)),
    records: new Set([...registers.keys(), ...(known.records ?? [])]),
    asks: new Map(Object.entries(known.asks ?? {})),
    codeLists: setOf(known.codeLists),
    functions: setOf(known.functions),
  }
}

/** Collects what is wrong below one path. */
export interface Finding {
  problems: Problem[]
  /** Notes a problem unless the condition holds. */
  want(condition: boolean, path: string, message: string): void
  /** Notes an organisation's function that no organisation of the city has. */
  wantFunction(name: string, path: string): void
  /** Notes problems that were found by somebody else, below a path of this finding. */
  take(problems: readonly Problem[], path: string): void
}

/** A finding whose paths begin with `at`; its parts are joined by `/`. */
export function finding(at: string, names: Names): Finding {
  const problems: Problem[] = []
  const join = (path: string) => (path === '' ? at : `${at}/${path}`)
  const want: Finding['want'] = (condition, path, message) => {
    if (!condition) problems.push({ path: join(path), message })
  }
  return {
    problems,
    want,
    wantFunction: (name, path) =>
      want(names.functions?.has(name) ?? name.trim() !== '', path, `no organisation has the function "${name}"`),
    take: (found, path) =>
      problems.push(...found.map((one) => ({ path: join(path === '' ? one.path : `${path}/${one.path}`), message: one.message }))),
  }
}

/** Lower-case words joined by `-`, after the system's own name and a point. */
export const belongsTo = (system: string, name: string): boolean =>
  name.startsWith(`${system}.`) && /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)+$/.test(name)
