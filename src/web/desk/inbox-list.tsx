import { memo } from 'react'
import { Link } from 'react-router'
import type { TaskSummary } from '../api/types.ts'
import { Light, useDays } from '../blocks/index.ts'
import { Due } from '../cases/due.tsx'
import { useText } from '../texts.ts'
import type { Span } from './inbox-model.ts'
import { deskTexts } from './texts.ts'

export const rowId = (task: string) => `task-${task}`

interface RowProps {
  task: TaskSummary
  done: boolean
  current: boolean
  chosen: boolean
  onChoose: (task: string) => void
  onPoint: (task: string) => void
}

const Row = memo(function Row({ task, done, current, chosen, onChoose, onPoint }: RowProps) {
  const t = useText(deskTexts)
  const days = useDays()
  return (
    <tr
      className={chosen ? 'inbox-row table-chosen' : 'inbox-row'}
      aria-current={current || undefined}
      // A press beside the link looks at the case without leaving the list; with the keyboard j and k do.
      onClick={(event) => {
        if (event.target instanceof Element && !event.target.closest('a, input, label')) onPoint(task.id)
      }}
    >
      {!done && (
        <td className="table-choose">
          <label>
            <span className="unseen">{t.chooseTask(task.number)}</span>
            <input type="checkbox" checked={chosen} onChange={() => onChoose(task.id)} />
          </label>
        </td>
      )}
      <td className="table-title" data-label={t.title}>
        <div>
          <Link id={rowId(task.id)} to={`/desk/cases/${task.case}`} onFocus={() => onPoint(task.id)}>
            {task.title}
          </Link>
          <span className="inbox-number small soft">
            <span className="number">{task.number}</span> <span>{t.cameOn(days.dayOf(task.created))}</span>
          </span>
        </div>
      </td>
      <td data-label={t.stage}>
        <div>{[task.branchLabel, task.stageLabel].filter(Boolean).join(' · ')}</div>
      </td>
      <td data-label={done ? t.finished : t.due}>
        <div>
          {done ? task.closed ? days.dayOf(task.closed) : '—' : <Due due={task.due} light={task.light} provisional={task.provisional} />}
        </div>
      </td>
      <td data-label={t.town} className="inbox-wide">
        <div>{task.region.name}</div>
      </td>
      {!done && (
        <td data-label={t.takenBy}>
          <div>{task.claimedBy?.name ?? <span className="soft">{t.free}</span>}</div>
        </td>
      )}
    </tr>
  )
})

interface ListProps extends Pick<RowProps, 'onChoose' | 'onPoint'> {
  groups: readonly { span: Span | null; tasks: readonly TaskSummary[] }[]
  done: boolean
  current: string | null
  chosen: ReadonlySet<string>
  onChooseAll: (tasks: readonly TaskSummary[], chosen: boolean) => void
}

const spanLights = { overdue: 'red', today: 'yellow', paused: 'paused' } as const

/** Tasks under until when they wait. */
export const InboxList = memo(function InboxList({ groups, done, current, chosen, onChoose, onChooseAll, onPoint }: ListProps) {
  const t = useText(deskTexts)
  const all = groups.flatMap(({ tasks }) => tasks)
  const whole = all.length > 0 && all.every(({ id }) => chosen.has(id))
  return (
    <div className="table-frame inbox-frame">
      <table className="table inbox-table" aria-label={t.inboxTitle}>
        <thead>
          <tr>
            {!done && (
              <th scope="col" className="table-choose">
                <label>
                  <span className="unseen">{t.chooseAll}</span>
                  <input type="checkbox" checked={whole} onChange={() => onChooseAll(all, !whole)} />
                </label>
              </th>
            )}
            <th scope="col">{t.title}</th>
            <th scope="col">{t.stage}</th>
            <th scope="col">{done ? t.finished : t.due}</th>
            <th scope="col" className="inbox-wide">
              {t.town}
            </th>
            {!done && <th scope="col">{t.takenBy}</th>}
          </tr>
        </thead>
        {groups.map(({ span, tasks }) => (
          <tbody key={span ?? 'all'}>
            {span && (
              <tr className="inbox-span">
                <th scope="rowgroup" colSpan={done ? 4 : 6}>
                  {span in spanLights ? <Light colour={spanLights[span as keyof typeof spanLights]} words={t[span]} /> : t[span]}{' '}
                  <span className="number soft">{t.tasksIn(tasks.length)}</span>
                </th>
              </tr>
            )}
            {tasks.map((task) => (
              <Row
                key={task.id}
                task={task}
                done={done}
                current={task.id === current}
                chosen={chosen.has(task.id)}
                onChoose={onChoose}
                onPoint={onPoint}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
})
