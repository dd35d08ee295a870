import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { CaseSummary } from '../api/types.ts'
import { dayInWords, dayOfMoment } from '../blocks/days.ts'
import { Facts, Light, Tag } from '../blocks/index.ts'
import { stateWords } from '../cases/texts.ts'
import { useText } from '../texts.ts'
import { hallTexts } from './texts.ts'

const tones = { open: 'info', concluded: 'good', withdrawn: 'plain', refused: 'bad' } as const

/** The signed-in person's own cases. */
export function useMyCases() {
  const { actor } = useSession()
  return useQuery({ queryKey: ['my-cases'], queryFn: calls.myCases, enabled: typeof actor?.person === 'string' })
}

/** Cases of one person: each with whose turn it is and until when. */
export function CaseCards({ cases }: { cases: readonly CaseSummary[] }) {
  const t = useText(hallTexts)
  return (
    <ul className="case-cards">
      {cases.map((one) => (
        <li key={one.id} className="stack-tight">
          <div className="row row-between">
            <h3>
              <Link to={`/cases/${one.id}`}>{one.title}</Link>
            </h3>
            <Tag tone={tones[one.state]}>{stateWords[one.state]}</Tag>
          </div>
          {one.state === 'open' && (
            <Facts
              items={[
                [t.caseTurn, one.holder],
                [t.caseStage, one.stageLabels.join('、') || '—'],
                ...(one.due
                  ? [
                      [
                        t.caseDue,
                        <span key="due" className="row">
                          {dayInWords(one.due)}
                          {one.light && <Light colour={one.light} />}
                        </span>,
                      ] as const,
                    ]
                  : []),
              ]}
            />
          )}
          <p className="small soft number">
            {one.number} · {dayOfMoment(one.opened)} · {one.region.name}
          </p>
        </li>
      ))}
    </ul>
  )
}
