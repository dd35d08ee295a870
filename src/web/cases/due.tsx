import type { LightColour } from '../api/types.ts'
import { dayInWords } from '../blocks/days.ts'
import { Light } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** Until when, with its light. */
export function Due({ due, light, provisional = false }: { due: string | null; light: LightColour | null; provisional?: boolean }) {
  const t = useText(caseTexts)
  return (
    <span className="row">
      {light && <Light colour={light} />}
      {due && <span className="number">{t.dueLine(dayInWords(due), provisional)}</span>}
    </span>
  )
}
