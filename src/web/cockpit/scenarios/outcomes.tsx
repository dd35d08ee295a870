import type { ComparisonView, Estimate, MeasureName } from '#engines/indicators'
import { useDays, useNumber, withUnit } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { scenarioTexts } from './texts.ts'

export const names = ['A', 'B', 'C', 'D'] as const

const order: readonly { name: MeasureName; unit: 'cases' | 'days' | 'hours' | '%'; digits: number }[] = [
  { name: 'backlog', unit: 'cases', digits: 0 },
  { name: 'mean', unit: 'days', digits: 1 },
  { name: 'p90', unit: 'days', digits: 1 },
  { name: 'lateStatutory', unit: '%', digits: 1 },
  { name: 'latePromised', unit: '%', digits: 1 },
  { name: 'concluded', unit: 'cases', digits: 0 },
  { name: 'received', unit: 'cases', digits: 0 },
  { name: 'hours', unit: 'hours', digits: 0 },
]

/** What outcomes are called, in which unit and how they are written. */
export function useMeasures() {
  const t = useText(scenarioTexts)
  const write = useNumber()
  const units = { cases: t.unitCases, days: t.unitDays, hours: t.unitHours, '%': '%' }
  return order.map(({ name, unit, digits }) => {
    const short = (value: number) => write(value, digits)
    const tell = (value: number) => withUnit(short(value), units[unit])
    // A difference of shares is in points.
    const apart = (value: number) => `${write(Math.abs(value), Math.max(1, digits))} ${unit === '%' ? t.points : units[unit]}`
    return {
      name,
      label: name === 'hours' ? t.workHours : t[name],
      unit: units[unit],
      short,
      tell,
      apart,
      count: unit === 'cases' || unit === 'hours',
    }
  })
}
type Measure = ReturnType<typeof useMeasures>[number]
type Result = ComparisonView['results'][number]

/** How an outcome differs from the present, in words. */
export function useDifference() {
  const t = useText(scenarioTexts)
  const write = useNumber()
  return (measure: Measure, result: Result): { words: string; real: boolean } => {
    const found = result.differences[measure.name]
    if (!found) return { words: '', real: false }
    const { mean, low, high, real } = found
    if (mean === 0 && low === 0 && high === 0) return { words: t.same, real: false }
    const sign = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${write(Math.abs(value), 1)}`
    if (!real) return { words: t.unclear(sign(low), sign(high)), real }
    const size = measure.apart(mean)
    const words = measure.count ? (mean > 0 ? t.more(size) : t.less(size)) : mean > 0 ? t.higher(size) : t.lower(size)
    return { words: t.clear(words, sign(low), sign(high)), real }
  }
}

/** Mean and interval on a common line. */
function Interval({ estimate, from, to }: { estimate: Estimate; from: number; to: number }) {
  const at = (value: number) => `${(100 * (value - from)) / Math.max(1e-9, to - from)}%`
  return (
    <span className="interval" aria-hidden="true">
      <span
        className="interval-range"
        style={{ insetInlineStart: at(estimate.low), insetInlineEnd: `calc(100% - ${at(estimate.high)})` }}
      />
      <span className="interval-mean" style={{ insetInlineStart: at(estimate.mean) }} />
    </span>
  )
}

/** One outcome in the present and each scenario. */
export function Outcome({ measure, results }: { measure: Measure; results: readonly Result[] }) {
  const t = useText(scenarioTexts)
  const difference = useDifference()
  const all = results.flatMap(({ outcomes }) => outcomes[measure.name] ?? [])
  if (all.length === 0) return null
  // From zero for what is counted, so that lengths can be compared; times and shares by their own span.
  const high = Math.max(...all.map((one) => one.high))
  const low = Math.min(...all.map((one) => one.low))
  const from = Math.max(0, low - Math.max(0.5, (high - low) * 0.5))
  const to = high + Math.max(0.5, (high - low) * 0.2)
  return (
    <section className="outcome">
      <h3>
        {measure.label} <span className="soft small">{measure.unit}</span>
      </h3>
      <ul>
        {results.map((result, i) => {
          const found = result.outcomes[measure.name]
          const differs = difference(measure, result)
          return (
            <li key={i} className={`outcome-row outcome-${i}`}>
              <span className="outcome-name">{i === 0 ? t.present : t.scenario(names[i - 1]!)}</span>
              {found ? (
                <>
                  <span className="outcome-value number">
                    <b>{measure.short(found.mean)}</b>{' '}
                    <span className="soft small">{t.interval(measure.short(found.low), measure.short(found.high))}</span>
                  </span>
                  <Interval estimate={found} from={from} to={to} />
                  <span className={differs.real ? 'outcome-words small' : 'outcome-words small soft'}>
                    {i === 0 ? t.range(measure.short(found.least), measure.short(found.most)) : differs.words}
                  </span>
                </>
              ) : (
                <span className="soft">{t.none}</span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The comparison in plain sentences: what of the main outcomes is really different. */
export function Summary({ results }: { results: readonly Result[] }) {
  const t = useText(scenarioTexts)
  const measures = useMeasures()
  const difference = useDifference()
  return (
    <>
      {results.slice(1).map((result, i) => {
        const real = measures.filter(
          ({ name }) =>
            name !== 'received' &&
            name !== 'hours' &&
            name !== 'concluded' &&
            difference(
              measures.find((one) => one.name === name)!,
              result,
            ).real,
        )
        const words = real.map((measure) => {
          const mean = result.differences[measure.name]!.mean
          const size = measure.apart(mean)
          return t.outcomeIs(
            measure.label,
            measure.count ? (mean > 0 ? t.more(size) : t.less(size)) : mean > 0 ? t.higher(size) : t.lower(size),
          )
        })
        return <p key={i}>{words.length > 0 ? t.saysClear(names[i]!, words.join(t.between)) : t.saysUnclear(names[i]!)}</p>
      })}
    </>
  )
}

/** A result as a table that spreadsheets open. */
export function useCsv() {
  const t = useText(scenarioTexts)
  const measures = useMeasures()
  const { day } = useDays()
  return (view: ComparisonView): string => {
    const cell = (value: string | number) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value))
    const rows: (string | number)[][] = [
      [t.title, view.region.name, day(view.on), day(view.to), t.resultLead(view.on, view.to, String(view.replications), String(view.seed))],
      [t.testMeasure, t.assumptions, t.csvUnit, t.csvMean, t.csvLow, t.csvHigh, t.csvDifference, t.csvLow, t.csvHigh, t.csvReal],
    ]
    for (const measure of measures)
      view.results.forEach((result, i) => {
        const found = result.outcomes[measure.name]
        const differs = result.differences[measure.name]
        if (found)
          rows.push([
            measure.label,
            i === 0 ? t.present : t.scenario(names[i - 1]!),
            measure.unit,
            ...[found.mean, found.low, found.high].map((one) => Math.round(one * 100) / 100),
            ...(differs ? [differs.mean, differs.low, differs.high].map((one) => Math.round(one * 100) / 100) : ['', '', '']),
            differs ? (differs.real ? t.yes : t.no) : '',
          ])
      })
    return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
  }
}
