import type { Field } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link } from 'react-router'
import { baseCalls, type LikelyPair } from '../../api/base-calls.ts'
import type { RegisterSummary } from '../../api/types.ts'
import { Button, Failure, Panel, Tag, useSay } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useSigns, useText } from '../../texts.ts'
import { isShort, ReasonField } from './reason-field.tsx'
import { baseTexts } from './texts.ts'

type Side = 0 | 1
const sides: readonly Side[] = [0, 1]

/** Two records beside each other: which one is kept, and from which side each field that differs is taken. */
export function PairPanel({ register, pair }: { register: RegisterSummary; pair: LikelyPair }) {
  const t = useText(baseTexts)
  const signs = useSigns()
  const say = useSay()
  const client = useQueryClient()
  const [kept, setKept] = useState<Side>(0)
  const [taken, setTaken] = useState<Readonly<Record<string, Side>>>({})
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const { records, masked } = pair
  const fields = Object.entries(register.fields as Record<string, Field>).filter(([key]) =>
    sides.some((side) => records[side][key] !== null),
  )
  const differs = (key: string) => JSON.stringify(records[0][key]) !== JSON.stringify(records[1][key])
  const sideOf = (key: string): Side => taken[key] ?? (records[kept][key] === null ? (kept === 0 ? 1 : 0) : kept)
  const titleOf = (side: Side) => String(records[side][register.title] ?? register.label)
  const act = async (work: () => Promise<unknown>, said: string) => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await work()
      say(said)
      await Promise.all([
        client.invalidateQueries({ queryKey: ['pairs', register.name] }),
        client.invalidateQueries({ queryKey: ['asks'] }),
      ])
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (isShort(reason)) return
    const other: Side = kept === 0 ? 1 : 0
    const fromOther = fields.flatMap(([key]) => (differs(key) && sideOf(key) === other ? [key] : []))
    void act(
      () =>
        baseCalls.merge(register.name, { survivor: records[kept].id, merged: records[other].id, taken: fromOther, reason: reason.trim() }),
      t.askedFor,
    )
  }
  return (
    <Panel
      title={`${titleOf(0)} · ${titleOf(1)}`}
      aside={<span className="small soft">{t.likely(pair.weight)}</span>}
      lead={pair.reasons
        .map(
          ({ part, agrees }) =>
            `${(register.fields[register.base?.person?.[part as 'name'] ?? part] as Field | undefined)?.label ?? part}${signs.colon}${t[agrees]}`,
        )
        .join(' · ')}
    >
      <form className="stack" onSubmit={submit} noValidate>
        <div className="pair-sides">
          <div role="radiogroup" aria-label={t.keep} className="pair-row">
            <span className="pair-label">{t.keep}</span>
            {sides.map((side) => (
              <span key={side} className="row">
                <label>
                  <input type="radio" name={`kept-${pair.id}`} checked={kept === side} onChange={() => setKept(side)} />
                  {t.keepSide(side + 1)}
                </label>
                <Link to={`/desk/registers/${register.name}/${records[side].id}`}>{titleOf(side)}</Link>
              </span>
            ))}
          </div>
          {fields.map(([key, field]) => (
            <div key={key} role="group" aria-label={field.label} className="pair-row">
              <span className="pair-label">
                {field.label} {differs(key) && <Tag tone="warn">{t.differs}</Tag>}
              </span>
              {sides.map((side) => {
                const value = <FieldCell field={field} value={records[side][key]} masked={masked.includes(key)} />
                return differs(key) ? (
                  <label key={side}>
                    <input
                      type="radio"
                      name={`${key}-${pair.id}`}
                      checked={sideOf(key) === side}
                      onChange={() => setTaken((before) => ({ ...before, [key]: side }))}
                    />
                    <span>{value}</span>
                  </label>
                ) : (
                  <span key={side}>{value}</span>
                )
              })}
            </div>
          ))}
        </div>
        <p className="small soft">{t.survivorHelp}</p>
        {refusal && <Failure error={refusal} />}
        <ReasonField id={`merge-${pair.id}`} reason={reason} wrong={tried && isShort(reason)} onChange={setReason} />
        <div className="form-foot">
          <Button type="submit" look="primary" busy={busy}>
            {t.merge}
          </Button>
          <Button busy={busy} onClick={() => void act(() => baseCalls.different(register.name, pair.id), t.saidDifferent)}>
            {t.different}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
