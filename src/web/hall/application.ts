import type { Problem } from '#declare'
import type { Implementation, Material, MaterialGiven, MatterDetail } from '../api/types.ts'
import { askedAnswers } from '../forms/asked.ts'
import type { Draft } from './draft.ts'
import { fromApplicant, neededImplementations, neededMaterials } from './needs.ts'

type Values = Record<string, unknown>

/** A draft as it stands: answers of questions that are asked, what they need, and what was given of that. */
export interface Application {
  guide: Values
  answers: Values
  needed: Implementation[]
  /** Each material once; those from the applicant are to be uploaded. */
  materials: Material[]
  given: MaterialGiven[]
}

export function applicationOf(detail: MatterDetail, draft: Pick<Draft, 'guide' | 'answers' | 'files'>): Application {
  const { matter } = detail
  const guide = matter.guide ? askedAnswers(matter.guide, draft.guide) : {}
  const answers = matter.form ? askedAnswers(matter.form, draft.answers, guide) : {}
  const needed = neededImplementations(detail, guide)
  const materials = neededMaterials(needed, { ...guide, ...answers })
  const given = materials.filter(fromApplicant).flatMap(({ key }) => {
    const file = draft.files[key]
    return file ? [{ key, file: file.id }] : []
  })
  return { guide, answers, needed, materials, given }
}

/** Materials that must be given and are not yet. */
export const missingMaterials = ({ materials, given }: Application, sentence: (name: string) => string): Problem[] =>
  materials
    .filter((material) => fromApplicant(material) && material.required && !given.some(({ key }) => key === material.key))
    .map(({ key, name }) => ({ path: key, message: sentence(name) }))
