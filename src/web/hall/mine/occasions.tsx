import { useQuery } from '@tanstack/react-query'
import { mine, type MyOccasion } from '../../api/mine.ts'
import { useSession } from '../../api/session.tsx'
import { ButtonLink, Facts, Tag, To, useDays } from '../../blocks/index.ts'
import { citationOf } from '../../cases/citation.ts'
import { useSigns, useText } from '../../texts.ts'
import { mineTexts } from './texts.ts'

/** What comes due for the signed-in person; nothing while acting for somebody else. */
export function useOccasions() {
  const { actor } = useSession()
  return useQuery({ queryKey: ['occasions'], queryFn: mine.occasions, enabled: typeof actor?.person === 'string' && !actor.actingFor })
}

const tones = { open: 'warn', coming: 'plain', late: 'bad' } as const

/** How to begin what has come due: with a matter of ours, or by looking for it. */
function Ways({ occasion }: { occasion: MyOccasion }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  return (
    <p className="row">
      {occasion.matters.map(({ name, label, alone }) => (
        <ButtonLink key={name} to={alone ? `/matters/${name}/apply` : `/matters/${name}`} look={alone ? 'primary' : 'plain'}>
          {alone ? t.start : t.guide}
          <span className="unseen">
            {signs.colon}
            {label}
          </span>
        </ButtonLink>
      ))}
      {occasion.matters.every(({ alone }) => !alone) && (
        <ButtonLink to={`/search?q=${encodeURIComponent(occasion.words)}`} look="plain">
          {t.findMatter}
          <span className="unseen">
            {signs.colon}
            {occasion.label}
          </span>
        </ButtonLink>
      )}
    </p>
  )
}

function OneOccasion({ occasion, whole }: { occasion: MyOccasion; whole: boolean }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  const { label, about, subject, on, from, left, state, household, known, basis, provisional, register, record } = occasion
  const ground = citationOf(basis, false)
  return (
    <li className="stack-tight due-card">
      <div className="row row-between">
        <h3>{label}</h3>
        <Tag tone={tones[state]}>{state === 'late' ? t.lateBy(-left) : state === 'open' ? t.left(left) : t.notYet}</Tag>
      </div>
      <p>
        {household ? `${t.household} ${subject}` : subject} · <b>{t.dueOn(days.day(on))}</b>
        {state === 'coming' && ` · ${t.dueFrom(days.day(from))}`}
        {provisional && <span className="soft small"> {t.provisionalDay}</span>}
      </p>
      {whole && <p className="soft">{about}</p>}
      {whole && <Ways occasion={occasion} />}
      {whole && (
        <details className="fold">
          <summary>{t.whatIsKnown}</summary>
          <div className="stack-tight">
            <Facts items={known.map((one) => [one.label, one.text] as const)} />
            <p className="small soft">
              {t.basisOf}
              {signs.colon}
              {[ground.law, ground.article].filter(Boolean).join(' ')}
              {ground.says && signs.colon}
              {ground.says}
            </p>
            {!household && (
              <p>
                <To to={`/me/records#${register}-${record}`}>{t.seeRecord}</To>
              </p>
            )}
          </div>
        </details>
      )}
    </li>
  )
}

/** What comes due, the most pressing first. `whole` says how to begin and why. */
export const Occasions = ({ occasions, whole = true }: { occasions: readonly MyOccasion[]; whole?: boolean }) => (
  <ul className="due-cards">
    {occasions.map((occasion) => (
      <OneOccasion key={occasion.id} occasion={occasion} whole={whole} />
    ))}
  </ul>
)
