import { calendarAddress } from '../../api/mine.ts'
import { Empty, Failure, Icon, Page, Skeleton } from '../../blocks/index.ts'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { Occasions, useOccasions } from './occasions.tsx'
import { mineTexts } from './texts.ts'

function Due() {
  const t = useText(mineTexts)
  const { data, error, refetch } = useOccasions()
  return (
    <Page title={t.dueTitle} lead={t.dueLead} up={{ to: '/me', label: t.title }}>
      <div className="stack">
        <BackToMyself />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton shape="cards" />}
        {data?.items.length === 0 && (
          <Empty icon="calendar" title={t.noDue}>
            <p>{t.noDueLead}</p>
          </Empty>
        )}
        {data && data.items.length > 0 && (
          <>
            <Occasions occasions={data.items} />
            <p>
              <a className="button button-plain" href={calendarAddress} download="chengshu.ics">
                <Icon name="calendar" />
                {t.calendar}
              </a>
            </p>
            <p className="small soft">{t.calendarHelp}</p>
          </>
        )}
      </div>
    </Page>
  )
}

/** What comes due from one's own records. */
export const MyDue = () => (
  <SignedIn>
    <Due />
  </SignedIn>
)
