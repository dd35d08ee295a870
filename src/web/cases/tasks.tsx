import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { CaseAct, CaseTask, CaseView } from '../api/types.ts'
import { Button, Failure, goOnFromTitle, Panel, Tag, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { ActDialog } from './act-dialog.tsx'
import { Sayings } from './sayings.tsx'
import { caseTexts } from './texts.ts'

/** Acts by which an applicant takes something back; they stand apart and never look like the thing to do next. */
const apart = (act: CaseAct) => act.as === 'withdraw'

/** Acts against the applicant; like grave ones they never stand out as the usual thing to do. */
const adverse = (act: CaseAct) => act.grave || act.as === 'reject' || act.as === 'refuse'

const lookOf = (act: CaseAct, usual: boolean) => (apart(act) ? 'quiet' : adverse(act) ? 'danger' : usual ? 'primary' : 'plain')

/** What was last said to the applicant when something was asked for: the words of the latest supplement notice of the branch. */
const askedFor = (view: CaseView, task: CaseTask) =>
  view.moves.findLast((move) => move.legal === 'supplement' && move.branch === task.branch)?.said ?? []

/** Taking a task says to the others at the same post that one is at it. */
function Claim({ task, refresh }: { task: CaseTask; refresh: () => void }) {
  const t = useText(caseTexts)
  const [error, setError] = useState<Error>()
  const claim = async (take: boolean) => {
    setError(undefined)
    await calls.claim(task.id, take).then(refresh, setError)
  }
  return (
    <div className="row">
      {task.claimedBy && <Tag tone="plain">{t.taken(task.claimedBy.name)}</Tag>}
      <Button look="quiet" onClick={() => void claim(task.claimedBy === null)}>
        {task.claimedBy ? t.giveBack : t.take}
      </Button>
      {error && <Failure error={error} />}
    </div>
  )
}

function Task({ view, task, choose, refresh }: { view: CaseView; task: CaseTask; choose: (act: CaseAct) => void; refresh: () => void }) {
  const { actor } = useSession()
  const notice = task.applicant ? askedFor(view, task) : []
  const acts = task.acts.toSorted((one, other) => Number(apart(one)) - Number(apart(other)))
  // The act that is declared first is the usual one. While it can't be done yet, none of the others takes its place.
  const [lead] = acts
  const first = lead && !adverse(lead) && !apart(lead) ? lead : undefined
  return (
    <li className="task stack-tight">
      <div className="row row-between">
        <h3>{[task.branchLabel, task.stageLabel].filter(Boolean).join(' · ')}</h3>
        {!task.applicant && actor?.kind === 'post' && <Claim task={task} refresh={refresh} />}
      </div>
      {task.help && <p className="soft">{task.help}</p>}
      {notice.length > 0 && (
        <blockquote>
          <Sayings said={notice} />
        </blockquote>
      )}
      <div className="row">
        {acts.map((act) => (
          <Button key={act.key} look={lookOf(act, act === first)} onClick={() => choose(act)}>
            {act.label}
          </Button>
        ))}
      </div>
    </li>
  )
}

/** The tasks that ask something of whoever looks: who may only take the application back is not asked for anything. */
export const mineOf = (view: CaseView): CaseTask[] => view.tasks.filter((task) => task.mine && !task.acts.every(apart))

/** What waits for whoever looks, with the acts that finish it; and whose turn it is otherwise; `brief` leaves the latter out where the former is there. */
export function Tasks({ view, mineTitle, brief = false }: { view: CaseView; mineTitle: string; brief?: boolean }) {
  const t = useText(caseTexts)
  const say = useSay()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<{ task: CaseTask; act: CaseAct }>()
  const mine = mineOf(view)
  const others = view.tasks.filter((task) => !mine.includes(task))
  const acted = useRef(false)
  useEffect(() => {
    if (!acted.current) return
    acted.current = false
    goOnFromTitle()
  }, [view])
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['case', view.id] })
    void client.invalidateQueries({ queryKey: ['inbox'] })
  }
  const done = async (act: CaseAct, after: CaseView) => {
    setChosen(undefined)
    // An answer that is still on its way was asked for before the act and must not overwrite what came of it.
    await client.cancelQueries({ queryKey: ['case', view.id] })
    acted.current = true
    client.setQueryData(['case', view.id], after)
    for (const key of ['inbox', 'my-cases', 'messages']) void client.invalidateQueries({ queryKey: [key] })
    say(t.done(act.label))
  }
  // A dialog whose task still waits keeps what was written in it.
  const waits = view.tasks.some(({ id, acts }) => id === chosen?.task.id && acts.some(({ key }) => key === chosen.act.key))
  const moved = () => {
    refresh()
    say(t.moved)
  }
  return (
    <>
      {mine.length > 0 && (
        <Panel title={mineTitle} pressing>
          <ul className="tasks">
            {mine.map((task) => (
              <Task key={task.id} view={view} task={task} choose={(act) => setChosen({ task, act })} refresh={refresh} />
            ))}
          </ul>
        </Panel>
      )}
      {(view.state === 'open' || view.tasks.length > 0) && !(brief && mine.length > 0) && (
        <Panel title={t.turn}>
          {mine.length === 0 && others.length > 0 && view.state === 'open' && <p className="soft">{t.nothingToDo}</p>}
          {view.tasks.length === 0 && <p className="soft">{t.nobodysTurn}</p>}
          <ul className="papers">
            {view.tasks.map((task) => (
              <li key={task.id} className="row row-between">
                <span>{[task.branchLabel, task.stageLabel].filter(Boolean).join(' · ')}</span>
                <span className="row soft">
                  {mine.includes(task) && task.applicant
                    ? mineTitle
                    : task.applicant
                      ? t.waitingForApplicant
                      : t.waitingFor(task.organisationName ?? '')}
                  {others.includes(task) &&
                    task.acts.map((act) => (
                      <Button key={act.key} look="quiet" onClick={() => setChosen({ task, act })}>
                        {act.label}
                      </Button>
                    ))}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {chosen && waits && (
        <ActDialog
          key={chosen.act.key}
          view={view}
          {...chosen}
          notice={chosen.task.applicant ? askedFor(view, chosen.task) : []}
          onClose={() => setChosen(undefined)}
          onDone={(after) => void done(chosen.act, after)}
          onMoved={moved}
        />
      )}
    </>
  )
}
