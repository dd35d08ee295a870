import type { Field, Fields } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { mine, type MyRecordSources, type SaidOfMe } from '../../api/mine.ts'
import { ButtonLink, Failure, Page, Panel, Skeleton, Tag, useDays } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useSigns, useText } from '../../texts.ts'
import { sayable } from './my-correct.tsx'
import { mineTexts } from './texts.ts'

/** Who said it, when, and with what it came. */
function From({ said }: { said: SaidOfMe }) {
  const t = useText(mineTexts)
  const days = useDays()
  const who = said.organisation && said.organisation !== said.label ? `${said.label} · ${said.organisation}` : said.label
  return (
    <p className="small soft">
      {t.saidBy(who, days.dayOf(said.at))}
      {said.file && (
        <>
          <br />
          {t.cameIn(said.file)}
        </>
      )}
      {said.case && (
        <>
          <br />
          <Link to={`/cases/${said.case.id}`}>{t.decidedIn(said.case.number)}</Link>
        </>
      )}
    </p>
  )
}

function Value({ field, said, of }: { field: Field; said: SaidOfMe; of: MyRecordSources }) {
  const t = useText(mineTexts)
  if (said.none) return <p>{t.saysNone}</p>
  if (said.masked && (said.value === null || said.value === undefined)) return <p className="soft">{t.withheld}</p>
  return (
    <p>
      <FieldCell field={field} value={said.value} titles={of.titles} masked={said.masked} />
    </p>
  )
}

function OneField({ name, field, of }: { name: string; field: Field; of: MyRecordSources }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const { register, record, said, open, correctable } = of
  const [first, ...others] = said[name] ?? []
  const sayableHere = correctable && sayable({ [name]: field } as Fields).length > 0
  return (
    <li className="own-field">
      <div className="stack-tight">
        <h3 className="soft">
          {field.label} {open.includes(name) && <Tag tone="warn">{t.othersDiffer}</Tag>}
        </h3>
        <p className="own-value">
          <FieldCell field={field} value={record[name]} titles={of.titles} />
        </p>
        {first && <From said={first} />}
        {others.length > 0 && (
          <details className="own-others">
            <summary>{t.othersSay(others.length)}</summary>
            <ul className="stack-tight">
              {others.map((other) => (
                <li key={`${other.label} ${other.at}`}>
                  <Value field={field} said={other} of={of} />
                  <From said={other} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {sayableHere && (
        <ButtonLink to={`/me/records/${register.name}/${record.id}/correct?field=${name}`} icon="correct">
          {t.wrong}
          <span className="unseen">
            {signs.colon}
            {field.label}
          </span>
        </ButtonLink>
      )}
    </li>
  )
}

function Record() {
  const t = useText(mineTexts)
  const { register = '', record = '' } = useParams()
  const { data, error, refetch } = useQuery({
    queryKey: ['my-records', register, record],
    queryFn: () => mine.sources(register, record),
    retry: false,
  })
  return (
    <Page
      title={data?.register.label ?? t.records}
      lead={data && t.sourcesLead(data.steward ?? t.correctOffice)}
      up={{ to: '/me/records', label: t.records }}
      actions={<ButtonLink to="/me/access">{t.whoLooked}</ButtonLink>}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={10} />}
      {data && (
        <Panel title={t.sourcesOf}>
          <ul className="own-fields">
            {(Object.entries(data.register.fields) as [string, Field][])
              .filter(([key]) => data.record[key] !== null || (data.said[key]?.length ?? 0) > 1)
              .map(([key, field]) => (
                <OneField key={key} name={key} field={field} of={data} />
              ))}
          </ul>
        </Panel>
      )}
    </Page>
  )
}

/** One of the own records: where each of its items comes from, what other sources say, and the way to say that it is wrong. */
export const MyRecord = () => (
  <SignedIn>
    <Record />
  </SignedIn>
)
