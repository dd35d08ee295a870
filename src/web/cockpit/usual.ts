import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { address, request } from '../api/request.ts'
import type { FigurePoint, IndicatorValues } from './data.ts'

/** The day so many days earlier. */
export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' })

/** The hour that has begun, by the city's clock: 00 to 23. */
export function useHour(): string {
  const [hour, setHour] = useState(() => format.format(new Date()))
  useEffect(() => {
    const tick = setInterval(() => setHour(format.format(new Date())), 30_000)
    return () => clearInterval(tick)
  }, [])
  return hour
}

/** How many of the hours before this one, from points by hour: an hour that is not over is left out on every day alike. */
export const countUntil = (points: readonly Pick<FigurePoint, 'group' | 'value'>[], hour: string): number =>
  points.reduce((sum, { group, value }) => sum + (group && group.key < hour ? (value ?? 0) : 0), 0)

const WEEKS = [1, 2, 3, 4]

/** What the same weekday of the last four weeks had on average up to this hour; nothing until it is known. */
export function useUsual(
  name: string,
  { region, by, today, hour }: { region: string; by: string; today: string; hour: string },
): number | undefined {
  const found = useQueries({
    queries: WEEKS.map((week) => {
      const on = dayBefore(today, 7 * week)
      const query = { region, by, from: on, to: on }
      return {
        queryKey: ['indicators', name, query],
        queryFn: () => request<IndicatorValues>('GET', address(`/api/indicators/${encodeURIComponent(name)}`, query)),
        // What was on a day that is over hardly changes.
        staleTime: 3_600_000,
      }
    }),
  })
  if (found.some(({ data }) => data === undefined)) return undefined
  return found.reduce((sum, { data }) => sum + countUntil(data!.points, hour), 0) / WEEKS.length
}
