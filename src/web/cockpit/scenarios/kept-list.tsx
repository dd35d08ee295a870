import { Link } from 'react-router'
import { Panel, useDays } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { useKeptList } from './data.ts'
import { scenarioTexts } from './texts.ts'

/** The newest comparisons that were kept, each with the way to make it again under the same assumptions, date and seed. */
export function KeptList({ open }: { open: string | null }) {
  const t = useText(scenarioTexts)
  const { day } = useDays()
  const { data } = useKeptList()
  if (!data || data.length === 0) return null
  return (
    <Panel title={t.list} aside={<Link to="/desk/registers/decision.scenario">{t.allKept}</Link>}>
      <ul className="plain-list kept-list">
        {data.map(({ id, number, name, comparedOn }) => (
          <li key={id} className="row row-between">
            <span>
              {name} <span className="soft small number">{number}</span> <span className="soft small">{day(comparedOn)}</span>
            </span>
            <Link to={`/cockpit/scenarios?kept=${id}`} aria-current={id === open ? 'page' : undefined}>
              {t.again}
              <span className="unseen"> {name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
