import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { CountedRecord, Point } from '#engines/indicators'
import { address, request, type QueryValues } from '../api/request.ts'

export type FigurePoint = Point
export type RegionOf = Point['region']
export type Why = NonNullable<Point['why']>

/** An indicator as it is shown. */
export interface IndicatorView {
  name: string
  label: string
  about: string
  unit: string
  every: 'now' | 'day' | 'month'
  kind: 'count' | 'share' | 'median'
  better: 'more' | 'less' | null
  targets: readonly { value: number; from: string; source: string }[]
  by: readonly { key: string; label: string }[]
  /** What the numbers are multiples of, where single persons must not be told. */
  rounded: number | null
  source: { name: string; label: string; steward: string | null }
}
export interface FiguresNow {
  region: RegionOf
  today: string
  read: string | null
  items: { indicator: IndicatorView; now: FigurePoint | null; earlier: FigurePoint | null; why?: Why }[]
}
export interface IndicatorValues {
  indicator: IndicatorView
  region: RegionOf
  from: string
  to: string
  points: FigurePoint[]
  why?: Why
  began: string | null
  read: string | null
}
export interface CountedPage {
  items: CountedRecord[]
  next: string | null
  /** With the first page: how many there are, or `more` than so many. */
  found?: { count: number; more: boolean }
  unreadable: number
  why?: Why
}
export interface ForecastView {
  points: { period: string; value: number; low: number; high: number }[]
  method: 'smoothing' | 'repeating'
  error: { mase: number; relative: number; smape: number; held: number; tested: number } | null
  refused?: 'short' | 'sparse'
}

/** News comes by itself; this is for where nothing can be listened to, and for what only time changes. */
const every = 60_000
const id = encodeURIComponent

/** The figures of a region, asked for again and again; the old stay until the new are there. */
export const useFigures = (region: string | undefined) =>
  useQuery({
    queryKey: ['indicators', region ?? ''],
    queryFn: () => request<FiguresNow>('GET', address('/api/figures', { region })),
    refetchInterval: every,
    placeholderData: keepPreviousData,
  })

export const useIndicator = (name: string | undefined, query: QueryValues, enabled = true) =>
  useQuery({
    queryKey: ['indicators', name ?? '', query],
    queryFn: () => request<IndicatorValues>('GET', address(`/api/indicators/${id(name ?? '')}`, query)),
    enabled: name !== undefined && enabled,
    refetchInterval: every,
    placeholderData: keepPreviousData,
  })

export const recordsOf = (name: string, query: QueryValues) =>
  request<CountedPage>('GET', address(`/api/indicators/${id(name)}/records`, query))

export const useForecast = (name: string, query: QueryValues, enabled: boolean) =>
  useQuery({
    queryKey: ['indicators', 'forecast', name, query],
    queryFn: () => request<ForecastView>('GET', address(`/api/indicators/${id(name)}/forecast`, query)),
    enabled,
    staleTime: 300_000,
  })

/** From the region up to where the reader's figures begin, the widest first. */
export const useTrail = (region: RegionOf | undefined) =>
  useQuery({
    queryKey: ['region', region?.id ?? ''],
    queryFn: () => request<RegionOf & { level: string; ancestors: (RegionOf & { level: string })[] }>('GET', `/api/regions/${region!.id}`),
    enabled: region !== undefined,
    staleTime: 600_000,
  })
