import { askedFields, type Fields, type Form, type Problem } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { Button, Notice } from '../blocks/index.ts'
import { useRegion } from '../fields/region.tsx'
import { formProblems } from '../forms/asked.ts'
import { FormView } from '../forms/form-view.tsx'
import { partsOf } from '../forms/parts.ts'
import { ProblemSummary } from '../forms/problem-summary.tsx'
import '../reading/needed.css'
import { Needed } from '../reading/needed.tsx'
import { useText } from '../texts.ts'
import { applicationOf } from './application.ts'
import type { StepProps } from './apply.tsx'
import { PartList } from './apply-parts.tsx'
import { applyTexts } from './apply-texts.ts'
import { FROM_CHECK, problemsOfParts, usePart } from './use-part.ts'
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

interface FormStepProps extends StepProps {
  part: 'guide' | 'answers'
}

/** A step that is a form: the guide's questions or the application itself. */
export function FormStep({ detail, county, draft, setDraft, onNext, onBack, goTo, resumed, part }: FormStepProps) {
  const t = useText(applyTexts)
  const form = (part === 'guide' ? detail.matter.guide : detail.matter.form) as Form
  const values = draft[part]
  const { guide } = applicationOf(detail, draft)
  const context = part === 'guide' ? {} : guide
  const elsewhere = useElsewhere(form, { ...context, ...values }, county)
  const parts = partsOf(form, values, context)
  const found = problemsOfParts(parts, [...formProblems(form, values, context), ...elsewhere])
  const lacks = () => found.findIndex((some) => some.length > 0)
  const [at, open] = usePart(parts, () => (resumed ? lacks() : 0))
  const [search] = useSearchParams()
  const changing = part === 'answers' && search.has(FROM_CHECK)
  const key = parts[at]?.key ?? ''
  // What was tried, and where: another part is shown without complaints before it was tried itself.
  const [tried, setTried] = useState({ key: changing ? key : '', turn: changing ? 1 : 0 })
  const long = parts.length > 1
  const turn = tried.key === key ? tried.turn : 0
  const lacking = found[at] ?? []
  const problems = turn > 0 ? lacking : []
  const head = useRef<HTMLDivElement>(null)
  const before = useRef(key)
  useEffect(() => {
    if (before.current === key) return
    before.current = key
    head.current?.scrollIntoView()
    // What is wrong there takes the focus itself.
    if (turn === 0) head.current?.focus({ preventScroll: true })
  }, [key, turn])
  const asked = askedFields(form, { ...context, ...values })
  const shown = Object.assign({}, ...(parts[at]?.sections.map(([, { fields }]) => fields) ?? [])) as Fields
  const taken = part === 'answers' ? Object.keys(draft.from).filter((field) => field in (long ? shown : asked)).length : 0
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
    setTried({ key, turn: turn + 1 })
    if (lacking.length > 0) return
    if (changing) return goTo('check')
    if (at < parts.length - 1) return open(at + 1)
    // What an earlier part still lacks is asked for there, with what it is.
    const missing = lacks()
    if (missing < 0) return onNext()
    setTried({ key: parts[missing]!.key, turn: 1 })
    open(missing)
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {long && (
        <PartList
          ref={head}
          at={at}
          parts={parts.map((one, i) => ({
            key: one.key,
            labels: one.sections.map(([, { label }]) => label),
            whole: found[i]!.length === 0,
          }))}
          open={open}
        />
      )}
      <ProblemSummary key={key} problems={problems} fields={asked} prefix={part} turn={turn} />
      {taken > 0 && <Notice>{t.prefilled(taken)}</Notice>}
      <FormView
        form={form}
        values={values}
        context={context}
        prefix={part}
        problems={problems}
        origins={part === 'answers' ? origins : undefined}
        part={long ? parts[at] : undefined}
        onChange={(changed) => {
          // A first value that was written over no longer comes from where it came.
          const from = Object.fromEntries(Object.entries(draft.from).filter(([key]) => changed[key] === values[key]))
          setDraft(part === 'answers' ? { ...draft, answers: changed, from } : { ...draft, guide: changed })
        }}
      />
      {part === 'guide' && detail.components.length > 0 && <Needed detail={detail} answers={guide} />}
      <div className="form-foot">
        <Button type="submit" look="primary">
          {changing ? t.toCheck : at < parts.length - 1 ? t.nextPart : t.next}
        </Button>
        {at > 0 && !changing && <Button onClick={() => open(at - 1)}>{t.beforePart}</Button>}
        {at <= 0 && !changing && onBack && <Button onClick={onBack}>{t.before}</Button>}
      </div>
    </form>
  )
}
