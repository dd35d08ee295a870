import type { OpenVersion } from '#engines/registers'
import { Button, Notice, Stat, Stats, Tag } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { Selection } from './data.ts'
import { openDeskTexts } from './texts.ts'

type Report = NonNullable<OpenVersion['report']>
type Suggestion = NonNullable<Report['anonymity']>['suggestions'][number]

/** A selection without a column. */
const without = (selection: Selection, field: string): Selection => ({
  ...selection,
  columns: selection.columns.filter((column) => column.field !== field),
})

/** A selection with what a suggestion says: columns coarser, or left out. */
const withSuggestion = (selection: Selection, { columns, held }: Suggestion): Selection => ({
  ...selection,
  hold: selection.hold || held > 0,
  columns: selection.columns.flatMap((column) => {
    const said = columns.find(({ field }) => field === column.field)
    return said ? (said.level === null ? [] : [{ ...column, level: said.level }]) : [column]
  }),
})

/** Takes a change over into what is chosen; says so where it is there already. */
function Use({
  change,
  selection,
  onUse,
  words,
  of,
}: {
  change: Selection
  selection: Selection
  onUse: (selection: Selection) => void
  words: string
  of?: string
}) {
  const t = useText(openDeskTexts)
  if (JSON.stringify(change) === JSON.stringify(selection)) return <Tag tone="good">{t.used}</Tag>
  return (
    <Button {...(of ? { 'aria-label': `${words} ${of}` } : {})} onClick={() => onUse(change)}>
      {words}
    </Button>
  )
}

interface ReportProps {
  report: Report
  /** What is chosen by now: what was checked, with what was changed since. */
  selection: Selection
  onUse?: ((selection: Selection) => void) | undefined
}

function Suggestions({ report, selection, onUse }: ReportProps) {
  const t = useText(openDeskTexts)
  const { suggestions, searchedWhole } = report.anonymity!
  if (suggestions.length === 0) return null
  return (
    <section className="stack-tight">
      <h3>{t.suggestions}</h3>
      <ul className="lines-list">
        {suggestions.map((one) => {
          const said = one.columns.map(({ label, levelLabel }) =>
            levelLabel === null ? t.dropColumn(label) : t.coarser(label, levelLabel),
          )
          return (
            <li key={said.join()} className="row row-between">
              <span>
                {said.join('；')} <span className="small soft">{t.suggestion(one.held)}</span>
              </span>
              {onUse && (
                <Use change={withSuggestion(selection, one)} selection={selection} onUse={onUse} words={t.use} of={said.join('；')} />
              )}
            </li>
          )
        })}
      </ul>
      {!searchedWhole && <p className="small soft">{t.notAll}</p>}
    </section>
  )
}

function Anonymity({ report, selection, onUse }: ReportProps) {
  const t = useText(openDeskTexts)
  const { k, small, classes, quasi, smallest, diversity } = report.anonymity!
  const share = report.rows > 0 ? `${((small / report.rows) * 100).toFixed(1)}%` : '0%'
  return (
    <div className="stack-tight">
      {!report.blocks.includes('anonymity') && <p>{small > 0 ? t.anonymity(small, share, k) : t.anonymityOk(classes, k)}</p>}
      {smallest.length > 0 && (
        <details>
          <summary>{t.smallest}</summary>
          <ul className="plain-list small">
            {smallest.map(({ values, count }) => (
              <li key={values.join()}>
                {values.map((value, i) => `${quasi[i]} ${value}`).join('，')} <b>{t.times(count)}</b>
              </li>
            ))}
          </ul>
        </details>
      )}
      {small > 0 && <Suggestions {...{ report, selection, onUse }} />}
      {diversity.length > 0 && (
        <section className="stack-tight">
          <h3>{t.diversity}</h3>
          {diversity.map(({ field, label, least, alone }) => (
            <p key={field}>{t.diversityOf(label, least, alone)}</p>
          ))}
        </section>
      )}
    </div>
  )
}

/** What the privacy check of a version found, and what would do where it found something. */
export function ReportView({ report, selection, onUse }: ReportProps) {
  const t = useText(openDeskTexts)
  const { rows, held, identifiers, anonymity, cells, difference, blocks } = report
  return (
    <div className="stack-tight" role="group" aria-label={t.report}>
      <Stats>
        <Stat label={t.rows} value={rows} />
        <Stat label={t.outRows} value={rows - held} />
        <Stat label={t.heldRows} value={held} />
      </Stats>
      {blocks.length === 0 ? (
        <Notice tone="good" title={t.ok}>
          {t.okLead}
        </Notice>
      ) : (
        <Notice tone="bad" title={t.blocked}>
          {blocks.includes('empty') && <p>{t.empty}</p>}
          {blocks.includes('identifiers') && <p>{t.identifiers}</p>}
          {blocks.includes('cells') && <p>{t.cellsFailed}</p>}
          {blocks.includes('difference') && difference && <p>{t.differenceAlone(difference.alone)}</p>}
          {blocks.includes('anonymity') && anonymity && (
            <p>{t.anonymity(anonymity.small, `${((anonymity.small / Math.max(rows, 1)) * 100).toFixed(1)}%`, anonymity.k)}</p>
          )}
        </Notice>
      )}
      {identifiers.length > 0 && (
        <ul className="lines-list">
          {identifiers.map(({ field, label, kind, count }) => (
            <li key={`${field} ${kind}`} className="row row-between">
              <span>{t.foundIn(label, t[kind], count > 0 ? t.foundCount(count) : '')}</span>
              {onUse && <Use change={without(selection, field)} selection={selection} onUse={onUse} words={t.dropColumn(label)} />}
            </li>
          ))}
        </ul>
      )}
      {anonymity && <Anonymity {...{ report, selection, onUse }} />}
      {cells && <p>{cells.rounded ? t.cellsRounded(cells.cells) : t.cells(cells.cells, cells.primary, cells.complementary)}</p>}
      {difference && (
        <p>
          {t.difference(difference.version)} {difference.comparable ? t.differenceSaid(difference.added, difference.gone) : t.differenceNot}
        </p>
      )}
    </div>
  )
}
