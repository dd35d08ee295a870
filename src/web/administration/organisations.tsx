import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import { Button, ButtonLink, Empty, Failure, Page, SearchBox, Section, Skeleton } from '../blocks/index.ts'
import { useSettled } from '../fields/settled.ts'
import { useAddress } from '../lists/address.ts'
import { useRegister } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import './administration.css'
import { administrationTexts } from './texts.ts'

const name = 'identity.organisation'

/** Organisations, those of the own region first; each leads to its posts and people. */
export function Organisations() {
  const t = useText(administrationTexts)
  const { actor } = useSession()
  const [search, setSearch] = useAddress()
  const words = search.get('search') ?? ''
  const settled = useSettled(words)
  const accounts = useRegister('identity.account')
  const query = settled ? { search: settled } : { 'where.region': actor?.region?.id }
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['records', name, 'tree', query],
    queryFn: ({ pageParam }) => calls.records(name, { ...query, limit: 100, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  })
  const rows = data?.pages.flatMap(({ items }) => items) ?? []
  const titles = Object.assign({}, ...(data?.pages.map((page) => page.titles) ?? [])) as Record<string, string>
  return (
    <Page
      title={t.organisations}
      lead={t.organisationsLead}
      actions={
        <>
          {accounts && <ButtonLink to="/desk/registers/identity.account">{t.accounts}</ButtonLink>}
          {actor?.roles.includes('identity.administrator') && (
            <ButtonLink to="/desk/accounts/new" icon="add">
              {t.newAccount}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className="stack">
        <SearchBox
          id="find-organisation"
          label={t.find}
          placeholder={t.find}
          value={words}
          onChange={(to) => setSearch(new URLSearchParams(to ? { search: to } : {}), true)}
          onSearch={() => undefined}
        />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={8} />}
        {data && (
          <Section title={settled ? t.found : t.here}>
            {rows.length === 0 && <Empty icon="building">{t.none}</Empty>}
            <ul className="organisations">
              {rows.map((row) => (
                <li key={row.id}>
                  <Link to={`/desk/organisations/${row.id}`}>{String(row.name)}</Link>
                  <span className="small soft">{titles[String(row.region)] ?? ''}</span>
                </li>
              ))}
            </ul>
            {hasNextPage && (
              <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t.more}
              </Button>
            )}
          </Section>
        )}
      </div>
    </Page>
  )
}
