import { useQuery } from '@tanstack/react-query'
import { paperAddress } from '../../api/calls.ts'
import { mine, type MyCertificate } from '../../api/mine.ts'
import { useSession } from '../../api/session.tsx'
import { Facts, Icon, Tag, To, useDays } from '../../blocks/index.ts'
import { KeptWords } from '../../blocks/kept-words.tsx'
import { useSigns, useText } from '../../texts.ts'
import { mineTexts } from './texts.ts'

/** Every certificate of the signed-in person. */
export function useCertificates() {
  const { actor } = useSession()
  return useQuery({
    queryKey: ['certificates'],
    queryFn: mine.certificates,
    enabled: typeof actor?.person === 'string' && !actor.actingFor,
  })
}

/** What was issued longer ago and has no file gets none by itself. */
const yesterday = () => new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString()

/** Whether a certificate can still be shown to somebody. */
export const holds = ({ state }: MyCertificate): boolean => state === 'valid' || state === 'expiring'

/** Whose it is: what it certifies says so, followed by its own name, which stands above already. */
const holderOf = ({ subject, label }: MyCertificate, colon: string): string =>
  subject.endsWith(`${colon}${label}`) ? subject.slice(0, -label.length - colon.length) : subject

const tones = { valid: 'good', expiring: 'warn', expired: 'plain', revoked: 'bad', superseded: 'plain' } as const

function OneCertificate({ one, whole }: { one: MyCertificate; whole: boolean }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  return (
    <li className="stack-tight certificate-card">
      <div className="row row-between">
        <h3>
          <KeptWords>{one.label}</KeptWords>
        </h3>
        <Tag tone={tones[one.state]}>{t[one.state]}</Tag>
      </div>
      <p className="soft">{holderOf(one, signs.colon)}</p>
      <Facts
        items={[
          ...(one.number
            ? [
                [
                  t.certificateNumber,
                  <span key="number" className="number">
                    {one.number}
                  </span>,
                ] as const,
              ]
            : []),
          [t.validUntil, days.until(one.validUntil)],
          ...(whole ? [[t.issuedBy, one.issuedBy] as const, [t.issuedOn, days.dayOf(one.issued)] as const] : []),
        ]}
      />
      <p className="row">
        {one.ready ? (
          <a className="button button-plain" href={paperAddress(one.id)} download={`${one.label}.pdf`} aria-label={t.downloadOf(one.label)}>
            <Icon name="download" />
            {t.download}
          </a>
        ) : (
          <span className="soft">{one.issued > yesterday() ? t.making : t.paperOnly}</span>
        )}
        {one.ready && (
          <To className="button button-quiet" to={`/verify/${one.code}`} aria-label={t.verifyOf(one.label)}>
            {t.verify}
          </To>
        )}
        {whole && one.case && <To to={`/cases/${one.case}`}>{t.fromCase}</To>}
      </p>
    </li>
  )
}

/** Certificates as cards. */
export const Certificates = ({ items, whole = true }: { items: readonly MyCertificate[]; whole?: boolean }) => (
  <ul className="cards">
    {items.map((one) => (
      <OneCertificate key={one.id} one={one} whole={whole} />
    ))}
  </ul>
)
