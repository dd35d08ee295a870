import { Light } from './light.tsx'
import { Telling } from './telling.tsx'
import { Tag } from '../../blocks/tag.tsx'
import { useDays } from '../../blocks/days.ts'
import { useText } from '../../texts.ts'
import { Declared, Finder, Titled } from '../finding.tsx'
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
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <p className="soft prose">{t.lead}</p>
      </div>
      <Finder
        action="/open"
        found="open-sets"
        q={q}
        choices={[
          { name: 'theme', label: t.themes, value: theme ?? '', options: [{ key: '', label: t.all }, ...themes] },
          {
            name: 'format',
            label: t.format,
            value: format ?? '',
            options: [{ key: '', label: t.anyFormat }, ...formats.map((key) => ({ key, label: key.toUpperCase() }))],
          },
          {
            name: 'sort',
            label: t.sort,
            value: sort,
            options: [
              { key: 'new', label: t.newest },
              { key: 'taken', label: t.mostTaken },
            ],
          },
        ]}
        label={t.searchLabel}
        help={t.searchHelp}
        button={t.search}
      />
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
        <Telling title={t.needed} lead={t.neededLead} to="/matters/open.wish" label={t.ask} />
      </div>
    </div>
  )
}
