import type { Field } from '#declare'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { historyCalls } from '../../api/history-calls.ts'
import type { Difference, RecordDetail, RecordVersion, RegisterSummary } from '../../api/types.ts'
import { Button, Dialog, Empty, Failure, ReasonBox, Skeleton, useDays, useSay } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useText } from '../../texts.ts'
import { registerTexts } from '../texts.ts'
import { historyTexts } from './texts.ts'

/** A text with its words that went and came marked; said aloud too. */
function Words({ words }: { words: NonNullable<Difference['words']> }) {
  const t = useText(historyTexts)
  return (
    <p className="words-compared">
      {words.map(([kind, text], i) =>
        kind === 'same' ? (
          <span key={i}>{text}</span>
        ) : kind === 'gone' ? (
          <del key={i}>
            <span className="unseen">{t.gone}</span>
            {text}
          </del>
        ) : (
          <ins key={i}>
            <span className="unseen">{t.came}</span>
            {text}
          </ins>
        ),
      )}
    </p>
  )
}

/** Which version; the newest first. */
function VersionSelect({
  label,
  versions,
  value,
  onChange,
}: {
  label: string
  versions: readonly RecordVersion[]
  value: number
  onChange: (version: number) => void
}) {
  const t = useText(historyTexts)
  const days = useDays()
  const id = useId()
  return (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {versions.map(({ version, recorded }) => (
          <option key={version} value={version}>
            {t.versionAt(version, days.moment(recorded))}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Any two versions beside each other, field by field; what was earlier may be put back where the record may be changed. */
export function CompareDialog({
  register,
  detail,
  versions,
  first,
  onClose,
}: {
  register: RegisterSummary
  detail: RecordDetail
  versions: readonly RecordVersion[]
  first: number
  onClose: () => void
}) {
  const t = useText(historyTexts)
  const common = useText(registerTexts)
  const client = useQueryClient()
  const say = useSay()
  const { record } = detail
  const [one, setOne] = useState(first)
  const [other, setOther] = useState(record.version)
  const [from, to] = one <= other ? [one, other] : [other, one]
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const { data, error, refetch } = useQuery({
    queryKey: ['record', register.name, record.id, 'compare', from, to],
    queryFn: () => historyCalls.compare(register.name, record.id, from, to),
  })
  const titles = { ...detail.titles, ...data?.titles }
  const fieldOf = (key: string) => register.fields[key] as Field | undefined
  const labelOf = (key: string) => fieldOf(key)?.label ?? { ended: common.ended, from: t.from, to: t.to }[key] ?? key
  const cell = (key: string, value: unknown) => {
    const field = fieldOf(key)
    if (value === null || value === undefined) return <span className="soft">{common.emptied}</span>
    return field ? (
      <FieldCell field={field} value={value} titles={titles} masked={data?.masked.includes(key) ?? false} />
    ) : (
      <>{String(value)}</>
    )
  }
  // Only what stands now is replaced: the later of the two must be the present version.
  const restores = register.acts.includes('change') && record.ended === null && to === record.version && from < to
  const canRestore = (key: string) => restores && fieldOf(key) !== undefined && !data?.masked.includes(key)
  const keys = (data?.differences ?? []).map(({ field }) => field).filter((key) => chosen.has(key) && canRestore(key))
  const put = async () => {
    setWrong(keys.length === 0 ? t.chooseSome : reason.trim() === '' ? t.reasonNeeded : undefined)
    if (keys.length === 0 || reason.trim() === '') return
    setBusy(true)
    setRefusal(undefined)
    try {
      await historyCalls.restore(register.name, record.id, { version: record.version, to: from, fields: keys, reason: reason.trim() })
      await client.invalidateQueries({ queryKey: ['record', register.name, record.id] })
      say(t.restored)
      onClose()
    } catch (failed) {
      setRefusal(failed as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t.compareOf(String(titles[String(record[register.title])] ?? record[register.title] ?? register.label))}
      onClose={onClose}
    >
      <div className="stack">
        <div className="row">
          <VersionSelect
            label={t.earlier}
            versions={versions}
            value={from}
            onChange={(version) => (one <= other ? setOne(version) : setOther(version))}
          />
          <VersionSelect
            label={t.later}
            versions={versions}
            value={to}
            onChange={(version) => (one <= other ? setOther(version) : setOne(version))}
          />
        </div>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={4} />}
        {data?.differences.length === 0 && <Empty>{t.same}</Empty>}
        <ul className="changes compared">
          {data?.differences.map(({ field, before, after, words }) => (
            <li key={field}>
              <label className="row one-line">
                {canRestore(field) && (
                  <input
                    type="checkbox"
                    checked={chosen.has(field)}
                    onChange={(event) => {
                      const next = new Set(chosen)
                      if (event.target.checked) next.add(field)
                      else next.delete(field)
                      setChosen(next)
                    }}
                  />
                )}
                <b>{labelOf(field)}</b>
              </label>
              {words ? (
                <Words words={words} />
              ) : (
                <p>
                  <del>{cell(field, before)}</del> <span aria-hidden="true">→</span>
                  <span className="unseen">{common.became}</span> <ins>{cell(field, after)}</ins>
                </p>
              )}
            </li>
          ))}
        </ul>
        {data?.differences.some(({ field }) => canRestore(field)) && (
          <fieldset className="stack-tight">
            <legend>{t.restore}</legend>
            <p className="small soft">{t.restoreLead}</p>
            <ReasonBox label={t.reason} value={reason} onChange={setReason} problem={wrong} />
            {refusal && <Failure error={refusal} />}
            <Button look="primary" busy={busy} onClick={() => void put()}>
              {t.restoreChosen(keys.length)}
            </Button>
          </fieldset>
        )}
      </div>
    </Dialog>
  )
}
