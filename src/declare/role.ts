/**
 * What may be done with records of a register. `export` takes more than a page away; `unmask` shows the plain values of masked fields
 * wherever they are read, `reveal` one of them at a time to whoever says what for.
 */
export type RegisterAct = 'read' | 'add' | 'change' | 'end' | 'unmask' | 'reveal' | 'export' | 'history'

/** How far an act reaches: the whole installation, the duty's region, the acting organisation within the region, the actor's own records, or what is public. */
export type Scope = 'all' | 'region' | 'organisation' | 'own' | 'public'

export interface Permission {
  /** A register's name, or `*` for every register of the installation. */
  register: string
  acts: readonly RegisterAct[]
  scope: Scope
}

/** A named bundle of acts. A duty gives it to a post in a region; tasks are addressed to it. */
export interface Role<Name extends string = string> {
  readonly name: Name
  readonly label: string
  readonly about: string
  readonly may: readonly Permission[]
}

/** Declares a role. */
export const role = <const Name extends `${string}.${string}`>(name: Name, spec: Omit<Role, 'name'>): Role<Name> => ({ name, ...spec })
