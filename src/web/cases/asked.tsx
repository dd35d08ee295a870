import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls, fileAddress } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { CaseView } from '../api/types.ts'
import { Panel } from '../blocks/index.ts'
import { Proposal } from '../registers/proposal.tsx'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** The values that are asked for in a case that answers an ask about a record, for who asked and who answers; nobody else is told them. */
export function Asked({ of }: { of: NonNullable<CaseView['ask']> }) {
  const t = useText(caseTexts)
  const { actor } = useSession()
  const { data } = useQuery({ queryKey: ['ask', of.id], queryFn: () => calls.ask(of.id), retry: false })
  if (!data?.ask.register || !data.ask.subject) return null
  return (
    <Panel title={t.askedValues}>
      <Proposal ask={data.ask} />
      {data.evidence.length > 0 && (
        <section className="stack-tight" aria-labelledby="asked-evidence">
          <h3 id="asked-evidence">{t.askedEvidence}</h3>
          <ul className="papers">
            {data.evidence.map(({ id, name }) => (
              <li key={id}>
                <a href={fileAddress(id)} download={name}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {actor?.kind === 'post' && (
        <p>
          <Link to={`/desk/registers/${data.ask.register}/${data.ask.subject}`}>{t.askedRecord}</Link>
        </p>
      )}
    </Panel>
  )
}
