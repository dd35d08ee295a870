import { useSession } from '../api/session.tsx'
import type { MatterDetail } from '../api/types.ts'
import { Notice } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { applyTexts } from './apply-texts.ts'

/** In whose names somebody may apply for a matter: one's own (null), or those of one's enterprises. */
export function useApplicants({ matter }: MatterDetail): (string | null)[] {
  const { actor } = useSession()
  if (actor?.actingFor) {
    const { kind, id } = actor.actingFor
    return matter.applicants.includes(kind) ? [kind === 'enterprise' ? id : null] : []
  }
  return [
    ...(matter.applicants.includes('person') ? [null] : []),
    ...(matter.applicants.includes('enterprise') ? (actor?.entities ?? []).map(({ id }) => id) : []),
  ]
}

/** For whom one applies: asked where there is a choice, said where there is none. */
export function ForWhom({
  detail,
  value,
  onChange,
}: {
  detail: MatterDetail
  value: string | null
  onChange: (entity: string | null) => void
}) {
  const t = useText(applyTexts)
  const { actor } = useSession()
  const choices = useApplicants(detail)
  if (!actor) return null
  if (actor.actingFor)
    return (
      <Notice tone={choices.length > 0 ? 'info' : 'warn'}>{choices.length > 0 ? t.actingFor(actor.actingFor.name) : t.onlyPersons}</Notice>
    )
  if (choices.length === 0) return <Notice tone="warn">{t.onlyEnterprises}</Notice>
  if (choices.length === 1 && choices[0] === null) return null
  const nameOf = (choice: string | null) => {
    const entity = actor.entities.find(({ id }) => id === choice)
    if (!entity) return t.whoMe(actor.name)
    return (
      <span>
        {entity.name}
        <br />
        <span className="small soft">{entity.creditCode}</span>
      </span>
    )
  }
  return (
    <fieldset className="asked" aria-describedby="for-whom-help">
      <legend>{t.who}</legend>
      <p id="for-whom-help" className="help">
        {t.whoHelp}
      </p>
      <div className="radios">
        {choices.map((choice) => (
          <label key={choice ?? 'me'} className="radio">
            <input type="radio" name="for-whom" checked={choice === value} onChange={() => onChange(choice)} />
            {nameOf(choice)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
