import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'
import { Button, Empty, Failure, Loading, Page, Table } from '../blocks/index.ts'
import { useDays } from '../blocks/days.ts'
import { useText } from '../texts.ts'
import { recordsOf, useIndicator, type CountedPage } from './data.ts'
import { cockpitTexts } from './texts.ts'
import { usePeriod, useWrite } from './words.ts'

type Counted = CountedPage['items'][number]

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
  const now = head?.points.at(-1)
  const cases = items.some((one) => one.case)
  const columns = cases
    ? [
        { key: 'number', label: t.number, cell: (one: Counted) => <span className="number">{one.case?.number ?? t.onlyCounted}</span> },
        { key: 'matter', label: t.matter, cell: (one: Counted) => one.case?.label ?? '' },
        { key: 'organisation', label: t.organisation, cell: (one: Counted) => one.case?.organisation ?? '' },
        { key: 'region', label: t.region, cell: (one: Counted) => one.case?.region ?? '' },
        {
          key: 'opened',
          label: t.opened,
          cell: (one: Counted) => one.case && <time dateTime={one.case.opened}>{dayOf(one.case.opened)}</time>,
        },
        {
          key: 'due',
          label: t.due,
          cell: (one: Counted) => (one.case?.due ? <time dateTime={one.case.due}>{day(one.case.due)}</time> : t.noValue),
        },
        { key: 'state', label: t.state, cell: (one: Counted) => states[one.case?.state ?? ''] ?? '' },
      ]
    : [
        {
          key: 'record',
          label: t.record,
          cell: (one: Counted) =>
            one.title && one.link ? <Link to={one.link}>{one.title}</Link> : <span className="soft">{t.onlyCounted}</span>,
        },
        { key: 'day', label: t.day, cell: (one: Counted) => (one.day ? day(one.day) : t.noValue) },
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
