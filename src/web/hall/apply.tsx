import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { DraftView } from '../api/mine.ts'
import { useSession } from '../api/session.tsx'
import type { MatterDetail } from '../api/types.ts'
import { Button, ButtonLink, Failure, Loading, Notice, Page, Panel, Steps, useDays, useSay } from '../blocks/index.ts'
import { SignedIn } from '../shell/signed-in.tsx'
import { useRegion } from '../fields/region.tsx'
import { useText } from '../texts.ts'
import { applicationOf } from './application.ts'
import { CheckStep } from './apply-check.tsx'
import { FormStep } from './apply-form-step.tsx'
import { DraftState, StartAgain } from './apply-kept.tsx'
import { MaterialsStep } from './apply-materials.tsx'
import { applyTexts } from './apply-texts.ts'
import { ForWhom, useApplicants } from './apply-who.tsx'
import { guideOf, useDraft, useKeptDraft, type Draft, type KeptDraftHook } from './draft.ts'
import { useCounty, useMatter } from './matter.ts'
import { standsAlone } from './needs.ts'
import { FIRST_PART, FROM_CHECK, LAST_PART } from './use-part.ts'
import { useCounties, Where } from './where.tsx'

export type StepName = 'guide' | 'form' | 'materials' | 'check'

/** What every step is given. */
export interface StepProps {
  detail: MatterDetail
  /** The county in which it is applied for. */
  county: string
  draft: Draft
  setDraft: (draft: Draft) => void
  onNext: () => void
  onBack: (() => void) | undefined
  /** To a step, and there to a part of its form. */
  goTo: (step: StepName, part?: string) => void
  /** Whether this goes on from what was written another time. */
  resumed: boolean
}

function useStep(steps: readonly StepName[], kept: string | null): [StepName, (step: StepName, part?: string) => void] {
  const [search, setSearch] = useSearchParams()
  const wanted = (search.get('step') ?? kept) as StepName
  const now = steps.includes(wanted) ? wanted : steps[0]!
  const go = (step: StepName, part?: string) => {
    const next = new URLSearchParams(search)
    next.set('step', step)
    if (part === undefined) next.delete('part')
    else next.set('part', part)
    if (now === 'check' && step !== 'check') next.set(FROM_CHECK, '1')
    else next.delete(FROM_CHECK)
    next.delete('guide')
    setSearch(next)
    window.scrollTo(0, 0)
  }
  return [now, go]
}

/** First values from the registers, when the form is first opened: never over what the person wrote. */
function usePrefill(detail: MatterDetail, county: string, { draft, set }: KeptDraftHook, wanted: boolean): boolean {
  const { name, form } = detail.matter
  const open = wanted && form !== undefined && !draft.prefilled
  const { data, isError } = useQuery({
    queryKey: ['prefill', name, draft.entity],
    queryFn: () => calls.prefill(name, draft.entity ?? undefined),
    enabled: open,
    retry: false,
  })
  const home = open && typeof data?.values.region === 'string' ? data.values.region : undefined
  const lives = useRegion(home)
  useEffect(() => {
    if (!open || (!data && !isError) || lives.isLoading) return
    const asksPlace = Object.values(form.sections).some(({ fields }) => fields.region?.kind === 'region')
    // Whoever lives in another county than the one that is asked would be led to an error of our making.
    const near = lives.data && [lives.data, ...lives.data.ancestors].some(({ id }) => id === county)
    const place = asksPlace ? { region: near ? home : county } : {}
    const values: Record<string, unknown> = { ...data?.values, ...place, ...draft.answers }
    const from = Object.fromEntries(Object.entries(data?.from ?? {}).filter(([key]) => values[key] === data?.values[key]))
    set({ ...draft, prefilled: true, from, answers: values }, true)
  }, [open, data, isError, form, county, draft, set, home, lives])
  return isError
}

function ApplyTo({
  detail,
  county,
  whose,
  first,
  found,
}: {
  detail: MatterDetail
  county: string
  whose: string
  first: Draft
  found: DraftView | null
}) {
  const t = useText(applyTexts)
  const days = useDays()
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  const { matter } = detail
  const kept = useDraft(matter.name, whose, first, found)
  const { draft, resumed } = kept
  const applicants = useApplicants(detail)
  const steps: StepName[] = [
    ...(matter.guide ? (['guide'] as const) : []),
    ...(matter.form ? (['form'] as const) : []),
    'materials',
    'check',
  ]
  const [step, show] = useStep(steps, draft.step)
  const now = steps.indexOf(step)
  const labels: Record<StepName, string> = { guide: t.stepGuide, form: t.stepForm, materials: t.stepMaterials, check: t.stepCheck }
  const entity = applicants.includes(draft.entity) ? draft.entity : (applicants[0] ?? null)
  // The button that was pressed is gone with its step: the focus goes on to the next one, and its name is read.
  const panel = useRef<HTMLDivElement>(null)
  const before = useRef(step)
  useEffect(() => {
    if (before.current !== step) panel.current?.focus({ preventScroll: true })
    before.current = step
  }, [step])
  const prefillFailed = usePrefill(detail, county, kept, step === 'form')
  const go = (to: StepName, part?: string) => {
    kept.set({ ...draft, region: county, entity, step: to })
    show(to, part)
  }
  const props: StepProps = {
    detail,
    county,
    draft,
    setDraft: (changed) => kept.set({ ...changed, region: county, entity, step }),
    onNext: () => go(steps[now + 1] ?? step, FIRST_PART),
    onBack: now > 0 ? () => go(steps[now - 1]!, LAST_PART) : undefined,
    goTo: go,
    resumed: resumed !== null,
  }
  const submit = async () => {
    const { guide, answers, given } = applicationOf(detail, draft)
    const { case: opened } = await kept.handIn(() =>
      calls.apply({
        matter: matter.name,
        region: county,
        guide,
        answers,
        materials: given,
        ...(entity ? { entity } : {}),
        idempotencyKey: draft.idempotencyKey,
      }),
    )
    client.setQueryData(['case', opened.id], opened)
    await client.invalidateQueries({ queryKey: ['my-cases'] })
    say(t.submitted)
    await navigate(`/cases/${opened.id}`, { replace: true })
  }
  return (
    <div className="stack">
      <Steps steps={steps.map((one) => ({ key: one, label: labels[one] }))} now={step} />
      {resumed && (
        <Notice title={t.resumed(days.moment(resumed))}>
          <StartAgain restart={() => kept.restart().then(() => show(steps[0]!))} />
        </Notice>
      )}
      {now === 0 && (
        <ForWhom
          detail={detail}
          value={entity}
          onChange={(chosen) => kept.set({ ...draft, region: county, step, entity: chosen, prefilled: false })}
        />
      )}
      {prefillFailed && step === 'form' && <Notice tone="warn">{t.prefillFailed}</Notice>}
      <div ref={panel} tabIndex={-1} role="group" aria-label={labels[step]}>
        <Panel key={step} title={labels[step]}>
          {step === 'guide' && <FormStep {...props} part="guide" />}
          {step === 'form' && (draft.prefilled ? <FormStep {...props} part="answers" /> : <Loading />)}
          {step === 'materials' && <MaterialsStep {...props} />}
          {step === 'check' && <CheckStep {...props} submit={submit} />}
        </Panel>
      </div>
      <DraftState kept={kept} />
    </div>
  )
}

/** Waits for what was written before, and goes on from there. */
function Resume({ detail, county, whose }: { detail: MatterDetail; county: string; whose: string }) {
  const t = useText(applyTexts)
  const { matter } = detail
  const [search] = useSearchParams()
  // What the guide page was told comes along once; what was written since counts more.
  const [guide] = useState(() => guideOf(search.get('guide')))
  const { error, refetch, found, first } = useKeptDraft(matter.name, whose, guide)
  if (error)
    return (
      <Notice tone="bad" title={t.loadFailed}>
        <Failure error={error} retry={() => void refetch()} />
      </Notice>
    )
  if (!first || found === undefined) return <Loading />
  return <ApplyTo {...{ detail, county, whose, first, found }} />
}

/** Applies for a matter in steps. */
export function Apply() {
  const t = useText(applyTexts)
  const { matter: name = '' } = useParams()
  const { actor } = useSession()
  const [county, setCounty] = useCounty()
  const [choosing, setChoosing] = useState(false)
  const counties = useCounties()
  const { data: detail, error, refetch } = useMatter(name, county)
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!detail) return <Loading />
  const here = counties.data?.find((one) => one.id === county)
  const known = Object.keys(detail.implementations).length > 0 || standsAlone(detail)
  const alone = detail.matter.procedure !== undefined
  const settled = alone && here !== undefined && known && !choosing
  const whose = `${actor?.account ?? ''} ${actor?.actingFor?.proxy ?? ''}`
  return (
    <SignedIn>
      <Page
        title={t.applyTitle(detail.matter.label)}
        up={{ to: `/matters/${name}`, label: detail.matter.label }}
        lead={
          settled && (
            <span className="row">
              {t.whereAt(here.name)}
              <Button look="quiet" small onClick={() => setChoosing(true)}>
                {t.changeWhere}
              </Button>
            </span>
          )
        }
      >
        {!alone && (
          <Notice tone="warn">
            <p>{t.notAlone}</p>
            <ButtonLink to="/">{t.home}</ButtonLink>
          </Notice>
        )}
        {alone && !settled && (
          <Panel title={t.where}>
            {here && !known && <Notice tone="warn">{t.notHere}</Notice>}
            <Where
              value={county}
              onChange={(chosen) => {
                setCounty(chosen?.id)
                setChoosing(false)
              }}
            />
          </Panel>
        )}
        {settled && actor && <Resume key={`${name} ${whose}`} detail={detail} county={here.id} whose={whose} />}
      </Page>
    </SignedIn>
  )
}
