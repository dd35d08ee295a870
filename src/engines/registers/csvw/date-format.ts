/** A day, a time or both as they are written in a cell, and as they compare. */
export interface DateValue {
  /** As XML Schema writes it. */
  text: string
  /** Milliseconds, without a zone as if in UTC. */
  at: number
}

type Part = { letters: string } | { literal: string }

/** Zones as hours, as hours and minutes, and with a colon between; with the great letter Z stands for Greenwich. */
const zones = ['[+-]\\d{2}(?:\\d{2})?', '[+-]\\d{4}', '[+-]\\d{2}:\\d{2}'].flatMap((shape, i) => [
  ['X'.repeat(i + 1), `(?<zone>Z|${shape})`],
  ['x'.repeat(i + 1), `(?<zone>${shape})`],
])

const fields: Readonly<Record<string, string>> = {
  ...(Object.fromEntries(zones) as Record<string, string>),
  yyyy: '(?<year>-?\\d{4,})',
  M: '(?<month>\\d{1,2})',
  MM: '(?<month>\\d{2})',
  d: '(?<day>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  HH: '(?<hour>\\d{2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
}

/** Letters and what stands between them; T and what is in quotes stand for themselves. */
function partsOf(pattern: string): Part[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([A-SU-Za-z])\2*|[^']/g)].map(([all, quoted, letter]) =>
    quoted !== undefined ? { literal: quoted.replaceAll("''", "'") || "'" } : letter ? { letters: all } : { literal: all },
  )
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)

const known = new Map<string, RegExp | undefined>()

/** The shape of a pattern of days and times (UAX #35, date field symbols, as far as CSV on the Web asks for them); undefined when it is none. */
export function shapeOfDate(pattern: string): RegExp | undefined {
  if (known.has(pattern)) return known.get(pattern)
  let source = ''
  const seen = new Set<string>()
  for (const part of partsOf(pattern)) {
    if ('literal' in part) {
      source += escape(part.literal)
      continue
    }
    // Parts of a second, so many digits at most; its point stands before it in the pattern.
    if (/^S+$/.test(part.letters) && source.endsWith('\\.')) {
      source = `${source.slice(0, -2)}(?:\\.(?<part>\\d{1,${part.letters.length}}))?`
      continue
    }
    const field = fields[part.letters]
    const kind = part.letters[0]!.replace('x', 'X')
    if (!field || seen.has(kind)) return keep(pattern, undefined)
    seen.add(kind)
    source += field
  }
  return keep(pattern, seen.size > 0 ? new RegExp(`^${source}$`, 'u') : undefined)
}

function keep(pattern: string, shape: RegExp | undefined) {
  if (known.size > 1000) known.clear()
  known.set(pattern, shape)
  return shape
}

const zone = '(?<zone>Z|[+-]\\d{2}:\\d{2})?'
const day = '(?<year>-?\\d{4,})-(?<month>\\d{2})-(?<day>\\d{2})'
const time = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})(?:\\.(?<part>\\d+))?'

/** How XML Schema writes each (XSD 1.1 part 2, 3.3.7–3.3.14), where no pattern is given. */
const plain: Readonly<Record<string, RegExp>> = {
  date: new RegExp(`^${day}${zone}$`, 'u'),
  time: new RegExp(`^${time}${zone}$`, 'u'),
  dateTime: new RegExp(`^${day}T${time}${zone}$`, 'u'),
  dateTimeStamp: new RegExp(`^${day}T${time}${zone.slice(0, -1)}$`, 'u'),
  gDay: new RegExp(`^---(?<day>\\d{2})${zone}$`, 'u'),
  gMonth: new RegExp(`^--(?<month>\\d{2})${zone}$`, 'u'),
  gMonthDay: new RegExp(`^--(?<month>\\d{2})-(?<day>\\d{2})${zone}$`, 'u'),
  gYear: new RegExp(`^(?<year>-?\\d{4,})${zone}$`, 'u'),
  gYearMonth: new RegExp(`^(?<year>-?\\d{4,})-(?<month>\\d{2})${zone}$`, 'u'),
}

export const isDateBase = (base: string): boolean => Object.hasOwn(plain, base)

const two = (n: number) => String(n).padStart(2, '0')

/** A zone as minutes east of Greenwich; undefined for one that there is not. */
function minutesOf(written: string): number | undefined {
  if (written === 'Z') return 0
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(written)!
  const all = Number(hours) * 60 + Number(minutes)
  return Number(minutes) > 59 || all > 14 * 60 ? undefined : sign === '-' ? -all : all
}

/** Reads a cell of such a column; undefined when there is no such day or time, or it is written in another way. */
export function readDate(text: string, base: string, pattern?: string): DateValue | undefined {
  const found = (pattern === undefined ? plain[base] : shapeOfDate(pattern))?.exec(text)?.groups
  if (!found) return undefined
  const number = (key: string, otherwise: number) => (found[key] === undefined ? otherwise : Number(found[key]))
  // A month without a year may have 29 days in February.
  const [year, month, date] = [number('year', 2000), number('month', 1), number('day', 1)]
  const [hour, minute, second] = [number('hour', 0), number('minute', 0), number('second', 0)]
  const day = new Date(0)
  day.setUTCFullYear(year, month - 1, date)
  if (day.getUTCMonth() !== month - 1 || day.getUTCDate() !== date) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const east = found.zone === undefined ? 0 : minutesOf(found.zone)
  if (east === undefined || (base === 'dateTimeStamp' && found.zone === undefined)) return undefined
  const part = found.part ? `.${found.part}` : ''
  const ofZone = !found.zone
    ? ''
    : east === 0
      ? 'Z'
      : `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`
  const ofTime = `${two(hour)}:${two(minute)}:${two(second)}${part}`
  const ofDay = `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`
  const written = base === 'date' ? ofDay : base === 'time' ? ofTime : base.startsWith('dateTime') ? `${ofDay}T${ofTime}` : undefined
  const at = day.getTime() + ((hour * 60 + minute - east) * 60 + second) * 1000 + Number(`0${part}`) * 1000
  return { text: written === undefined ? text : written + ofZone, at }
}
