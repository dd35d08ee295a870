import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'
import type { LightColour } from '../api/types.ts'
import { Button, Empty, Failure, Light, Loading, Page, Table, Tag } from '../blocks/index.ts'
import { useDays } from '../blocks/days.ts'
import { useText } from '../texts.ts'
import { recordsOf, useIndicator, type CountedPage } from './data.ts'
import { cockpitTexts } from './texts.ts'
import { usePeriod, useWrite } from './words.ts'

type Counted = CountedPage['items'][number]

/** A day, with the light of the limit that ends then. */
function Until({ due, light }: { due: string | null; light?: LightColour | null }) {
  const t = useText(cockpitTexts)
  const { day } = useDays()
  return (
    <>
      {due ? <time dateTime={due}>{day(due)}</time> : t.noValue} {light && <Light colour={light} />}
    </>
  )
}

const tones = { done: 'good', late: 'bad', lapsed: 'warn' } as const

/** Whether a limit was kept; of one that still runs or stands, its light. */
function Standing({ limit: { state, light } }: { limit: NonNullable<Counted['limit']> }) {
  const t = useText(cockpitTexts)
  if (state === 'running' || state === 'paused') return <Light colour={state === 'paused' ? 'paused' : (light ?? 'green')} />
  return <Tag tone={tones[state]}>{t[`limit_${state}`]}</Tag>
}

/** The records that make a figure, counted by the same rule; those that the reader may open lead to their page. */
export function RecordsPage() {
  const t = useText(cockpitTexts)
  const { day, dayOf } = useDays()
  const period = usePeriod()
  const write = useWrite()
  const { name = '' } = useParams()
  const [search] = useSearchParams()
  const query = Object.fromEntries(
    ['region', 'on', 'from', 'to', 'group', 'short'].flatMap((key) => (search.get(key) ? [[key, search.get(key)!]] : [])),
  )
  const { data: head } = useIndicator(name, { region: query.region, by: 'time' })
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['indicators', 'records', name, query],
    queryFn: ({ pageParam }) => recordsOf(name, { ...query, after: pageParam }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const items = data?.pages.flatMap((page) => page.items) ?? []
  const unreadable = data?.pages.reduce((sum, page) => sum + page.unreadable, 0) ?? 0
  const states: Record<string, string> = {
    open: t.stateOpen,
    concluded: t.stateConcluded,
    withdrawn: t.stateWithdrawn,
    refused: t.stateRefused,
  }
  const found = data?.pages[0]?.found
  const now = head?.points.at(-1)
  const cases = items.some((one) => one.case)
  const columns = cases
    ? [
        { key: 'number', label: t.number, cell: (one: Counted) => <span className="number">{one.case?.number ?? t.onlyCounted}</span> },
        ...(items.some((one) => one.limit) ? [{ key: 'limit', label: t.limit, cell: (one: Counted) => one.limit?.label ?? '' }] : []),
        { key: 'matter', label: t.matter, cell: (one: Counted) => one.case?.label ?? '' },
        { key: 'organisation', label: t.organisation, cell: (one: Counted) => one.case?.organisation ?? '' },
        { key: 'region', label: t.region, cell: (one: Counted) => one.case?.region ?? '' },
        {
          key: 'opened',
          label: t.opened,
          cell: (one: Counted) => one.case && <time dateTime={one.case.opened}>{dayOf(one.case.opened)}</time>,
        },
        ...(items.some((one) => one.limit)
          ? [
              { key: 'due', label: t.limitDue, cell: (one: Counted) => <Until due={one.limit?.due ?? null} /> },
              { key: 'standing', label: t.standing, cell: (one: Counted) => one.limit && <Standing limit={one.limit} /> },
            ]
          : [
              // Of an act, when it was done; of a case, until when it has to be.
              head?.indicator.source.name === 'cases.move'
                ? { key: 'day', label: t.day, cell: (one: Counted) => <Until due={one.day} /> }
                : { key: 'due', label: t.due, cell: (one: Counted) => <Until due={one.case?.due ?? null} light={one.case?.light} /> },
            ]),
        { key: 'state', label: t.state, cell: (one: Counted) => states[one.case?.state ?? ''] ?? '' },
      ]
    : [
        {
          key: 'record',
          label: t.record,
          cell: (one: Counted) =>
            one.title && one.link ? <Link to={one.link}>{one.title}</Link> : <span className="soft">{t.onlyCounted}</span>,
        },
        { key: 'day', label: t.day, cell: (one: Counted) => <Until due={one.day} /> },
      ]
  const when = query.on ?? now?.period
  return (
    <Page
      title={t.recordsTitle(head?.indicator.label ?? '')}
      lead={
        head
          ? t.recordsLead(
              head.region.name,
              head.indicator.every === 'now'
                ? t.now
                : query.from && query.to
                  ? t.between(day(query.from), day(query.to))
                  : when
                    ? period(when)
                    : '',
            )
          : undefined
      }
      up={{ to: `/cockpit/figures/${name}${query.region ? `?region=${query.region}` : ''}`, label: head?.indicator.label ?? t.figures }}
    >
      {error && <Failure error={error} />}
      {!data && !error && <Loading />}
      {data && items.length === 0 && <Empty>{data.pages[0]?.why === 'hidden' ? t.recordsHidden : t.noRecords}</Empty>}
      {unreadable > 0 && <p className="soft">{t.unreadable(write(unreadable))}</p>}
      {found && items.length > 0 && (
        <p className="soft" role="status">
          {found.more
            ? t.foundMany(write(found.count), write(items.length))
            : t.found(write(found.count), items.length < found.count ? write(items.length) : undefined)}
        </p>
      )}
      {items.length > 0 && (
        <Table label={t.recordsTitle(head?.indicator.label ?? '')} rows={items} keyOf={({ id }) => id} columns={columns} />
      )}
      {hasNextPage && (
        <p className="panel-note">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t.more}
          </Button>
        </p>
      )}
    </Page>
  )
}
