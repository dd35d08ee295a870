/** A screen of a system's own, where the generic ones do not do. Its code is `screens/<Name>.tsx`. */
export interface Screen {
  readonly label: string
  readonly face: 'hall' | 'desk' | 'cockpit'
  /** Roles that see it; none on the hall: everybody. */
  readonly roles: readonly string[]
}

/** Declares a screen. */
export const screen = (label: string, spec: { face: Screen['face']; roles?: readonly string[] }): Screen => ({ label, roles: [], ...spec })
