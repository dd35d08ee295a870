import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deskCalls, type Candidate } from '../api/desk-calls.ts'
import type { TaskSummary } from '../api/types.ts'
import { Button, Dialog, Empty, Failure, Loading } from '../blocks/index.ts'
import { Radios } from '../fields/radios.tsx'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

/** Nobody in particular: the task waits for whoever takes it. */
const NOBODY = 'nobody'

/** Those who may be given every one of several tasks; of whoever may not, the first reason. */
export function together(lists: readonly (readonly Candidate[])[]): Candidate[] {
  const [first = [], ...others] = lists
  return first.flatMap((one) => {
    const same = others.map((list) => list.find(({ account }) => account === one.account))
    if (same.includes(undefined)) return []
    return [{ ...one, why: [one, ...same].find((other) => other?.why)?.why ?? null }]
  })
}

/** Asks to whom tasks are given: somebody who may do all of them, or nobody. */
export function Reassign({
  tasks,
  onClose,
  onChosen,
}: {
  tasks: readonly TaskSummary[]
  onClose: () => void
  onChosen: (assign: (task: TaskSummary) => Promise<unknown>, said: (count: number) => string) => void
}) {
  const t = useText(deskTexts)
  const [to, setTo] = useState<string>()
  const [reason, setReason] = useState('')
  const { data, error, refetch } = useQuery({
    queryKey: ['candidates', tasks.map(({ id }) => id)],
    queryFn: async () => together(await Promise.all(tasks.map(async ({ id }) => (await deskCalls.candidates(id)).items))),
  })
  const may = data?.filter(({ why }) => why === null) ?? []
  const mayNot = data?.filter(({ why }) => why !== null) ?? []
  const words = ({ name, postName, open }: Candidate) => t.candidate(name, postName, open)
  const give = () => {
    const name = may.find(({ account }) => account === to)?.name
    onChosen(
      (task) => deskCalls.assign(task.id, to === NOBODY ? null : (to ?? null), reason.trim()),
      (count) => (name ? t.reassignedMany(count, name) : t.givenBackMany(count)),
    )
  }
  return (
    <Dialog
      title={t.reassignCount(tasks.length)}
      onClose={onClose}
      foot={
        <>
          <Button look="primary" disabled={to === undefined} onClick={give}>
            {t.reassign}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </>
      }
    >
      <div className="stack">
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && may.length === 0 && <Empty>{t.noCandidates}</Empty>}
        {data && (
          <>
            <fieldset className="asked">
              <legend>{t.reassignTo}</legend>
              <Radios
                id="reassign-to"
                listed
                value={to ?? null}
                choices={{ ...Object.fromEntries(may.map((one) => [one.account, words(one)])), [NOBODY]: t.nobody }}
                onChange={setTo}
              />
              {mayNot.map((one) => (
                <p key={one.account} className="small soft">
                  {t.candidateWhy(one.name, one.why ?? '')}
                </p>
              ))}
            </fieldset>
            <div className="asked">
              <label htmlFor="reassign-reason">{t.reassignReason}</label>
              <input
                id="reassign-reason"
                className="input"
                maxLength={200}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </div>
          </>
        )}
      </div>
    </Dialog>
  )
}
