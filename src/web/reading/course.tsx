import type { Limit } from '../api/types.ts'
import { limitPairs } from '../hall/needs.ts'
import { useText } from '../texts.ts'
import { guideTexts } from './guide-texts.ts'

type Pair = { law?: Limit; promise?: Limit }

/** Days of a limit in words. */
export function useDays(): (limit: Pick<Limit, 'days' | 'kind'>) => string {
  const t = useText(guideTexts)
  return ({ days, kind }) => (kind === 'working' ? t.workingDays(days) : t.calendarDays(days))
}

/** A stretch of the way: what is done, and how long at most. */
function Stretch({ what, pair, published }: { what: string; pair: Pair | undefined; published: boolean }) {
  const t = useText(guideTexts)
  const days = useDays()
  const { promise, law } = pair ?? {}
  return (
    <li className="course-stretch">
      <span>{what}</span>
      {promise && <b>{t.wayPromise(days(promise))}</b>}
      {law && (promise ? <span className="small soft">{t.wayLaw(days(law))}</span> : <b>{t.wayLaw(days(law))}</b>)}
      {!promise && !law && published && <span className="small soft">{t.wayOpen}</span>}
    </li>
  )
}

const Point = ({ name, note }: { name: string; note?: string }) => (
  <li className="course-point">
    <b>{name}</b>
    {note && <span className="small soft">{note}</span>}
  </li>
)

/** The way of an application, drawn: received → checked → accepted → decided → delivered, with the days between. */
export function Course({ limits, answers }: { limits: readonly Limit[]; answers: Record<string, unknown> }) {
  const t = useText(guideTexts)
  const pairs = new Map(limitPairs(limits, answers).map((pair) => [pair.what, pair]))
  const main = pairs.get('joint') ?? pairs.get('statutory')
  const first = main?.promise ?? main?.law
  // A limit that runs from receipt leaves no stretch before acceptance that is counted apart.
  const whole = first?.from === 'receipt'
  // Where no limit at all is published, that is said once, elsewhere.
  const published = pairs.size > 0
  return (
    <ol className="course" aria-label={t.wayTitle}>
      <Point name={t.wayReceive} note={t.waySent} />
      {!whole && (
        <>
          <Stretch what={t.wayCheck} pair={pairs.get('check')} published={published} />
          <Point name={t.wayAccept} />
        </>
      )}
      <Stretch what={pairs.has('inspection') ? t.wayWorkInspect : t.wayWork} pair={main} published={published} />
      <Point name={t.wayDecide} />
      <Stretch what={t.wayDeliver} pair={pairs.get('delivery')} published={published} />
      <Point name={t.wayGot} />
    </ol>
  )
}
