import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mine, type DraftSummary } from '../../api/mine.ts'
import { useSession } from '../../api/session.tsx'
import { Button, ButtonLink, Dialog, Failure, Panel, useDays, useSay } from '../../blocks/index.ts'
import { useSigns, useText } from '../../texts.ts'
import { mineTexts } from './texts.ts'

function OneDraft({ draft }: { draft: DraftSummary }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const drop = useMutation({
    mutationFn: () => mine.dropDraft(draft.matter),
    onSuccess: async () => {
      setAsking(false)
      say(t.dropped)
      await client.invalidateQueries({ queryKey: ['drafts'] })
    },
  })
  return (
    <li className="row row-between">
      <div>
        <b>{draft.label}</b>
        <p className="small soft">{t.draftSaved(days.moment(draft.saved), days.dayOf(draft.until))}</p>
      </div>
      <div className="row">
        <ButtonLink to={`/matters/${draft.matter}/apply${draft.region ? `?region=${draft.region}` : ''}`}>
          {t.goOn}
          <span className="unseen">
            {signs.colon}
            {draft.label}
          </span>
        </ButtonLink>
        <Button look="quiet" onClick={() => setAsking(true)} aria-label={`${t.dropDraft}${signs.colon}${draft.label}`}>
          {t.dropDraft}
        </Button>
      </div>
      {asking && (
        <Dialog
          title={t.dropDraft}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button look="danger" busy={drop.isPending} onClick={() => drop.mutate()}>
                {t.dropDraft}
              </Button>
              <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
            </>
          }
        >
          <p>{t.dropSure(draft.label)}</p>
          {drop.error && <Failure error={drop.error} />}
        </Dialog>
      )}
    </li>
  )
}

/** Applications that are not handed in yet; nothing where there are none. */
export function Drafts() {
  const t = useText(mineTexts)
  const { actor } = useSession()
  const whose = `${actor?.account ?? ''} ${actor?.actingFor?.proxy ?? ''}`
  const { data } = useQuery({ queryKey: ['drafts', whose], queryFn: mine.drafts, enabled: typeof actor?.person === 'string' })
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t.drafts} icon="correct">
      <ul className="papers">
        {data.items.map((draft) => (
          <OneDraft key={draft.matter} draft={draft} />
        ))}
      </ul>
    </Panel>
  )
}
