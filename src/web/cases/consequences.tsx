import type { CaseAct, CaseView } from '../api/types.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** What an applicant's act brings about, before it is done: what ends, what stays, what can be done later. */
export function Consequences({ view, act }: { view: Pick<CaseView, 'organisation'>; act: Pick<CaseAct, 'as' | 'label'> }) {
  const t = useText(caseTexts)
  if (act.as === 'resubmit') return <p className="soft">{t.resubmitOnce}</p>
  if (act.as !== 'withdraw') return null
  return (
    <section className="stack-tight">
      <h3>{t.afterAct(act.label)}</h3>
      <ul className="plain-list">
        <li>{t.withdrawEnds}</li>
        <li>{t.withdrawKeeps}</li>
        <li>{t.withdrawAgain}</li>
        <li>{t.withdrawFee(view.organisation.name)}</li>
        <li>{t.withdrawUntil}</li>
      </ul>
    </section>
  )
}
