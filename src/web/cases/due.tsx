import type { LightColour } from '../api/types.ts'
import { Light, useDays } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** Until when, with its light. */
export function Due({ due, light, provisional = false }: { due: string | null; light: LightColour | null; provisional?: boolean }) {
  const t = useText(caseTexts)
  const days = useDays()
  return (
    <span className="due">
      {light && <Light colour={light} />}
      {due && <span className="number">{t.dueLine(days.day(due), provisional)}</span>}
      {!due && !light && '—'}
    </span>
  )
}
