import { useEffect, useRef, type ReactNode } from 'react'
import { Link, useNavigationType } from 'react-router'
import { useText } from '../texts.ts'
import { blockTexts } from './texts.ts'

interface PageProps {
  title: string
  /** One sentence under the title. */
  lead?: ReactNode
  /** The way up: where this page belongs. */
  up?: { to: string; label: string }
  /** What can be done here. */
  actions?: ReactNode
  children?: ReactNode
}

/** A page: names the tab, and takes the focus to its title after a move so that a screen reader says where one is. */
export function Page({ title, lead, up, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const t = useText(blockTexts)
  const arrivedBy = useNavigationType()
  useEffect(() => {
    document.title = `${title} · ${t.brand}`
  }, [title, t.brand])
  useEffect(() => {
    if (arrivedBy === 'PUSH') heading.current?.focus({ preventScroll: true })
  }, [arrivedBy])
  return (
    <>
      <div className="page-head">
        {up && (
          <p className="small">
            <Link to={up.to}>← {up.label}</Link>
          </p>
        )}
        <div className="row row-between">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {actions && <div className="row actions">{actions}</div>}
        </div>
        {lead && <p className="soft prose">{lead}</p>}
      </div>
      {children}
    </>
  )
}
