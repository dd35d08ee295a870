import type { ReactNode } from 'react'
import { useText } from '../texts.ts'
import { useDays, useNumber, withUnit } from './days.ts'
import { Icon } from './icon.tsx'
import { Sparkline } from './sparkline.tsx'
import { blockTexts } from './texts.ts'
import { To } from './to.tsx'

interface StatProps {
  label: ReactNode
  /** null is shown as a dash: not known, which is not nought. */
  value: number | null
  unit?: string
  /** Digits after the point at most. */
  digits?: number
  /** When the figure was true (ISO moment or day). */
  at?: string
  /** Where it comes from. */
  source?: ReactNode
  target?: number
  /** Earlier values in order of time, the last is the present one. */
  points?: readonly number[]
  /** Against the value before, and whether more is good. */
  change?: { by: number; better: 'more' | 'less' }
  /** Leads to the records behind the figure. */
  to?: string
  provisional?: boolean
}

function Change({ by, better }: NonNullable<StatProps['change']>) {
  const t = useText(blockTexts)
  const number = useNumber()
  const good = by === 0 ? 'calm' : by > 0 === (better === 'more') ? 'good' : 'bad'
  const words = by === 0 ? t.unchanged : by > 0 ? t.moreBy(number(by, 2)) : t.lessBy(number(-by, 2))
  return (
    <span className={`stat-change stat-${good}`}>
      {by !== 0 && <Icon name={by > 0 ? 'up' : 'down'} size={0.9} />}
      {words}
    </span>
  )
}

/** A figure with all that makes it one: name, number, unit, when and from where; its target, its course and its records where there are any. */
export function Stat({ label, value, unit, digits, at, source, target, points, change, to, provisional = false }: StatProps) {
  const t = useText(blockTexts)
  const days = useDays()
  const number = useNumber()
  const figure = (
    <>
      <span className="stat-value number">{value === null ? '—' : number(value, digits)}</span>
      {unit && <span className="stat-unit">{unit}</span>}
    </>
  )
  return (
    <div className="stat">
      <p className="stat-label">{label}</p>
      <p className="stat-figure">
        {to ? <To to={to}>{figure}</To> : figure}
        {value === null && <span className="unseen">{t.unknown}</span>}
      </p>
      {(change || target !== undefined || provisional) && (
        <p className="stat-notes">
          {change && <Change {...change} />}
          {target !== undefined && <span>{t.target(unit ? withUnit(number(target, digits), unit) : number(target, digits))}</span>}
          {provisional && <span>{t.provisional}</span>}
        </p>
      )}
      {points && points.length > 1 && (
        <Sparkline
          points={points}
          label={t.course(points.length, number(points[0]!, digits), number(points.at(-1)!, digits))}
          {...(target === undefined ? {} : { target })}
        />
      )}
      {(at ?? source) && (
        <p className="stat-source">
          {at && <time dateTime={at}>{at.includes('T') ? days.moment(at) : days.day(at)}</time>}
          {source && <span>{source}</span>}
        </p>
      )}
    </div>
  )
}

/** Figures beside each other. */
export const Stats = ({ children }: { children: ReactNode }) => <div className="stats">{children}</div>
