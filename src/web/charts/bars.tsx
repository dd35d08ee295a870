import { useMemo } from 'react'
import { withUnit } from '../blocks/days.ts'
import { useText } from '../texts.ts'
import { Chart } from './chart.tsx'
import { useColours } from './colours.ts'
import { chartTexts } from './texts.ts'

export interface Bar {
  key: string
  label: string
  value: number
}

/** Upright bars over an ordered axis, such as the hours of a day. `beside` is a second number of each. */
export function Columns({
  name,
  unit,
  bars,
  beside,
  names,
  height = '11rem',
}: {
  name: string
  unit: string
  bars: readonly Bar[]
  beside?: readonly number[]
  names?: readonly [string, string]
  height?: string
}) {
  const t = useText(chartTexts)
  const colours = useColours()
  const option = useMemo(() => {
    const text = { color: colours.soft, fontFamily: colours.font, fontSize: 0.8125 * colours.rem }
    const shape = { type: 'bar', barMaxWidth: 1.2 * colours.rem, barGap: '10%' }
    return {
      grid: { left: 0, right: 0, top: 0.5 * colours.rem, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      tooltip: {
        trigger: 'axis',
        confine: true,
        backgroundColor: colours.paper,
        borderColor: colours.line,
        textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 0.875 * colours.rem },
        formatter: (all: unknown) =>
          (all as { name: string; seriesName: string; value: number }[])
            .map(({ name: label, seriesName, value }, i) => `${i === 0 ? `${label}<br>` : ''}${seriesName} ${withUnit(value, unit)}`)
            .join('<br>'),
      },
      xAxis: {
        type: 'category',
        data: bars.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { ...text, hideOverlap: true },
      },
      yAxis: { type: 'value', minInterval: 1, splitNumber: 3, axisLabel: text, splitLine: { lineStyle: { color: colours.line } } },
      series: [
        {
          ...shape,
          id: 'one',
          name: names?.[0] ?? name,
          data: bars.map(({ value }) => value),
          itemStyle: { color: colours.main, borderRadius: [2, 2, 0, 0] },
        },
        ...(beside
          ? [
              {
                ...shape,
                id: 'beside',
                name: names?.[1] ?? '',
                data: beside,
                itemStyle: { color: colours.good, borderRadius: [2, 2, 0, 0] },
              },
            ]
          : []),
      ],
    }
  }, [bars, beside, names, name, unit, colours])
  const most = bars.reduce<Bar | undefined>((found, bar) => (found && found.value >= bar.value ? found : bar), undefined)
  return (
    <Chart
      description={t.bars(name, most ? `${most.label} ${withUnit(most.value, unit)}` : t.none)}
      option={bars.length > 0 ? option : undefined}
      height={height}
    />
  )
}
