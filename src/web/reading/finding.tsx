import { matterKinds, type MatterKind } from '#declare'
import { useContext, type ReactNode } from 'react'
import { Icon } from '../blocks/icon.tsx'
import { KeptWords } from '../blocks/kept-words.tsx'
import { Tag } from '../blocks/tag.tsx'
import { LocaleContext, useSigns, useText } from '../texts.ts'
import { kindsInEnglish, readingTexts } from './texts.ts'

/** A matter as pages that find one show it. */
export interface MatterCard {
  name: string
  label: string
  about: string
  kind: MatterKind
  /** How many matters it joins; none when it is one itself. */
  components: number
  /** How the person's words led here. */
  why?: readonly string[]
}

/** Words that were declared in Chinese: said so to who reads aloud. */
export const Declared = ({ children }: { children: string }) => {
  const locale = useContext(LocaleContext)
  return locale === 'en' && /\p{Script=Han}/u.test(children) ? <span lang="zh-CN">{children}</span> : children
}

/** The same as a title. */
export const Titled = ({ children }: { children: string }) =>
  useContext(LocaleContext) === 'zh' ? <KeptWords>{children}</KeptWords> : <Declared>{children}</Declared>

/** What kind of matter it is, in the reader's language. */
export function useKind(): (kind: MatterKind) => string {
  const locale = useContext(LocaleContext)
  return (kind) => (locale === 'en' ? (kindsInEnglish[kind] ?? kind) : matterKinds[kind])
}

/** The question that every page of the hall begins with. Works as a plain form; the script adds suggestions. */
export function SearchBox({ q = '', large = false }: { q?: string; large?: boolean }) {
  const t = useText(readingTexts)
  return (
    <form role="search" action="/search" className={large ? 'search-box search-large' : 'search-box'}>
      <label htmlFor="q" className="unseen">
        {t.searchLabel}
      </label>
      <div className="search-field">
        <Icon name="search" />
        <input
          id="q"
          name="q"
          type="search"
          className="input"
          defaultValue={q}
          placeholder={t.searchLabel}
          maxLength={80}
          autoComplete="off"
          enterKeyHint="search"
          required
          data-suggest="/api/matters/suggest"
        />
        <button className="button button-primary">{t.searchButton}</button>
      </div>
    </form>
  )
}

export interface FinderChoice {
  name: string
  label: string
  value: string
  options: readonly { key: string; label: string }[]
}

/**
 * Words and choices by which a public list is looked through. Works as a plain form; the script puts what was found into the element `found`.
 */
export function Finder({
  action,
  found,
  q,
  choices,
  label,
  help,
  button,
}: {
  action: string
  found: string
  q: string
  choices: readonly FinderChoice[]
  label: string
  help: string
  button: string
}) {
  const asked = (name: string, words: string, input: (id: string) => ReactNode) => (
    <div key={name} className={name === 'q' ? 'asked finder-words' : 'asked'} data-keep={name}>
      <label htmlFor={`${found}-${name}`}>{words}</label>
      {input(`${found}-${name}`)}
    </div>
  )
  return (
    <form action={action} method="get" role="search" className="panel finder" data-swap-by={`#${found}`} aria-label={label}>
      {asked('q', label, (id) => (
        <input id={id} name="q" type="text" className="input" defaultValue={q} maxLength={80} placeholder={help} autoComplete="off" />
      ))}
      {choices.map(({ name, label: words, value, options }) =>
        asked(name, words, (id) => (
          <select id={id} name={name} className="input" defaultValue={value}>
            {options.map((option) => (
              <option key={option.key} value={option.key}>
                {option.label}
              </option>
            ))}
          </select>
        )),
      )}
      <div className="form-foot" data-keep="go">
        <button className="button button-primary">{button}</button>
      </div>
    </form>
  )
}

/** Matters as cards; `under` is the level of the heading that they stand under. */
export function MatterCards({ matters, under = 2 }: { matters: readonly MatterCard[]; under?: 1 | 2 }) {
  const Heading = under === 1 ? 'h2' : 'h3'
  const t = useText(readingTexts)
  const signs = useSigns()
  const kindOf = useKind()
  return (
    <ul className="found">
      {matters.map(({ name, label, about, kind, components, why = [] }) => (
        <li key={name}>
          <Heading>
            <a href={`/matters/${encodeURIComponent(name)}`}>
              <Titled>{label}</Titled>
            </a>
          </Heading>
          {about && (
            <p>
              <Declared>{about}</Declared>
            </p>
          )}
          <p className="row small soft">
            <Tag tone="plain">{kindOf(kind)}</Tag>
            {components > 0 && <Tag>{t.contains(components)}</Tag>}
            {why.length > 0 && <span>{t.matchedBy(signs.list(why))}</span>}
          </p>
        </li>
      ))}
    </ul>
  )
}
