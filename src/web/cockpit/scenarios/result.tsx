import type { ComparisonView, PresentView } from '#engines/indicators'
import { Button, Panel, Table, useDays, useNumber } from '../../blocks/index.ts'
import { useSigns, useText } from '../../texts.ts'
import type { Present } from './drivers.ts'
import { names, Outcome, Summary, useCsv, useMeasures } from './outcomes.tsx'
import { scenarioTexts } from './texts.ts'

type View = ComparisonView

/** Cases under way at the end of each stretch. */
function Curve({ view }: { view: View }) {
  const t = useText(scenarioTexts)
  const { day } = useDays()
  const write = useNumber()
  const many = view.results[0]!.backlogs.length
  const start = Date.parse(view.on)
  const whole = Date.parse(view.to) - start
  const rows = Array.from({ length: many }, (_, i) => ({
    key: String(i),
    until: new Date(start + (whole * (i + 1)) / many).toISOString().slice(0, 10),
    all: view.results.map(({ backlogs }) => backlogs[i]!),
  }))
  return (
    <details className="fold">
      <summary>{t.curve}</summary>
      <p className="small soft">{t.curveLead}</p>
      <Table
        label={t.curve}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { key: 'until', label: t.curve, title: true, cell: ({ until }) => t.by(day(until)) },
          ...view.results.map((_, i) => ({
            key: String(i),
            label: i === 0 ? t.present : t.scenario(names[i - 1]!),
            align: 'end' as const,
            cell: ({ all }: (typeof rows)[number]) => (
              <span className="number">
                {write(all[i]!.mean)} <span className="soft small">{t.interval(write(all[i]!.low), write(all[i]!.high))}</span>
              </span>
            ),
          })),
        ]}
      />
    </details>
  )
}

/** Where somebody has to wait for an officer to be free. */
function Queues({ view, present }: { view: View; present: Present }) {
  const t = useText(scenarioTexts)
  const write = useNumber()
  const now = view.results[0]!.queues
  return (
    <ul className="queues small">
      {view.results.slice(1).flatMap(({ queues }, i) =>
        present.roles
          .filter(({ role }) => Math.abs((queues[role] ?? 0) - (now[role] ?? 0)) >= 0.1)
          .map(({ role, label }) => (
            <li key={`${i} ${role}`}>
              <b>{t.scenario(names[i]!)}</b> {t.queue(label, write(now[role] ?? 0, 1), write(queues[role] ?? 0, 1))}
            </li>
          )),
      )}
    </ul>
  )
}

/** What came of a comparison: in sentences, as intervals, over time. */
export function Result({ view, present, busy }: { view: View; present: Present; busy: string | undefined }) {
  const t = useText(scenarioTexts)
  const { day } = useDays()
  const measures = useMeasures()
  const csv = useCsv()
  const download = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([csv(view)], { type: 'text/csv;charset=utf-8' }))
    link.download = `scenarios-${view.on}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Panel
      title={t.result}
      lead={t.resultLead(day(view.on), day(view.to), String(view.replications), String(view.seed))}
      aside={
        <Button small onClick={download}>
          {t.download}
        </Button>
      }
    >
      <div className="scenario-says" role="status">
        <Summary results={view.results} />
        {busy && <p className="small soft">{busy}</p>}
      </div>
      <div className="outcomes">
        {measures.map((measure) => (
          <Outcome key={measure.name} measure={measure} results={view.results} />
        ))}
      </div>
      <Queues view={view} present={present} />
      <Curve view={view} />
      <p className="small soft">{t.source}</p>
    </Panel>
  )
}

/** How far the method was off on the last months. */
export function Tested({ test }: { test: NonNullable<Extract<PresentView, { traces: number }>['test']> | null }) {
  const t = useText(scenarioTexts)
  const { day } = useDays()
  const signs = useSigns()
  const measures = useMeasures()
  const write = useNumber()
  if (!test)
    return (
      <Panel title={t.test}>
        <p>{t.noTest}</p>
      </Panel>
    )
  const rows = measures.flatMap((measure) => {
    const found = test.measures[measure.name]
    return found ? [{ measure, found }] : []
  })
  return (
    <Panel title={t.test} lead={t.testLead(day(test.from), day(test.to))}>
      <Table
        label={t.test}
        rows={rows}
        keyOf={({ measure }) => measure.name}
        columns={[
          { key: 'measure', label: t.testMeasure, title: true, cell: ({ measure }) => `${measure.label}${signs.aside(measure.unit)}` },
          {
            key: 'foretold',
            label: t.testForetold,
            align: 'end',
            cell: ({ measure, found }) => (
              <span className="number">
                {measure.short(found.foretold.mean)}{' '}
                <span className="soft small">{t.interval(measure.short(found.foretold.least), measure.short(found.foretold.most))}</span>
              </span>
            ),
          },
          {
            key: 'was',
            label: t.testWas,
            align: 'end',
            cell: ({ measure, found }) => <span className="number">{measure.short(found.was)}</span>,
          },
          {
            key: 'error',
            label: t.testError,
            align: 'end',
            cell: ({ measure, found }) => (
              <span className="number">
                {found.error > 0 ? '+' : found.error < 0 ? '−' : ''}
                {write(Math.abs(found.error), 1)}
                {measure.unit === '%' ? ` ${t.points}` : '%'}
              </span>
            ),
          },
          { key: 'held', label: t.testHeld, cell: ({ found }) => (found.held ? t.yes : t.no) },
        ]}
      />
    </Panel>
  )
}
