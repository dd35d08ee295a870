import { useMemo } from 'react'
import { useDays, withUnit } from '../blocks/days.ts'
import { useText } from '../texts.ts'
import { Chart } from './chart.tsx'
import { useColours } from './colours.ts'
import { chartTexts } from './texts.ts'

/** Each day of some months by shade, weeks as columns. */
export function Days({
  name,
  unit,
  points,
  height = '11rem',
}: {
  name: string
  unit: string
  points: readonly { period: string; value: number | null }[]
  height?: string
}) {
  const t = useText(chartTexts)
  const colours = useColours()
  const days = useDays()
  const from = points[0]?.period ?? ''
  const to = points.at(-1)?.period ?? ''
  const option = useMemo(() => {
    const values = points.flatMap(({ value }) => value ?? [])
    if (values.length === 0) return undefined
    const text = { color: colours.soft, fontFamily: colours.font, fontSize: 0.8125 * colours.rem }
    return {
      tooltip: {
        confine: true,
        backgroundColor: colours.paper,
        borderColor: colours.line,
        textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 0.875 * colours.rem },
        formatter: (one: unknown) => {
          const [period, value] = (one as { value: [string, number] }).value
          return `${days.period(period)}<br>${withUnit(value, unit)}`
        },
      },
      visualMap: { show: false, min: 0, max: Math.max(...values, 1), inRange: { color: colours.ramp } },
      calendar: {
        range: [from, to],
        left: 2 * colours.rem,
        right: 0.25 * colours.rem,
        top: 1.5 * colours.rem,
        bottom: 0.25 * colours.rem,
        cellSize: ['auto', 'auto'],
        splitLine: { show: false },
        itemStyle: { color: 'transparent', borderColor: colours.paper, borderWidth: 2 },
        dayLabel: { ...text, firstDay: 1, nameMap: [0, 1, 2, 3, 4, 5, 6].map((day) => t.week(day)) },
        monthLabel: { ...text, nameMap: Array.from({ length: 12 }, (_, i) => t.month(i + 1)) },
        yearLabel: { show: false },
      },
      series: [
        {
          type: 'heatmap',
          id: 'days',
          coordinateSystem: 'calendar',
          data: points.filter(({ value }) => value !== null).map(({ period, value }) => [period, value]),
        },
      ],
    }
  }, [points, colours, days, t, from, to, unit])
  const most = points.reduce((most, point) => ((point.value ?? 0) > (most?.value ?? 0) ? point : most), points[0])
  return (
    <>
      <Chart description={t.days(name, days.period(from), days.period(to))} option={option} height={height} />
      {most?.value ? <p className="small soft panel-note">{t.darkest(days.period(most.period), withUnit(most.value, unit))}</p> : null}
    </>
  )
}
