import { useState } from 'react'
import { Button, Dialog, Notice, useDays } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { applyTexts } from './apply-texts.ts'
import type { KeptDraftHook } from './draft.ts'

/** Begins anew, after asking. */
export function StartAgain({ restart }: { restart: () => Promise<unknown> }) {
  const t = useText(applyTexts)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const sure = async () => {
    setBusy(true)
    await restart().finally(() => setBusy(false))
    setAsking(false)
  }
  return (
    <>
      <Button look="quiet" small onClick={() => setAsking(true)}>
        {t.restart}
      </Button>
      {asking && (
        <Dialog
          title={t.restartTitle}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button look="danger" busy={busy} onClick={() => void sure()}>
                {t.restart}
              </Button>
              <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
            </>
          }
        >
          <p>{t.restartSure}</p>
        </Dialog>
      )}
    </>
  )
}

/** Whether what is written is safe, said quietly; aloud only when it is not. */
export function DraftState({ kept }: { kept: KeptDraftHook }) {
  const t = useText(applyTexts)
  const days = useDays()
  const { is, at } = kept.keeping
  if (is === 'moved')
    return (
      <Notice tone="warn" live title={t.keptMoved}>
        <Button onClick={kept.takeOther}>{t.takeOther}</Button>
      </Notice>
    )
  if (is === 'away')
    return (
      <Notice tone="warn" live>
        {t.keptAway}
      </Notice>
    )
  const words = { new: t.keptNew, waiting: t.keptWaiting, saving: t.keptSaving, saved: at ? t.keptSaved(days.moment(at)) : '' }[is]
  return (
    <p className="small soft draft-state" data-state={is}>
      {words}
    </p>
  )
}
