import type { Basis, Implementation, Limit, Material, MatterDetail } from '../api/types.ts'
import { Facts, Panel, Table, Tag } from '../blocks/index.ts'
import { fromWords, kindWords, sourceWords } from '../cases/texts.ts'
import { useText } from '../texts.ts'
import { fromApplicant, isNeeded, limitPairs, neededMaterials } from './needs.ts'
import { hallTexts, limitLabels, remedyLabels } from './texts.ts'

interface PartProps {
  detail: MatterDetail
  needed: readonly Implementation[]
  answers: Record<string, unknown>
}

const nameOf = (detail: MatterDetail, matter: string) =>
  matter === detail.matter.name
    ? detail.matter.label
    : (detail.components.find((component) => component.matter === matter)?.label ?? matter)

/** What is known of several offices, each under its matter's name; once only when it is the same thing. */
const unique = <T,>(items: readonly T[], key: (item: T) => string): T[] => [...new Map(items.map((item) => [key(item), item])).values()]

/** The four things that people ask first, in one line each. */
export function AtAGlance({ detail, needed, answers }: PartProps) {
  const t = useText(hallTexts)
  const own = needed.find(({ matter }) => matter === detail.matter.name) ?? needed[0]!
  const main = limitPairs(own.limits, answers).find(({ what }) => what === 'joint' || what === 'statutory')
  const first = main?.promise ?? main?.law
  const materials = neededMaterials(needed, answers)
  const give = materials.filter(fromApplicant).length
  const paid = needed.flatMap(({ fees }) => fees).filter(({ amountFen }) => amountFen > 0)
  const words = (limit: Limit) => `${limit.days} ${kindWords[limit.kind]}`
  return (
    <Panel title={t.glance}>
      {detail.components.some(({ matter }) => isNeeded(detail, matter, answers) === undefined) && <p className="small soft">{t.asMost}</p>}
      <dl className="glance">
        <div>
          <dt>{t.glanceHow}</dt>
          <dd>
            <b>{first ? words(first) : t.noLimit}</b>
            <span className="small soft">
              {first && fromWords[first.from] && `${fromWords[first.from]}起`}
              {main?.promise && main.law && `，${t.glanceLaw(words(main.law))}`}
            </span>
          </dd>
        </div>
        <div>
          <dt>{t.materials}</dt>
          <dd>
            <b>{t.glanceBring(give)}</b>
            <span className="small soft">{t.glanceFree(materials.length - give)}</span>
          </dd>
        </div>
        <div>
          <dt>{t.fees}</dt>
          <dd>
            <b>{paid.length === 0 ? t.free : yuan(paid.reduce((sum, { amountFen }) => sum + amountFen, 0))}</b>
          </dd>
        </div>
        <div>
          <dt>{t.byOffice}</dt>
          <dd>
            <b>{t.officeCount(unique(needed, ({ organisation }) => organisation.id).length)}</b>
            <span className="small soft">{detail.components.length > 0 && t.sideBySide}</span>
          </dd>
        </div>
      </dl>
    </Panel>
  )
}

/** Which matters the answers ask for. Said aloud when it changes. */
export function Needed({ detail, answers }: Pick<PartProps, 'detail' | 'answers'>) {
  const t = useText(hallTexts)
  return (
    <div role="status" className="needed">
      <h3>{t.needTitle}</h3>
      <ul>
        {detail.components.map((component) => {
          const needed = isNeeded(detail, component.matter, answers)
          return (
            <li key={component.matter} className="row row-between">
              <span className={needed === false ? 'soft' : undefined}>{component.label}</span>
              <Tag tone={needed === true ? 'good' : 'plain'}>{needed === true ? t.needed : needed === false ? t.notNeeded : t.notSure}</Tag>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

export function Conditions({ detail, needed }: PartProps) {
  const t = useText(hallTexts)
  if (needed.every(({ conditions }) => conditions.length === 0)) return null
  return (
    <Panel title={t.conditions}>
      <div>
        {needed
          .filter(({ conditions }) => conditions.length > 0)
          .map(({ matter, conditions }) => (
            <details key={matter} open={matter === detail.matter.name} className="fold">
              <summary>{nameOf(detail, matter)}</summary>
              <ul className="plain-list">
                {conditions.map((condition) => (
                  <li key={condition}>{condition}</li>
                ))}
              </ul>
            </details>
          ))}
      </div>
    </Panel>
  )
}

const Ground = ({ basis }: { basis: Basis | null | undefined }) => {
  const t = useText(hallTexts)
  if (!basis) return null
  return (
    <span className="small soft">
      《{basis.law}》{basis.article}
      {basis.verified === false && basis.article !== '条款号未核' && `（${t.unverified}）`}
    </span>
  )
}

export function MaterialsNeeded({ needed, answers }: Omit<PartProps, 'detail'>) {
  const t = useText(hallTexts)
  const materials = neededMaterials(needed, answers)
  const give = materials.filter(fromApplicant)
  const free = materials.filter((material) => !fromApplicant(material))
  const row = (material: Material) => (
    <li key={material.key}>
      <p className="row">
        <span>{material.name}</span>
        {fromApplicant(material) ? (
          <Tag tone={material.required ? 'warn' : 'plain'}>{material.required ? t.must : t.may}</Tag>
        ) : (
          <Tag tone="good">{sourceWords[material.source] ?? material.source}</Tag>
        )}
      </p>
      {material.note && <p className="small soft">{material.note}</p>}
      <Ground basis={material.why} />
    </li>
  )
  return (
    <Panel title={t.materials} aside={<span className="soft">{t.materialsCount(give.length, free.length)}</span>}>
      <ul className="material-list">{[...give, ...free].map(row)}</ul>
    </Panel>
  )
}

export function HowLong({ detail, needed, answers }: PartProps) {
  const t = useText(hallTexts)
  const rows = needed.flatMap((one) => limitPairs(one.limits, answers).map((pair) => ({ ...pair, matter: one.matter })))
  const limit = (given: Limit | undefined) =>
    given ? (
      <>
        <b className="number">
          {given.days} {kindWords[given.kind]}
        </b>
        <br />
        <span className="small soft">{fromWords[given.from] && `${fromWords[given.from]}起`}</span> <Ground basis={given.basis} />
      </>
    ) : (
      <span className="soft">{t.noLimit}</span>
    )
  return (
    <details className="filters">
      <summary>{t.allLimits}</summary>
      <Table
        label={t.how}
        rows={rows}
        keyOf={(row) => `${row.matter}.${row.what}`}
        columns={[
          {
            key: 'what',
            label: t.matter,
            cell: (row) => (
              <>
                {limitLabels[row.what] ?? row.what}
                {needed.length > 1 && (
                  <>
                    <br />
                    <span className="small soft">{nameOf(detail, row.matter)}</span>
                  </>
                )}
              </>
            ),
          },
          { key: 'promise', label: t.promise, cell: (row) => limit(row.promise) },
          { key: 'law', label: t.law, cell: (row) => limit(row.law) },
        ]}
      />
    </details>
  )
}

/** 12345 fen as 123.45 元. */
const yuan = (fen: number) => `${(fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: fen % 100 === 0 ? 0 : 2 })} 元`

export function MoneyAndPlace({ needed }: Pick<PartProps, 'needed'>) {
  const t = useText(hallTexts)
  const fees = needed.flatMap(({ fees, matter }) => fees.filter(({ amountFen }) => amountFen > 0).map((fee) => ({ ...fee, matter })))
  const windows = unique(
    needed.flatMap((one) => one.windows),
    String,
  )
  const offices = unique(needed, ({ organisation }) => organisation.id)
  const results = unique(
    needed.flatMap((one) => one.results),
    ({ name }) => name,
  )
  return (
    <Panel title={t.feesAndPlace}>
      <Facts
        items={[
          [
            t.fees,
            fees.length === 0 ? (
              t.free
            ) : (
              <ul>
                {fees.map((fee) => (
                  <li key={fee.matter + fee.name}>
                    {fee.name} {yuan(fee.amountFen)} <Ground basis={fee.basis} />
                  </li>
                ))}
              </ul>
            ),
          ],
          ...(windows.length > 0 ? [[t.windows, <List key="windows" items={windows} />] as const] : []),
          [t.byOffice, <List key="offices" items={offices.map(({ organisation }) => organisation.name)} />],
          [
            t.results,
            <List
              key="results"
              items={results.map(({ name, validYears }) => (validYears ? `${name}（${t.validYears(validYears)}）` : name))}
            />,
          ],
        ]}
      />
    </Panel>
  )
}

const List = ({ items }: { items: readonly string[] }) => (
  <ul>
    {items.map((item) => (
      <li key={item}>{item}</li>
    ))}
  </ul>
)

export function Remedies({ needed }: Pick<PartProps, 'needed'>) {
  const t = useText(hallTexts)
  const remedies = unique(
    needed.flatMap((one) => one.remedies),
    ({ kind, to, withinDays, withinMonths }) => [kind, to, withinDays, withinMonths].join(),
  )
  if (remedies.length === 0) return null
  return (
    <Panel title={t.remedies}>
      <ul className="material-list">
        {remedies.map((remedy) => (
          <li key={remedy.kind + remedy.to}>
            <b>{remedyLabels[remedy.kind] ?? remedy.kind}</b>{' '}
            {t.remedy(remedy.to, remedy.withinDays ? t.days(remedy.withinDays) : t.months(remedy.withinMonths ?? 0))}{' '}
            <Ground basis={remedy.basis} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function LegalBasis({ needed }: Pick<PartProps, 'needed'>) {
  const t = useText(hallTexts)
  const grounds = unique(
    needed.flatMap((one) => one.basis),
    ({ law, article }) => law + (article ?? ''),
  )
  if (grounds.length === 0) return null
  return (
    <details className="filters">
      <summary>
        {t.basis}（{grounds.length}）
      </summary>
      <ul className="material-list">
        {grounds.map((ground) => (
          <li key={ground.law + (ground.article ?? '')}>
            <Ground basis={ground} />
            <p>{ground.says}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}
