import { Facts } from '../../blocks/facts.tsx'
import { Panel } from '../../blocks/panel.tsx'
import { Tag } from '../../blocks/tag.tsx'
import { useDays } from '../../blocks/days.ts'
import { useSigns, useText } from '../../texts.ts'
import { Declared } from '../finding.tsx'
import { Light } from './light.tsx'
import { Bars, PlacesMap, type Group, type Outline, type Position } from './pictures.tsx'
import { Telling } from './telling.tsx'
import { openTexts } from './texts.ts'

/** One column of the files. */
export interface Item {
  name: string
  label: string
  type: 'string' | 'decimal' | 'integer' | 'date' | 'gYearMonth' | 'gYear'
  /** How coarse its values are said, where they are not said as they are. */
  level: string | null
  unit: string | null
}

export interface VersionLine {
  number: number
  published: string
  rows: number | null
  withdrawn: string | null
  withdrawal: string | null
  files: readonly { format: string; sha256: string; bytes: number; downloads: number }[]
}

export interface DataSetProps {
  code: string
  title: string
  about: string
  theme: string
  provider: string
  licence: string
  licenceAddress: string
  cycle: string
  light: string
  contact: string
  keywords: readonly string[]
  ended: boolean
  number: number | null
  published: string | null
  rows: number | null
  downloads: number
  items: readonly Item[]
  preview: readonly (readonly (string | number | null)[])[]
  /** By which column the preview is sorted, and which way. */
  sort: { name: string; down: boolean } | null
  /** Columns that can be counted, and what came of the chosen one. */
  countable: readonly { field: string; label: string }[]
  chart: { field: string; label: string; groups: readonly Group[]; more: boolean } | null
  map: { outlines: readonly Outline[]; places: readonly Position[] } | null
  privacy: { subject: 'person' | 'organisation' | 'thing'; k: number | null; held: number; leftOut: number | null; rounded: boolean } | null
  versions: readonly VersionLine[]
  origin: string
}

const count = (number: number) => number.toLocaleString('en-US')

/** Bytes in the unit that people know. */
const sizeOf = (bytes: number): string =>
  bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

function Downloads({ code, versions, number }: Pick<DataSetProps, 'code' | 'versions' | 'number'>) {
  const t = useText(openTexts)
  const newest = versions.find((one) => one.number === number)
  if (!newest) return null
  const words = (format: string) => t[format as 'csv'] ?? format.toUpperCase()
  return (
    <Panel title={t.download} lead={t.downloadHelp}>
      <ul className="open-files">
        {['csv', 'xlsx', 'json', 'geojson', 'csv-metadata.json'].flatMap((format) => {
          const file = newest.files.find((one) => one.format === format)
          return file
            ? [
                <li key={format}>
                  <a className="button button-plain" href={`/open/${code}.${format}`} download={`${code}.${format}`}>
                    {words(format)} <span className="soft small number">{sizeOf(file.bytes)}</span>
                  </a>
                </li>,
              ]
            : []
        })}
      </ul>
    </Panel>
  )
}

function Items({ items }: { items: readonly Item[] }) {
  const t = useText(openTexts)
  return (
    <Panel title={t.items}>
      <div className="table-frame" tabIndex={0} role="group" aria-label={t.items}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t.item}</th>
              <th scope="col">{t.key}</th>
              <th scope="col">{t.type}</th>
              <th scope="col">{t.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ name, label, type, level, unit }) => (
              <tr key={name}>
                <th scope="row" data-label={t.item} className="open-item">
                  <Declared>{label}</Declared>
                </th>
                <td data-label={t.key}>
                  <code>{name}</code>
                </td>
                <td data-label={t.type}>{t[type]}</td>
                <td data-label={t.meaning}>
                  {[
                    name === 'count' ? t.countMeaning : name === 'countNote' ? t.countNoteMeaning : level,
                    unit === null ? null : t.unit(unit),
                  ]
                    .filter((one) => one !== null)
                    .join(' ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function Preview({ code, items, preview, rows, sort, chart }: DataSetProps) {
  const t = useText(openTexts)
  const address = (name: string) => {
    const query = new URLSearchParams({ sort: sort?.name === name && !sort.down ? `-${name}` : name })
    if (chart) query.set('column', chart.field)
    return `/open/${code}?${query.toString()}#preview`
  }
  return (
    <Panel title={t.preview} lead={preview.length > 0 ? t.previewLead(preview.length, count(rows ?? 0)) : undefined}>
      {preview.length === 0 ? (
        <p className="soft">{t.noRows}</p>
      ) : (
        <div id="preview" className="table-frame open-preview" tabIndex={0} role="group" aria-label={t.preview}>
          <table className="table">
            <thead>
              <tr>
                {items.map(({ name, label }) => (
                  <th key={name} scope="col" aria-sort={sort?.name === name ? (sort.down ? 'descending' : 'ascending') : undefined}>
                    <a href={address(name)} title={t.sortBy(label)} rel="nofollow">
                      {label}
                      {sort?.name === name && <span aria-hidden="true">{sort.down ? ' ↓' : ' ↑'}</span>}
                    </a>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, at) => (
                    <td key={items[at]!.name} className={typeof cell === 'number' ? 'end number' : undefined}>
                      {cell === null ? '' : String(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

function ChartPart({ code, countable, chart }: DataSetProps) {
  const t = useText(openTexts)
  return (
    <Panel title={t.chart}>
      <form action={`/open/${code}`} method="get" className="row open-chart-form" data-swap-by="#open-chart">
        <div className="asked" data-keep="column">
          <label htmlFor="open-column">{t.chartColumn}</label>
          <select id="open-column" name="column" className="input" defaultValue={chart?.field ?? ''}>
            {countable.map(({ field, label }) => (
              <option key={field} value={field}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div className="form-foot" data-keep="go">
          <button className="button button-plain">{t.chartShow}</button>
        </div>
      </form>
      <div id="open-chart">{chart && <Bars label={chart.label} groups={chart.groups} more={chart.more} />}</div>
    </Panel>
  )
}

function Versions({ code, versions }: Pick<DataSetProps, 'code' | 'versions'>) {
  const t = useText(openTexts)
  const days = useDays()
  return (
    <Panel title={t.versions}>
      <ul className="open-versions">
        {versions.map(({ number, published, rows, withdrawn, withdrawal, files }) => (
          <li key={number} id={`v${number}`}>
            <p className="row">
              <b>{t.version(number)}</b>
              <span className="soft">{t.updated(days.dayOf(published))}</span>
              {rows !== null && <span className="soft">{t.rows(count(rows))}</span>}
            </p>
            {withdrawn !== null ? (
              <p>
                <Tag tone="bad">{t.withdrawnFor(days.dayOf(withdrawn), withdrawal ?? '')}</Tag>
              </p>
            ) : (
              <ul className="open-hashes">
                {files.map(({ format, sha256, bytes, downloads }) => (
                  <li key={format}>
                    <a href={`/open/${code}/${number}.${format}`}>{`${code}/${number}.${format}`}</a>
                    <span className="small soft">
                      {sizeOf(bytes)} · {t.taken(count(downloads))}
                    </span>
                    <span className="small soft open-hash">
                      {t.hash} <code>{sha256}</code>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Privacy({ privacy }: { privacy: NonNullable<DataSetProps['privacy']> }) {
  const t = useText(openTexts)
  const said = [
    privacy.subject === 'thing' ? t.privacyNone : privacy.subject === 'organisation' ? t.privacyOrganisation : null,
    privacy.k === null ? null : t.privacyPerson(privacy.k),
    privacy.held > 0 ? t.privacyHeld(count(privacy.held)) : null,
    privacy.leftOut === null || privacy.leftOut === 0 ? null : t.privacyCells(count(privacy.leftOut)),
    privacy.rounded ? t.privacyRounded : null,
  ].filter((one) => one !== null)
  return (
    <Panel title={t.privacy}>
      {said.map((one) => (
        <p key={one}>{one}</p>
      ))}
    </Panel>
  )
}

/** One data set: what it is, everything that can be taken of it, and what stands behind it. */
export function DataSet(props: DataSetProps) {
  const t = useText(openTexts)
  const days = useDays()
  const signs = useSigns()
  const { code, title, about, theme, provider, number, published, rows, items, countable, map, privacy, versions, origin } = props
  return (
    <div className="stack">
      <div className="page-head">
        <p className="small">
          <a href="/open">{t.title}</a>
        </p>
        <h1>
          <Declared>{title}</Declared>
        </h1>
        <p className="soft prose">
          <Declared>{about}</Declared>
        </p>
        <p className="row small">
          <Tag tone="plain">{theme}</Tag>
          {number !== null && <span>{t.version(number)}</span>}
          {published && <span>{t.updated(days.dayOf(published))}</span>}
          <span>{t.taken(count(props.downloads))}</span>
          {props.ended ? <Tag tone="warn">{t.ended}</Tag> : <Light light={props.light} />}
        </p>
      </div>
      <Downloads {...{ code, versions, number }} />
      <Panel title={t.dataSet}>
        <Facts
          items={[
            [t.from, <Declared key="provider">{provider}</Declared>],
            [
              t.licence,
              <a
                key="licence"
                href={props.licenceAddress.startsWith(origin) ? props.licenceAddress.slice(origin.length) : props.licenceAddress}
                rel="license"
              >
                <Declared>{props.licence}</Declared>
              </a>,
            ],
            [t.cycle, props.cycle],
            [t.size, rows === null ? '' : t.rows(count(rows))],
            [t.contact, <Declared key="contact">{props.contact}</Declared>],
            ...(props.keywords.length > 0 ? [[t.keywords, <Declared key="keywords">{signs.list(props.keywords)}</Declared>] as const] : []),
          ]}
        />
      </Panel>
      {number !== null && (
        <>
          <Items items={items} />
          <Preview {...props} />
          {countable.length > 0 && <ChartPart {...props} />}
          {map && map.places.length > 0 && (
            <Panel title={t.map}>
              <PlacesMap {...map} />
              <p className="small soft">{t.mapFull}</p>
            </Panel>
          )}
          {privacy && <Privacy privacy={privacy} />}
          <Panel title={t.api} lead={t.apiLead}>
            <pre className="open-code" tabIndex={0}>
              <code>{`GET ${origin}/api/open/data-sets/${code}/rows?limit=100&after=0`}</code>
            </pre>
            <pre className="open-code" tabIndex={0}>
              <code>{`curl "${origin}/open/${code}.csv" -o ${code}.csv`}</code>
            </pre>
          </Panel>
          <Panel title={t.cite}>
            <p className="open-citation">
              <Declared>{t.citation(provider, title, number, days.dayOf(published!), `${origin}/open/${code}/${number}.csv`)}</Declared>
            </p>
          </Panel>
        </>
      )}
      <Versions {...{ code, versions }} />
      <div className="open-asks">
        <Telling title={t.wrong} lead={t.wrongLead} to="/matters/open.mistake" label={t.tell} />
        <Telling title={t.needed} lead={t.neededLead} to="/matters/open.wish" label={t.ask} />
      </div>
    </div>
  )
}

/** The terms under which data is given away. */
export function OpenTerms() {
  const t = useText(openTexts)
  return (
    <div className="stack">
      <div className="page-head">
        <p className="small">
          <a href="/open">{t.title}</a>
        </p>
        <h1>{t.terms}</h1>
        <p className="soft prose">{t.termsLead}</p>
      </div>
      <ol className="panel prose numbered">
        {[t.terms1, t.terms2, t.terms3, t.terms4, t.terms5].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </div>
  )
}
