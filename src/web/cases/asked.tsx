import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
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
      {actor?.kind === 'post' && (
        <p>
          <Link to={`/desk/registers/${data.ask.register}/${data.ask.subject}`}>{t.askedRecord}</Link>
        </p>
      )}
    </Panel>
  )
}
