import { useInfiniteQuery } from '@tanstack/react-query'
import { mine, type LookAtMe } from '../../api/mine.ts'
import { Button, Empty, Failure, Page, Skeleton, Timeline, To, useDays } from '../../blocks/index.ts'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useSigns, useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { together, whyOf, type Looked } from './looks.ts'
import { mineTexts } from './texts.ts'

const page = 50

function useWords() {
  const t = useText(mineTexts)
  const acts: Record<LookAtMe['act'], (what: string) => string> = {
    read: t.lookedAt,
    search: t.searched,
    export: t.exported,
    reveal: t.sawInClear,
    history: t.sawHistory,
    file: t.openedFile,
    prefill: t.prefilledFrom,
    import: t.broughtIn,
  }
  return {
    who: ({ organisation, purpose }: Looked) =>
      organisation ??
      { own: t.forProxy, system: t.bySystem, case: t.someOffice, duty: t.someOffice, public: t.someOffice }[whyOf(purpose).kind],
    did: ({ act, register }: Looked) => acts[act](register),
  }
}

function Detail({ look }: { look: Looked }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  const why = whyOf(look.purpose)
  return (
    <>
      <p className="small">
        {why.kind === 'case' ? why.case ? <To to={`/cases/${why.case}`}>{t.forCase}</To> : t.forCase : t.forDuty(why.what)}
        {look.count > 1 && ` · ${t.lookMany(look.count)}`}
      </p>
      {look.withheld && <p className="small soft">{t.lookWithheld(days.day(look.withheld.until), look.withheld.ground)}</p>}
      {look.fieldLabels.length > 0 && <p className="small soft">{t.lookFields(signs.list(look.fieldLabels))}</p>}
    </>
  )
}

function Looks() {
  const t = useText(mineTexts)
  const days = useDays()
  const { who, did } = useWords()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['looks'],
    queryFn: ({ pageParam }) => mine.looks(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ items }) => (items.length === page ? items.at(-1)!.recorded : undefined),
  })
  const looks = together(data?.pages.flatMap(({ items }) => items) ?? [], days.dayOf)
  return (
    <Page title={t.looks} lead={t.looksLead} up={{ to: '/me', label: t.title }}>
      <div className="stack">
        <BackToMyself />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton />}
        {data && looks.length === 0 && <Empty icon="eye" title={t.noLooks} />}
        {looks.length > 0 && (
          <>
            <Timeline
              label={t.looks}
              items={looks.map((look) => ({
                key: `${look.recorded} ${look.register} ${look.act}`,
                at: look.recorded,
                title: who(look),
                by: did(look),
                children: <Detail look={look} />,
              }))}
            />
            {hasNextPage && (
              <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t.lookMore}
              </Button>
            )}
            <p className="small soft">{t.lookDoubt}</p>
          </>
        )}
      </div>
    </Page>
  )
}

/** Who looked at the reader's data: which office, what for, when, and what of it. */
export const MyAccess = () => (
  <SignedIn>
    <Looks />
  </SignedIn>
)
