/** A post of the demonstration with the account that holds it. */
export interface DemoPost {
  account: string
  password: string
  name: string
  /** Function of the organisation and code of the region it is in, such as `market-regulation` in `441802`. */
  organisationFunction: string
  region: string
  postName: string
  roles: readonly string[]
  /** One sentence for whoever tries the demonstration. */
  what: string
}

/** A citizen of the demonstration: one of the generated persons, by place in the list; adults only. */
export interface DemoCitizen {
  account: string
  password: string
  person: number
  what: string
}

/** A system's small believable world: demonstration data and test data are the same. */
export interface Seed {
  /** How many generated persons and market entities it wants to see. */
  persons?: number
  entities?: number
  posts?: readonly DemoPost[]
  citizens?: readonly DemoCitizen[]
  /** What else it needs, as records of registers by name, in order. */
  records?: readonly { register: string; record: Readonly<Record<string, unknown>> }[]
}

/** Declares a seed. */
export const seed = (seed: Seed): Seed => seed
