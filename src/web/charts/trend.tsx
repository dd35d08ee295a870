import { useMemo } from 'react'
import { useDays, withUnit } from '../blocks/days.ts'
import { Table } from '../blocks/table.tsx'
import { useText } from '../texts.ts'
import { Chart } from './chart.tsx'
import { useColours, type Colours } from './colours.ts'
import { chartTexts } from './texts.ts'

/** One point of a trend. */
export interface TrendPoint {
  period: string
  value: number | null
  target?: number | null
  provisional?: boolean
}

/** What is expected of a period, and between which values most of what comes will lie. */
export interface ForecastPoint {
  period: string
  value: number
  low: number
  high: number
}

interface TrendProps {
  name: string
  unit: string
  points: readonly TrendPoint[]
  forecast?: readonly ForecastPoint[]
  height?: string
  /** Numbers as they are written. */
  write: (value: number) => string
  /** Figures that are no sums, such as shares, need not begin at zero. */
  fromZero?: boolean
  /** Without axes' words and numbers to unfold: for a wall. */
  plain?: boolean
}

const shortPeriod = (period: string) =>
  period.length === 7 ? period.slice(2).replace('-', '/') : `${Number(period.slice(5, 7))}/${Number(period.slice(8))}`

const tooltip = (colours: Colours) => ({
  trigger: 'axis',
  backgroundColor: colours.paper,
  borderColor: colours.line,
  textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 0.875 * colours.rem },
  confine: true,
})

const nothing: readonly ForecastPoint[] = []

/** A figure over time with its target, and where there is one, what is expected with its band. */
export function Trend({
  name,
  unit,
  points: all,
  forecast = nothing,
  height = '15rem',
  write,
  fromZero = true,
  plain = false,
}: TrendProps) {
  const t = useText(chartTexts)
  const colours = useColours()
  const days = useDays()
  // A period that has begun and is foreseen is shown as foreseen: its part so far would look like a fall.
  const points = useMemo(() => all.filter(({ period }) => !forecast.some((one) => one.period === period)), [all, forecast])
  const option = useMemo(() => {
    if (points.every(({ value }) => value === null)) return undefined
    const periods = [...points.map(({ period }) => period), ...forecast.map(({ period }) => period)]
    const target = points.findLast((point) => point.target !== null && point.target !== undefined)?.target
    const before = points.length
    const gap = (n: number) => Array.from({ length: n }, () => null)
    const text = { color: colours.soft, fontFamily: colours.font, fontSize: (plain ? 1.15 : 0.8125) * colours.rem }
    const settled = points.map(({ value, provisional }) => (provisional ? null : value))
    // The period that is not over hangs on the last one that is.
    const open = points.map(({ value, provisional }, i) => (provisional || points[i + 1]?.provisional ? value : null))
    const values = points.flatMap(({ value }) => value ?? [])
    const line = {
      type: 'line',
      symbol: 'circle',
      symbolSize: 0.3 * colours.rem,
      showSymbol: points.length < 40,
      showAllSymbol: true,
      connectNulls: false,
    }
    return {
      grid: {
        left: 0,
        right: 0.75 * colours.rem,
        top: 0.75 * colours.rem,
        bottom: 0,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      tooltip: {
        ...tooltip(colours),
        formatter: (all: unknown) => {
          const index = (all as { dataIndex: number }[])[0]!.dataIndex
          const point = points[index]
          if (point)
            return `${days.period(point.period)}<br>${point.value === null ? t.none : withUnit(write(point.value), unit)}${point.provisional ? ` ${t.provisional}` : ''}`
          const next = forecast[index - before]!
          return `${days.period(next.period)} ${t.forecast}<br>${withUnit(write(next.value), unit)}<br>${t.between(write(next.low), write(next.high))}`
        },
      },
      xAxis: {
        type: 'category',
        data: periods,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { ...text, margin: 0.5 * colours.rem, formatter: shortPeriod, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        min: fromZero ? 0 : Math.max(0, Math.floor((Math.min(...values, target ?? Infinity) - 2) / 5) * 5),
        ...(unit === '%' ? { max: 100 } : {}),
        minInterval: unit === '%' ? 5 : 1,
        splitNumber: plain ? 2 : 4,
        axisLabel: { ...text, margin: 0.5 * colours.rem },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        {
          ...line,
          id: 'settled',
          data: settled,
          lineStyle: { color: colours.main, width: 0.16 * colours.rem },
          itemStyle: { color: colours.main },
          ...(target === null || target === undefined
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  data: [{ yAxis: target }],
                  lineStyle: { color: colours.target, type: 'dashed', width: 0.1 * colours.rem },
                  label: {
                    ...text,
                    color: colours.target,
                    position: 'insideStartTop',
                    formatter: `${t.target} ${withUnit(write(target), unit)}`,
                  },
                },
              }),
        },
        {
          ...line,
          id: 'open',
          data: open,
          lineStyle: { color: colours.main, type: 'dotted', width: 0.16 * colours.rem },
          itemStyle: { color: colours.main },
        },
        ...(forecast.length === 0
          ? []
          : [
              {
                type: 'line',
                id: 'low',
                stack: 'band',
                data: [...gap(before), ...forecast.map(({ low }) => low)],
                lineStyle: { opacity: 0 },
                symbol: 'none',
                silent: true,
              },
              {
                type: 'line',
                id: 'high',
                stack: 'band',
                data: [...gap(before), ...forecast.map(({ low, high }) => high - low)],
                lineStyle: { opacity: 0 },
                areaStyle: { color: colours.main, opacity: 0.18 },
                symbol: 'none',
                silent: true,
              },
              {
                ...line,
                id: 'expected',
                data: [...gap(before), ...forecast.map(({ value }) => value)],
                lineStyle: { color: colours.main, type: 'dashed', width: 0.16 * colours.rem },
                itemStyle: { color: colours.main },
              },
            ]),
      ],
    }
  }, [points, forecast, colours, days, plain, t, unit, write, fromZero])
  const known = points.flatMap(({ value }) => value ?? [])
  const description =
    known.length === 0
      ? `${name} ${t.none}`
      : t.trend(
          name,
          days.period(points[0]!.period),
          days.period(points.at(-1)!.period),
          write(Math.min(...known)),
          write(Math.max(...known)),
          withUnit(write(known.at(-1)!), unit),
        )
  const rows = [
    ...points.map(({ period, value, provisional }) => ({
      period,
      words: value === null ? t.none : provisional ? t.noted(write(value), t.provisional) : write(value),
    })),
    ...forecast.map(({ period, value, low, high }) => ({
      period,
      words: t.noted(`${t.forecast} ${write(value)}`, t.between(write(low), write(high))),
    })),
  ].reverse()
  return (
    <Chart
      description={description}
      option={option}
      height={height}
      table={
        plain ? undefined : (
          <Table
            label={name}
            rows={rows}
            keyOf={({ period }) => period}
            columns={[
              { key: 'period', label: t.period, cell: ({ period }) => <time dateTime={period}>{days.period(period)}</time> },
              { key: 'value', label: t.noted(t.value, unit), align: 'end', cell: ({ words }) => <span className="number">{words}</span> },
            ]}
          />
        )
      }
    />
  )
}
