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

/** The limits that run, ran, or stand still, each with the law that sets it. */
export function Clocks({ clocks }: { clocks: readonly CaseClock[] }) {
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
