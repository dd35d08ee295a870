import { Link } from 'react-router'
import { useText } from '../texts.ts'
import type { FiguresNow } from './data.ts'
import { cockpitTexts } from './texts.ts'
import { standingOf, trendOf, usePeriod, useWhy, useWrite } from './words.ts'

type Item = FiguresNow['items'][number]

/** How a figure stands against its target, in a word with its colour and mark. */
export function Standing({ item }: { item: Item }) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const { now, indicator } = item
  if (!now || now.target === null) return null
  const standing = standingOf(now)
  const target = t.target(`${write(now.target)}${indicator.unit === '%' ? '%' : ''}`)
  return (
    <span className={`standing standing-${standing}`}>
      {standing === 'none' ? target : t.against(target, standing === 'good' ? t.kept : t.missed)}
    </span>
  )
}

/** The figure before this one, to compare with. */
export function Before({ item }: { item: Item }) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const { indicator, now, earlier } = item
  if (!earlier || earlier.value === null || !now) return null
  const words = indicator.every === 'now' ? t.lastWeek : indicator.every === 'month' ? t.lastMonth : t.yesterday
  const difference = now.value === null ? 0 : now.value - earlier.value
  const before = `${write(earlier.value)}${indicator.unit === '%' ? '%' : ''}`
  // A period that has only begun says nothing against a whole one.
  const tone = indicator.every === 'now' || indicator.kind !== 'count' ? trendOf(indicator, difference) : 'none'
  return (
    <span className={`before before-${tone}`}>
      {indicator.every === 'now' && difference !== 0
        ? t.change(words(before), `${difference > 0 ? '+' : '−'}${write(Math.abs(difference))}`)
        : words(before)}
    </span>
  )
}

/** One figure: its name, value with unit, when, and how it stands. Pressing it shows it on the map and over time. */
export function FigureTile({
  item,
  chosen,
  region,
  onChoose,
}: {
  item: Item
  chosen: boolean
  region: string
  onChoose: (name: string) => void
}) {
  const t = useText(cockpitTexts)
  const write = useWrite()
  const period = usePeriod()
  const why = useWhy()
  const { indicator, now } = item
  const when =
    indicator.every === 'now'
      ? t.now
      : now
        ? indicator.every === 'month' && now.provisional
          ? t.soFar(period(now.period))
          : period(now.period)
        : ''
  return (
    <div className={`tile${chosen ? ' tile-chosen' : ''}`}>
      <button
        type="button"
        className="tile-press"
        aria-pressed={chosen}
        onClick={() => onChoose(indicator.name)}
        title={t.choose(indicator.label)}
      >
        <span className="tile-name">{indicator.label}</span>
        {now && now.value !== null ? (
          <span className="tile-value">
            {indicator.rounded !== null && indicator.kind === 'count' && <span className="tile-unit">{t.roundedMark} </span>}
            <b className="number">{write(now.value)}</b> <span className="tile-unit">{indicator.unit}</span>
          </span>
        ) : (
          <span className="tile-value tile-empty">{why(now?.why ?? item.why)}</span>
        )}
        <span className="tile-notes small soft">
          <span>{when}</span>
          <Before item={item} />
          <Standing item={item} />
        </span>
      </button>
      <Link className="tile-more small" to={`/cockpit/figures/${indicator.name}?region=${region}`}>
        {t.details}
        <span className="unseen">{indicator.label}</span>
      </Link>
    </div>
  )
}
