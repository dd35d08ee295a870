import type { Action } from './action.ts'
import type { Indicator } from './indicator.ts'
import type { Layer } from './layer.ts'
import type { Matter } from './matter.ts'
import type { Occasion } from './occasion.ts'
import type { Procedure } from './procedure.ts'
import type { AnyRegister } from './register.ts'
import type { Role } from './role.ts'
import type { Screen } from './screen.ts'
import type { Template } from './template.ts'

/** The eight domains of the city. */
export type Domain = 'example' | 'foundation' | 'service' | 'office' | 'oversight' | 'market' | 'operations' | 'social' | 'economy'

/** One system of the city: what it has of each word of the language. */
export interface System<Actions extends Record<string, Action<any, any>> = Record<string, Action<any, any>>> {
  readonly name: string
  readonly label: string
  readonly about: string
  readonly domain: Domain
  /** Function of the organisation that answers for it. */
  readonly owner: string
  /** The rows of the list of systems that it is (ids). */
  readonly rows: readonly string[]
  readonly registers: readonly AnyRegister[]
  readonly roles: readonly Role[]
  readonly matters: readonly Matter[]
  readonly occasions: readonly Occasion[]
  readonly procedures: readonly Procedure[]
  readonly templates: readonly Template[]
  readonly indicators: readonly Indicator[]
  readonly layers: readonly Layer[]
  readonly screens: Readonly<Record<string, Screen>>
  readonly actions: Actions
}

/** A system with whatever actions. */
export type AnySystem = System<any>

type Parts = 'registers' | 'roles' | 'matters' | 'occasions' | 'procedures' | 'templates' | 'indicators' | 'layers' | 'screens'

/** Declares a system. */
export function system<Actions extends Record<string, Action<any, any>> = Record<never, never>>(
  name: string,
  spec: Omit<System, Parts | 'actions' | 'name'> & Partial<Pick<System, Parts>> & { actions?: Actions },
): System<Actions> {
  return {
    registers: [],
    roles: [],
    matters: [],
    occasions: [],
    procedures: [],
    templates: [],
    indicators: [],
    layers: [],
    screens: {},
    ...spec,
    name,
    actions: spec.actions ?? ({} as Actions),
  }
}
