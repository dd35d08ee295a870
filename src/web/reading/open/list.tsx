import { Light } from './light.tsx'
import { Tag } from '../../blocks/tag.tsx'
import { useDays } from '../../blocks/days.ts'
import { useText } from '../../texts.ts'
import { Declared, Titled } from '../finding.tsx'
import { openTexts } from './texts.ts'

/** A data set as a list shows it. */
export interface SetCard {
  code: string
  title: string
  about: string
  theme: string
  provider: string
  light: string
  number: number | null
  published: string | null
  rows: number | null
  downloads: number
  formats: readonly string[]
}

export interface OpenListProps {
  q: string
  theme: string | null
  format: string | null
  sort: 'new' | 'taken'
  /** With how many sets each has among those that words and format leave. */
  themes: readonly { key: string; label: string; count: number }[]
  formats: readonly string[]
  sets: readonly SetCard[]
  /** Whether anything is published at all. */
  any: boolean
}

/** The address of the list with something else chosen. */
function listAddress({ q, theme, format, sort }: Pick<OpenListProps, 'q' | 'theme' | 'format' | 'sort'>): string {
  const query = new URLSearchParams()
  if (q) query.set('q', q)
  if (theme) query.set('theme', theme)
  if (format) query.set('format', format)
  if (sort !== 'new') query.set('sort', sort)
  const words = query.toString()
  return words ? `/open?${words}` : '/open'
}

const count = (number: number) => number.toLocaleString('en-US')

function Card({ set }: { set: SetCard }) {
  const t = useText(openTexts)
  const days = useDays()
  return (
    <li>
      <h2>
        <a href={`/open/${set.code}`}>
          <Titled>{set.title}</Titled>
        </a>
      </h2>
      <p>
        <Declared>{set.about}</Declared>
      </p>
      <p className="row small soft">
        <Tag tone="plain">{set.theme}</Tag>
        <span>
          <Declared>{set.provider}</Declared>
        </span>
        {set.number !== null && <span>{t.version(set.number)}</span>}
        {set.published && <span>{t.updated(days.dayOf(set.published))}</span>}
        {set.rows !== null && <span>{t.rows(count(set.rows))}</span>}
        <span>{t.taken(count(set.downloads))}</span>
        <span>{set.formats.map((format) => format.toUpperCase()).join(' ')}</span>
        <Light light={set.light} />
      </p>
    </li>
  )
}

/** Data sets that everybody may take: looked for by words, by field, by format. */
export function OpenList(props: OpenListProps) {
  const t = useText(openTexts)
  const { q, theme, format, sort, themes, formats, sets, any } = props
  const select = (id: string, label: string, value: string, options: readonly (readonly [string, string])[]) => (
    <div className="asked">
      <label htmlFor={`open-${id}`}>{label}</label>
      <select id={`open-${id}`} name={id} className="input" defaultValue={value}>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <p className="soft prose">{t.lead}</p>
      </div>
      <form action="/open" method="get" role="search" className="panel open-search" data-swap-by="#open-sets" aria-label={t.searchLabel}>
        <div className="asked" data-keep="q">
          <label htmlFor="open-q">{t.searchLabel}</label>
          <input
            id="open-q"
            name="q"
            type="text"
            className="input"
            defaultValue={q}
            maxLength={80}
            placeholder={t.searchHelp}
            autoComplete="off"
          />
        </div>
        <div data-keep="theme">
          {select('theme', t.themes, theme ?? '', [['', t.all], ...themes.map(({ key, label }) => [key, label] as const)])}
        </div>
        <div data-keep="format">
          {select('format', t.format, format ?? '', [['', t.anyFormat], ...formats.map((one) => [one, one.toUpperCase()] as const)])}
        </div>
        <div data-keep="sort">
          {select('sort', t.sort, sort, [
            ['new', t.newest],
            ['taken', t.mostTaken],
          ])}
        </div>
        <div className="form-foot" data-keep="go">
          <button className="button button-primary">{t.search}</button>
        </div>
      </form>
      <div id="open-sets" className="stack">
        {themes.some((one) => one.count > 0) && (
          <nav aria-label={t.themes}>
            <ul className="choices-line">
              <li>
                <a href={listAddress({ ...props, theme: null })} aria-current={theme === null ? 'true' : undefined}>
                  {t.all}
                </a>
              </li>
              {themes
                .filter((one) => one.count > 0)
                .map((one) => (
                  <li key={one.key}>
                    <a href={listAddress({ ...props, theme: one.key })} aria-current={theme === one.key ? 'true' : undefined}>
                      {one.label} {one.count}
                    </a>
                  </li>
                ))}
            </ul>
          </nav>
        )}
        <p role="status">{sets.length > 0 ? t.found(sets.length) : any ? t.none : t.noneYet}</p>
        <ul className="found">
          {sets.map((set) => (
            <Card key={set.code} set={set} />
          ))}
        </ul>
      </div>
      <div className="open-asks">
        <section className="panel stack-tight">
          <h2>{t.needed}</h2>
          <p>{t.neededLead}</p>
          <p>
            <a className="button button-plain" href="/matters/open.wish">
              {t.ask}
            </a>
          </p>
        </section>
      </div>
    </div>
  )
}
