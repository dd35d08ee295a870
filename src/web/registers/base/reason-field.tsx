import { useText } from '../../texts.ts'
import { baseTexts } from './texts.ts'

const SHORTEST = 4

/** Whether what was written is no reason yet. */
export const isShort = (reason: string): boolean => reason.trim().length < SHORTEST

/** The reason that a merge, or its undoing, is asked for with. */
export function ReasonField({
  id,
  reason,
  wrong,
  onChange,
}: {
  id: string
  reason: string
  wrong: boolean
  onChange: (reason: string) => void
}) {
  const t = useText(baseTexts)
  return (
    <div className={wrong ? 'asked asked-wrong' : 'asked'}>
      <label htmlFor={id}>{t.reason}</label>
      <textarea
        id={id}
        className="input"
        rows={2}
        maxLength={1000}
        value={reason}
        aria-invalid={wrong || undefined}
        aria-describedby={`${id}-help ${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-help`} className="small soft">
        {t.reasonHelp}
      </p>
      <p id={`${id}-problem`} className="problem" role="status">
        {wrong && t.reasonNeeded}
      </p>
    </div>
  )
}
