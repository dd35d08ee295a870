import type { Problem } from '#declare'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { FormPart } from '../forms/parts.ts'

/** In the address instead of a part's key: a form is begun at its first part, and whoever comes back to it goes on at its last. */
export const FIRST_PART = 'first'
export const LAST_PART = 'last'

/** In the address: whoever changes something after the last step was reached goes back to it at once. */
export const FROM_CHECK = 'changing'

const fieldOf = ({ path }: Problem) => path.split('.')[0]!
const isIn = (problem: Problem, { sections }: FormPart) => sections.some(([, { fields }]) => Object.hasOwn(fields, fieldOf(problem)))

/** What is wrong in each part. What belongs to none of them is told at the last, so that nothing is lost on the way. */
export function problemsOfParts(parts: readonly FormPart[], problems: readonly Problem[]): Problem[][] {
  const homeless = problems.filter((problem) => !parts.some((part) => isIn(problem, part)))
  return parts.map((part, i) => [...problems.filter((problem) => isIn(problem, part)), ...(i === parts.length - 1 ? homeless : [])])
}

/** Which part of a long form is open, as the address says it; what is not said is where one came in. */
export function usePart(parts: readonly FormPart[], cameIn: () => number): [at: number, open: (at: number) => void] {
  const [search, setSearch] = useSearchParams()
  const wanted = search.get('part')
  // What is lacking changes with every keystroke; where one came in does not.
  const [first] = useState(() => Math.max(cameIn(), 0))
  const last = parts.length - 1
  const named = parts.findIndex(({ key }) => key === wanted)
  const unnamed = wanted === LAST_PART ? last : wanted === FIRST_PART ? 0 : Math.min(first, last)
  const open = (to: number) => {
    const next = new URLSearchParams(search)
    next.set('part', parts[to]!.key)
    setSearch(next)
  }
  return [named >= 0 ? named : unnamed, open]
}
