import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { MatterDetail } from '../api/types.ts'
import { ButtonLink, Failure, Loading, Notice, Page, Panel, useSay } from '../blocks/index.ts'
import { SignedIn } from '../shell/signed-in.tsx'
import { useText } from '../texts.ts'
import { applicationOf } from './application.ts'
import { CheckStep } from './apply-check.tsx'
import { FormStep } from './apply-form-step.tsx'
import { MaterialsStep } from './apply-materials.tsx'
import { adoptDraft, draftAt, dropDraft, keepDraft, readDraft, type Draft } from './draft.ts'
import { useCounty, useMatter } from './matter-page.tsx'
import { Steps } from './steps.tsx'
import { hallTexts } from './texts.ts'
import { useCounties, Where } from './where.tsx'

type Step = 'guide' | 'form' | 'materials' | 'check'

/** What every step is given. */
export interface StepProps {
  detail: MatterDetail
  /** The county in which it is applied for. */
  county: string
  draft: Draft
  setDraft: (draft: Draft) => void
  onNext: () => void
  onBack: (() => void) | undefined
  goTo: (step: Step) => void
}

function useStep(steps: readonly Step[]): [number, (step: Step) => void] {
  const [search, setSearch] = useSearchParams()
  const now = Math.max(0, steps.indexOf(search.get('step') as Step))
  const go = (step: Step) => {
    const next = new URLSearchParams(search)
    next.set('step', step)
    setSearch(next)
    window.scrollTo(0, 0)
  }
  return [now, go]
}

/** First values from the registers, when the form is first opened: never over what the person wrote. */
function usePrefill(detail: MatterDetail, county: string, draft: Draft, setDraft: (draft: Draft) => void, wanted: boolean): boolean {
  const { name, form } = detail.matter
  const open = wanted && form !== undefined && !draft.prefilled
  const { data, isError } = useQuery({ queryKey: ['prefill', name], queryFn: () => calls.prefill(name), enabled: open, retry: false })
  useEffect(() => {
    if (!open || (!data && !isError)) return
    const asksPlace = Object.values(form.sections).some(({ fields }) => fields.region?.kind === 'region')
    const values = { ...(asksPlace ? { region: county } : {}), ...data?.values, ...draft.answers }
    setDraft({ ...draft, prefilled: true, from: data?.from ?? {}, answers: values })
  }, [open, data, isError, form, county, draft, setDraft])
  return isError
}

function ApplyTo({ detail, county, account }: { detail: MatterDetail; county: string; account: string }) {
  const t = useText(hallTexts)
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  const { matter } = detail
  const at = draftAt(account, matter.name)
  const [draft, set] = useState(() => {
    adoptDraft(account, matter.name)
    return readDraft(at)
  })
  const setDraft = (changed: Draft) => {
    set(changed)
    keepDraft(at, changed)
  }
  const steps: Step[] = [...(matter.guide ? (['guide'] as const) : []), ...(matter.form ? (['form'] as const) : []), 'materials', 'check']
  const [now, go] = useStep(steps)
  const labels: Record<Step, string> = { guide: t.stepGuide, form: t.stepForm, materials: t.stepMaterials, check: t.stepCheck }
  const step = steps[now]!
  // The button that was pressed is gone with its step: the focus goes on to the next one, and its name is read.
  const panel = useRef<HTMLDivElement>(null)
  const before = useRef(step)
  useEffect(() => {
    if (before.current !== step) panel.current?.focus({ preventScroll: true })
    before.current = step
  }, [step])
  const prefillFailed = usePrefill(detail, county, draft, setDraft, step === 'form')
  const props: StepProps = {
    detail,
    county,
    draft,
    setDraft,
    onNext: () => go(steps[now + 1] ?? step),
    onBack: now > 0 ? () => go(steps[now - 1]!) : undefined,
    goTo: go,
  }
  const submit = async () => {
    const { guide, answers, given } = applicationOf(detail, draft)
    const { case: opened } = await calls.apply({
      matter: matter.name,
      region: county,
      guide,
      answers,
      materials: given,
      idempotencyKey: draft.idempotencyKey,
    })
    dropDraft(at)
    client.setQueryData(['case', opened.id], opened)
    await client.invalidateQueries({ queryKey: ['my-cases'] })
    say(t.submitted)
    await navigate(`/cases/${opened.id}`, { replace: true })
  }
  return (
    <div className="stack">
      <Steps labels={steps.map((one) => labels[one])} now={now} />
      {prefillFailed && step === 'form' && <Notice tone="warn">{t.prefillFailed}</Notice>}
      <div ref={panel} tabIndex={-1} role="group" aria-label={labels[step]}>
        <Panel key={step} title={labels[step]}>
          {step === 'guide' && <FormStep {...props} part="guide" />}
          {step === 'form' && (draft.prefilled ? <FormStep {...props} part="answers" /> : <Loading />)}
          {step === 'materials' && <MaterialsStep {...props} />}
          {step === 'check' && <CheckStep {...props} submit={submit} />}
        </Panel>
      </div>
      <p className="small soft">{t.kept}</p>
    </div>
  )
}

/** Applies for a matter in steps. */
export function Apply() {
  const t = useText(hallTexts)
  const { matter: name = '' } = useParams()
  const { actor } = useSession()
  const [county, setCounty] = useCounty()
  const counties = useCounties()
  const { data: detail, error, refetch } = useMatter(name, county)
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!detail) return <Loading />
  const here = counties.data?.find((one) => one.id === county)
  const known = Object.keys(detail.implementations).length > 0
  return (
    <SignedIn>
      <Page
        title={t.applyTitle(detail.matter.label)}
        up={{ to: `/matters/${name}`, label: detail.matter.label }}
        lead={here && `${t.where}：${here.name}`}
      >
        {!detail.matter.procedure && <Notice tone="warn">{t.notAlone}</Notice>}
        {detail.matter.procedure && (!here || !known) && (
          <Panel title={t.where}>
            {here && !known && <Notice tone="warn">{t.notHere}</Notice>}
            <Where value={county} onChange={(chosen) => setCounty(chosen?.id)} />
          </Panel>
        )}
        {detail.matter.procedure && here && known && actor && (
          <ApplyTo key={`${name} ${actor.account}`} detail={detail} county={here.id} account={actor.account} />
        )}
        {!detail.matter.procedure && <ButtonLink to="/">{t.home}</ButtonLink>}
      </Page>
    </SignedIn>
  )
}
