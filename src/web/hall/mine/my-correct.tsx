import { text, type Field, type Fields, type Problem } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { mine, type MyRegister } from '../../api/mine.ts'
import { fieldProblems } from '../../api/problem.ts'
import type { FileSummary, RecordRow } from '../../api/types.ts'
import { Button, ButtonLink, Failure, Notice, Page, Panel, Skeleton, useSay } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { Upload } from '../../fields/file.tsx'
import { Checkboxes } from '../../fields/radios.tsx'
import { changesProblems } from '../../forms/asked.ts'
import { FieldsAsked } from '../../forms/fields-asked.tsx'
import { ProblemSummary } from '../../forms/problem-summary.tsx'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useText } from '../../texts.ts'
import { useMyRecords } from './my-records.tsx'
import { mineTexts } from './texts.ts'

const mostEvidence = 3
const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** Fields about which somebody can say what is right; numbers and references are the register's own. */
export const sayable = (fields: Fields): [string, Field][] =>
  (Object.entries(fields) as [string, Field][]).filter(
    ([, field]) => !['sequence', 'gapless', 'ref', 'references', 'file', 'picture'].includes(field.kind),
  )

function CorrectForm({ of, item }: { of: MyRegister; item: RecordRow }) {
  const t = useText(mineTexts)
  const say = useSay()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { register, titles } = of
  const known = Object.fromEntries(sayable(register.fields))
  const [search] = useSearchParams()
  const begun = [search.get('field') ?? ''].filter((key) => key in known)
  const [chosen, choose] = useState<string[]>(begun)
  const [values, setValues] = useState<Record<string, unknown>>(() => Object.fromEntries(begun.map((key) => [key, item[key]])))
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState<(FileSummary | null)[]>([])
  const [turn, setTurn] = useState(0)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const changes = Object.fromEntries(chosen.map((key) => [key, values[key] === '' ? null : (values[key] ?? null)]))
  const asked: Fields = Object.fromEntries(chosen.map((key) => [key, known[key]!]))
  const found: Problem[] = [
    ...(chosen.length === 0 ? [{ path: 'which', message: t.chooseField }] : []),
    ...changesProblems(asked, changes),
    ...chosen.filter((key) => same(changes[key], item[key])).map((key) => ({ path: key, message: t.sameValue })),
    ...(reason.trim() === '' ? [{ path: 'reason', message: t.whyNeeded }] : []),
  ]
  const theirs = fieldProblems(refusal, 'changes')
  const problems = turn > 0 ? (found.length > 0 ? found : theirs) : []
  const problemOf = (key: string) => problems.find(({ path }) => path === key)?.message
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    setRefusal(undefined)
    if (found.length > 0) return
    setBusy(true)
    try {
      const { ask } = await mine.correct(register.name, item.id, {
        changes,
        reason: reason.trim(),
        evidence: evidence.flatMap((file) => (file ? [file.id] : [])),
      })
      await client.invalidateQueries({ queryKey: ['my-asks'] })
      say(t.correctSent)
      await navigate(ask.case ? `/cases/${ask.case}` : '/me/records')
    } catch (error) {
      setRefusal(error as Error)
      setBusy(false)
    }
  }
  const labels = { ...asked, which: text(t.correctWhich), reason: text(t.correctWhy) }
  const rows = [...evidence, ...(evidence.length < mostEvidence && evidence.every((file) => file !== null) ? [null] : [])]
  return (
    <form className="panel stack" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemSummary problems={problems} fields={labels} prefix="correct" turn={turn} />
      {refusal && theirs.length === 0 && <Failure error={refusal} />}
      <fieldset className={problemOf('which') ? 'asked asked-wrong' : 'asked'} aria-describedby="correct-which-help">
        <legend>{t.correctWhich}</legend>
        <p id="correct-which-help" className="help">
          {t.correctWhichHelp}
        </p>
        <Checkboxes
          id="correct-which"
          choices={Object.fromEntries(sayable(register.fields).map(([key, { label }]) => [key, label]))}
          value={chosen}
          invalid={problemOf('which') !== undefined}
          onChange={(keys) => {
            choose(keys)
            setValues((before) => Object.fromEntries(keys.map((key) => [key, key in before ? before[key] : item[key]])))
          }}
        />
        {problemOf('which') && <p className="problem">{problemOf('which')}</p>}
      </fieldset>
      {chosen.length > 0 && (
        <section className="stack-tight" aria-label={t.correctRight}>
          <h2>{t.correctRight}</h2>
          {chosen.map((key) => (
            <div key={key} className="stack-tight">
              <FieldsAsked fields={{ [key]: known[key]! }} values={values} onChange={setValues} prefix="correct" problems={problems} />
              <p className="small soft">
                {t.nowIs('')}
                {item[key] === null || item[key] === undefined ? (
                  t.empty
                ) : (
                  <FieldCell field={known[key]!} value={item[key]} titles={titles} />
                )}
              </p>
            </div>
          ))}
        </section>
      )}
      <div className={problemOf('reason') ? 'asked asked-wrong' : 'asked'}>
        <label htmlFor="correct-reason">{t.correctWhy}</label>
        <p id="correct-reason-help" className="help">
          {t.correctWhyHelp}
        </p>
        <textarea
          id="correct-reason"
          className="input"
          rows={3}
          maxLength={1000}
          value={reason}
          aria-invalid={problemOf('reason') !== undefined || undefined}
          aria-describedby={`correct-reason-help${problemOf('reason') ? ' correct-reason-problem' : ''}`}
          onChange={(event) => setReason(event.target.value)}
        />
        {problemOf('reason') && (
          <p id="correct-reason-problem" className="problem">
            {problemOf('reason')}
          </p>
        )}
      </div>
      <fieldset className="asked" aria-describedby="correct-evidence-help">
        <legend>{t.correctEvidence}</legend>
        <p id="correct-evidence-help" className="help">
          {t.correctEvidenceHelp}
        </p>
        {rows.map((file, i) => (
          <Upload
            // By its place: what was given stays in the same box, and the focus with it.
            key={i}
            id={`correct-evidence-${i}`}
            label={t.evidenceNumber(i + 1)}
            file={file}
            onChange={(given) =>
              setEvidence(given ? [...evidence.slice(0, i), given, ...evidence.slice(i + 1)] : evidence.filter((_, at) => at !== i))
            }
          />
        ))}
      </fieldset>
      <div className="form-foot">
        <Button type="submit" look="primary" busy={busy}>
          {t.correctSend}
        </Button>
        <ButtonLink to="/me/records">{t.cancel}</ButtonLink>
      </div>
    </form>
  )
}

function Correct() {
  const t = useText(mineTexts)
  const { register: name = '', record: key = '' } = useParams()
  const { data, error, refetch } = useMyRecords()
  const of = data?.items.find(({ register }) => register.name === name)
  const item = of?.items.find(({ id }) => id === key)
  return (
    <Page
      title={t.correctTitle(of?.register.label ?? '')}
      lead={of && t.correctLead(of.steward ?? t.correctOffice)}
      up={{ to: '/me/records', label: t.records }}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && (!of || !item || !of.correctable) && (
        <Panel title={t.records}>
          <Notice tone="warn">{t.noSuchRecord}</Notice>
        </Panel>
      )}
      {of && item && of.correctable && <CorrectForm of={of} item={item} />}
    </Page>
  )
}

/** Complains about a wrong datum of one's own: what is right, why, with evidence. */
export const MyCorrect = () => (
  <SignedIn>
    <Correct />
  </SignedIn>
)
