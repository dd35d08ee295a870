import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deskCalls } from '../api/desk-calls.ts'
import type { TaskSummary } from '../api/types.ts'
import { Button, Dialog, Empty, Failure, Loading } from '../blocks/index.ts'
import { Radios } from '../fields/radios.tsx'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

/** Nobody in particular: the task waits for whoever takes it. */
const NOBODY = 'nobody'

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
  const { data, error, refetch } = useQuery({
    queryKey: ['candidates', tasks.map(({ id }) => id)],
    queryFn: async () => {
      const lists = await Promise.all(tasks.map(({ id }) => deskCalls.candidates(id)))
      const [first, ...others] = lists.map(({ items }) => items)
      return (first ?? []).filter(({ account }) => others.every((items) => items.some((one) => one.account === account)))
    },
  })
  const give = () => {
    const name = data?.find(({ account }) => account === to)?.name
    onChosen(
      (task) => deskCalls.assign(task.id, to === NOBODY ? null : (to ?? null)),
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
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Empty>{t.noCandidates}</Empty>}
      {data && (
        <fieldset className="asked">
          <legend>{t.reassignTo}</legend>
          <Radios
            id="reassign-to"
            value={to ?? null}
            choices={{
              ...Object.fromEntries(data.map((one) => [one.account, t.candidate(one.name, one.postName ?? '')])),
              [NOBODY]: t.nobody,
            }}
            onChange={setTo}
          />
        </fieldset>
      )}
    </Dialog>
  )
}
