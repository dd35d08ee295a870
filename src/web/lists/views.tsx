import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { takeAtHand } from '../api/at-hand.ts'
import { deskCalls, viewsAddress, type KeptView } from '../api/desk-calls.ts'
import { Button, Dialog, Failure, SavedViews, useSay } from '../blocks/index.ts'
import { Radios } from '../fields/radios.tsx'
import { useText } from '../texts.ts'
import { listTexts } from './texts.ts'

/** A view that comes with the page. */
export interface GivenView {
  key: string
  label: string
  query: string
  count?: number
}

/** The same list may be written in several ways. */
const normal = (query: string) =>
  [...new URLSearchParams(query)]
    .map((pair) => pair.join('='))
    .toSorted()
    .join('&')

function SaveView({ page, query, onClose }: { page: string; query: string; onClose: () => void }) {
  const t = useText(listTexts)
  const client = useQueryClient()
  const say = useSay()
  const [name, setName] = useState('')
  const [reach, setReach] = useState<KeptView['reach']>('own')
  const save = useMutation({
    mutationFn: deskCalls.saveView,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['views'] })
      say(t.viewSaved)
      onClose()
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate({ page, name: name.trim(), query, reach })
  }
  return (
    <Dialog title={t.saveView} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {save.error && <Failure error={save.error} />}
        <div className="asked">
          <label htmlFor="view-name">{t.viewName}</label>
          <input id="view-name" className="input" maxLength={40} required value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <fieldset className="asked">
          <legend>{t.viewReach}</legend>
          <Radios
            id="view-reach"
            value={reach}
            choices={{ own: t.reach_own, post: t.reach_post, organisation: t.reach_organisation }}
            onChange={(to) => setReach(to as KeptView['reach'])}
          />
        </fieldset>
        <div className="form-foot">
          <Button type="submit" look="primary" busy={save.isPending} disabled={name.trim() === ''}>
            {t.save}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The views of a list: those that come with it, one's own, and those that others share. */
export function Views({
  page,
  given,
  query,
  onOpen,
}: {
  page: string
  given: readonly GivenView[]
  query: string
  onOpen: (query: string) => void
}) {
  const t = useText(listTexts)
  const client = useQueryClient()
  const [saving, setSaving] = useState(false)
  const { data } = useQuery({
    queryKey: ['views', page],
    queryFn: () => deskCalls.views(page),
    initialData: () => takeAtHand<{ items: KeptView[] }>(viewsAddress(page)),
    staleTime: 60_000,
  })
  const kept = data?.items ?? []
  const all = [
    ...given,
    ...kept.map(({ id, name, query, mine, reach }) => ({
      key: id,
      label: mine ? name : t.sharedView(name, t[`reach_${reach}`]),
      query,
      own: mine,
    })),
  ]
  const open = all.find((view) => normal(view.query) === normal(query))
  return (
    <>
      <SavedViews
        label={t.views}
        views={all}
        open={open?.key ?? null}
        onOpen={(key) => onOpen(all.find((view) => view.key === key)?.query ?? '')}
        {...(open ? {} : { onSave: () => setSaving(true) })}
        onRemove={(key) => void deskCalls.removeView(key).then(() => client.invalidateQueries({ queryKey: ['views'] }))}
      />
      {saving && <SaveView page={page} query={query} onClose={() => setSaving(false)} />}
    </>
  )
}
