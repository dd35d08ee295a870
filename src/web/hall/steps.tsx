import { useText } from '../texts.ts'
import { hallTexts } from './texts.ts'

/** Where one is on the way. */
export function Steps({ labels, now }: { labels: readonly string[]; now: number }) {
  const t = useText(hallTexts)
  return (
    <ol className="steps" aria-label={t.stepOf(now + 1, labels.length)}>
      {labels.map((label, index) => (
        <li key={label} aria-current={index === now ? 'step' : undefined} className={index < now ? 'step-done' : undefined}>
          <span className="step-number number">{index + 1}</span>
          {label}
        </li>
      ))}
    </ol>
  )
}
