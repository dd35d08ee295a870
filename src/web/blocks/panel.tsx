import { useId, type ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface PartProps {
  title: string
  icon?: IconName
  /** Stands at the end of the title's line. */
  aside?: ReactNode
  /** A sentence under the title. */
  lead?: ReactNode
  children?: ReactNode
}

function Part({ title, icon, aside, lead, children, className }: PartProps & { className: string }) {
  const id = useId()
  return (
    <section className={className} aria-labelledby={id}>
      <div className="part-head">
        <h2 id={id}>
          {icon && <Icon name={icon} />}
          {title}
        </h2>
        {aside && <div className="part-aside">{aside}</div>}
      </div>
      {lead && <p className="part-lead">{lead}</p>}
      {children}
    </section>
  )
}

/** A titled part of a page on a sheet of its own. `pressing` lifts the one that asks something of the reader. */
export const Panel = ({ pressing = false, ...rest }: PartProps & { pressing?: boolean }) => (
  <Part {...rest} className={pressing ? 'panel panel-pressing' : 'panel'} />
)

/** A titled part of a page without a sheet: for cards, lists and tables that have their own. */
export const Section = (props: PartProps) => <Part {...props} className="section" />
