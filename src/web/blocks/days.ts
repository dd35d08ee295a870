import { useContext } from 'react'
import { LocaleContext, textsIn, type Locale } from '../texts.ts'
import { blockTexts } from './texts.ts'

const tags: Record<Locale, string> = { zh: 'zh-CN', en: 'en-GB' }
const timeZone = 'Asia/Shanghai'

const clocks: Record<Locale, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat(tags.zh, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }),
  en: new Intl.DateTimeFormat(tags.en, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }),
}
const calendars: Record<Locale, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat(tags.zh, { timeZone, dateStyle: 'long' }),
  en: new Intl.DateTimeFormat(tags.en, { timeZone, dateStyle: 'long' }),
}

/** 2026-03-01 as 2026年3月1日, or as 1 March 2026; what is no day stays as it is. */
export const dayInWords = (day: string, locale: Locale = 'zh'): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) ? calendars[locale].format(new Date(`${day}T00:00:00+08:00`)) : day

const plainDays = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
/** The day of a moment as values have it, by the city's clock: 2026-03-01. */
export const localDay = (moment: string): string => plainDays.format(new Date(moment))

const months: Record<Locale, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat(tags.zh, { timeZone, year: 'numeric', month: 'long' }),
  en: new Intl.DateTimeFormat(tags.en, { timeZone, year: 'numeric', month: 'long' }),
}

/** A day, or a month such as 2026-03, in words. */
export const periodInWords = (period: string, locale: Locale = 'zh'): string =>
  /^\d{4}-\d{2}$/.test(period) ? months[locale].format(new Date(`${period}-01T00:00:00+08:00`)) : dayInWords(period, locale)

/** A moment by the city's clock, to the minute: 2026年3月1日 09:05. */
export const momentInWords = (moment: string, locale: Locale = 'zh'): string => clocks[locale].format(new Date(moment))

const times = new Intl.DateTimeFormat(tags.zh, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** The day of a moment by the city's clock, in words. */
export const dayOfMoment = (moment: string, locale: Locale = 'zh'): string => calendars[locale].format(new Date(moment))

const numbered = new Intl.DateTimeFormat('sv-SE', { timeZone })
/** The day of a moment by the city's clock, as forms keep it: 2026-03-01. */
export const dateOfMoment = (moment: string): string => numbered.format(new Date(moment))

const daysIn = (locale: Locale) => ({
  day: (day: string) => dayInWords(day, locale),
  /** Until when something holds: the day, or that it has no end. */
  until: (day: string | null) => (day === null ? textsIn(blockTexts, locale).endless : dayInWords(day, locale)),
  period: (period: string) => periodInWords(period, locale),
  moment: (moment: string) => momentInWords(moment, locale),
  /** By the clock alone, where the day stands elsewhere: 09:05. */
  time: (moment: string) => times.format(new Date(moment)),
  dayOf: (moment: string) => dayOfMoment(moment, locale),
})
const days = { zh: daysIn('zh'), en: daysIn('en') }

/** Days and moments in the reader's language, by the city's clock. */
export const useDays = () => days[useContext(LocaleContext)]

/** A number in the reader's language: 12,345; `digits` after the point at most. */
export function useNumber(): (value: number, digits?: number) => string {
  const locale = useContext(LocaleContext)
  return (value, digits = 0) => new Intl.NumberFormat(tags[locale], { maximumFractionDigits: digits }).format(value)
}

/** A number with its unit: a share stands at its sign, 95%; others keep a space, 12 件. */
export const withUnit = (number: string | number, unit: string): string => (unit === '%' ? `${number}%` : `${number} ${unit}`)
