import { useText } from '../texts.ts'
import { blockTexts } from './texts.ts'

/** The room that something will take while it is on its way, so that nothing jumps when it comes. Told apart from content by a screen reader. */
export function Skeleton({ lines = 3, shape = 'lines' }: { lines?: number; shape?: 'lines' | 'table' | 'cards' | 'figures' }) {
  const t = useText(blockTexts)
  return (
    <div className={`skeleton skeleton-${shape}`} role="status">
      <span className="unseen">{t.loading}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  )
}
