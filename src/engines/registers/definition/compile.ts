import { role, type AnyRegister, type ChoiceField, type Fields, type Problem, type Role } from '#declare'
import { Fault } from '#kernel/errors'
import { define, type Definitions } from '../definitions.ts'
import type { Content, Grant } from './content.ts'
import { misfitsOf, overlaid } from './overlay.ts'

/** A version in force, as it is read. */
export interface InForce {
  name: string
  version: number
  number: number
  content: Content
}

/** A version in force that doesn't fit what this version of the platform ships, and is left aside. */
export interface Unfit {
  name: string
  version: number
  problems: readonly Problem[]
}

/** Registers and roles of the installation with those of the city. */
export interface Compiled {
  registers: readonly AnyRegister[]
  roles: readonly Role[]
  /** The number of the version in force, by register. */
  numbers: ReadonlyMap<string, number>
  unfit: readonly Unfit[]
  phrases: Readonly<Record<string, string>>
}

const ownRoles = ['keeper', 'reader'] as const
const isOwn = (name: string): name is (typeof ownRoles)[number] => (ownRoles as readonly string[]).includes(name)

/** The two roles that come with a register of the city's own; administrators give them like any other. */
function rolesOf({ name, label }: AnyRegister, grants: readonly Grant[]): Role[] {
  const may = (which: string) =>
    grants.filter((one) => one.role === which).map(({ acts, scope }) => ({ register: name, acts: [...acts], scope }))
  const said = { keeper: [`${label}管理员`, `登记和维护“${label}”。`], reader: [`${label}查阅员`, `查看“${label}”。`] } as const
  return ownRoles.flatMap((which) => {
    const permissions = may(which)
    return permissions.length > 0 ? [role(`${name}.${which}`, { label: said[which][0], about: said[which][1], may: permissions })] : []
  })
}

/** Chinese and English of what a definition names. */
function phrasesOf({ label, about, fields }: AnyRegister, english: Content['english']): [string, string][] {
  const pairs: [string | undefined, string | undefined][] = [
    [label, english['']],
    [about, english.about],
  ]
  for (const [key, field] of Object.entries(fields as Fields)) {
    pairs.push([field.label, english[key]], [field.help, english[`${key}/help`]])
    if (field.kind === 'choice')
      for (const [option, said] of Object.entries((field as unknown as ChoiceField).choices))
        pairs.push([said, english[`${key}/choices/${option}`]])
  }
  const own = english['']
  if (own)
    pairs.push(
      [`${label}管理员`, `Keeper of ${own}`],
      [`${label}查阅员`, `Reader of ${own}`],
      [`登记和维护“${label}”。`, `Adds and keeps records of ${own}.`],
      [`查看“${label}”。`, `Reads records of ${own}.`],
    )
  return pairs.filter((pair): pair is [string, string] => Boolean(pair[0] && pair[1]))
}

/** Why a register can have no table, such as a field whose name another one's column has; nothing when it can. */
export function whyNoTable(register: AnyRegister): string | undefined {
  try {
    define(register)
    return undefined
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
}

/**
 * Lays what is in force over what ships. An overlay that no longer fits is left aside as a whole, so that the city starts; so is a register
 * of the city's own under whose name something ships by now.
 */
export function compile(shipped: Definitions, inForce: readonly InForce[]): Compiled {
  const registers = new Map(shipped.all.map(({ register }) => [register.name, register]))
  const roles = new Map(shipped.roles)
  const numbers = new Map<string, number>()
  const unfit: Unfit[] = []
  const phrases: Record<string, string> = {}
  for (const { name, version, number, content } of inForce) {
    const ships = shipped.find(name)?.register
    const { register, overlay } = content
    const problems: Problem[] = overlay
      ? ships
        ? misfitsOf(ships, overlay)
        : [{ path: '', message: '系统不再提供这个目录' }]
      : ships
        ? [{ path: '', message: '系统现在提供了同名的目录' }]
        : []
    if (problems.length > 0) {
      unfit.push({ name, version, problems })
      continue
    }
    const compiled = overlay ? overlaid(ships!, overlay) : register!
    const noTable = whyNoTable(compiled)
    if (noTable) {
      unfit.push({ name, version, problems: [{ path: '', message: noTable }] })
      continue
    }
    registers.set(name, compiled)
    numbers.set(name, number)
    if (!overlay) for (const one of rolesOf(compiled, content.grants)) roles.set(one.name, one)
    for (const grant of content.grants) {
      const to = isOwn(grant.role) ? undefined : roles.get(grant.role)
      if (to) roles.set(to.name, { ...to, may: [...to.may, { register: name, acts: [...grant.acts], scope: grant.scope }] })
    }
    Object.assign(phrases, Object.fromEntries(phrasesOf(compiled, content.english)))
  }
  return { registers: [...registers.values()], roles: [...roles.values()], numbers, unfit, phrases }
}
