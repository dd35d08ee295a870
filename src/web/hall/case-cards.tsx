import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { CaseSummary } from '../api/types.ts'
import { Icon, Light, Tag, useDays } from '../blocks/index.ts'
import { caseTexts } from '../cases/texts.ts'
import { useSigns, useText } from '../texts.ts'
import { mineTexts } from './mine/texts.ts'

const tones = { open: 'info', concluded: 'good', withdrawn: 'plain', refused: 'bad' } as const

/** The signed-in person's own cases, or those of whom it acts for. */
export function useMyCases() {
  const { actor } = useSession()
  return useQuery({ queryKey: ['my-cases'], queryFn: calls.myCases, enabled: typeof actor?.person === 'string' })
}

/** The way of a case in three: handed in, whose turn it is now, concluded. */
function Way({ one }: { one: CaseSummary }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  return (
    <ol className="case-way">
      <li className="way-done">
        <Icon name="check" size={0.9} />
        <span>
          {t.handedIn} <span className="soft small number">{days.dayOf(one.opened)}</span>
        </span>
      </li>
      <li className="way-now" aria-current="step">
        <Icon name="clock" size={0.9} />
        <span>
          <b>{one.holder}</b> {one.stageLabels.length > 0 && <span className="soft small">{signs.list(one.stageLabels)}</span>}
          {one.due && (
            <span className="row small">
              {t.until(days.day(one.due))}
              {one.light && <Light colour={one.light} />}
            </span>
          )}
        </span>
      </li>
      <li className="way-ahead">
        <span className="way-dot" />
        <span className="soft">{t.conclusion}</span>
      </li>
    </ol>
  )
}

/** Cases of one person: each with whose turn it is and until when. */
export function CaseCards({ cases }: { cases: readonly CaseSummary[] }) {
  const states = useText(caseTexts)
  const days = useDays()
  return (
    <ul className="case-cards">
      {cases.map((one) => (
        <li key={one.id} className="stack-tight">
          <div className="row row-between">
            <h3>
              <Link to={`/cases/${one.id}`}>{one.title}</Link>
            </h3>
            <Tag tone={tones[one.state]}>{states[`state_${one.state}`]}</Tag>
          </div>
          {one.state === 'open' && <Way one={one} />}
          <p className="small soft number">
            {one.number} · {days.dayOf(one.opened)} · {one.region.name}
          </p>
        </li>
      ))}
    </ul>
  )
}
