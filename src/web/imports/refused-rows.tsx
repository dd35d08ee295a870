import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Failure, Icon, Section, Skeleton, Table, useNumber } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { errorsAddress, refusalsOf, type Batch } from './import-data.ts'
import { importTexts } from './texts.ts'

/** As many as one answer holds. */
const PAGE = 100

/** The rows that do not go in, each with its reasons, and the way to have them all in a file. */
export function RefusedRows({ batch }: { batch: Batch }) {
  const t = useText(importTexts)
  const number = useNumber()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['refusals', batch.id, batch.refused],
    queryFn: ({ pageParam }) => refusalsOf(batch.id, pageParam),
    initialPageParam: 0,
    getNextPageParam: ({ items }) => (items.length === PAGE ? items.at(-1)!.n : undefined),
  })
  const rows = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Section
      title={t.refusedRows}
      lead={t.refusedLead}
      aside={
        <a className="button button-plain" href={errorsAddress(batch.id)} download>
          <Icon name="download" />
          {t.download}
        </a>
      }
    >
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton shape="table" lines={4} />
      ) : (
        <>
          <Table
            label={t.refusedRows}
            rows={rows}
            keyOf={({ n }) => String(n)}
            columns={[
              { key: 'n', label: t.row, title: true, cell: ({ n }) => <span className="number">{n}</span> },
              {
                key: 'why',
                label: t.why,
                cell: ({ problems }) => (
                  <ul>
                    {problems.map((problem) => (
                      <li key={problem}>{problem}</li>
                    ))}
                  </ul>
                ),
              },
            ]}
          />
          {hasNextPage && (
            <p className="row">
              <span className="small soft">{t.shownFirst(number(rows.length))}</span>
              <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t.showMore}
              </Button>
            </p>
          )}
        </>
      )}
    </Section>
  )
}
