import type { ReactNode } from 'react'
import { useDays } from './days.ts'
import type { Tone } from './notice.tsx'

export interface Happening {
  key: string
  title: ReactNode
  /** A moment (ISO); absent for what is still to come. */
  at?: string | null
  by?: ReactNode
  tone?: Tone
  /** Now, or still to come: drawn hollow. */
  state?: 'done' | 'now' | 'ahead'
  children?: ReactNode
}

/** What happened, in the order given, each with its time and who did it; `ofOneDay` where the day stands above. */
export function Timeline({ items, label, ofOneDay = false }: { items: readonly Happening[]; label?: string; ofOneDay?: boolean }) {
  const days = useDays()
  return (
    <ol className="timeline" aria-label={label}>
      {items.map(({ key, title, at, by, tone = 'info', state = 'done', children }) => (
        <li key={key} className={`timeline-${state} timeline-${tone}`} aria-current={state === 'now' ? 'step' : undefined}>
          <p className="timeline-head">
            <b>{title}</b>
            {at && (
              <time className="number" dateTime={at}>
                {ofOneDay ? days.time(at) : days.moment(at)}
              </time>
            )}
          </p>
          {by && <p className="soft small">{by}</p>}
          {children}
        </li>
      ))}
    </ol>
  )
}
