import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { InboxPage, TaskSummary } from '../api/types.ts'
import { momentInWords } from '../blocks/days.ts'
import { Empty, Failure, Light, Loading, Page, Panel, Table } from '../blocks/index.ts'
import { Due } from '../cases/due.tsx'
import { deskTexts } from '../desk/texts.ts'
import { useText } from '../texts.ts'
import { cockpitTexts } from './texts.ts'

function Figures({ counts, readAt }: { counts: InboxPage['counts']; readAt: string }) {
  const t = useText(cockpitTexts)
  const { open, yellow, red } = counts
  const percent = (part: number) => (open > 0 ? t.share(new Intl.NumberFormat('zh-CN', { style: 'percent' }).format(part / open)) : '')
  const figures = [
    { key: 'open', name: t.open, value: open, note: '' },
    { key: 'green', name: <Light colour="green" words={t.green} />, value: open - yellow - red, note: percent(open - yellow - red) },
    { key: 'yellow', name: <Light colour="yellow" words={t.yellow} />, value: yellow, note: percent(yellow) },
    { key: 'red', name: <Light colour="red" words={t.red} />, value: red, note: percent(red) },
  ]
  return (
    <div>
      <dl className="figures">
        {figures.map(({ key, name, value, note }) => (
          <div key={key} className="figure">
            <dt>{name}</dt>
            <dd>
              <span className="figure-value number">{value}</span> {t.unit} <span className="small soft">{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="small soft panel-note">{t.at(readAt)}</p>
    </div>
  )
}

/** Tasks under way by light, within the reach of the acting post; every figure as the server counts it. */
export function CityNow() {
  const t = useText(cockpitTexts)
  const d = useText(deskTexts)
  const { actor } = useSession()
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['inbox', 'cockpit'],
    queryFn: () => calls.inbox({ state: 'open' }),
    refetchInterval: 30_000,
  })
  return (
    <Page title={t.title} lead={t.lead([actor?.organisation?.name, actor?.post?.name].filter(Boolean).join(' '))}>
      <div className="stack">
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && <Figures counts={data.counts} readAt={momentInWords(new Date(dataUpdatedAt).toISOString())} />}
        {data && (
          <Panel title={t.pressing}>
            {data.items.length === 0 ? (
              <Empty>{t.none}</Empty>
            ) : (
              <Table<TaskSummary>
                label={t.pressing}
                rows={data.items.slice(0, 10)}
                keyOf={(task) => task.id}
                columns={[
                  { key: 'title', label: d.title, cell: (task) => <Link to={`/desk/cases/${task.case}`}>{task.title}</Link> },
                  { key: 'stage', label: d.stage, cell: (task) => [task.branchLabel, task.stageLabel].filter(Boolean).join(' · ') },
                  { key: 'due', label: d.due, cell: (task) => <Due due={task.due} light={task.light} provisional={task.provisional} /> },
                ]}
              />
            )}
          </Panel>
        )}
        <p className="small soft">{t.noFigures}</p>
      </div>
    </Page>
  )
}
