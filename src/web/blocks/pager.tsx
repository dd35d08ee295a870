import { useText } from '../texts.ts'
import { Button } from './button.tsx'
import { useNumber } from './days.ts'
import { Icon } from './icon.tsx'
import { blockTexts } from './texts.ts'
import { To } from './to.tsx'

/** A direction: an address where pages are addresses, otherwise what to do; absent at the end. */
type Turn = string | (() => void) | undefined

function TurnTo({ turn, label, icon }: { turn: Turn; label: string; icon: 'back' | 'next' }) {
  const words = (
    <>
      {icon === 'back' && <Icon name={icon} />}
      {label}
      {icon === 'next' && <Icon name={icon} />}
    </>
  )
  if (typeof turn === 'string')
    return (
      <To className="button button-plain" to={turn} rel={icon === 'back' ? 'prev' : 'next'}>
        {words}
      </To>
    )
  return (
    <Button onClick={turn} disabled={!turn}>
      {words}
    </Button>
  )
}

/** From page to page of a long list: which rows are in sight, of how many (null when nobody counted). */
export function Pager({ from, to, total, back, next }: { from: number; to: number; total: number | null; back: Turn; next: Turn }) {
  const t = useText(blockTexts)
  const number = useNumber()
  return (
    <nav className="pager" aria-label={t.pages}>
      <span className="soft number">
        {total === null ? t.rows(number(from), number(to)) : t.rowsOf(number(from), number(to), number(total))}
      </span>
      <div className="row">
        <TurnTo turn={back} label={t.pageBack} icon="back" />
        <TurnTo turn={next} label={t.pageNext} icon="next" />
      </div>
    </nav>
  )
}
