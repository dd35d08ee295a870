import { addCalendarDays } from '#kernel/days'
import type { MyOccasion } from './occasions.ts'

/** A text as a value of a calendar (RFC 5545 section 3.3.11). */
const escaped = (text: string) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n')

/** A line of at most 75 octets; what is longer goes on in lines that begin with a space, and no character is cut (section 3.1). */
function folded(line: string): string {
  const lines: string[] = []
  let now = ''
  for (const sign of line) {
    const room = lines.length === 0 ? 75 : 74
    if (Buffer.byteLength(now + sign) > room) {
      lines.push(now)
      now = ''
    }
    now += sign
  }
  return [...lines, now].join('\r\n ')
}

const dayOf = (date: string) => date.replaceAll('-', '')
const momentOf = (at: Date) => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

/** What comes due as a calendar (RFC 5545): a whole day each, with a word a week and a day before. */
export function calendarFeed(occasions: readonly MyOccasion[], of: { installation: string; name: string; now: Date }): string {
  const alarm = (before: string, words: string) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:-${before}`,
    `DESCRIPTION:${escaped(words)}`,
    'END:VALARM',
  ]
  const events = occasions.flatMap(({ id, label, subject, about, basis, on, provisional }) => {
    const summary = subject ? `${label}：${subject}` : label
    const source = `${basis.law}${basis.article ?? ''}`
    return [
      'BEGIN:VEVENT',
      `UID:${id}@${of.installation}`,
      `DTSTAMP:${momentOf(of.now)}`,
      `DTSTART;VALUE=DATE:${dayOf(on)}`,
      `DTEND;VALUE=DATE:${dayOf(addCalendarDays(on, 1))}`,
      `SUMMARY:${escaped(summary)}`,
      `DESCRIPTION:${escaped(`${about}\n${source}${provisional ? '\n放假安排公布后日期可能变动' : ''}`)}`,
      'TRANSP:TRANSPARENT',
      'CLASS:PRIVATE',
      ...alarm('P7D', summary),
      ...alarm('P1D', summary),
      'END:VEVENT',
    ]
  })
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Chengshu//Occasions//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(of.name)}`,
    ...events,
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
