import { useEffect, useRef, type ReactNode, type Ref } from 'react'
import { useNavigationType } from 'react-router'
import { useText } from '../texts.ts'
import { Icon } from './icon.tsx'
import { KeptWords } from './kept-words.tsx'
import { blockTexts } from './texts.ts'
import { To } from './to.tsx'

interface Way {
  to: string
  label: string
}

interface HeadProps {
  title: string
  /** One sentence under the title. */
  lead?: ReactNode
  /** The way up: where this page belongs. */
  up?: Way
  /** The whole way here, from the top; instead of `up`. */
  crumbs?: readonly Way[]
  /** A word or two beside the title: a state, a kind. */
  mark?: ReactNode
  /** What can be done here. */
  actions?: ReactNode
}

interface PageProps extends HeadProps {
  /** Stands beside the content where there is room, and after it where there is not. */
  aside?: ReactNode
  children?: ReactNode
}

/** The head of a page: the way here, its title, a sentence, and what can be done. Needs no router. */
export function PageHead({ title, lead, up, crumbs, mark, actions, heading }: HeadProps & { heading?: Ref<HTMLHeadingElement> }) {
  const t = useText(blockTexts)
  return (
    <div className="page-head">
      {up && (
        <p className="way">
          <To to={up.to}>
            <Icon name="back" size={1} />
            {up.label}
          </To>
        </p>
      )}
      {crumbs && crumbs.length > 0 && (
        <nav className="way" aria-label={t.wayHere}>
          <ol>
            {crumbs.map(({ to, label }) => (
              <li key={to}>
                <To to={to}>{label}</To>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className="page-title">
        <h1 ref={heading} tabIndex={-1}>
          <KeptWords>{title}</KeptWords>
        </h1>
        {mark}
        {actions && <div className="row actions">{actions}</div>}
      </div>
      {lead && <p className="page-lead">{lead}</p>}
    </div>
  )
}

/** A page: names the tab, and takes the focus to its title after a move so that a screen reader says where one is. */
export function Page({ aside, children, ...head }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const t = useText(blockTexts)
  const arrivedBy = useNavigationType()
  const { title } = head
  useEffect(() => {
    document.title = `${title} · ${t.brand}`
  }, [title, t.brand])
  useEffect(() => {
    // Somebody who was led on has lost what they pressed; somebody who filters a list still stands in its box.
    const led = arrivedBy === 'REPLACE' && document.activeElement === document.body
    if (arrivedBy === 'PUSH' || led) heading.current?.focus({ preventScroll: true })
  }, [arrivedBy])
  return (
    <>
      <PageHead {...head} heading={heading} />
      {aside ? (
        <div className="with-aside">
          <div className="stack">{children}</div>
          <aside className="stack">{aside}</aside>
        </div>
      ) : (
        children
      )}
    </>
  )
}
