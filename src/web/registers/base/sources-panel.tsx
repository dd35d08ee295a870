import type { Field } from '#declare'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { baseCalls, type RecordSources, type SourceWord } from '../../api/base-calls.ts'
import type { RecordDetail, RegisterSummary } from '../../api/types.ts'
import { Button, Failure, Panel, Skeleton, Tag, useDays } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useText } from '../../texts.ts'
import './base.css'
import { ReasonDialog } from './reason-dialog.tsx'
import { baseTexts } from './texts.ts'

function Word({ field, word, titles, counts }: { field: Field; word: SourceWord; titles: RecordDetail['titles']; counts: boolean }) {
  const t = useText(baseTexts)
  const days = useDays()
  return (
    <li>
      {word.none ? <span>{t.saysNone}</span> : <FieldCell field={field} value={word.value} titles={titles} masked={word.masked} />}{' '}
      {counts && <Tag tone="good">{t.counts}</Tag>}{' '}
      <span className="small soft">
        {word.label}
        {' · '}
        {word.supplier && `${word.supplier} · `}
        {t.since(days.moment(word.at))}
      </span>
    </li>
  )
}

function Merged({ register, merges }: { register: RegisterSummary; merges: RecordSources['merges'] }) {
  const t = useText(baseTexts)
  const days = useDays()
  const client = useQueryClient()
  const [asking, setAsking] = useState<string>()
  if (merges.length === 0) return null
  return (
    <>
      <h3>{t.mergedHere}</h3>
      <ul className="source-merges">
        {merges.map(({ id, merged, reason, recorded, undone }) => (
          <li key={id}>
            <span>
              {t.mergedOn(days.moment(recorded))}
              {' · '}
              {reason}
              {undone && ` · ${t.takenApart(days.moment(undone))}`}
            </span>
            {undone ? (
              <Link to={`/desk/registers/${register.name}/${merged}`}>{t.ownView}</Link>
            ) : (
              register.acts.includes('end') && (
                <Button small onClick={() => setAsking(merged)}>
                  {t.unmerge}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {asking && (
        <ReasonDialog
          title={t.unmerge}
          lead={t.unmergeLead}
          send={async (reason) => {
            await baseCalls.unmerge(register.name, asking, reason)
            await client.invalidateQueries({ queryKey: ['asks'] })
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}

/** Where each field of a record comes from, asked for when somebody wants to know: what every source says, since when, and which one counts. */
export function SourcesPanel({ register, detail: { record, titles } }: { register: RegisterSummary; detail: RecordDetail }) {
  const t = useText(baseTexts)
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['record', register.name, record.id, 'sources', record.version],
    queryFn: () => baseCalls.sources(register.name, record.id),
    enabled: open,
  })
  return (
    <Panel
      title={t.sources}
      lead={open ? t.sourcesLead : undefined}
      aside={
        !open && (
          <Button small onClick={() => setOpen(true)}>
            {t.showSources}
          </Button>
        )
      }
    >
      {open && error && <Failure error={error} retry={() => void refetch()} />}
      {open && !data && !error && <Skeleton lines={4} />}
      {data && data.fields.length === 0 && <p className="soft">{t.noSources(data.own)}</p>}
      {data && (
        <dl className="source-fields">
          {data.fields.map(({ field: key, words, contradicted, open: waits }) => {
            const field = register.fields[key] as Field
            return (
              <div key={key}>
                <dt>
                  {field.label} {contradicted && <Tag tone={waits ? 'warn' : 'plain'}>{waits ? t.contradicted : t.settled}</Tag>}
                </dt>
                <dd>
                  <ul>
                    {words.map((word, at) => (
                      <Word key={`${word.source} ${word.at} ${at}`} counts={at === 0 && words.length > 1} {...{ field, word, titles }} />
                    ))}
                  </ul>
                </dd>
              </div>
            )
          })}
        </dl>
      )}
      {data && <Merged register={register} merges={data.merges} />}
    </Panel>
  )
}
