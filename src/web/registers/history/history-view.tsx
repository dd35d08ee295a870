import type { Field } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { calls } from '../../api/calls.ts'
import type { RecordDetail, RecordVersion, RegisterSummary } from '../../api/types.ts'
import { Button, Empty, Failure, Panel, Skeleton, Timeline, type Happening } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useText } from '../../texts.ts'
import { changesByVersion, type FieldChange } from './changes.ts'
import { registerTexts } from '../texts.ts'
import { CompareDialog } from './compare-dialog.tsx'
import { historyTexts } from './texts.ts'

/** Why a version was written: the case in which it was, or the act. */
function Purpose({ purpose }: { purpose: string }) {
  const t = useText(registerTexts)
  const [, of, what] = /^case:(\S+) ?(.*)$/.exec(purpose) ?? []
  if (of)
    return (
      <>
        {t.purpose}
        <Link to={`/desk/cases/${of}`}>{what || t.theCase}</Link>
      </>
    )
  return (
    <>
      {t.purpose}
      {purpose.replace(/^[a-z-]+:/, '')}
    </>
  )
}

/** Why, and by which file or ask, a version was written. */
function Ground({ version: { reason, batch, ask } }: { version: RecordVersion }) {
  const t = useText(historyTexts)
  const parts = [ask && t.corrected, reason && t.why(reason), batch && t.fromFile(batch.file)].filter(Boolean)
  return parts.length > 0 && <p className="small">{parts.join(' · ')}</p>
}

const who = (version: RecordVersion) => [version.organisation, version.postName, version.actorName].filter(Boolean).join(' ')

/** Who changed what of a record, when and why: of all fields, or of the one that is asked about. */
export function History({
  register,
  detail,
  field: only,
  onField,
}: {
  register: RegisterSummary
  detail: RecordDetail
  field: string
  onField: (field: string) => void
}) {
  const t = useText(registerTexts)
  const own = useText(historyTexts)
  const [comparing, setComparing] = useState<number>()
  const { data, error, refetch } = useQuery({
    queryKey: ['record', register.name, detail.record.id, 'history', detail.record.version],
    queryFn: () => calls.history(register.name, detail.record.id),
  })
  const titles = { ...detail.titles, ...data?.titles }
  const labelOf = (key: string) =>
    (register.fields[key] as Field | undefined)?.label ?? { ended: t.ended, from: own.from, to: own.to }[key] ?? key
  const cell = (key: string, value: unknown) => {
    const field = register.fields[key] as Field | undefined
    if (value === null || value === undefined) return <span className="soft">{t.emptied}</span>
    return field ? <FieldCell field={field} value={value} titles={titles} masked={detail.masked.includes(key)} /> : <>{String(value)}</>
  }
  const ops = { I: t.opAdded, U: t.opChanged, D: t.opDeleted }
  const all = data ? changesByVersion(data.versions, detail.record) : []
  const lines = (changes: readonly FieldChange[]) => (
    <ul className="changes">
      {changes
        .filter(({ field }) => !only || field === only)
        .map(({ field, before, after }) => (
          <li key={field}>
            <span className="soft">{t.fieldLine(labelOf(field))}</span>
            <del>{cell(field, before)}</del> <span aria-hidden="true">→</span>
            <span className="unseen">{t.became}</span> <ins>{cell(field, after)}</ins>
          </li>
        ))}
    </ul>
  )
  const shown = only ? all.filter(({ changes }) => changes.some(({ field }) => field === only)) : all
  const changed = [...new Set(all.flatMap(({ changes }) => changes.map(({ field }) => field)))]
  const items = shown.map(({ version, changes }): Happening => ({
    key: String(version.version),
    title: `${ops[version.op]} · ${t.version(version.version)}`,
    at: version.recorded,
    by: (
      <>
        {who(version) || t.theSystem}
        {version.purpose && (
          <>
            {' · '}
            <Purpose purpose={version.purpose} />
          </>
        )}
      </>
    ),
    children: (
      <>
        <Ground version={version} />
        {version.before && lines(changes)}
        {version.version !== detail.record.version && !only && (
          <Button
            look="quiet"
            small
            onClick={() => setComparing(version.version)}
            aria-label={`${own.compare} · ${t.version(version.version)}`}
          >
            {own.compare}
          </Button>
        )}
      </>
    ),
  }))
  return (
    <Panel
      title={t.history}
      aside={
        changed.length > 0 && (
          <label className="row one-line">
            <span className="small soft">{t.historyField}</span>
            <select className="input" value={only} onChange={(event) => onField(event.target.value)}>
              <option value="">{t.allFields}</option>
              {[...new Set([...(only ? [only] : []), ...changed])].map((key) => (
                <option key={key} value={key}>
                  {labelOf(key)}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={4} />}
      {data && shown.length === 0 && <Empty>{t.neverChanged(labelOf(only))}</Empty>}
      <Timeline items={items} label={t.history} />
      {comparing !== undefined && data && (
        <CompareDialog
          register={register}
          detail={detail}
          versions={data.versions}
          first={comparing}
          onClose={() => setComparing(undefined)}
        />
      )}
    </Panel>
  )
}
