import type { Problem } from '#declare'
import { useState, type SubmitEvent } from 'react'
import { ApiProblem, unreachable } from '../api/problem.ts'
import { Button, Failure, Notice } from '../blocks/index.ts'
import { AnswersView } from '../forms/answers-view.tsx'
import { formProblems } from '../forms/asked.ts'
import { partsOf } from '../forms/parts.ts'
import { Needed } from '../reading/needed.tsx'
import { useSigns, useText } from '../texts.ts'
import { applicationOf, missingMaterials } from './application.ts'
import type { StepProps } from './apply.tsx'
import { applyTexts } from './apply-texts.ts'
import { problemsOfParts } from './use-part.ts'

/** How much is still wrong in an earlier step, with the way there. */
function Unfinished({ problems, label, go }: { problems: readonly Problem[]; label: string; go: () => void }) {
  const t = useText(applyTexts)
  if (problems.length === 0) return null
  return (
    <Notice tone="warn" title={t.unfinished(label, problems.length)}>
      <Button onClick={go}>{t.goMend(label)}</Button>
    </Notice>
  )
}

/** Everything once more before it is handed in. */
export function CheckStep({ detail, draft, onBack, goTo, submit }: StepProps & { submit: () => Promise<void> }) {
  const t = useText(applyTexts)
  const signs = useSigns()
  const [sending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const { guide: guideForm, form } = detail.matter
  const application = applicationOf(detail, draft)
  const { guide, answers, materials, given } = application
  const ofGuide = guideForm ? formProblems(guideForm, guide) : []
  const ofForm = form ? formProblems(form, answers, guide) : []
  const parts = form ? partsOf(form, answers, guide) : []
  const partOf = (section: string) => parts.find(({ sections }) => sections.some(([key]) => key === section))?.key
  const wrong = problemsOfParts(parts, ofForm).findIndex((some) => some.length > 0)
  const missing = missingMaterials(application, t.materialMissing)
  const ready = ofGuide.length + ofForm.length + missing.length === 0
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setRefusal(undefined)
    try {
      await submit()
    } catch (error) {
      setRefusal(error as Error)
      setSending(false)
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void send(event)} noValidate>
      <Unfinished problems={ofGuide} label={t.stepGuide} go={() => goTo('guide')} />
      <Unfinished problems={ofForm} label={t.stepForm} go={() => goTo('form', parts[wrong]?.key)} />
      <Unfinished problems={missing} label={t.stepMaterials} go={() => goTo('materials')} />
      {refusal && <Failure error={refusal} />}
      {refusal instanceof ApiProblem && refusal.status === unreachable && <p>{t.lostAnswer}</p>}
      {detail.components.length > 0 && <Needed detail={detail} answers={guide} />}
      {guideForm && (
        <details className="filters">
          <summary>{t.stepGuide}</summary>
          <AnswersView form={guideForm} values={guide} />
        </details>
      )}
      {form && (
        <section className="stack-tight">
          <div className="row row-between">
            <h3>{t.stepForm}</h3>
            {parts.length <= 1 && (
              <Button look="quiet" small onClick={() => goTo('form')} aria-label={t.changeStep(t.stepForm)}>
                {t.change}
              </Button>
            )}
          </div>
          <AnswersView
            form={form}
            values={answers}
            context={guide}
            beside={
              parts.length > 1
                ? (key, label) => (
                    <Button look="quiet" small onClick={() => goTo('form', partOf(key))} aria-label={t.changeStep(label)}>
                      {t.change}
                    </Button>
                  )
                : undefined
            }
          />
        </section>
      )}
      <section className="stack-tight">
        <div className="row row-between">
          <h3>{t.stepMaterials}</h3>
          <Button look="quiet" small onClick={() => goTo('materials')} aria-label={t.changeStep(t.stepMaterials)}>
            {t.change}
          </Button>
        </div>
        <ul className="plain-list">
          {given.map(({ key }) => (
            <li key={key}>
              {materials.find((material) => material.key === key)?.name}
              {signs.colon}
              {draft.files[key]?.name}
            </li>
          ))}
        </ul>
      </section>
      {ready && <p>{t.ready}</p>}
      <div className="form-foot">
        <Button type="submit" look="primary" busy={sending} disabled={!ready}>
          {t.submit}
        </Button>
        {onBack && <Button onClick={onBack}>{t.before}</Button>}
      </div>
    </form>
  )
}
