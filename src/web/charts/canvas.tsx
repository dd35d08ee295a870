import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import { CalendarComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

use([
  LineChart,
  BarChart,
  HeatmapChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  CalendarComponent,
  VisualMapComponent,
  SVGRenderer,
])

export type Option = EChartsCoreOption

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The drawing surface, in a file of its own: it is loaded when a chart is first shown. Nothing jumps when the numbers change. */
export default function Canvas({ option, onPick }: { option: Option; onPick?: ((index: number) => void) | undefined }) {
  const frame = useRef<HTMLDivElement>(null)
  const drawn = useRef<EChartsType>(undefined)
  const pick = useRef(onPick)
  useEffect(() => void (pick.current = onPick))
  useEffect(() => {
    const chart = init(frame.current!, null, { renderer: 'svg' })
    drawn.current = chart
    chart.on('click', (event) => pick.current?.((event as { dataIndex: number }).dataIndex))
    const watch = new ResizeObserver(() => chart.resize({ animation: { duration: 0 } }))
    watch.observe(frame.current!)
    return () => {
      watch.disconnect()
      chart.dispose()
      drawn.current = undefined
    }
  }, [])
  useEffect(() => {
    drawn.current?.setOption(
      { animation: !calm(), animationDuration: 0, animationDurationUpdate: 300, ...option },
      { notMerge: false, replaceMerge: ['series'] },
    )
  }, [option])
  return <div ref={frame} className="chart-surface" aria-hidden="true" />
}
