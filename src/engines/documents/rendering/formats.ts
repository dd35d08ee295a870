import { amountInCapitals, dateInChinese, dateOnPaper } from '#chinese'
import type { TemplateField } from '#declare'

const two = (value: number) => String(value).padStart(2, '0')

/** A moment as the clock on the city's wall shows it. */
function civilOf(moment: string, timezone: string): { day: string; hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(new Date(moment))
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value)
  return { day: `${part('year')}-${two(part('month'))}-${two(part('day'))}`, hour: part('hour'), minute: part('minute') }
}

/** The day of a moment in the city's zone, as `YYYY-MM-DD`; a day is itself. */
export const dayOf = (value: string, timezone: string) => (value.includes('T') ? civilOf(value, timezone).day : value)

const defaults = { text: 'text', date: 'date-zh', moment: 'moment-zh', money: 'money', list: 'list-zh' } as const

/** One value as the document shows it; an absent value is an empty text. */
export function formatValue(value: unknown, field: TemplateField, format: string | undefined, timezone: string): string {
  if (value === null || value === undefined) return ''
  switch (format ?? defaults[field.kind]) {
    case 'date-zh':
      return dateOnPaper(dayOf(String(value), timezone))
    case 'date-han':
      return dateInChinese(dayOf(String(value), timezone))
    case 'date-iso':
      return dayOf(String(value), timezone)
    case 'moment-zh': {
      const { day, hour, minute } = civilOf(String(value), timezone)
      return `${dateOnPaper(day)}${hour}时${two(minute)}分`
    }
    case 'money':
      return `${(Number(value) / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}元`
    case 'money-zh':
      return amountInCapitals(Number(value))
    case 'list-zh':
      return (value as string[]).join('、')
    case 'count':
      return String((value as unknown[]).length)
    default:
      return String(value)
  }
}
