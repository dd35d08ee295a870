import { Icon } from '../blocks/icon.tsx'
import { Notice } from '../blocks/notice.tsx'
import { Section } from '../blocks/panel.tsx'
import { useText } from '../texts.ts'
import { MatterCards, SearchBox, type MatterCard } from './finding.tsx'
import { readingTexts } from './texts.ts'

/** A life event in a list of them. */
export interface LifeEventCard {
  key: string
  label: string
  lead: string
  count: number
}

export interface LifeEventProps {
  label: string
  lead: string
  groups: readonly { label: string; matters: readonly MatterCard[] }[]
}

/** Everything that has to be done around one event. */
export function LifeEvent({ label, lead, groups }: LifeEventProps) {
  const t = useText(readingTexts)
  return (
    <div className="stack">
      <div className="page-head">
        <p className="way">
          <a href="/life">
            <Icon name="back" size={1} />
            {t.lifeTitle}
          </a>
        </p>
        <h1>{label}</h1>
        <p className="soft prose">{lead}</p>
      </div>
      {groups.length === 0 && (
        <>
          <Notice>{t.lifeNone}</Notice>
          <SearchBox />
        </>
      )}
      {groups.map((group) => (
        <Section key={group.label} title={group.label}>
          <MatterCards matters={group.matters} />
        </Section>
      ))}
    </div>
  )
}

/** Events as cards, under a title. */
export function Events({ title, events }: { title: string; events: readonly LifeEventCard[] }) {
  const t = useText(readingTexts)
  if (events.length === 0) return null
  return (
    <Section title={title}>
      <ul className="events">
        {events.map(({ key, label, lead, count }) => (
          <li key={key}>
            <a href={`/life/${key}`}>
              <b>{label}</b>
              <span className="small soft">{lead}</span>
              <span className="small soft number">{t.mattersCount(count)}</span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** All events, for persons and for enterprises. */
export function LifeEvents({ persons, enterprises }: { persons: readonly LifeEventCard[]; enterprises: readonly LifeEventCard[] }) {
  const t = useText(readingTexts)
  return (
    <div className="stack-wide">
      <div className="page-head">
        <h1>{t.lifeTitle}</h1>
        <p className="soft prose">{t.lifeLead}</p>
      </div>
      <Events title={t.person} events={persons} />
      <Events title={t.enterprise} events={enterprises} />
    </div>
  )
}
