import { calendarDays, casesRoles } from '#engines/cases'
import { documentRoles } from '#engines/documents'
import { identityRegisters, identityRoles } from '#engines/identity'
import {
  answerable,
  catalogueManager,
  catalogueSteward,
  dataSets,
  definitionRoles,
  grants,
  requests,
  resources,
  withholdingApprover,
  withholdingAsker,
  withholdings,
  type CheckDeclared,
  type Shipped,
} from '#engines/registers'
import { Broken } from '#kernel/errors'
import { isFork } from '#declare'
import { checkOne, checkSystems } from './declare/check.ts'
import { readCodeLists } from './loading/code-lists.ts'
import type { LoadedSystem } from './systems/index.ts'

const engineRegisters = [...identityRegisters, resources, requests, grants, dataSets, withholdings, calendarDays]
const engineRoles = [
  ...identityRoles,
  catalogueSteward,
  catalogueManager,
  withholdingAsker,
  withholdingApprover,
  ...definitionRoles,
  ...documentRoles,
  ...casesRoles,
]

const known = { records: ['cases.case'], asks: answerable }

/** Every declared name exists and nothing contradicts itself; or the start ends with the list of what is wrong. */
export function requireSound(systems: readonly LoadedSystem[]): void {
  const problems = checkSystems(
    systems.map(({ system }) => system),
    { ...known, registers: engineRegisters, roles: engineRoles, codeLists: readCodeLists().keys() },
  )
  if (problems.length > 0)
    throw new Broken(`the declarations are not sound:\n${problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n')}`)
}

/** What the engines and the systems declare of registers and roles, together. */
export const shippedOf = (systems: readonly LoadedSystem[]): Shipped => ({
  registers: [...engineRegisters, ...systems.flatMap(({ system }) => system.registers)],
  roles: [...engineRoles, ...systems.flatMap(({ system }) => system.roles)],
})

/** Checks a register that a city defines as every declared one is checked. */
export const checkDeclared: CheckDeclared = (register, among) =>
  checkOne(register, { ...known, registers: among, codeLists: readCodeLists().keys() })

/** What stages are called, by the role that does them and their name. */
export const stageLabelsOf = (systems: readonly LoadedSystem[]): ReadonlyMap<string, string> =>
  new Map(
    systems.flatMap(({ system }) =>
      system.procedures.flatMap(({ stages }) =>
        Object.entries(stages)
          .flatMap(([name, stage]) =>
            isFork(stage) ? Object.values(stage.branches).flatMap((one) => Object.entries(one.stages)) : [[name, stage] as const],
          )
          .map(([name, { by, label }]) => [`${'role' in by ? by.role : ''} ${name}`, label] as const),
      ),
    ),
  )
