import { resultOf, type Field } from '#declare'
import type { RegisterSummary, Titles } from '../api/types.ts'
import { FilterBar, useDays, type Chip } from '../blocks/index.ts'
import { EqualFilter } from '../fields/filters.tsx'
import { viewOf } from '../fields/index.ts'
import type { Comparisons } from '../fields/view.ts'
import { useText } from '../texts.ts'
import { comparisonsOf, filterKeys, withComparisons } from './query.ts'
import { registerTexts } from './texts.ts'

/** Comparisons as a reader says them; keys by their names, as far as the list knows those. */
function useInWords(titles: Titles) {
  const t = useText(registerTexts)
  const days = useDays()
  const value = (declared: Field, text: string): string => {
    const field = resultOf(declared)
    if (field.kind === 'choice') return (field as unknown as { choices: Record<string, string> }).choices[text] ?? text
    if (field.kind === 'flag') return text === 'true' ? t.yes : t.no
    if (field.kind === 'date' || field.kind === 'period') return days.day(text)
    if (field.kind === 'ref' || field.kind === 'region' || field.kind === 'references') return titles[text] ?? t.chosenOne
    return text
  }
  return (field: Field, { is, contains, atLeast, atMost, isEmpty }: Comparisons): string =>
    t.listed(
      [
        is && value(field, is),
        contains && t.contains(value(field, contains)),
        atLeast && t.atLeast(value(field, atLeast)),
        atMost && t.atMost(value(field, atMost)),
        isEmpty && (isEmpty === 'true' ? t.isEmpty : t.isFilled),
      ].filter((part): part is string => Boolean(part)),
    )
}

/** The filters of a register, one for each field that one can filter by, and those that are set. */
export function Filters({
  register,
  search,
  setSearch,
  titles,
}: {
  register: RegisterSummary
  search: URLSearchParams
  setSearch: (next: URLSearchParams) => void
  titles: Titles
}) {
  const t = useText(registerTexts)
  const keys = filterKeys(register)
  const inWords = useInWords(titles)
  const chips: Chip[] = keys.flatMap((key) => {
    const comparisons = comparisonsOf(search, key)
    const field = register.fields[key] as Field
    if (Object.keys(comparisons).length === 0) return []
    return [{ key, label: field.label, value: inWords(field, comparisons), onRemove: () => setSearch(withComparisons(search, key, {})) }]
  })
  const clear = () => setSearch(new URLSearchParams([...search].filter(([key]) => !key.startsWith('where.') && key !== 'ended')))
  return (
    <FilterBar
      chips={[
        ...chips,
        ...(search.get('ended') === 'true'
          ? [
              {
                key: 'ended',
                label: t.state,
                value: t.endedToo,
                onRemove: () => setSearch(new URLSearchParams([...search].filter(([key]) => key !== 'ended'))),
              },
            ]
          : []),
      ]}
      onClear={clear}
    >
      {keys.map((key) => {
        const field = register.fields[key] as Field
        const id = `filter-${key}`
        // A sealed field is kept encrypted and found by its whole value only.
        const Filter = field.sealed ? EqualFilter : viewOf(field).Filter
        return (
          <div key={key} className="asked">
            <label htmlFor={id}>{field.label}</label>
            <Filter
              id={id}
              field={field}
              value={comparisonsOf(search, key)}
              onChange={(value) => setSearch(withComparisons(search, key, value))}
            />
          </div>
        )
      })}
      <div className="asked">
        <label htmlFor="filter-ended">{t.state}</label>
        <select
          id="filter-ended"
          className="input"
          value={search.get('ended') ?? ''}
          onChange={(event) => {
            const next = new URLSearchParams(search)
            if (event.target.value) next.set('ended', event.target.value)
            else next.delete('ended')
            setSearch(next)
          }}
        >
          <option value="">{t.runningOnly}</option>
          <option value="true">{t.endedToo}</option>
        </select>
      </div>
    </FilterBar>
  )
}
