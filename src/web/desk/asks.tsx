import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import type { AskSummary } from '../api/types.ts'
import { Button, Empty, Failure, goOnFromTitle, Loading, Page, ReasonBox, useDays, useSay } from '../blocks/index.ts'
import { ValuesView } from '../forms/answers-view.tsx'
import { baseTexts } from '../registers/base/texts.ts'
import { useRegister } from '../registers/declared.ts'
import { Proposal } from '../registers/proposal.tsx'
import { useSigns, useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

const WITHHOLDING = 'registers.withholding'

/** What an ask is about that proposes no values: two records to be made one, or to be taken apart, or sources that differ. */
function AboutRecords({ ask: { kind, proposal }, register }: { ask: AskSummary; register: string }) {
  const t = useText(baseTexts)
  const { survivor, merged } = (proposal ?? {}) as { survivor?: string; merged?: string }
  const said = {
    'registers.merge': t.asksMerge,
    'registers.unmerge': t.asksUnmerge,
    'registers.contradiction': t.asksContradiction,
    [WITHHOLDING]: t.asksWithholding,
  }[kind]
  if (said === undefined) return null
  const at = (id: string) => `/desk/registers/${register}/${id}`
  return (
    <>
      <p>{said}</p>
      {survivor && merged && (
        <p className="row">
          <Link to={at(survivor)}>{t.keptRecord}</Link>
          <Link to={at(merged)}>{t.otherRecord}</Link>
        </p>
      )}
    </>
  )
}

/** What whoever approves a withholding weighs. */
const weighed = ['person', 'since', 'through', 'ground', 'document', 'until']

/** A withholding as it was asked for. */
function Withholding({ register, id }: { register: string; id: string }) {
  const declared = useRegister(register)
  const { data, error, refetch } = useQuery({ queryKey: ['record', register, id], queryFn: () => calls.record(register, id) })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data || !declared) return <Loading />
  const fields = Object.fromEntries(weighed.flatMap((key) => (declared.fields[key] ? [[key, declared.fields[key]]] : [])))
  return <ValuesView fields={fields} values={data.record} titles={data.titles} />
}

/** The steward's own answer to what no case answers. */
function Answer({ ask }: { ask: AskSummary }) {
  const t = useText(deskTexts)
  const client = useQueryClient()
  const say = useSay()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const answer = async (accept: boolean) => {
    setMissing(reason.trim() === '')
    if (reason.trim() === '') return
    setBusy(true)
    setRefusal(undefined)
    try {
      await calls.answerAsk(ask.id, accept, reason.trim())
      say(t.answered)
      await Promise.all([
        client.invalidateQueries({ queryKey: ['asks'] }),
        client.invalidateQueries({ queryKey: ['record', ask.register, ask.subject] }),
      ])
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ReasonBox label={t.answerReason} value={reason} onChange={setReason} problem={missing ? t.reasonNeeded : undefined} most={1000} />
      {refusal && <Failure error={refusal} />}
      <div className="row">
        <Button look="primary" busy={busy} onClick={() => void answer(true)}>
          {ask.kind === 'registers.correction' ? t.accept : t.agree}
        </Button>
        <Button busy={busy} onClick={() => void answer(false)}>
          {t.refuse}
        </Button>
      </div>
    </>
  )
}

function Ask({ ask }: { ask: AskSummary }) {
  const t = useText(deskTexts)
  const days = useDays()
  const signs = useSigns()
  const register = useRegister(ask.register ?? '')
  return (
    <li className="panel stack-tight">
      <div className="row row-between">
        <h2>{register?.label ?? ask.register}</h2>
        <span className="small soft">{t.askBy(ask.askerName ?? '', days.moment(ask.asked))}</span>
      </div>
      <Proposal ask={ask} />
      {ask.register && <AboutRecords ask={ask} register={ask.register} />}
      {ask.register && ask.subject && ask.kind === WITHHOLDING && <Withholding register={ask.register} id={ask.subject} />}
      {ask.reason && (
        <p>
          {t.reason}
          {signs.colon}
          {ask.reason}
        </p>
      )}
      {ask.subject && (
        <p>
          <Link to={`/desk/registers/${ask.register}/${ask.subject}`}>{t.record}</Link>
        </p>
      )}
      {ask.case ? (
        <p>
          <Link to={`/desk/cases/${ask.case}`}>{t.askInCase}</Link>
        </p>
      ) : (
        <Answer ask={ask} />
      )}
    </li>
  )
}

/** Corrections that somebody asked for and the steward answers. */
export function Asks() {
  const t = useText(deskTexts)
  const { data, error, refetch } = useQuery({ queryKey: ['asks'], queryFn: calls.asks })
  const open = data?.items.filter((ask) => ask.state === 'open') ?? []
  const count = open.length
  const was = useRef(count)
  useEffect(() => {
    if (count < was.current) goOnFromTitle()
    was.current = count
  }, [count])
  return (
    <Page title={t.asksTitle} lead={t.asksLead}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && open.length === 0 && <Empty icon="done">{t.noAsks}</Empty>}
      <ul className="stack">
        {open.map((ask) => (
          <Ask key={ask.id} ask={ask} />
        ))}
      </ul>
    </Page>
  )
}
