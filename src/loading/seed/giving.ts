import type { PastCase } from '#engines/cases'
import type { Action } from '#declare'
import type { City } from '../../main.ts'
import { valuesFor, type Filling } from './filling.ts'

/** Opens what stands in for the actions of the past. */
export function openGiving(city: City) {
  const declared = new Map(city.systems.flatMap(({ system }) => Object.entries(system.actions as Record<string, Action>)))
  return {
    gaveFor(
      _past: PastCase,
      action: string,
      _at: Date,
      _input: Record<string, unknown>,
      filling: Filling,
    ): Record<string, unknown> | undefined {
      const output = declared.get(action)?.output
      return output && valuesFor(output, filling)
    },
  }
}
