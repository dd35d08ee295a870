import { Panel, Section } from '../blocks/panel.tsx'
import { Tag } from '../blocks/tag.tsx'
import { useText } from '../texts.ts'
import { Declared, SearchBox, Titled } from './finding.tsx'
import { Events, type LifeEventCard } from './life.tsx'
import { readingTexts } from './texts.ts'

/** A case of the signed-in person that is under way. */
export interface OpenCase {
  id: string
  title: string
  /** Whose turn it is, in words; null when it is the person's own. */
  holder: string | null
}

export interface HomeProps {
  persons: readonly LifeEventCard[]
  enterprises: readonly LifeEventCard[]
  /** Matters that join several. */
  joint: readonly { name: string; label: string; about: string }[]
  /** Often applied for of late; empty where too few were to say so. */
  popular: readonly { name: string; label: string }[]
  open: readonly OpenCase[]
}

function MyOpen({ open }: { open: readonly OpenCase[] }) {
  const t = useText(readingTexts)
  if (open.length === 0) return null
  return (
    <Panel title={t.myOpen} aside={<a href="/me">{t.myAll}</a>} pressing={open.some(({ holder }) => holder === null)}>
      <ul className="lines-list">
        {open.map(({ id, title, holder }) => (
          <li key={id} className="row row-between">
            <a href={`/cases/${id}`}>
              <Declared>{title}</Declared>
            </a>
            {holder === null ? <Tag tone="warn">{t.askedOfYou}</Tag> : <span className="small soft">{holder}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Fewer than these are no list of what many do. */
const few = 3

/** Starts from what people want to do. */
export function Home({ persons, enterprises, joint, popular, open }: HomeProps) {
  const t = useText(readingTexts)
  return (
    <div className="stack-wide">
      <div className="hero">
        <h1>{t.homeTitle}</h1>
        <p className="soft">{t.homeLead}</p>
        <SearchBox large />
        {popular.length >= few && (
          <div className="row small">
            <span className="soft">{t.popular}</span>
            {popular.map(({ name, label }) => (
              <a key={name} href={`/matters/${encodeURIComponent(name)}`}>
                <Declared>{label}</Declared>
              </a>
            ))}
          </div>
        )}
      </div>
      <MyOpen open={open} />
      <Events title={t.lifePersons} events={persons} />
      <Events title={t.lifeEnterprises} events={enterprises} />
      {joint.length > 0 && (
        <Section title={t.joint}>
          <ul className="found">
            {joint.map(({ name, label, about }) => (
              <li key={name}>
                <h3>
                  <a href={`/matters/${encodeURIComponent(name)}`}>
                    <Titled>{label}</Titled>
                  </a>
                </h3>
                <p>
                  <Declared>{about}</Declared>
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <ul className="events">
        {(
          [
            ['/near', t.nearCard, t.nearText],
            ['/verify', t.verifyCard, t.verifyText],
            ['/me', t.mineCard, t.mineText],
            ['/open', t.openCard, t.openText],
            ['/laws', t.lawsCard, t.lawsText],
          ] as const
        ).map(([to, title, about]) => (
          <li key={to}>
            <a href={to}>
              <b>{title}</b>
              <span className="small soft">{about}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
