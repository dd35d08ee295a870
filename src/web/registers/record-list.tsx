import type { Field } from '#declare'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { RecordRow, RegisterSummary } from '../api/types.ts'
import { Button, ButtonLink, Empty, Failure, Loading, Page, Table, Tag } from '../blocks/index.ts'
import { FieldCell } from '../fields/field-cell.tsx'
import { EqualFilter } from '../fields/filters.tsx'
import { viewOf } from '../fields/index.ts'
import { useSettled } from '../fields/settled.ts'
import { useText } from '../texts.ts'
import { useSystems } from './declared.ts'
import { columnKeys, comparisonsOf, filterKeys, listQuery, withComparisons } from './query.ts'
import { registerTexts } from './texts.ts'

type Search = [URLSearchParams, (next: URLSearchParams) => void]

function Filters({ register, search: [search, setSearch] }: { register: RegisterSummary; search: Search }) {
  const t = useText(registerTexts)
  const count = new Set([...search.keys()].filter((key) => key.startsWith('where.')).map((key) => key.split('.')[1])).size
  const clear = () => setSearch(new URLSearchParams([...search].filter(([key]) => !key.startsWith('where.'))))
  return (
    <details className="filters" open={count > 0 || undefined}>
      <summary>{t.filters(count)}</summary>
      <div className="filters-all">
        {filterKeys(register).map((key) => {
          const field = register.fields[key] as Field
          const id = `filter-${key}`
          // A sealed field is kept encrypted and found by its whole value only.
          const Filter = field.sealed ? EqualFilter : viewOf(field).Filter
          return (
            <div key={key} className="asked">
              <label htmlFor={id}>{field.label}</label>
              <Filter
                id={id}
                field={field}
                value={comparisonsOf(search, key)}
                onChange={(value) => setSearch(withComparisons(search, key, value))}
              />
            </div>
          )
        })}
      </div>
      {count > 0 && <Button onClick={clear}>{t.clear}</Button>}
    </details>
  )
}

function Records({ register, search }: { register: RegisterSummary; search: URLSearchParams }) {
  const t = useText(registerTexts)
  const query = listQuery(search)
  const settled = useSettled(JSON.stringify(query))
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['records', register.name, 'list', settled],
    queryFn: ({ pageParam }) => calls.records(register.name, { ...(JSON.parse(settled) as typeof query), limit: 50, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  const rows = data.pages.flatMap((page) => page.items)
  if (rows.length === 0) return <Empty>{Object.keys(query).length > 0 ? t.none : t.noneYet}</Empty>
  const titles = Object.assign({}, ...data.pages.map((page) => page.titles)) as Record<string, string>
  const masked = new Set(data.pages.flatMap((page) => page.masked))
  const cell = (key: string, row: RecordRow) => (
    <FieldCell field={register.fields[key] as Field} value={row[key]} titles={titles} masked={masked.has(key)} />
  )
  return (
    <div className="stack">
      <p className="small soft" role="status">
        {t.count(rows.length, hasNextPage)}
      </p>
      <Table
        label={register.label}
        rows={rows}
        keyOf={(row) => row.id}
        columns={columnKeys(register).map((key, index) => {
          const field = register.fields[key] as Field
          return {
            key,
            label: field.label,
            align: field.kind === 'money' || field.kind === 'number' ? ('end' as const) : undefined,
            cell: (row: RecordRow) =>
              index > 0 ? (
                cell(key, row)
              ) : (
                <>
                  <Link to={`/desk/registers/${register.name}/${row.id}`}>{cell(key, row)}</Link>{' '}
                  {row.ended && <Tag tone="plain">{t.ended}</Tag>}
                </>
              ),
          }
        })}
      />
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </div>
  )
}

/** Any register's list: words, filters, pages by cursor. The address holds what was looked for, so that it can be kept and sent on. */
export function RecordList() {
  const t = useText(registerTexts)
  const { register: name = '' } = useParams()
  const systems = useSystems()
  const [search, setSearchParams] = useSearchParams()
  const setSearch = (next: URLSearchParams) => setSearchParams(next, { replace: true })
  const register = systems.data?.flatMap((system) => system.registers).find((one) => one.name === name)
  if (systems.error) return <Failure error={systems.error} retry={() => void systems.refetch()} />
  if (!systems.data) return <Loading />
  if (!register) return <Empty>{t.unknown}</Empty>
  const searched = register.search.map((key) => (register.fields[key] as Field).label).join('、')
  const look = (words: string) => {
    const next = new URLSearchParams(search)
    if (words) next.set('search', words)
    else next.delete('search')
    setSearch(next)
  }
  return (
    <Page
      title={register.label}
      lead={register.about}
      up={{ to: '/desk/registers', label: t.registers }}
      actions={
        register.acts.includes('add') && (
          <ButtonLink to={`/desk/registers/${register.name}/new`} look="primary">
            {t.add}
          </ButtonLink>
        )
      }
    >
      <div className="stack">
        {searched && (
          <div className="asked">
            <label htmlFor="search">{t.searchHelp(searched)}</label>
            <input
              id="search"
              type="search"
              className="input"
              value={search.get('search') ?? ''}
              onChange={(event) => look(event.target.value)}
            />
          </div>
        )}
        <Filters key={register.name} register={register} search={[search, setSearch]} />
        <Records register={register} search={search} />
      </div>
    </Page>
  )
}
