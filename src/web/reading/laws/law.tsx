import { Facts } from '../../blocks/facts.tsx'
import { Icon } from '../../blocks/icon.tsx'
import { Notice } from '../../blocks/notice.tsx'
import { Panel } from '../../blocks/panel.tsx'
import { Tag } from '../../blocks/tag.tsx'
import { useDays } from '../../blocks/days.ts'
import { useSigns, useText } from '../../texts.ts'
import { Declared } from '../finding.tsx'
import { lawAddress } from './address.ts'
import { LawState, type LawCard } from './list.tsx'
import { lawTexts } from './texts.ts'

/** One article as it holds in a period. */
export interface ArticleView {
  number: string
  /** The parts, chapters and sections that it stands in, from the outermost. */
  headings: readonly string[]
  content: string
  /** Since when it is in these words; nothing when that is since the text was made. */
  since: string | null
  /** Until when, where that is known. */
  until: string | null
}

/** An act by which the text came to be as it is. */
export interface AmendmentView {
  act: string
  by: string
  decidedOn: string
  effectiveFrom: string
  changed: number
  added: number
  dropped: number
  /** The day whose articles show what it did; nothing for a repeal. */
  on: string | null
}

export interface LawProps extends LawCard {
  preamble: string | null
  promulgatedOn: string
  source: string
  verified: boolean
  articles: readonly ArticleView[]
  amendments: readonly AmendmentView[]
  /** The day whose articles are shown. */
  on: string
  today: string
  /** What was asked for as a day was none. */
  badDay: boolean
}

/** Headings that begin before an article: those that differ from the article before it. */
const begun = (headings: readonly string[], before: readonly string[]): { words: string; depth: number }[] => {
  const from = headings.findIndex((words, i) => words !== before[i])
  return from < 0 ? [] : headings.slice(from).map((words, i) => ({ words, depth: from + i }))
}

function Contents({ articles }: Pick<LawProps, 'articles'>) {
  const t = useText(lawTexts)
  const lines = articles.flatMap(({ headings, number }, i) =>
    begun(headings, articles[i - 1]?.headings ?? []).map((heading) => ({ ...heading, number })),
  )
  if (lines.length === 0) return null
  return (
    <nav aria-label={t.contents} className="panel">
      <details className="fold law-contents">
        <summary>
          {t.contents} <span className="number">{t.parts(lines.length)}</span>
        </summary>
        <ol lang="zh-CN">
          {lines.map(({ words, depth, number }) => (
            <li key={`${words} ${number}`} className={`law-depth-${Math.min(depth, 2)}`}>
              <a href={`#${number}`}>{words}</a>
            </li>
          ))}
        </ol>
      </details>
    </nav>
  )
}

function Article({ number, content, since, until }: ArticleView) {
  const t = useText(lawTexts)
  const days = useDays()
  const [first = '', ...rest] = content.split('\n')
  return (
    <article id={number} className="law-article" aria-label={number}>
      <p lang="zh-CN">
        <a className="law-number" href={`#${number}`} aria-label={t.link(number)}>
          {number}
        </a>
        {'　'}
        {first}
      </p>
      {rest.map((line, i) => (
        <p key={i} lang="zh-CN">
          {line}
        </p>
      ))}
      {(since !== null || until !== null) && (
        <p className="row small">
          {since !== null && <Tag tone="plain">{t.since(days.day(since))}</Tag>}
          {until !== null && <Tag tone="warn">{t.until(days.day(until))}</Tag>}
        </p>
      )}
    </article>
  )
}

function Amendments({ title, amendments }: Pick<LawProps, 'title' | 'amendments'>) {
  const t = useText(lawTexts)
  const signs = useSigns()
  const days = useDays()
  return (
    <Panel title={t.history}>
      <ol className="law-history">
        {amendments.map(({ act, by, effectiveFrom, changed, added, dropped, on }) => (
          <li key={`${effectiveFrom} ${act}`}>
            <p className="row">
              <b>{on ? <a href={lawAddress(title, { on })}>{days.day(effectiveFrom)}</a> : days.day(effectiveFrom)}</b>
              <Tag tone="plain">{act}</Tag>
              <Declared>{by}</Declared>
            </p>
            <p className="small soft">
              {signs.list(
                [changed && t.changed(changed), added && t.added(added), dropped && t.dropped(dropped)].filter((one) => one !== 0),
              )}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** One text as it holds on a day: its articles under their headings, each with a link of its own, and how it came to be so. */
export function Law(props: LawProps) {
  const t = useText(lawTexts)
  const days = useDays()
  const { title, rank, issuer, number, articles, amendments, on, today, preamble } = props
  const address = lawAddress(title)
  return (
    <div className="stack">
      <div className="page-head">
        <p className="way">
          <a href="/laws">
            <Icon name="back" size={1} />
            {t.title}
          </a>
        </p>
        <h1 tabIndex={-1}>
          <Declared>{title}</Declared>
        </h1>
        <p className="row small">
          <Tag tone="plain">{rank}</Tag>
          <LawState {...props} />
          {articles.length > 0 && <span>{t.count(articles.length)}</span>}
        </p>
      </div>
      <form action={address} method="get" className="panel law-day">
        <div className="asked">
          <label htmlFor="law-on">{t.onDay}</label>
          <input id="law-on" name="on" type="date" className="input" defaultValue={on} required />
        </div>
        <div className="form-foot">
          <button className="button button-plain">{t.show}</button>
          {on !== today && (
            <a className="button button-quiet" href={address}>
              {t.today}
            </a>
          )}
        </div>
      </form>
      {props.badDay && <Notice tone="warn">{t.badDay}</Notice>}
      {on !== today && articles.length > 0 && <Notice>{(on > today ? t.later : t.before)(days.day(on))}</Notice>}
      <Contents articles={articles} />
      <section className="panel law-text" aria-label={t.text}>
        {preamble !== null && (
          <details className="fold">
            <summary>{t.note}</summary>
            {preamble.split('\n').map((line) => (
              <p key={line} lang="zh-CN" className="small">
                {line}
              </p>
            ))}
          </details>
        )}
        {articles.length === 0 && <p className="soft">{t.noneThen(days.day(on))}</p>}
        {articles.map((article, i) => [
          ...begun(article.headings, articles[i - 1]?.headings ?? []).map(({ words, depth }) =>
            depth === 0 ? (
              <h2 key={words} lang="zh-CN">
                {words}
              </h2>
            ) : (
              <h3 key={words} lang="zh-CN">
                {words}
              </h3>
            ),
          ),
          <Article key={article.number} {...article} />,
        ])}
      </section>
      {amendments.length > 0 && <Amendments {...{ title, amendments }} />}
      <Panel title={t.source}>
        <Facts
          items={[
            ...(number === null ? [] : ([[t.number, <Declared key="number">{number}</Declared>]] as const)),
            [t.issuer, <Declared key="issuer">{issuer}</Declared>],
            [t.promulgated, days.day(props.promulgatedOn)],
            [t.effective, days.day(props.effectiveFrom)],
            [t.checked, props.verified ? t.verified : t.unverified],
            [t.source, <Declared key="source">{props.source}</Declared>],
          ]}
        />
      </Panel>
    </div>
  )
}
