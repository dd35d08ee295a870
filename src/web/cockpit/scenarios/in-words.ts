import type { ComparisonView } from '#engines/indicators'
import { useNumber, withUnit } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import type { Scope } from './data.ts'
import type { Changed, Driver, Present } from './drivers.ts'
import { names, useMeasures } from './outcomes.tsx'
import { scenarioTexts } from './texts.ts'

/** A comparison as it stands on the page. */
export interface Comparison {
  view: ComparisonView
  present: Present
  drivers: readonly Driver[]
  scenarios: readonly Changed[]
  scope: Scope
}

/** A comparison as whoever opens its record reads it: of what, what was assumed, and what came of it; a scenario a line. */
export function useWords({
  view,
  present,
  drivers,
  scenarios,
  scope,
}: Comparison): () => { within: string; assumed: string; found: string } {
  const t = useText(scenarioTexts)
  const write = useNumber()
  const measures = useMeasures()
  const lineOf = (at: number, parts: readonly string[]) => t.line(at === 0 ? t.present : t.scenario(names[at - 1]!), parts)
  return () => ({
    within: t.within(
      view.region.name,
      present.matters.find(({ key }) => key === scope.matter)?.label ?? t.allMatters,
      present.organisations.find(({ key }) => key === scope.organisation)?.label ?? t.allOffices,
    ),
    assumed: scenarios
      .map((changed, i) =>
        lineOf(
          i + 1,
          drivers.flatMap(({ key, label, unit, present: now }) =>
            changed[key] === undefined ? [] : [t.assumed(label, withUnit(write(changed[key], 1), unit), withUnit(write(now, 1), unit))],
          ),
        ),
      )
      .join('\n'),
    found: view.results
      .map(({ outcomes }, i) =>
        lineOf(
          i,
          measures.flatMap(({ name, label, tell }) => {
            const one = outcomes[name]
            return one ? [`${label} ${tell(one.mean)}`] : []
          }),
        ),
      )
      .join('\n'),
  })
}
