import type { CaseClock } from '../api/types.ts'
import { dayInWords } from '../blocks/days.ts'
import { Light, Tag } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { caseTexts, clockStateWords, fromWords, kindWords } from './texts.ts'

function State({ clock }: { clock: CaseClock }) {
  const t = useText(caseTexts)
  if (clock.state === 'paused') return <Light colour="paused" />
  if (clock.state === 'done') return <Tag tone="good">{clockStateWords.done}</Tag>
  if (clock.state === 'lapsed') return <Tag tone="warn">{clockStateWords.lapsed}</Tag>
  if (clock.remainingDays === null) return <Light colour={clock.light ?? 'green'} words={clockStateWords[clock.state]} />
  const words = clock.kind === 'working' ? t.workRemaining(clock.remainingDays) : t.remaining(clock.remainingDays)
  return <Light colour={clock.light ?? 'green'} words={words} />
}

/** Limits with the law that sets each. */
function ClockList({ clocks }: { clocks: readonly CaseClock[] }) {
  const t = useText(caseTexts)
  return (
    <ul className="clocks">
      {clocks.map((clock) => (
        <li key={`${clock.branch}:${clock.key}:${clock.started}`}>
          <p className="row row-between">
            <b>{clock.label}</b>
            <State clock={clock} />
          </p>
          <p>
            {clock.due && t.dueLine(dayInWords(clock.due), clock.provisional)}
            <span className="small soft">
              {' '}
              {t.limit(clock.limitDays, kindWords[clock.kind], fromWords[clock.from] ?? '')}
              {clock.basis && `，${clock.basis.law}${clock.basis.article ?? ''}`}
            </span>
          </p>
          {clock.waits.map((wait) => (
            <p key={wait.from} className="small soft">
              {t.waits(wait.ground, dayInWords(wait.from), wait.to ? dayInWords(wait.to) : t.stillWaits)}
            </p>
          ))}
          {clock.provisional && <p className="small soft">{t.provisional}</p>}
        </li>
      ))}
    </ul>
  )
}

/** A limit that is over is history: it is folded away under those that run or stand still. */
const isOver = (clock: CaseClock) => clock.state === 'done' || clock.state === 'lapsed'

export function Clocks({ clocks }: { clocks: readonly CaseClock[] }) {
  const t = useText(caseTexts)
  const over = clocks.filter(isOver)
  const open = clocks.filter((clock) => !isOver(clock))
  return (
    <>
      {open.length > 0 && <ClockList clocks={open} />}
      {over.length > 0 && (
        <details className="fold">
          <summary>{t.clocksOver(over.length)}</summary>
          <ClockList clocks={over} />
        </details>
      )}
    </>
  )
}
