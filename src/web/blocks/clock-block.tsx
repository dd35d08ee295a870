import type { ReactNode } from 'react'
import type { LightColour } from '../api/types.ts'
import { useText } from '../texts.ts'
import { useDays } from './days.ts'
import { Light } from './light.tsx'
import { blockTexts } from './texts.ts'

interface ClockProps {
  /** What the limit is for. */
  label: string
  light: LightColour
  /** The last day, YYYY-MM-DD; null while it is not known. */
  until: string | null
  /** Days left; below zero how many it is over. Working days unless `calendar` says otherwise. */
  left: number | null
  /** Days in all, for the picture. */
  total?: number | null
  /** Days of the calendar are counted, not working days. */
  calendar?: boolean
  /** What the limit rests on, and since when it runs. */
  basis?: ReactNode
  /** The calendar of that year is not published yet. */
  provisional?: boolean
}

/** How much of a limit has passed, from 0 to 1. */
const passed = (left: number, total: number) => Math.min(1, Math.max(0, (total - left) / total))

/** Until when: the last day, the days left as words and as a picture, and the light, which each say it alone. */
export function ClockBlock({ label, light, until, left, total, calendar = false, basis, provisional = false }: ClockProps) {
  const t = useText(blockTexts)
  const days = useDays()
  const [more, over] = calendar ? [t.leftCalendar, t.overCalendar] : [t.left, t.over]
  const words = light === 'paused' ? t.paused : left === null ? undefined : left < 0 ? over(-left) : left === 0 ? t.lastDay : more(left)
  return (
    <div className={`clock clock-${light}`}>
      <p className="clock-head">
        <b>{label}</b>
        <Light colour={light} {...(words === undefined ? {} : { words })} />
      </p>
      {until && (
        <p>
          {t.until(days.day(until))}
          {provisional && <span className="soft small"> {t.provisional}</span>}
        </p>
      )}
      {left !== null && total ? (
        <svg className="clock-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect className="clock-all" width="100" height="6" rx="1" />
          <rect className="clock-passed" width={100 * passed(left, total)} height="6" rx="1" />
        </svg>
      ) : null}
      {basis && <p className="soft small">{basis}</p>}
    </div>
  )
}
