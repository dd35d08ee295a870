import { askedFields, type Form, type Problem } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { calls } from '../api/calls.ts'
import { Button, Notice } from '../blocks/index.ts'
import { useRegion } from '../fields/region.tsx'
import { formProblems } from '../forms/asked.ts'
import { FormView } from '../forms/form-view.tsx'
import { ProblemSummary } from '../forms/problem-summary.tsx'
import '../reading/needed.css'
import { Needed } from '../reading/needed.tsx'
import { useText } from '../texts.ts'
import { applicationOf } from './application.ts'
import type { StepProps } from './apply.tsx'
import { applyTexts } from './apply-texts.ts'
import { useCounties } from './where.tsx'

/** The place of the matter, when the form asks for one, must lie in the county that is asked: another county has other offices and limits. */
function useElsewhere(form: Form, values: Record<string, unknown>, county: string): Problem[] {
  const t = useText(applyTexts)
  const asked = askedFields(form, values).region?.kind === 'region'
  const { data } = useRegion(asked && typeof values.region === 'string' ? values.region : undefined)
  const here = useCounties().data?.find((one) => one.id === county)
  if (!asked || !data || !here || data.id === county || data.ancestors.some((region) => region.id === county)) return []
  return [{ path: 'region', message: t.otherRegion(here.name) }]
}

/** A step that is a form: the guide's questions or the application itself. */
export function FormStep({ detail, county, draft, setDraft, onNext, onBack, part }: StepProps & { part: 'guide' | 'answers' }) {
  const t = useText(applyTexts)
  const [turn, setTurn] = useState(0)
  const form = (part === 'guide' ? detail.matter.guide : detail.matter.form) as Form
  const values = draft[part]
  const { guide } = applicationOf(detail, draft)
  const context = part === 'guide' ? {} : guide
  const elsewhere = useElsewhere(form, { ...context, ...values }, county)
  const found = [...formProblems(form, values, context), ...elsewhere]
  const problems = turn > 0 ? found : []
  const asked = askedFields(form, { ...context, ...values })
  const taken = part === 'answers' ? Object.keys(draft.from).filter((key) => key in asked).length : 0
  // The draft knows which values came from where; what that is called is told in the language that the reader has now.
  const prefill = useQuery({
    queryKey: ['prefill', detail.matter.name, draft.entity],
    queryFn: () => calls.prefill(detail.matter.name, draft.entity ?? undefined),
    enabled: taken > 0,
    retry: false,
  })
  const origins = Object.fromEntries(Object.entries(draft.from).map(([key, from]) => [key, prefill.data?.from[key] ?? from]))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (found.length === 0) onNext()
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <ProblemSummary problems={problems} fields={asked} prefix={part} turn={turn} />
      {taken > 0 && <Notice>{t.prefilled(taken)}</Notice>}
      <FormView
        form={form}
        values={values}
        context={context}
        prefix={part}
        problems={problems}
        origins={part === 'answers' ? origins : undefined}
        onChange={(changed) => {
          // A first value that was written over no longer comes from where it came.
          const from = Object.fromEntries(Object.entries(draft.from).filter(([key]) => changed[key] === values[key]))
          setDraft(part === 'answers' ? { ...draft, answers: changed, from } : { ...draft, guide: changed })
        }}
      />
      {part === 'guide' && detail.components.length > 0 && <Needed detail={detail} answers={guide} />}
      <div className="form-foot">
        <Button type="submit" look="primary">
          {t.next}
        </Button>
        {onBack && <Button onClick={onBack}>{t.before}</Button>}
      </div>
    </form>
  )
}
