import { existsSync } from 'node:fs'
import type { AnySystem } from '#declare'
import type { Implementation, Offer, Seed } from '#server'

/** The table of contents of the platform: every system, by domain. Names only, so that an edit of one does not re-check all. */
export const systemsByDomain: Readonly<Record<string, readonly string[]>> = {
  foundation: ['population', 'entity', 'licence', 'regulation', 'catalogue', 'open', 'thematic', 'division'],
  service: ['hall'],
  economy: ['decision'],
  example: ['library'],
}

/** A system as the server knows it: its declaration, its code when it has any, and its small believable world. */
export interface LoadedSystem {
  system: AnySystem
  actions: Implementation | undefined
  seed: Seed
  /** Registers that a city may take up. */
  offers: readonly Offer[]
}

/** Loads every system's declarations, and where there are some its actions and seed. */
export async function loadSystems(): Promise<LoadedSystem[]> {
  const loaded: LoadedSystem[] = []
  for (const [domain, names] of Object.entries(systemsByDomain))
    for (const name of names) {
      const from = `./${domain}/${name}`
      const declared = (await import(`${from}/index.ts`)) as { default: AnySystem }
      const hasActions = Object.keys(declared.default.actions).length > 0
      const actions = hasActions ? ((await import(`${from}/actions.ts`)) as { default: Implementation }).default : undefined
      const seed = (await import(`${from}/seed.ts`)) as { default: Seed }
      const hasOffers = existsSync(new URL(`${from}/offers.ts`, import.meta.url))
      const offers = hasOffers ? ((await import(`${from}/offers.ts`)) as { default: readonly Offer[] }).default : []
      loaded.push({ system: declared.default, actions, seed: seed.default, offers })
    }
  return loaded
}
