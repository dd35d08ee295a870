import { useContext } from 'react'
import { LocaleContext, useText } from '../texts.ts'
import type { FigurePoint, IndicatorView, Why } from './data.ts'
import { cockpitTexts } from './texts.ts'

/** How numbers are written: whole ones with their thousands, shares and medians with one decimal where they have one. */
export function useWrite(): (value: number) => string {
  const locale = useContext(LocaleContext)
  const format = new Intl.NumberFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { maximumFractionDigits: 1 })
  return (value) => format.format(value)
}

/** How a day or month is written. */
export function usePeriod(): (period: string) => string {
  const locale = useContext(LocaleContext)
  const month = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { year: 'numeric', month: 'long', timeZone: 'UTC' })
  const day = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { month: 'long', day: 'numeric', timeZone: 'UTC' })
  return (period) => (period.length === 7 ? month : day).format(new Date(`${period.length === 7 ? `${period}-01` : period}T00:00:00Z`))
}

/** Why a figure is empty, in words. */
export function useWhy(): (why: Why | undefined) => string {
  const t = useText(cockpitTexts)
  return (why) => (why === 'hidden' ? t.hidden : why === 'before' ? t.beforeRecords : why === 'counting' ? t.counting : t.nothing)
}

/** How a figure stands against its target. */
export const standingOf = ({ kept }: Pick<FigurePoint, 'kept'>): 'good' | 'bad' | 'none' => (kept === null ? 'none' : kept ? 'good' : 'bad')

/** Whether a change is for the better; nothing where neither is, or nothing changed. */
export const trendOf = ({ better }: Pick<IndicatorView, 'better'>, difference: number): 'good' | 'bad' | 'none' =>
  better === null || difference === 0 ? 'none' : difference > 0 === (better === 'more') ? 'good' : 'bad'
