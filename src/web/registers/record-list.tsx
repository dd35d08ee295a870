import { resultOf, type Field } from '#declare'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState, type ComponentProps } from 'react'
import { Link, useParams } from 'react-router'
import { takeAtHand } from '../api/at-hand.ts'
import { ApiProblem } from '../api/problem.ts'
import { request, type QueryValues } from '../api/request.ts'
import type { RecordPage, RecordRow, RegisterSummary, Titles } from '../api/types.ts'
import {
  Button,
  ButtonLink,
  Empty,
  FailedPage,
  Failure,
  MenuButton,
  Notice,
  Page,
  SearchBox,
  SelectionBar,
  Skeleton,
  Table,
  Tag,
  Toolbar,
  useNumber,
} from '../blocks/index.ts'
import { pictureAddress } from '../api/calls.ts'
import { FieldCell } from '../fields/field-cell.tsx'
import { Checkboxes } from '../fields/radios.tsx'
import { useSettled } from '../fields/settled.ts'
import { useAddress } from '../lists/address.ts'
import { Views } from '../lists/views.tsx'
import { useText } from '../texts.ts'
import { useSystems } from './declared.ts'
import { baseTexts } from './base/texts.ts'
import { useDensity } from './density.ts'
import { EndRecords } from './end-records.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { Filters } from './filters.tsx'
import { ListTimes } from './history/list-times.tsx'
import { columnKeys, listAsked, listQuery, readSorting, recordsAddress, sorts, withValue } from './query.ts'
import { registerTexts } from './texts.ts'
import { UnknownRegister } from './unknown-register.tsx'

type SetSearch = (next: URLSearchParams) => void
const none: ReadonlySet<string> = new Set()

/** Pages of a list as its address asks for them. */
function useRecords(register: RegisterSummary, search: URLSearchParams) {
  // Each question about persons is on record, so it is asked once the words are whole; any other at each key.
  const personal = Object.values(register.fields as Record<string, Field>).some(({ privacy }) => privacy !== 'none')
  const settled = useSettled(JSON.stringify(listAsked(search)), personal ? 250 : 0)
  const at = (after?: string) => recordsAddress(register.name, JSON.parse(settled) as QueryValues, after)
  const found = useInfiniteQuery({
    queryKey: ['records', register.name, 'list', settled],
    queryFn: ({ pageParam }) => request<RecordPage>('GET', at(pageParam)),
    initialData: () => {
      const first = takeAtHand<RecordPage>(at())
      return first && { pages: [first], pageParams: [undefined] }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  })
  const pages = found.data?.pages ?? []
  return {
    ...found,
    asked: Object.keys(listQuery(search)).length > 0,
    rows: pages.flatMap((page) => page.items),
    count: pages.at(-1)?.found,
    looked: pages.at(-1)?.looked,
    titles: Object.assign({}, ...pages.map((page) => page.titles)) as Titles,
    masked: new Set(pages.flatMap((page) => page.masked)),
  }
}

/** Which columns the list has. */
function Columns({ register, search, setSearch }: { register: RegisterSummary; search: URLSearchParams; setSearch: SetSearch }) {
  const t = useText(registerTexts)
  const choices = Object.fromEntries(
    Object.entries(register.fields as Record<string, Field>)
      .filter(([key]) => key !== register.title)
      .map(([key, field]) => [key, field.label]),
  )
  const usual = register.list.filter((key) => key !== register.title)
  return (
    <MenuButton label={t.columns} icon="settings" closes={false}>
      <div className="columns-menu">
        <Checkboxes
          id="columns"
          value={columnKeys(register, search).slice(1)}
          choices={choices}
          onChange={(keys) => setSearch(withValue(search, 'columns', keys.join() === usual.join() ? '' : keys.join()))}
        />
      </div>
    </MenuButton>
  )
}

/** As many rows as the largest screen shows. */
const IN_SIGHT = 24

/** The rows in sight first, the others as soon as those are drawn; new rows when there is time, so that what one types is there at once. */
function RowsTable(props: ComponentProps<typeof Table<RecordRow>>) {
  const drawn = useDeferredValue(props.rows, props.rows.slice(0, IN_SIGHT))
  return <Table {...props} rows={drawn} />
}

function Records({
  register,
  search,
  setSearch,
  found,
  chosen,
  setChosen,
}: {
  register: RegisterSummary
  search: URLSearchParams
  setSearch: SetSearch
  found: ReturnType<typeof useRecords>
  chosen: ReadonlySet<string>
  setChosen: (chosen: ReadonlySet<string>) => void
}) {
  const t = useText(registerTexts)
  const { rows, count, looked, titles, masked, error, data, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    found
  const number = useNumber()
  const sorting = readSorting(search)
  if (error)
    return error instanceof ApiProblem && error.code === 'list.sort-many' ? (
      <Notice tone="warn" title={error.message} live>
        <Button onClick={() => setSearch(withValue(search, 'sort', ''))}>{t.unsorted}</Button>
      </Notice>
    ) : (
      <Failure error={error} retry={() => void refetch()} />
    )
  if (!data) return <Skeleton shape="table" lines={10} />
  const goOn = hasNextPage && (
    <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {looked === undefined ? t.more : t.lookOn}
    </Button>
  )
  const farAsLooked = looked !== undefined && (
    <Notice title={t.looked(number(looked))} live>
      <p>{t.lookedHow}</p>
      <p>{goOn}</p>
    </Notice>
  )
  if (rows.length === 0 && farAsLooked) return farAsLooked
  if (rows.length === 0) return <Empty icon={found.asked ? 'search' : 'registers'}>{found.asked ? t.none : t.noneYet}</Empty>
  const cell = (key: string, row: RecordRow) => (
    <FieldCell
      field={register.fields[key] as Field}
      value={row[key]}
      titles={titles}
      masked={masked.has(key)}
      at={pictureAddress(register.name, row.id, key)}
    />
  )
  return (
    <>
      <p className="small soft" role="status">
        {count ? (count.more ? t.foundMany : t.found)(count.count, rows.length) : t.count(rows.length, hasNextPage)}
      </p>
      <RowsTable
        label={register.label}
        rows={rows}
        keyOf={(row) => row.id}
        busy={isPlaceholderData}
        {...(register.acts.includes('end')
          ? { choice: { chosen, set: setChosen, nameOf: (row: RecordRow) => String(row[register.title] ?? row.id) } }
          : {})}
        sorting={{
          by: sorting?.by ?? '',
          down: sorting?.down ?? false,
          set: ({ by, down }) => setSearch(withValue(search, 'sort', down ? `-${by}` : by)),
        }}
        columns={columnKeys(register, search).map((key, index) => {
          const field = register.fields[key] as Field
          return {
            key,
            label: field.label,
            title: index === 0,
            sorts: sorts(field) && !masked.has(key),
            align: amounts.includes(resultOf(field).kind) ? ('end' as const) : undefined,
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
      {farAsLooked || goOn}
    </>
  )
}

/** Any register's list: words, filters, views, columns. The address holds what was looked for, so that it can be kept and sent on. */
function ListOf({ register }: { register: RegisterSummary }) {
  const t = useText(registerTexts)
  const own = useText(baseTexts)
  const [search, setSearch] = useAddress()
  const found = useRecords(register, search)
  const [chosen, setChosen] = useState(none)
  const [asking, setAsking] = useState<'export' | 'end'>()
  const density = useDensity()
  const chosenRows = found.rows.filter(({ id, ended }) => chosen.has(id) && !ended)
  const searched = t.listed(register.search.map((key) => (register.fields[key] as Field).label))
  return (
    <Page
      title={register.label}
      lead={register.about}
      up={{ to: '/desk/registers', label: t.registers }}
      actions={
        <>
          {register.base?.person && register.acts.includes('unmask') && (
            <ButtonLink to={`/desk/registers/${register.name}/find`} icon="search">
              {own.find}
            </ButtonLink>
          )}
          {register.base && register.acts.includes('end') && (
            <ButtonLink to={`/desk/registers/${register.name}/duplicates`}>{own.duplicates}</ButtonLink>
          )}
          <ButtonLink to={`/desk/catalogue/${register.name}`}>{t.inCatalogue}</ButtonLink>
          {(register.acts.includes('add') || register.acts.includes('change')) && (
            <ButtonLink to={`/desk/registers/${register.name}/imports`} icon="upload">
              {t.import}
            </ButtonLink>
          )}
          {register.acts.includes('add') && (
            <ButtonLink to={`/desk/registers/${register.name}/new`} look="primary" icon="add">
              {t.add}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className={density.close ? 'stack list-close' : 'stack'}>
        <Views
          page={`registers/${register.name}`}
          given={[{ key: 'all', label: t.all, query: '' }]}
          query={search.toString()}
          onOpen={(query) => setSearch(new URLSearchParams(query))}
        />
        <Toolbar
          label={t.tools}
          end={
            <>
              <Columns register={register} search={search} setSearch={setSearch} />
              <Button aria-pressed={density.close} onClick={density.turn}>
                {t.close}
              </Button>
              {register.acts.includes('export') && (
                <Button icon="download" onClick={() => setAsking('export')}>
                  {t.export}
                </Button>
              )}
            </>
          }
        >
          {searched && (
            <SearchBox
              id="search"
              label={t.searchHelp(searched)}
              placeholder={t.searchHelp(searched)}
              value={search.get('search') ?? ''}
              onChange={(words) => setSearch(withValue(search, 'search', words), true)}
              onSearch={() => undefined}
            />
          )}
        </Toolbar>
        <Filters key={register.name} register={register} search={search} setSearch={setSearch} titles={found.titles} />
        <ListTimes {...{ register, search, setSearch }} />
        <Records {...{ register, search, setSearch, found, chosen, setChosen }} />
        <SelectionBar count={chosenRows.length} onClear={() => setChosen(none)}>
          <Button look="danger" onClick={() => setAsking('end')}>
            {t.end}
          </Button>
        </SelectionBar>
      </div>
      {asking === 'export' && (
        <ExportDialog register={register} search={search} columns={columnKeys(register, search)} onClose={() => setAsking(undefined)} />
      )}
      {asking === 'end' && (
        <EndRecords
          register={register}
          rows={chosenRows}
          onClose={() => setAsking(undefined)}
          onEnded={() => {
            setAsking(undefined)
            setChosen(none)
          }}
        />
      )}
    </Page>
  )
}

/** Kinds whose values stand below each other by their last digit. */
const amounts: readonly Field['kind'][] = ['money', 'number']

/** The list of the register that the address names. */
export function RecordList() {
  const { register: name = '' } = useParams()
  const systems = useSystems()
  const register = systems.data?.flatMap((system) => system.registers).find((one) => one.name === name)
  if (systems.error) return <FailedPage error={systems.error} retry={() => void systems.refetch()} />
  if (!systems.data) return <Skeleton shape="table" lines={10} />
  return register ? <ListOf key={name} register={register} /> : <UnknownRegister />
}
