import { useText } from '../texts.ts'
import { Button } from './button.tsx'
import { useNumber } from './days.ts'
import { blockTexts } from './texts.ts'

/**
 * A long action and how far it is: `total` null while nobody can say. It says so aloud at every tenth, not at every step.
 * `onCancel` offers to stop it; what stops must leave things whole.
 */
export function Progress({
  label,
  done,
  total,
  note,
  onCancel,
}: {
  label: string
  done: number
  total: number | null
  note?: string
  onCancel?: () => void
}) {
  const t = useText(blockTexts)
  const number = useNumber()
  const share = total ? Math.floor((100 * done) / total) : null
  return (
    <div className="progress">
      <div className="row row-between">
        <b>{label}</b>
        <span className="soft number">{total === null ? t.doneSoFar(number(done)) : t.doneOf(number(done), number(total))}</span>
      </div>
      <progress aria-label={label} max={100} {...(share === null ? {} : { value: share })} />
      <div className="row row-between">
        <span className="soft small">{note}</span>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            {t.cancel}
          </Button>
        )}
      </div>
      <p className="unseen" role="status">
        {share === null ? t.underWay : t.percent(Math.floor(share / 10) * 10)}
      </p>
    </div>
  )
}
