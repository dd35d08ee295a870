import { useState } from 'react'
import { useNavigate } from 'react-router'
import { request } from '../api/request.ts'
import { Button, Dialog, Failure, useSay } from '../blocks/index.ts'
import { DayInput } from '../fields/day-input.tsx'
import { useText } from '../texts.ts'
import { Asked, ItemChoice } from './asked.tsx'
import { useAct, type Entry } from './catalogue-data.ts'
import { catalogueTexts } from './texts.ts'

/** Working days that the provider has for its answer (政务数据共享条例 art. 21). */
const limits = { unconditional: 1, conditional: 10, none: 0 }
const LEAST = 4
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

interface Given {
  items: string[]
  purpose: string
  ground: string
  until: string
}

/** Asks the provider of a resource for its data. */
export function RequestForm({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const t = useText(catalogueTexts)
  const say = useSay()
  const navigate = useNavigate()
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const [purpose, setPurpose] = useState('')
  const [ground, setGround] = useState('')
  const [until, setUntil] = useState<string | null>(null)
  const [tried, setTried] = useState(false)
  const send = useAct((given: Given) =>
    request<{ request: { case: string; number: string } }>('POST', `/api/catalogue/${entry.id}/requests`, given),
  )
  const short = (words: string) => (words.trim() === '' ? t.needed : words.trim().length < LEAST ? t.tooShort : undefined)
  const wrong = {
    items: chosen.size === 0 ? t.needItems : undefined,
    purpose: short(purpose),
    ground: short(ground),
    until: until === null || until < tomorrow() ? t.needDay : undefined,
  }
  const problem = (key: keyof typeof wrong) => (tried ? wrong[key] : undefined)
  const submit = async () => {
    setTried(true)
    if (Object.values(wrong).some(Boolean)) return
    const given = { items: [...chosen], purpose: purpose.trim(), ground: ground.trim(), until: until! }
    const answer = await send.mutateAsync(given).catch(() => undefined)
    if (!answer) return
    say(t.sent(answer.request.number))
    void navigate(`/desk/cases/${answer.request.case}`)
  }
  return (
    <Dialog
      title={t.askTitle(entry.name)}
      onClose={onClose}
      foot={
        <>
          <Button look="primary" busy={send.isPending} onClick={() => void submit()}>
            {t.send}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </>
      }
    >
      <div className="asked-all">
        <p>{t.askLimit(limits[entry.share])}</p>
        {entry.shareCondition && (
          <p className="soft">
            {t.shareCondition}：{entry.shareCondition}
          </p>
        )}
        <ItemChoice
          label={t.chooseItems}
          names={entry.items.flatMap(({ name, share }) => (share === 'none' ? [] : [name]))}
          chosen={chosen}
          choose={choose}
          problem={problem('items')}
        />
        <Asked label={t.purpose} help={t.purposeHelp} problem={problem('purpose')}>
          {(field) => (
            <textarea
              {...field}
              className="input"
              rows={2}
              maxLength={200}
              value={purpose}
              onChange={(event) => setPurpose(event.target.value)}
            />
          )}
        </Asked>
        <Asked label={t.ground} help={t.groundHelp} problem={problem('ground')}>
          {(field) => (
            <textarea
              {...field}
              className="input"
              rows={2}
              maxLength={500}
              value={ground}
              onChange={(event) => setGround(event.target.value)}
            />
          )}
        </Asked>
        <Asked label={t.until} problem={problem('until')}>
          {(field) => (
            <DayInput
              id={field.id}
              value={until}
              onChange={setUntil}
              invalid={field['aria-invalid'] ?? false}
              describedBy={field['aria-describedby']}
            />
          )}
        </Asked>
        {send.error && <Failure error={send.error} />}
      </div>
    </Dialog>
  )
}
