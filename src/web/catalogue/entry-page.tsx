import { useState } from 'react'
import { useParams } from 'react-router'
import { request } from '../api/request.ts'
import { useSession } from '../api/session.tsx'
import {
  Button,
  ButtonLink,
  Facts,
  FailedPage,
  Notice,
  Page,
  Panel,
  Section,
  Skeleton,
  Table,
  Tag,
  useDays,
  useSay,
  type Column,
} from '../blocks/index.ts'
import { newSetAddress } from '../open-data/data.ts'
import { useRegister } from '../registers/declared.ts'
import { useSigns, useText } from '../texts.ts'
import { useAct, useEntry, type Entry, type EntryDetail, type Item } from './catalogue-data.ts'
import './catalogue.css'
import { LineageView } from './lineage-view.tsx'
import { CycleLight, ShareTag } from './lights.tsx'
import { QualityView } from './quality-view.tsx'
import { RequestForm } from './request-form.tsx'
import { catalogueTexts } from './texts.ts'

function EntryFacts({ entry, provider, opened }: { entry: Entry; provider: string | undefined; opened: EntryDetail['opened'] }) {
  const t = useText(catalogueTexts)
  const days = useDays()
  const opening = { open: t.open, conditional: t.conditionally, none: t.closed }[entry.opening]
  const known = ([, value]: readonly [string, unknown]) => value !== null && value !== undefined && value !== '' && value !== false
  return (
    <Facts
      items={[
        [t.provider, provider ?? t.noProvider] as const,
        [t.kind, t[entry.kind]] as const,
        [
          t.code,
          <span key="code" className="number">
            {entry.code}
          </span>,
        ] as const,
        [t.share, <ShareTag key="share" share={entry.share} />] as const,
        [t.shareCondition, entry.shareCondition] as const,
        [t.shareGround, entry.shareGround] as const,
        [t.shareWay, entry.shareWay] as const,
        [t.opening, opening] as const,
        [t.openCondition, entry.openCondition] as const,
        [
          entry.opening === 'none' ? t.openedCounts : t.opened,
          opened.length > 0 && (
            <ul key="opened">
              {opened.map(({ code, title }) => (
                <li key={code}>
                  <a href={`/open/${code}`}>{title}</a>
                </li>
              ))}
            </ul>
          ),
        ] as const,
        [t.cycle, t[entry.cycle as 'daily']] as const,
        [t.light, <CycleLight key="light" light={entry.light} />] as const,
        [t.changed, entry.changed && days.moment(entry.changed)] as const,
        [t.published, entry.publishedOn && days.day(entry.publishedOn)] as const,
      ].filter(known)}
    />
  )
}

function Items({ items }: { items: readonly Item[] }) {
  const t = useText(catalogueTexts)
  const signs = useSigns()
  const columns: Column<Item>[] = [
    { key: 'name', label: t.itemName, title: true, cell: ({ name }) => name },
    { key: 'type', label: t.itemType, cell: ({ type }) => type },
    {
      key: 'note',
      label: t.itemNote,
      cell: ({ share, privacy }) =>
        signs.list([
          ...(share === 'none' ? [t.itemNotShared] : []),
          ...(privacy === 'personal' || privacy === 'sensitive' ? [t[privacy]] : []),
        ]),
    },
  ]
  return <Table label={t.items} columns={columns} rows={items} keyOf={({ name }) => name} />
}

function Shown({ detail: { entry, lineage, titles, follows, opened, requestable, changes } }: { detail: EntryDetail }) {
  const t = useText(catalogueTexts)
  const say = useSay()
  const { actor } = useSession()
  const register = useRegister(entry.register ?? '')
  const [asking, setAsking] = useState(false)
  const follow = useAct((on: boolean) => request('PUT', `/api/catalogue/${entry.id}/follow`, { follows: on }))
  return (
    <Page
      title={entry.name}
      lead={entry.about === entry.name ? undefined : entry.about}
      up={{ to: '/desk/catalogue', label: t.catalogue }}
      mark={entry.state === 'published' ? undefined : <Tag tone="warn">{t[entry.state]}</Tag>}
      actions={
        <>
          {requestable && (
            <Button look="primary" onClick={() => setAsking(true)}>
              {t.ask}
            </Button>
          )}
          <Button
            icon="star"
            busy={follow.isPending}
            aria-pressed={follows}
            onClick={() => follow.mutate(!follows, { onSuccess: () => say(follows ? t.unfollowed : t.followed) })}
          >
            {follows ? t.following : t.follow}
          </Button>
          {register && <ButtonLink to={`/desk/registers/${register.name}`}>{t.records}</ButtonLink>}
          {register?.acts.includes('export') && actor?.roles.includes('open.publisher') && (
            <ButtonLink to={newSetAddress(actor, { title: entry.name, about: entry.about, cycle: entry.cycle })}>{t.makeOpen}</ButtonLink>
          )}
          {entry.register === null && entry.state === 'published' && actor?.roles.includes('definitions.steward') && (
            <ButtonLink to={`/desk/definitions?entry=${entry.id}`}>{t.define}</ButtonLink>
          )}
          {changes && <ButtonLink to={`/desk/registers/catalogue.resource/${entry.id}/change`}>{t.change}</ButtonLink>}
        </>
      }
    >
      <div className="stack">
        <Panel title={t.facts}>
          <EntryFacts entry={entry} opened={opened} provider={entry.provider === null ? undefined : titles[entry.provider]} />
        </Panel>
        {entry.opening === 'none' && opened.some(({ shape }) => shape === 'records') && <Notice tone="warn">{t.openedDespite}</Notice>}
        <LineageView name={entry.name} lineage={lineage} />
        <Section title={t.items}>
          <Items items={entry.items} />
        </Section>
        <QualityView id={entry.id} register={entry.register} />
      </div>
      {asking && <RequestForm entry={entry} onClose={() => setAsking(false)} />}
    </Page>
  )
}

/** One resource: what it is, where it comes from, how good it is, and how one comes to use it. */
export function EntryPage() {
  const { entry = '' } = useParams()
  const { data, error, refetch } = useEntry(entry)
  if (error) return <FailedPage error={error} retry={() => void refetch()} />
  return data ? <Shown detail={data} /> : <Skeleton lines={8} />
}
