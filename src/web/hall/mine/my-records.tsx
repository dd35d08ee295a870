import type { Field } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useLocation } from 'react-router'
import { fileAddress } from '../../api/calls.ts'
import { mine, type MyAsk, type MyRegister } from '../../api/mine.ts'
import { useSession } from '../../api/session.tsx'
import { ButtonLink, Empty, Failure, Light, Page, Section, Skeleton, Tag, useDays } from '../../blocks/index.ts'
import { KeptWords } from '../../blocks/kept-words.tsx'
import { FieldCell } from '../../fields/field-cell.tsx'
import { ValuesView } from '../../forms/answers-view.tsx'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useSigns, useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { mineTexts } from './texts.ts'

/** What registers hold of the signed-in person. */
export function useMyRecords() {
  const { actor } = useSession()
  return useQuery({ queryKey: ['my-records'], queryFn: mine.records, enabled: typeof actor?.person === 'string' && !actor.actingFor })
}
export const useMyAsks = () => {
  const { actor } = useSession()
  return useQuery({ queryKey: ['my-asks'], queryFn: mine.asks, enabled: actor !== null && !actor.actingFor })
}

const nameOf = ({ register, titles }: MyRegister, item: Record<string, unknown>): string => {
  const value = item[register.title]
  return titles[String(value)] ?? String(value ?? register.label)
}

/** What tells records of one title apart: the first other word in which they all differ. */
function apartBy({ register, items }: MyRegister): string | undefined {
  const worded = Object.entries(register.fields).filter(([key, { kind }]) => kind === 'text' && key !== register.title)
  return worded.map(([key]) => key).find((key) => new Set(items.map((item) => item[key])).size === items.length)
}

function OneRegister({ of, open }: { of: MyRegister; open: string }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const { register, steward, correctable, items, titles, more } = of
  const apart = new Set(items.map((item) => nameOf(of, item))).size < items.length ? apartBy(of) : undefined
  return (
    <Section title={register.label} lead={signs.sentences([register.about, steward ? t.steward(steward) : ''])}>
      <ul className="stack">
        {items.map((item) => {
          const title = nameOf(of, item)
          const key = `${register.name}-${item.id}`
          return (
            <li key={item.id} id={key}>
              <details className="panel record" open={items.length === 1 || open === key}>
                <summary>
                  <h3>
                    <KeptWords>{title}</KeptWords>
                    {apart && <span className="small soft record-apart">{String(item[apart] ?? '')}</span>}
                  </h3>
                </summary>
                <div className="stack-tight">
                  <ValuesView fields={register.fields} values={item} titles={titles} />
                  <p className="row">
                    <ButtonLink to={`/me/records/${register.name}/${item.id}`} icon="history">
                      {t.sourcesOf}
                      <span className="unseen">
                        {signs.colon}
                        {title}
                      </span>
                    </ButtonLink>
                    {correctable && item.ended === null && (
                      <ButtonLink to={`/me/records/${register.name}/${item.id}/correct`} icon="correct">
                        {t.wrong}
                        <span className="unseen">
                          {signs.colon}
                          {title}
                        </span>
                      </ButtonLink>
                    )}
                  </p>
                </div>
              </details>
            </li>
          )
        })}
      </ul>
      {more && <p className="small soft">{t.more}</p>}
    </Section>
  )
}

const tones = { open: 'info', accepted: 'good', refused: 'warn', withdrawn: 'plain' } as const

function OneAsk({ ask, fields }: { ask: MyAsk; fields: Record<string, Field> }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  const states = { open: t.askOpen, accepted: t.askAccepted, refused: t.askRefused, withdrawn: t.askWithdrawn }
  return (
    <li className="panel stack-tight">
      <div className="row row-between">
        <h3>{ask.registerLabel}</h3>
        <Tag tone={tones[ask.state]}>{states[ask.state]}</Tag>
      </div>
      <ul className="plain-list">
        {Object.entries(ask.changes).map(([key, value]) => (
          <li key={key}>
            {fields[key]?.label ?? key}
            {signs.colon}
            {value === null ? t.empty : fields[key] ? <FieldCell field={fields[key]} value={value} /> : String(value)}
          </li>
        ))}
      </ul>
      <p className="small soft">{t.askedAt(days.moment(ask.asked), ask.organisation ?? '')}</p>
      {ask.case && (
        <p className="row">
          <Link to={`/cases/${ask.case.id}`}>{t.askCase(ask.case.number)}</Link>
          {ask.state === 'open' && ask.case.due && <span className="small soft">{t.askDue(days.day(ask.case.due))}</span>}
          {ask.state === 'open' && ask.case.light && <Light colour={ask.case.light} />}
        </p>
      )}
      <p>
        {t.reason}
        {signs.colon}
        {ask.reason}
      </p>
      {ask.evidence.length > 0 && (
        <p>
          {t.evidence}
          {signs.colon}
          {ask.evidence.map((file) => (
            <a key={file.id} href={fileAddress(file.id)} download={file.name}>
              {file.name}{' '}
            </a>
          ))}
        </p>
      )}
      {ask.answer && (
        <p>
          <b>
            {t.answer}
            {signs.colon}
            {ask.answer}
          </b>
        </p>
      )}
    </li>
  )
}

function Records() {
  const t = useText(mineTexts)
  const { hash } = useLocation()
  const open = decodeURIComponent(hash.slice(1))
  const { data, error, refetch } = useMyRecords()
  const asks = useMyAsks()
  const loaded = data !== undefined
  useEffect(() => {
    if (loaded && open) document.getElementById(open)?.scrollIntoView({ block: 'start' })
  }, [loaded, open])
  const fieldsOf = (name: string | null) =>
    (data?.items.find(({ register }) => register.name === name)?.register.fields ?? {}) as Record<string, Field>
  return (
    <Page title={t.records} lead={t.recordsLead} up={{ to: '/me', label: t.title }}>
      <div className="stack">
        <BackToMyself />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton shape="cards" />}
        {asks.data && asks.data.items.length > 0 && (
          <Section title={t.asks}>
            <ul className="stack">
              {asks.data.items.map((ask) => (
                <OneAsk key={ask.id} ask={ask} fields={fieldsOf(ask.register)} />
              ))}
            </ul>
          </Section>
        )}
        {data?.items.length === 0 && <Empty icon="registers" title={t.noRecords} />}
        {data?.items.map((one) => (
          <OneRegister key={one.register.name} of={one} open={open} />
        ))}
      </div>
    </Page>
  )
}

/** What the city's offices have on record about the reader, and what became of complaints about it. */
export const MyRecords = () => (
  <SignedIn>
    <Records />
  </SignedIn>
)
