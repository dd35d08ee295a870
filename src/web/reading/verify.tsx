import type { VerifiedDocument, VerifiedFile } from '#engines/documents'
import { useContext } from 'react'
import { useDays } from '../blocks/days.ts'
import { Notice } from '../blocks/notice.tsx'
import { Panel } from '../blocks/panel.tsx'
import { LocaleContext, useText } from '../texts.ts'
import { verifyTexts } from './verify-texts.ts'

/** What is known of a paper, by its code or by its file. */
export type Verified = VerifiedDocument & Partial<Pick<VerifiedFile, 'intact' | 'signer' | 'signedAt' | 'trusted'>>

export interface VerifyProps {
  code: string | null
  answer: Verified | null
  /** Why a file could not be looked at. */
  problem: string | null
}

const tones = { valid: 'good', revoked: 'bad', expired: 'warn', superseded: 'warn' } as const

function Answer({ answer }: { answer: Verified }) {
  const t = useText(verifyTexts)
  const days = useDays()
  const day = (given: string) => (given.length > 10 ? days.moment(given) : days.day(given))
  const locale = useContext(LocaleContext)
  const uploaded = answer.intact !== undefined
  if (!answer.found && !uploaded)
    return (
      <Notice tone="bad" title={t.notFound}>
        <p>{t.notFoundHelp}</p>
      </Notice>
    )
  const changed = answer.intact === false
  const tone = changed || !answer.found ? 'bad' : tones[answer.state ?? 'valid']
  const facts: [string, string | null | undefined][] = [
    ...(answer.found
      ? ([
          [t.label, answer.label],
          [t.number, answer.number],
          [t.issuedBy, answer.issuedBy],
          [t.issued, answer.issued && day(answer.issued)],
          [t.until, answer.validUntil && day(answer.validUntil)],
          [t.holder, answer.holderMasked],
          [t.subject, answer.subject],
          [t.sha, answer.sha256],
        ] as [string, string | null][])
      : []),
    ...(uploaded && answer.signer
      ? ([
          [
            t.signer,
            locale === 'en'
              ? `${answer.signer} (${answer.trusted ? t.trusted : t.untrusted})`
              : `${answer.signer}（${answer.trusted ? t.trusted : t.untrusted}）`,
          ],
          [t.signedAt, answer.signedAt && day(answer.signedAt)],
        ] as [string, string | null][])
      : []),
  ]
  return (
    <div className="stack">
      <Notice tone={tone} title={changed ? t.broken : answer.found ? t[answer.state ?? 'valid'] : t.notFound}>
        {uploaded && !changed && <p>{t.intact}</p>}
        {answer.demo && <p>{t.demoPaper}</p>}
      </Notice>
      <dl className="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={name === t.number || name === t.sha ? 'number' : undefined}>{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  )
}

/** Anybody may see whether a certificate or document is real and still holds. */
export function Verify({ code, answer, problem }: VerifyProps) {
  const t = useText(verifyTexts)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <p className="soft prose">{t.lead}</p>
      </div>
      <div id="result" role="status">
        {(answer || problem) && (
          <Panel title={t.result} lead={code && <span className="number">{code}</span>}>
            {answer && <Answer answer={answer} />}
            {problem && (
              <Notice tone="bad" title={t.failed}>
                <p>{problem}</p>
              </Notice>
            )}
          </Panel>
        )}
      </div>
      <form action="/verify" method="get" className="panel stack">
        <div className="asked">
          <label htmlFor="code">{t.code}</label>
          <p id="code-help" className="help">
            {t.codeHelp}
          </p>
          <input
            id="code"
            name="code"
            className="input number"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            aria-describedby="code-help"
            maxLength={100}
            required
            defaultValue={code ?? ''}
          />
        </div>
        <button className="button button-primary">{t.check}</button>
      </form>
      <form action="/verify" method="post" encType="multipart/form-data" className="panel stack" data-swap-by="#result" data-at-once>
        <h2>{t.upload}</h2>
        <div className="asked">
          <label htmlFor="file">{t.choosePdf}</label>
          <p id="file-help" className="help">
            {t.uploadHelp}
          </p>
          <input
            id="file"
            name="file"
            type="file"
            className="input file-native"
            accept=".pdf,application/pdf"
            aria-describedby="file-help"
            required
          />
          <label htmlFor="file" className="button button-plain file-button" aria-hidden="true">
            {t.choosePdf}
          </label>
        </div>
        <button className="button button-plain file-send">{t.uploadCheck}</button>
      </form>
    </div>
  )
}
