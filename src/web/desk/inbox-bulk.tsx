import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { TaskSummary } from '../api/types.ts'
import { Button, Dialog, Progress, SelectionBar, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { Reassign } from './reassign.tsx'
import { SeveralActs } from './several-acts.tsx'
import { deskTexts } from './texts.ts'

interface Refused {
  task: TaskSummary
  why: string
}

/** What can be done with several tasks at once. Each is answered by itself: what was refused stands with its reason, the others are done. */
export function BulkActs({ tasks, leads, onClear }: { tasks: readonly TaskSummary[]; leads: boolean; onClear: () => void }) {
  const t = useText(deskTexts)
  const { actor } = useSession()
  const client = useQueryClient()
  const say = useSay()
  const [progress, setProgress] = useState<{ done: number; all: number }>()
  const [refused, setRefused] = useState<Refused[]>([])
  const [asking, setAsking] = useState<'reassign' | 'act'>()
  const free = tasks.filter((task) => task.claimedBy === null)
  const mine = tasks.filter((task) => task.claimedBy?.id === actor?.account)

  const each = async (some: readonly TaskSummary[], work: (task: TaskSummary) => Promise<unknown>, said: (count: number) => string) => {
    const problems: Refused[] = []
    for (const [i, task] of some.entries()) {
      setProgress({ done: i, all: some.length })
      await work(task).catch((error: Error) => problems.push({ task, why: error.message }))
    }
    setProgress(undefined)
    setRefused(problems)
    if (some.length > problems.length) say(said(some.length - problems.length))
    await client.invalidateQueries({ queryKey: ['inbox'] })
    if (problems.length === 0) onClear()
  }
  const same = tasks.length > 0 && tasks.every((task) => task.stage === tasks[0]!.stage && task.matterLabel === tasks[0]!.matterLabel)
  return (
    <>
      <SelectionBar count={tasks.length} onClear={onClear}>
        <Button disabled={free.length === 0} onClick={() => void each(free, (task) => calls.claim(task.id, true), t.takenMany)}>
          {t.claimMany(free.length)}
        </Button>
        <Button disabled={mine.length === 0} onClick={() => void each(mine, (task) => calls.claim(task.id, false), t.givenBackMany)}>
          {t.releaseMany(mine.length)}
        </Button>
        {leads && <Button onClick={() => setAsking('reassign')}>{t.reassign}</Button>}
        <Button disabled={!same} title={same ? undefined : t.actNeedsSame} onClick={() => setAsking('act')}>
          {t.actMany}
        </Button>
      </SelectionBar>
      {progress && <Progress label={t.working} done={progress.done} total={progress.all} />}
      {refused.length > 0 && (
        <Dialog title={t.refusedMany(refused.length)} onClose={() => setRefused([])}>
          <ul className="plain-list">
            {refused.map(({ task, why }) => (
              <li key={task.id}>
                <b>{task.title}</b> <span className="small soft number">{task.number}</span>
                <p>{why}</p>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
      {asking === 'reassign' && (
        <Reassign
          tasks={tasks}
          onClose={() => setAsking(undefined)}
          onChosen={(assign, said) => {
            setAsking(undefined)
            void each(tasks, assign, said)
          }}
        />
      )}
      {asking === 'act' && (
        <SeveralActs
          tasks={tasks}
          onClose={() => setAsking(undefined)}
          onChosen={(act, said) => {
            setAsking(undefined)
            void each(tasks, act, said)
          }}
        />
      )}
    </>
  )
}
