import { Empty, Failure, Page, Section, Skeleton } from '../../blocks/index.ts'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { Certificates, holds, useCertificates } from './certificates.tsx'
import { mineTexts } from './texts.ts'

function All() {
  const t = useText(mineTexts)
  const { data, error, refetch } = useCertificates()
  const now = data?.items.filter(holds) ?? []
  const over = data?.items.filter((one) => !holds(one)) ?? []
  return (
    <Page title={t.certificates} lead={t.certificatesLead} up={{ to: '/me', label: t.title }}>
      <div className="stack">
        <BackToMyself />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton shape="cards" />}
        {data?.items.length === 0 && (
          <Empty icon="certificate" title={t.noCertificates}>
            <p>{t.noCertificatesLead}</p>
          </Empty>
        )}
        {now.length > 0 && (
          <Section title={t.certificatesNow}>
            <Certificates items={now} />
          </Section>
        )}
        {over.length > 0 && (
          <Section title={t.certificatesOver}>
            <Certificates items={over} />
          </Section>
        )}
      </div>
    </Page>
  )
}

/** Every certificate of the reader: valid, ending soon, ended. */
export const MyCertificates = () => (
  <SignedIn>
    <All />
  </SignedIn>
)
