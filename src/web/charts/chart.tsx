import { lazy, Suspense, type ReactNode } from 'react'
import { useText } from '../texts.ts'
import type { Option } from './canvas.tsx'
import { chartTexts } from './texts.ts'
import './charts.css'

const Canvas = lazy(() => import('./canvas.tsx'))

interface ChartProps {
  /** What it shows, whole, for whoever does not see it. */
  description: string
  option: Option | undefined
  height: string
  /** The same numbers as a table. */
  table?: ReactNode
  onPick?: ((index: number) => void) | undefined
}

/** A chart with its description and, folded, its numbers. The place is kept while it loads. */
export function Chart({ description, option, height, table, onPick }: ChartProps) {
  const t = useText(chartTexts)
  return (
    <figure className="chart">
      <div className="chart-frame" style={{ blockSize: height }} role="img" aria-label={description}>
        {option ? (
          <Suspense fallback={null}>
            <Canvas option={option} onPick={onPick} />
          </Suspense>
        ) : (
          <p className="soft small chart-none">{t.noPoints}</p>
        )}
      </div>
      {table && (
        <details className="chart-table">
          <summary className="small">{t.table}</summary>
          {table}
        </details>
      )}
    </figure>
  )
}
