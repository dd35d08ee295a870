import { Link } from 'react-router'
import { Failure, Section, Skeleton, Stat, Stats, Table, useDays, useNumber, type Column } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { useQuality, type Quality } from './catalogue-data.ts'
import { catalogueTexts } from './texts.ts'

type Rule = Quality['rules'][number]
/** So many failing records are linked from a rule. */
const MOST_LINKED = 5

/** The quality of a register: its score, and each rule with the records that fail it as far as one may read them. */
export function QualityView({ id, register }: { id: string; register: string | null }) {
  const t = useText(catalogueTexts)
  const days = useDays()
  const number = useNumber()
  const signs = useSigns()
  const { data, error, refetch } = useQuality(id)
  const quality = data?.quality
  const columns: Column<Rule>[] = [
    { key: 'rule', label: t.rule, title: true, cell: ({ label }) => label },
    { key: 'side', label: t.side, cell: ({ side }) => t[side] },
    { key: 'checked', label: t.checked, align: 'end', cell: ({ checked }) => number(checked) },
    { key: 'failing', label: t.failing, align: 'end', cell: ({ failing }) => number(failing) },
    {
      key: 'records',
      label: t.failingRecords,
      cell: ({ records }) => (
        <span className="row">
          {records.slice(0, MOST_LINKED).map((one, i) => (
            <Link key={one} to={`/desk/registers/${register}/${one}`}>
              {t.nth(i + 1)}
            </Link>
          ))}
        </span>
      ),
    },
  ]
  return (
    <Section
      title={t.quality}
      lead={quality ? signs.sentences([t.counted(days.moment(quality.counted)), quality.rounded ? t.rounded : '']) : undefined}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="table" lines={3} />}
      {data && !quality && <p className="soft">{register === null ? t.notHere : t.notCounted}</p>}
      {quality && (
        <div className="stack">
          <Stats>
            <Stat label={t.score} value={quality.score} digits={1} source={t.outOf} />
          </Stats>
          <Table label={t.quality} columns={columns} rows={quality.rules} keyOf={({ key }) => key} />
        </div>
      )}
    </Section>
  )
}
