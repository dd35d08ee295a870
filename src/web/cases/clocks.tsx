import type { CaseClock } from '../api/types.ts'
import { ClockBlock, Tag, useDays } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'
import { useCitation } from './use-citation.ts'

/** Where a limit comes from: its days, the act of law from which it runs, the article that sets it, and when it stood still. */
function Ground({ clock }: { clock: CaseClock }) {
  const t = useText(caseTexts)
  const days = useDays()
  const cite = useCitation()
  const ground = clock.basis && cite(clock.basis)
  return (
    <>
      {t.limit(clock.limitDays, t[`kind_${clock.kind}`], t[`from_${clock.from as 'receipt'}`] ?? t.from_end)}
      {ground && t.byLaw(ground.law, ground.article).trimEnd()}
      {clock.waits.map((wait) => (
        <span key={wait.from} className="clock-wait">
          {t.waits(wait.ground, days.day(wait.from), wait.to ? days.day(wait.to) : t.stillWaits)}
        </span>
      ))}
      {clock.provisional && <span className="clock-wait">{t.provisional}</span>}
    </>
  )
}

function Running({ clock }: { clock: CaseClock }) {
  return (
    <ClockBlock
      label={clock.label}
      light={clock.state === 'paused' ? 'paused' : (clock.light ?? 'green')}
      until={clock.due}
      left={clock.state === 'paused' ? null : clock.remainingDays}
      total={clock.limitDays}
      calendar={clock.kind === 'calendar'}
      basis={<Ground clock={clock} />}
      provisional={clock.provisional}
    />
  )
}

/** A limit that is over is history: it is folded away under those that run or stand still. */
const isOver = (clock: CaseClock) => clock.state === 'done' || clock.state === 'lapsed'

/** Until when, with the law that says so. */
export function Clocks({ clocks }: { clocks: readonly CaseClock[] }) {
  const t = useText(caseTexts)
  const days = useDays()
  const over = clocks.filter(isOver)
  const open = clocks.filter((clock) => !isOver(clock))
  const key = (clock: CaseClock) => `${clock.branch}:${clock.key}:${clock.started}`
  return (
    <>
      {open.length > 0 && (
        <ul className="clocks">
          {open.map((clock) => (
            <li key={key(clock)}>
              <Running clock={clock} />
            </li>
          ))}
        </ul>
      )}
      {over.length > 0 && (
        <details className="fold">
          <summary>{t.clocksOver(over.length)}</summary>
          <ul className="clocks">
            {over.map((clock) => (
              <li key={key(clock)}>
                <p className="row row-between">
                  <b>{clock.label}</b>
                  <Tag tone={clock.state === 'done' ? 'good' : 'warn'}>{t[`clock_${clock.state as 'done' | 'lapsed'}`]}</Tag>
                </p>
                <p className="small soft">
                  {clock.due && `${t.dueLine(days.day(clock.due), clock.provisional)} `}
                  <Ground clock={clock} />
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
