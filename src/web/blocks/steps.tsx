import { useText } from '../texts.ts'
import { Icon } from './icon.tsx'
import { blockTexts } from './texts.ts'
import { To } from './to.tsx'

export interface Step {
  key: string
  label: string
  /** Where the step is, when one may go back to it. */
  to?: string
}

/** Where one is on a short way: what is done, what is now, what comes. On a phone only the present step has its words. */
export function Steps({ steps, now }: { steps: readonly Step[]; now: string }) {
  const t = useText(blockTexts)
  const at = steps.findIndex(({ key }) => key === now)
  return (
    <nav aria-label={t.steps}>
      <p className="steps-words">{t.stepOf(at + 1, steps.length, steps[at]?.label ?? '')}</p>
      <ol className="steps">
        {steps.map(({ key, label, to }, i) => (
          <li key={key} className={i < at ? 'step-done' : undefined} aria-current={i === at ? 'step' : undefined}>
            <span className="step-number number">{i < at ? <Icon name="check" size={0.9} /> : i + 1}</span>
            <span className="step-label">{to && i < at ? <To to={to}>{label}</To> : label}</span>
            {i < at && <span className="unseen">{t.stepDone}</span>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
