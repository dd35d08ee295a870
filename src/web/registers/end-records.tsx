import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { deskCalls } from '../api/desk-calls.ts'
import type { RecordRow, RegisterSummary } from '../api/types.ts'
import { Button, Dialog, Failure, Notice, Progress, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { registerTexts } from './texts.ts'

/** Ends records, after asking once more. Each is answered by itself: what could not be ended stays and says why. */
export function EndRecords({
  register,
  rows,
  onClose,
  onEnded,
}: {
  register: RegisterSummary
  rows: readonly RecordRow[]
  onClose: () => void
  onEnded: () => void
}) {
  const t = useText(registerTexts)
  const client = useQueryClient()
  const say = useSay()
  const [done, setDone] = useState<number>()
  const [refused, setRefused] = useState<{ row: RecordRow; error: Error }[]>([])
  const titleOf = (row: RecordRow) => String(row[register.title] ?? register.label)
  const end = async () => {
    const problems: { row: RecordRow; error: Error }[] = []
    for (const [i, row] of rows.entries()) {
      setDone(i)
      await deskCalls.endRecord(register.name, row.id, row.version).catch((error: Error) => problems.push({ row, error }))
    }
    setDone(undefined)
    await client.invalidateQueries({ queryKey: ['records', register.name] })
    await client.invalidateQueries({ queryKey: ['record', register.name] })
    if (rows.length > problems.length) say(t.endedMany(rows.length - problems.length))
    if (problems.length === 0) onEnded()
    else setRefused(problems)
  }
  return (
    <Dialog title={rows.length === 1 ? t.endOf(titleOf(rows[0]!)) : t.endMany(rows.length)} onClose={onClose}>
      <div className="stack">
        {refused.length === 0 && <Notice tone="warn" title={t.endLead} />}
        {refused.map(({ row, error }) => (
          <div key={row.id}>
            <b>{titleOf(row)}</b>
            <Failure error={error} />
          </div>
        ))}
        {done !== undefined && rows.length > 1 && <Progress label={t.ending} done={done} total={rows.length} />}
        <div className="form-foot">
          {refused.length === 0 && (
            <Button look="danger" busy={done !== undefined} onClick={() => void end()}>
              {t.end}
            </Button>
          )}
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </div>
    </Dialog>
  )
}
