import { text, type Problem } from '#declare'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { useNavigate } from 'react-router'
import { calls } from '../../api/calls.ts'
import { mine } from '../../api/mine.ts'
import { fieldProblems } from '../../api/problem.ts'
import { useSession } from '../../api/session.tsx'
import { Button, ButtonLink, Failure, Page, useSay } from '../../blocks/index.ts'
import { DayInput } from '../../fields/day-input.tsx'
import { Checkboxes, Radios } from '../../fields/radios.tsx'
import { ProblemSummary } from '../../forms/problem-summary.tsx'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useSigns, useText } from '../../texts.ts'
import { Line } from './line.tsx'
import { proxyTexts } from './proxy-texts.ts'
import { mineTexts } from './texts.ts'

/** As many matters as are offered at once; the others are found by writing a part of their names. */
const shown = 20

function NewProxyForm() {
  const t = useText(proxyTexts)
  const own = useText(mineTexts)
  const say = useSay()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { actor } = useSession()
  const signs = useSigns()
  const entities = actor?.entities ?? []
  // Two shops of one name are told apart by their codes.
  const principal = ({ name, creditCode }: (typeof entities)[number]) =>
    entities.filter((one) => one.name === name).length > 1 ? name + signs.aside(creditCode) : name
  const { data } = useQuery({ queryKey: ['matters'], queryFn: calls.matters, staleTime: 300_000 })
  const [given, set] = useState({ entity: 'me', name: '', number: '', range: 'all', matters: [] as string[], until: '' })
  const [words, setWords] = useState('')
  const [turn, setTurn] = useState(0)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const number = given.number.trim().toUpperCase()
  const found: Problem[] = [
    ...(given.name.trim() === '' ? [{ path: 'agentName', message: t.needName }] : []),
    ...(/^\d{17}[\dX]$/.test(number) ? [] : [{ path: 'agentNumber', message: number === '' ? t.needNumber : t.wrongNumber }]),
    ...(given.range === 'some' && given.matters.length === 0 ? [{ path: 'matters', message: t.needMatters }] : []),
    ...(/^\d{4}-\d\d-\d\d$/.test(given.until) ? [] : [{ path: 'until', message: t.needUntil }]),
  ]
  const theirs = fieldProblems(refusal, 'body')
  const problems = turn > 0 ? (found.length > 0 ? found : theirs) : []
  const problemOf = (key: string) => problems.find(({ path }) => path === key)?.message
  const alone = (data ?? [])
    .filter((one) => one.alone && (given.matters.includes(one.name) || one.label.includes(words.trim())))
    .slice(0, shown)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    setRefusal(undefined)
    if (found.length > 0) return
    setBusy(true)
    try {
      await mine.offerProxy({
        ...(given.entity === 'me' ? {} : { entity: given.entity }),
        agentName: given.name.trim(),
        agentNumber: number,
        matters: given.range === 'all' ? null : given.matters,
        until: given.until,
      })
      await client.invalidateQueries({ queryKey: ['proxies'] })
      say(t.offered)
      await navigate('/me/proxies')
    } catch (error) {
      setRefusal(error as Error)
      setBusy(false)
    }
  }
  const labels = {
    agentName: text(t.agentName),
    agentNumber: text(t.agentNumber),
    matters: text(t.whichMatters),
    until: text(t.proxyUntil),
  }
  return (
    <form className="panel stack" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemSummary problems={problems} fields={labels} prefix="proxy" turn={turn} />
      {refusal && theirs.length === 0 && <Failure error={refusal} />}
      {entities.length > 0 && (
        <fieldset className="asked">
          <legend>{t.whoGives}</legend>
          <Radios
            id="proxy-principal"
            choices={{ me: actor?.name ?? '', ...Object.fromEntries(entities.map((entity) => [entity.id, principal(entity)])) }}
            value={given.entity}
            onChange={(entity) => set({ ...given, entity })}
          />
        </fieldset>
      )}
      <Line
        id="proxy-agentName"
        label={t.agentName}
        value={given.name}
        autoComplete="off"
        problem={problemOf('agentName')}
        onChange={(name) => set({ ...given, name })}
      />
      <Line
        id="proxy-agentNumber"
        label={t.agentNumber}
        help={t.agentNumberHelp}
        value={given.number}
        autoComplete="off"
        inputMode="text"
        maxLength={18}
        problem={problemOf('agentNumber')}
        onChange={(value) => set({ ...given, number: value })}
      />
      <fieldset className={problemOf('matters') ? 'asked asked-wrong' : 'asked'}>
        <legend>{t.whichMatters}</legend>
        <Radios
          id="proxy-matters"
          choices={{ all: t.allMatters, some: t.someMatters }}
          value={given.range}
          onChange={(range) => set({ ...given, range })}
        />
        {problemOf('matters') && <p className="problem">{problemOf('matters')}</p>}
      </fieldset>
      {given.range === 'some' && (
        <>
          <Line id="proxy-words" label={t.findMatters} type="search" value={words} onChange={setWords} />
          <fieldset className="asked">
            <legend className="unseen">{t.someMatters}</legend>
            <Checkboxes
              id="proxy-some"
              choices={Object.fromEntries(alone.map(({ name, label }) => [name, label]))}
              value={given.matters}
              onChange={(matters) => set({ ...given, matters })}
            />
          </fieldset>
        </>
      )}
      <div className={problemOf('until') ? 'asked asked-wrong' : 'asked'}>
        <label htmlFor="proxy-until">{t.proxyUntil}</label>
        <p id="proxy-until-help" className="help">
          {t.proxyUntilHelp}
        </p>
        <DayInput
          id="proxy-until"
          value={given.until}
          invalid={problemOf('until') !== undefined}
          describedBy="proxy-until-help"
          onChange={(until) => set({ ...given, until: typeof until === 'string' ? until : '' })}
        />
        {problemOf('until') && <p className="problem">{problemOf('until')}</p>}
      </div>
      <div className="form-foot">
        <Button type="submit" look="primary" busy={busy}>
          {t.offer}
        </Button>
        <ButtonLink to="/me/proxies">{own.cancel}</ButtonLink>
      </div>
    </form>
  )
}

function Offer() {
  const t = useText(proxyTexts)
  const own = useText(mineTexts)
  return (
    <Page title={t.newProxy} lead={t.proxiesLead} up={{ to: '/me/proxies', label: own.proxies }}>
      <NewProxyForm />
    </Page>
  )
}

/** Appoints somebody to act for oneself or for one's enterprise. */
export const NewProxy = () => (
  <SignedIn>
    <Offer />
  </SignedIn>
)
