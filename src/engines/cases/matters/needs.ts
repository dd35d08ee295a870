import { holds, type Matter } from '#declare'
import type { Implementation, MaterialRow } from './implementation.ts'

type Answers = Record<string, unknown>

/** Whether a matter's last word is the bare name that shipped files use. */
export const isMatter = (name: string, bare: string): boolean => name === bare || name.endsWith(`.${bare}`)

/** Names of the component matters that these answers of the guide ask for; the matter itself when it has none. */
export function neededMatters(matter: Matter, guide: Answers): string[] {
  const components = Object.entries(matter.components)
  if (components.length === 0) return [matter.name]
  return components.filter(([, { when }]) => !when || holds(when, guide)).map(([name]) => name)
}

/** One thing to hand in, once, for all the matters that want it. */
export interface NeededMaterial extends MaterialRow {
  matters: string[]
}

/** The materials that these answers need, each once: the same key of two matters is the same paper. */
export function neededMaterials(implementations: readonly Implementation[], answers: Answers): NeededMaterial[] {
  const needed = new Map<string, NeededMaterial>()
  for (const { matter, body } of implementations) {
    for (const material of body.materials) {
      if (material.when && !holds(material.when, answers)) continue
      const from = material.fromResult?.matter
      if (from !== undefined && implementations.some((one) => isMatter(one.matter, from))) continue
      const known = needed.get(material.key)
      if (!known) needed.set(material.key, { ...material, matters: [matter] })
      else {
        known.matters.push(matter)
        known.required ||= material.required
        // Whoever fetches or makes a paper for one of them has it for all.
        if (known.source === 'applicant') known.source = material.source
      }
    }
  }
  return [...needed.values()]
}
