import { Link } from 'react-router'
import { Icon, Section } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { Lineage } from './catalogue-data.ts'
import { catalogueTexts } from './texts.ts'

/** Where data comes from and what is made of it, in three columns that are read from left to right, on a phone from top to bottom. */
export function LineageView({ name, lineage: { sources, before, after, uses } }: { name: string; lineage: Lineage }) {
  const t = useText(catalogueTexts)
  const entry = ({ id, name }: { id: string; name: string }) => (
    <li key={id}>
      <Link to={`/desk/catalogue/${id}`}>{name}</Link>
    </li>
  )
  const none = <li className="soft">{t.noneKnown}</li>
  return (
    <Section title={t.lineage}>
      <div className="lineage">
        <div className="lineage-part">
          <h3>{t.from}</h3>
          <ul>
            {sources.map((one) => (
              <li key={one}>{one}</li>
            ))}
            {before.map(entry)}
            {sources.length + before.length === 0 && none}
          </ul>
        </div>
        <span className="lineage-way">
          <Icon name="go" size={1.5} />
        </span>
        <div className="lineage-part lineage-here">
          <h3>{t.here}</h3>
          <p>{name}</p>
        </div>
        <span className="lineage-way">
          <Icon name="go" size={1.5} />
        </span>
        <div className="lineage-part">
          <h3>{t.to}</h3>
          <ul>
            {after.map(entry)}
            {uses.map(({ kind, label }) => (
              <li key={`${kind} ${label}`}>{t[kind](label)}</li>
            ))}
            {after.length + uses.length === 0 && none}
          </ul>
        </div>
      </div>
    </Section>
  )
}
