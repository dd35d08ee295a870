import type { Address, Area, Field, Line } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { useActionsOn } from '../actions/offered.ts'
import { calls, pictureAddress } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { RecordDetail, RegisterSummary } from '../api/types.ts'
import { Button, ButtonLink, Facts, Notice, Page, Panel, Skeleton, Tag, useDays } from '../blocks/index.ts'
import { DayInput } from '../fields/day-input.tsx'
import { FieldCell } from '../fields/field-cell.tsx'
import { PlaceMap, ShapeMap } from '../map/place-map.tsx'
import { useText } from '../texts.ts'
import { EndRecords } from './end-records.tsx'
import { Corrections } from './history/corrections-view.tsx'
import { History } from './history/history-view.tsx'
import { Periods } from './history/periods-view.tsx'
import { ReopenDialog } from './history/reopen-dialog.tsx'
import { historyTexts } from './history/texts.ts'
import { MaskedValue } from './masked-value.tsx'
import { WithRecord } from './opened-record.tsx'
import { withValue } from './query.ts'
import './registers.css'
import { Readers } from './readers.tsx'
import { RelatedRecords } from './related-records.tsx'
import { registerTexts } from './texts.ts'

interface Mapped {
  key: string
  field: Field
  at?: readonly [number, number]
  shape?: Line | Area
}

/** What of a record lies on the map: its first place, and each line and area. */
function mappedOf(register: RegisterSummary, { record, masked }: RecordDetail): Mapped[] {
  const all = Object.entries(register.fields as Record<string, Field>).flatMap(([key, field]): Mapped[] => {
    const value = record[key]
    if (value === null || value === undefined || masked.includes(key)) return []
    if (field.kind === 'line' || field.kind === 'area') return [{ key, field, shape: value as Line | Area }]
    const at = field.kind === 'point' ? value : field.kind === 'address' ? (value as Address).at : undefined
    return Array.isArray(at) ? [{ key, field, at: [Number(at[0]), Number(at[1])] }] : []
  })
  const first = all.find(({ at }) => at)
  return all.filter((one) => one === first || one.shape)
}

/** Corrections that wait for whoever looks, about this record. */
function OpenAsks({ register, id }: { register: string; id: string }) {
  const t = useText(registerTexts)
  const { actor } = useSession()
  const { data } = useQuery({ queryKey: ['asks'], queryFn: calls.asks, enabled: actor?.kind === 'post', staleTime: 30_000 })
  const open = data?.items.filter((ask) => ask.register === register && ask.subject === id && ask.state === 'open') ?? []
  if (open.length === 0) return null
  return (
    <Notice tone="warn" title={t.asksOpen(open.length)}>
      <p>
        <Link to="/desk/asks">{t.toAsks}</Link>
      </p>
    </Notice>
  )
}

/** The record as it was at the end of a day: a notice says so, and the way back. */
function Then({ day, error, onNow }: { day: string; error: Error | null; onNow: () => void }) {
  const t = useText(historyTexts)
  const days = useDays()
  return (
    <Notice tone="warn" live title={error ? t.asOfNone(days.day(day)) : t.asOfShown(days.day(day))}>
      <Button small onClick={onNow}>
        {t.toNow}
      </Button>
    </Notice>
  )
}

function Record({ register, detail: present }: { register: RegisterSummary; detail: RecordDetail }) {
  const t = useText(registerTexts)
  const days = useDays()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const [asking, setAsking] = useState<'end' | 'reopen'>()
  const own = useText(historyTexts)
  const asOf = search.get('asOf') ?? ''
  const then = useQuery({
    queryKey: ['record', register.name, present.record.id, 'as of', asOf],
    queryFn: () => calls.record(register.name, present.record.id, asOf),
    enabled: asOf !== '',
    retry: false,
  })
  const setAsOf = (day: string | null) => setSearch(withValue(search, 'asOf', day ?? ''), { replace: true })
  const detail = (asOf && then.data) || present
  const { record, titles, masked } = detail
  // Nothing is done to what was.
  const acts = asOf ? present.acts.filter((act) => act === 'history') : present.acts
  const at = `/desk/registers/${register.name}/${record.id}`
  const list = `/desk/registers/${register.name}`
  const asked = search.get('field') ?? ''
  const askField = (field: string) => {
    setSearch(withValue(search, 'field', field), { replace: true })
    if (field) document.getElementById('history')?.scrollIntoView({ block: 'nearest' })
  }
  const ownPage = register.page
  const doings = useActionsOn(register.name, record.id)
  const mapped = mappedOf(register, detail)
  const named = String(record[register.title] ?? register.label)
  const title = titles[named] ?? named
  const reveals = acts.includes('reveal') || acts.includes('unmask')
  return (
    <Page
      title={title}
      up={{ to: list, label: register.label }}
      mark={record.ended ? <Tag tone="plain">{t.ended}</Tag> : undefined}
      actions={
        <>
          {ownPage && (!ownPage.act || acts.includes(ownPage.act)) && !record.ended && (
            <ButtonLink to={ownPage.at.replace('{id}', record.id)}>{ownPage.label}</ButtonLink>
          )}
          {!record.ended &&
            doings.map(({ label, to }) => (
              <ButtonLink key={to} to={to}>
                {label}
              </ButtonLink>
            ))}
          {acts.includes('change') && !record.ended && (
            <ButtonLink to={`${at}/change`} look="primary" icon="correct">
              {t.change}
            </ButtonLink>
          )}
          {!asOf && <ButtonLink to={`${at}/correct`}>{t.correct}</ButtonLink>}
          {acts.includes('change') && !asOf && <Readers register={register.name} id={record.id} />}
          {acts.includes('end') && !record.ended && (
            <Button look="danger" onClick={() => setAsking('end')}>
              {t.end}
            </Button>
          )}
          {acts.includes('end') && record.ended && <Button onClick={() => setAsking('reopen')}>{own.reopen}</Button>}
        </>
      }
      aside={
        <>
          {mapped.map(({ key, field, at, shape }) => (
            <Panel key={key} title={field.label}>
              {at && <PlaceMap at={at} label={String(record[register.title] ?? register.label)} />}
              {shape && <ShapeMap shape={shape} />}
            </Panel>
          ))}
          <RelatedRecords of={register.name} id={record.id} />
          <Panel title={t.aboutRecord}>
            <Facts
              lines
              items={[
                [t.recorded, days.moment(record.recorded)],
                [
                  t.versionName,
                  <span key="version" className="number">
                    {record.version}
                  </span>,
                ],
                ...(record.ended ? [[t.ended, days.moment(record.ended)] as const] : []),
              ]}
            />
            {acts.includes('history') && (
              <div className="asked">
                <label htmlFor="as-of">{own.asOf}</label>
                <DayInput id="as-of" value={asOf || null} onChange={setAsOf} describedBy="as-of-help" />
                <p id="as-of-help" className="small soft">
                  {own.asOfHelp}
                </p>
              </div>
            )}
          </Panel>
        </>
      }
    >
      {asOf && !then.isPending && <Then day={asOf} error={then.error} onNow={() => setAsOf(null)} />}
      {!asOf && <OpenAsks register={register.name} id={record.id} />}
      {!(asOf && then.error) && (
        <Panel title={t.record}>
          <Facts
            items={Object.entries(register.fields as Record<string, Field>)
              .filter(([key]) => !register.page?.reads?.includes(key))
              .map(
                ([key, field]) =>
                  [
                    field.label,
                    <span key={key} className="value-line">
                      {masked.includes(key) && reveals && record[key] !== null ? (
                        <MaskedValue register={register} record={record} field={key} />
                      ) : (
                        <FieldCell
                          field={field}
                          value={record[key]}
                          titles={titles}
                          masked={masked.includes(key)}
                          at={pictureAddress(register.name, record.id, key)}
                        />
                      )}
                      {acts.includes('history') && record.version > 1 && (
                        <Button look="quiet" small icon="history" onClick={() => askField(key)} aria-label={t.whoChanged(field.label)} />
                      )}
                    </span>,
                  ] as const,
              )}
          />
          {masked.length > 0 && <p className="small soft panel-note">{t.masked}</p>}
        </Panel>
      )}
      {register.effective && !asOf && <Periods register={register} detail={present} />}
      {acts.includes('history') && !asOf && <Corrections register={register} detail={present} />}
      {acts.includes('history') && (
        <div id="history">
          <History register={register} detail={present} field={asked} onField={askField} />
        </div>
      )}
      {asking === 'reopen' && <ReopenDialog register={register} record={present.record} onClose={() => setAsking(undefined)} />}
      {asking === 'end' && (
        <EndRecords
          register={register}
          rows={[present.record]}
          onClose={() => setAsking(undefined)}
          onEnded={() => {
            setAsking(undefined)
            void navigate(list)
          }}
        />
      )}
    </Page>
  )
}

/** One record of any register: what it says, what can be done with it, who changed what, what refers to it. */
export function RecordPage() {
  return <WithRecord waiting={<Skeleton lines={10} />}>{(register, detail) => <Record register={register} detail={detail} />}</WithRecord>
}
