import { ButtonLink, Empty, Failure, Facts, Kbd, Panel, Skeleton, useDays } from '../blocks/index.ts'
import type { TaskSummary } from '../api/types.ts'
import { Clocks } from '../cases/clocks.tsx'
import { Materials } from '../cases/materials.tsx'
import { useCase } from '../cases/use-case.ts'
import { Tasks } from '../cases/tasks.tsx'
import { useSettled } from '../fields/settled.ts'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

/** One case beside the list: enough to decide whether to open it, and its acts. It is asked for once one stays at it. */
function CaseBeside({ task }: { task: TaskSummary }) {
  const t = useText(deskTexts)
  const days = useDays()
  const settled = useSettled(task.case)
  const { data: view, error, refetch } = useCase(settled)
  if (error && !view) return <Failure error={error} retry={() => void refetch()} />
  const last = view?.moves.at(-1)
  return (
    <div className="stack">
      <div className="row row-between">
        <h2 className="inbox-beside-title">{task.title}</h2>
        <ButtonLink to={`/desk/cases/${task.case}`} small icon="go">
          {t.openCase}
        </ButtonLink>
      </div>
      {!view || settled !== task.case ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <Tasks view={view} mineTitle={t.myTask} brief />
          {view.clocks.length > 0 && (
            <Panel title={t.untilWhen}>
              <Clocks clocks={view.clocks.filter(({ state }) => state !== 'done' && state !== 'lapsed')} />
            </Panel>
          )}
          <Panel title={t.inShort}>
            <Facts
              lines
              items={[
                [
                  t.number,
                  <span key="number" className="number">
                    {view.number}
                  </span>,
                ],
                [t.applicant, view.entity?.name ?? view.applicant.name],
                [t.where, view.region.name],
                [t.came, days.dayOf(view.opened)],
                ...(last ? [[t.lastMove, `${last.actLabel} · ${days.moment(last.at)}`] as const] : []),
              ]}
            />
          </Panel>
          {view.materials.length > 0 && (
            <Panel title={t.materials}>
              <Materials materials={view.materials} />
            </Panel>
          )}
        </>
      )}
    </div>
  )
}

/** What stands beside the list: the case that one points at, or how to point. */
export function Beside({ task }: { task: TaskSummary | undefined }) {
  const t = useText(deskTexts)
  return (
    <aside className="inbox-beside" aria-label={t.beside}>
      {task ? (
        <CaseBeside task={task} />
      ) : (
        <Empty icon="inbox" title={t.pointAtOne}>
          <ul className="plain-list inbox-keys">
            {(
              [
                [['j', 'k'], t.keyMove],
                [['Enter'], t.keyOpen],
                [['x'], t.keyChoose],
                [['c'], t.keyClaim],
                [['/'], t.keySearch],
                [['Ctrl', 'K'], t.keyPalette],
              ] as const
            ).map(([keys, what]) => (
              <li key={what}>
                <Kbd keys={keys} /> {what}
              </li>
            ))}
          </ul>
        </Empty>
      )}
    </aside>
  )
}
