import { checkFields } from './checks/fields.ts'
import { belongsTo, finding, namesOf, type Known, type Names } from './checks/known.ts'
import { checkIndicator } from './checks/indicator.ts'
import { checkLayer } from './checks/layer.ts'
import { checkMatter } from './checks/matter.ts'
import { checkOccasion } from './checks/occasion.ts'
import { checkProcedure } from './checks/procedure.ts'
import { checkRegister, checkRole } from './checks/register.ts'
import type { AnyAction } from './action.ts'
import type { Problem } from './fields/index.ts'
import type { AnyRegister } from './register.ts'
import { isFork, type Procedure, type TaskStage } from './procedure.ts'
import type { AnySystem } from './system.ts'
import { checkTemplate } from './template.ts'

export type { Known } from './checks/known.ts'

/**
 * What is wrong with the declarations of all systems together: names that nobody declares, names declared twice, and what contradicts
 * itself. Each problem has its path, such as `hall/procedures/hall.opening/stages/check/acts/accept/to`. Nothing: the platform may start.
 */
export function checkSystems(systems: readonly AnySystem[], known: Known = {}): Problem[] {
  const names = namesOf(systems, known)
  return [...twice(systems, known), ...systems.flatMap((one) => checkSystem(one, names))]
}

/** One thing that has a name, and where it stands. */
type Named = readonly [path: string, name: string]

/** What is wrong with one register that no system declares, beside those that are `known`; each path begins with its name. */
export const checkOne = (register: AnyRegister, known: Known): Problem[] => checkRegister(register, namesOf([], known))

function twice(systems: readonly AnySystem[], known: Known): Problem[] {
  const problems: Problem[] = []
  const all = (part: 'registers' | 'roles' | 'matters' | 'occasions' | 'procedures' | 'templates' | 'indicators' | 'layers'): Named[] =>
    systems.flatMap((one) => (one[part] as readonly { name: string }[]).map(({ name }): Named => [`${one.name}/${part}/${name}`, name]))
  const beside = (part: 'registers' | 'roles'): Named[] => (known[part] ?? []).map(({ name }): Named => [`${part}/${name}`, name])
  const once = (named: readonly Named[]) => {
    const first = new Map<string, string>()
    for (const [path, name] of named) {
      const other = first.get(name)
      if (other === undefined) first.set(name, path)
      else problems.push({ path, message: other === path ? `${name} is declared twice` : `${other} has this name too` })
    }
  }
  once(systems.map(({ name, domain }): Named => [`${domain}/${name}`, name]))
  once(systems.flatMap(({ name, rows }) => rows.map((row): Named => [`${name}/rows/${row}`, row])))
  once([...beside('registers'), ...all('registers')])
  once([...beside('roles'), ...all('roles')])
  once(
    systems.flatMap(({ name, procedures }) =>
      procedures.flatMap((one): Named[] => (one.answers === undefined ? [] : [[`${name}/procedures/${one.name}/answers`, one.answers]])),
    ),
  )
  for (const part of ['matters', 'occasions', 'procedures', 'templates', 'indicators', 'layers'] as const) once(all(part))
  return problems
}

function checkSystem(system: AnySystem, names: Names): Problem[] {
  const found = finding(system.name, names)
  found.want(/^[a-z][a-z0-9]*$/.test(system.name), '', 'the name of a system is one short lower-case noun')
  // Registers that a city defines for itself are called so.
  found.want(system.name !== 'local', '', 'local is the name of what a city defines for itself')
  found.want(system.label.trim() !== '', 'label', 'a system has a label')
  // The fictional example stands for no row.
  // What keeps nothing of its own gives an engine's registers their pages, and need be no system of the list.
  const isListed = system.rows.length > 0 || system.domain === 'example' || system.registers.length === 0
  found.want(isListed, 'rows', 'a system is at least one row of the list of systems')
  found.wantFunction(system.owner, 'owner')
  for (const part of ['registers', 'roles', 'matters', 'occasions', 'procedures', 'templates', 'indicators', 'layers'] as const)
    for (const { name } of system[part] as readonly { name: string }[])
      found.want(belongsTo(system.name, name), `${part}/${name}`, `is written ${system.name}.<noun>, in lower case`)
  for (const register of system.registers) found.take(checkRegister(register, names), 'registers')
  for (const role of system.roles) found.take(checkRole(role, names), 'roles')
  for (const indicator of system.indicators) found.take(checkIndicator(indicator, names), 'indicators')
  for (const layer of system.layers) found.take(checkLayer(layer, names), 'layers')
  for (const occasion of system.occasions) found.take(checkOccasion(occasion, names), 'occasions')
  for (const matter of system.matters) found.take(checkMatter(matter, names), 'matters')
  for (const procedure of system.procedures) found.take(checkProcedure(procedure, system, names), 'procedures')
  for (const template of system.templates)
    found.take(
      checkTemplate(template).map(({ path, message }) => ({ path: path.replaceAll('.', '/'), message })),
      `templates/${template.name}`,
    )
  const run = new Set(system.procedures.flatMap(actionsRun))
  for (const [key, action] of Object.entries(system.actions as Record<string, AnyAction>)) {
    const at = `actions/${key}`
    found.want(action.roles.length > 0 || run.has(key), at, 'no role may run it and no procedure does')
    for (const role of action.roles) found.want(names.roles.has(role), `${at}/roles`, `there is no role ${role}`)
    found.take(checkFields(action.input, names), `${at}/input`)
    found.take(checkFields(action.output, names), `${at}/output`)
  }
  for (const [key, screen] of Object.entries(system.screens))
    for (const role of screen.roles) found.want(names.roles.has(role), `screens/${key}/roles`, `there is no role ${role}`)
  return found.problems
}

const actionsRun = (procedure: Procedure): string[] =>
  Object.values(procedure.stages)
    .flatMap((stage): TaskStage[] => (isFork(stage) ? Object.values(stage.branches).flatMap((one) => Object.values(one.stages)) : [stage]))
    .flatMap((stage) => Object.values(stage.acts).flatMap((act) => (act.runs === undefined ? [] : [act.runs])))
