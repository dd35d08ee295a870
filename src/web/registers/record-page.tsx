import type { Field } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { RecordDetail, RegisterSummary } from '../api/types.ts'
import { momentInWords } from '../blocks/days.ts'
import { ButtonLink, Empty, Facts, Failure, Loading, Page, Panel, Tag } from '../blocks/index.ts'
import { FieldCell } from '../fields/field-cell.tsx'
import { useText } from '../texts.ts'
import { useRegister } from './declared.ts'
import { changesByVersion } from './history.ts'
import { registerTexts } from './texts.ts'

const opWords = { I: '新增', U: '变更', D: '删除' }

/** The ground of a version without the kind that stands before it: `duty:修改记录` is 修改记录. */
const purposeInWords = (purpose: string) => purpose.replace(/^[a-z-]+:/, '')

function History({ register, detail }: { register: RegisterSummary; detail: RecordDetail }) {
  const t = useText(registerTexts)
  const { data, error, refetch } = useQuery({
    queryKey: ['record', register.name, detail.record.id, 'history', detail.record.version],
    queryFn: () => calls.history(register.name, detail.record.id),
  })
  const cell = (key: string, value: unknown) => {
    const field = register.fields[key] as Field | undefined
    if (value === null || value === undefined) return <span className="soft">{t.emptied}</span>
    return field ? (
      <FieldCell field={field} value={value} titles={detail.titles} masked={detail.masked.includes(key)} />
    ) : (
      <>{String(value)}</>
    )
  }
  return (
    <Panel title={t.history}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <ol className="timeline">
          {changesByVersion(data.versions, detail.record).map(({ version, changes }) => (
            <li key={version.version}>
              <p className="row">
                <b>{opWords[version.op]}</b>
                <time dateTime={version.recorded}>{momentInWords(version.recorded)}</time>
                <span className="small soft">{t.version(version.version)}</span>
              </p>
              <p className="small soft">
                {[version.organisation, version.postName, version.actorName].filter(Boolean).join(' ')}
                {version.purpose && `　${t.purpose}：${purposeInWords(version.purpose)}`}
              </p>
              {version.before && changes.length > 0 && (
                <ul className="changes">
                  {changes.map(({ field, before, after }) => (
                    <li key={field}>
                      <span className="soft">{(register.fields[field] as Field | undefined)?.label ?? field}：</span>
                      <del>{cell(field, before)}</del> <span aria-hidden="true">→</span> <ins>{cell(field, after)}</ins>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

/** One record of any register: what it says, what can be done with it, who changed what. */
export function RecordPage() {
  const t = useText(registerTexts)
  const { register: name = '', record: id = '' } = useParams()
  const register = useRegister(name)
  const { data, error, refetch } = useQuery({ queryKey: ['record', name, id], queryFn: () => calls.record(name, id) })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  if (!register) return <Empty>{t.unknown}</Empty>
  const { record, titles, masked, acts } = data
  const at = `/desk/registers/${name}/${id}`
  return (
    <Page
      title={String(record[register.title] ?? register.label)}
      up={{ to: `/desk/registers/${name}`, label: register.label }}
      actions={
        <>
          {record.ended && <Tag tone="plain">{t.ended}</Tag>}
          {acts.includes('change') && !record.ended && <ButtonLink to={`${at}/change`}>{t.change}</ButtonLink>}
          <ButtonLink to={`${at}/correct`}>{t.correct}</ButtonLink>
        </>
      }
    >
      <Panel title={t.record}>
        <Facts
          items={[
            ...Object.entries(register.fields as Record<string, Field>).map(
              ([key, field]) =>
                [
                  field.label,
                  <FieldCell key={key} field={field} value={record[key]} titles={titles} masked={masked.includes(key)} />,
                ] as const,
            ),
            [t.recorded, momentInWords(record.recorded)] as const,
            [
              t.versionName,
              <span key="version" className="number">
                {record.version}
              </span>,
            ] as const,
          ]}
        />
        {masked.length > 0 && <p className="small soft panel-note">{t.masked}</p>}
      </Panel>
      {acts.includes('history') && <History register={register} detail={data} />}
    </Page>
  )
}
