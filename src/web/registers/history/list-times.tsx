import { useId } from 'react'
import type { RegisterSummary } from '../../api/types.ts'
import { Button, Notice, useDays } from '../../blocks/index.ts'
import { DayInput } from '../../fields/day-input.tsx'
import { useText } from '../../texts.ts'
import { withValue } from '../query.ts'
import { historyTexts } from './texts.ts'

/** Of which day a list is: as it was known at a day's end, and, where records hold for a period, what held on a day. */
export function ListTimes({
  register,
  search,
  setSearch,
}: {
  register: RegisterSummary
  search: URLSearchParams
  setSearch: (next: URLSearchParams) => void
}) {
  const t = useText(historyTexts)
  const days = useDays()
  const id = useId()
  const asOf = search.get('asOf') ?? ''
  const effective = search.get('effective') ?? ''
  const set = (key: string) => (day: string | null) => setSearch(withValue(search, key, day ?? ''))
  if (!register.acts.includes('history') && !register.effective) return null
  return (
    <>
      <div className="row list-times">
        {register.effective && (
          <label className="row one-line" htmlFor={`${id}-effective`}>
            <span className="small soft">{t.effectiveOn}</span>
            <DayInput onDemand hint={t.anyDay} id={`${id}-effective`} value={effective || null} onChange={set('effective')} />
          </label>
        )}
        {register.acts.includes('history') && (
          <label className="row one-line" htmlFor={`${id}-as-of`}>
            <span className="small soft">{t.asOf}</span>
            <DayInput onDemand hint={t.anyDay} id={`${id}-as-of`} value={asOf || null} onChange={set('asOf')} />
          </label>
        )}
      </div>
      {asOf && (
        <Notice tone="warn" live title={t.asOfList(days.day(asOf))}>
          <Button small onClick={() => set('asOf')(null)}>
            {t.toNow}
          </Button>
        </Notice>
      )}
    </>
  )
}
