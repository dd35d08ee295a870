import { useDays } from '../../blocks/days.ts'
import { Section } from '../../blocks/panel.tsx'
import { Tag } from '../../blocks/tag.tsx'
import { useText } from '../../texts.ts'
import { Declared, Finder, Titled } from '../finding.tsx'
import { lawAddress } from './address.ts'
import { lawTexts } from './texts.ts'

/** A text as a list shows it. Days are dates of the calendar. */
export interface LawCard {
  title: string
  rank: string
  issuer: string
  number: string | null
  effectiveFrom: string
  repealedOn: string | null
}

export interface FoundArticle {
  law: string
  number: string
  /** Its first words. */
  begins: string
}

export interface LawListProps {
  q: string
  rank: string | null
  ranks: readonly { key: string; label: string }[]
  laws: readonly LawCard[]
  /** There are more than are shown. */
  more: boolean
  articles: readonly FoundArticle[]
  articlesMore: boolean
  /** The city's day. */
  today: string
}

/** Whether a text holds today, will end, or has ended. */
export function LawState({ effectiveFrom, repealedOn, today }: Pick<LawCard, 'effectiveFrom' | 'repealedOn'> & { today: string }) {
  const t = useText(lawTexts)
  const days = useDays()
  if (repealedOn === null) return <span>{t.from(days.day(effectiveFrom))}</span>
  const ended = repealedOn <= today
  return <Tag tone={ended ? 'bad' : 'warn'}>{(ended ? t.repealed : t.repealing)(days.day(repealedOn))}</Tag>
}

/** Laws and rules that the city's services stand on: found by their names and by the words of their articles. */
export function LawList({ q, rank, ranks, laws, more, articles, articlesMore, today }: LawListProps) {
  const t = useText(lawTexts)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <p className="soft prose">{t.lead}</p>
      </div>
      <Finder
        action="/laws"
        found="laws"
        q={q}
        choices={[{ name: 'rank', label: t.rank, value: rank ?? '', options: [{ key: '', label: t.anyRank }, ...ranks] }]}
        label={t.searchLabel}
        help={t.searchHelp}
        button={t.search}
      />
      <div id="laws" className="stack">
        <p role="status">
          {laws.length > 0
            ? (more ? t.foundMore : t.found)(laws.length)
            : articles.length > 0
              ? t.foundArticles
              : q || rank
                ? t.none
                : t.noneYet}
        </p>
        <ul className="found">
          {laws.map((law) => (
            <li key={law.title}>
              <h2>
                <a href={lawAddress(law.title)}>
                  <Titled>{law.title}</Titled>
                </a>
              </h2>
              <p className="row small soft">
                <Tag tone="plain">{law.rank}</Tag>
                <Declared>{law.issuer}</Declared>
                {law.number !== null && <Declared>{law.number}</Declared>}
                <LawState {...law} today={today} />
              </p>
            </li>
          ))}
        </ul>
        {articles.length > 0 && (
          <Section title={t.articles} lead={articlesMore ? t.articlesMore(articles.length) : undefined}>
            <ul className="found">
              {articles.map(({ law, number, begins }) => (
                <li key={`${law} ${number}`}>
                  <h3>
                    <a href={lawAddress(law, { article: number })} lang="zh-CN">
                      {`《${law}》${number}`}
                    </a>
                  </h3>
                  <p lang="zh-CN">{begins}</p>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </div>
    </div>
  )
}
