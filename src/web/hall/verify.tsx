import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { ApiProblem } from '../api/problem.ts'
import type { Verification } from '../api/types.ts'
import { dayInWords, momentInWords } from '../blocks/days.ts'
import { Button, Facts, Failure, Loading, Notice, Page, Panel, type Tone } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { hallTexts } from './texts.ts'

const stateTones: Record<NonNullable<Verification['state']>, Tone> = { valid: 'good', revoked: 'bad', expired: 'warn', superseded: 'warn' }

const day = (given: string | undefined) => (given ? (given.length > 10 ? momentInWords(given) : dayInWords(given)) : '—')

function Verified({ answer }: { answer: Verification }) {
  const t = useText(hallTexts)
  const uploaded = answer.intact !== undefined
  if (!answer.found && !uploaded)
    return (
      <Notice tone="bad" title={t.notFound} live>
        <p>{t.notFoundHelp}</p>
      </Notice>
    )
  const broken = answer.intact === false
  const tone: Tone = broken || !answer.found ? 'bad' : stateTones[answer.state ?? 'valid']
  const title = broken ? t.broken : answer.found ? t[answer.state ?? 'valid'] : t.notFound
  return (
    <div className="stack">
      <Notice tone={tone} title={title} live>
        {uploaded && !broken && <p>{t.intact}</p>}
        {answer.demo && <p>{t.demoPaper}</p>}
      </Notice>
      {answer.found && (
        <Facts
          items={[
            [t.vLabel, answer.label ?? '—'],
            [
              t.vNumber,
              <span key="number" className="number">
                {answer.number ?? '—'}
              </span>,
            ],
            [t.vIssuedBy, answer.issuedBy ?? '—'],
            [t.vIssued, day(answer.issued)],
            ...(answer.holderMasked ? [[t.vHolder, answer.holderMasked] as const] : []),
            ...(answer.subject ? [[t.vSubject, answer.subject] as const] : []),
            ...(answer.sha256
              ? [
                  [
                    t.vSha,
                    <code key="sha" className="small">
                      {answer.sha256}
                    </code>,
                  ] as const,
                ]
              : []),
          ]}
        />
      )}
      {uploaded && answer.signer && (
        <Facts
          items={[
            [t.signer, `${answer.signer}（${answer.trusted ? t.trusted : t.untrusted}）`],
            [t.signedAt, day(answer.signedAt ?? undefined)],
          ]}
        />
      )}
    </div>
  )
}

function ByCode({ code }: { code: string }) {
  const { data, error, refetch } = useQuery({ queryKey: ['verify', code], queryFn: () => calls.verify(code), retry: false })
  if (error)
    return error instanceof ApiProblem && error.status === 404 ? (
      <Verified answer={{ found: false }} />
    ) : (
      <Failure error={error} retry={() => void refetch()} />
    )
  return data ? <Verified answer={data} /> : <Loading />
}

/** Anybody may see whether a certificate or document is real and still holds. */
export function Verify() {
  const t = useText(hallTexts)
  const { code } = useParams()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(code ?? '')
  const upload = useMutation({ mutationFn: calls.verifyPdf })
  // What came out stands above the button that was pressed, on a phone out of sight.
  const results = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (upload.data || upload.error) results.current?.scrollIntoView({ block: 'nearest' })
  }, [upload.data, upload.error])
  const look = () => {
    const wanted = typed.trim()
    upload.reset()
    if (wanted) void navigate(`/verify/${encodeURIComponent(wanted)}`)
  }
  return (
    <Page title={t.verifyTitle} lead={t.verifyLead}>
      <div className="stack">
        {code && !upload.data && !upload.isPending && !upload.error && (
          <Panel title={t.verified}>
            <p className="number soft">{code}</p>
            <ByCode code={code} />
          </Panel>
        )}
        {(upload.data || upload.error || upload.isPending) && (
          <div ref={results}>
            <Panel title={t.verified}>
              {upload.isPending && <Loading />}
              {upload.error && <Failure error={upload.error} />}
              {upload.data && <Verified answer={upload.data} />}
            </Panel>
          </div>
        )}
        <form
          className="panel stack"
          onSubmit={(event) => {
            event.preventDefault()
            look()
          }}
        >
          <div className="asked">
            <label htmlFor="code">{t.code}</label>
            <p id="code-help" className="help">
              {t.codeHelp}
            </p>
            <input
              id="code"
              className="input number"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              aria-describedby="code-help"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
          <Button type="submit" look="primary">
            {t.check}
          </Button>
        </form>
        <Panel title={t.uploadPdf}>
          <p id="pdf-help" className="help">
            {t.uploadPdfHelp}
          </p>
          <label className="upload-label">
            <input
              type="file"
              accept=".pdf,application/pdf"
              aria-label={t.choosePdf}
              aria-describedby="pdf-help"
              disabled={upload.isPending}
              onChange={(event) => {
                const file = event.target.files?.[0]
                if (file) upload.mutate(file)
                event.target.value = ''
              }}
            />
            <span className="button button-plain">{upload.isPending ? t.checking : t.choosePdf}</span>
          </label>
        </Panel>
      </div>
    </Page>
  )
}
