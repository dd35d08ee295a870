import { useEffect, useMemo, type MouseEvent, type ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useSession } from '../api/session.tsx'
import { useFace, useReader } from '../theme/reader.tsx'
import { isInApp, type Face } from './faces.ts'
import { FrameView } from './frame.tsx'
import { useMessages, useOwn } from './header.tsx'
import type { NavItem } from './view.ts'
import { SeeingNotice } from './seeing.tsx'

/** Where a plain press on a link of the frame leads within these pages; every other press is left to the browser. */
function addressPressed(event: MouseEvent<HTMLElement>): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.origin !== location.origin || link.getAttribute('href')?.startsWith('#')) return undefined
  return isInApp(link.pathname) ? link.pathname + link.search : undefined
}

/** A page that came written, or was loaded again, stays where somebody has scrolled to meanwhile. */
let shownLast = typeof location === 'undefined' ? '' : location.pathname

/** Head, content and foot of a page of the browser; `side` stands beside the content where there is room. */
export function Shell({
  face,
  nav,
  side,
  tools,
  children,
}: {
  face: Face
  nav: readonly NavItem[]
  side?: ReactNode
  tools?: ReactNode
  children: ReactNode
}) {
  const { demo, city, actor } = useSession()
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const { look, size, locale, set } = useReader()
  const unread = useMessages().data?.unread ?? 0
  const own = useOwn(face)
  const choice = useMemo(() => ({ look, size, lang: locale }), [look, size, locale])
  useFace(face)
  useEffect(() => {
    if (pathname === shownLast) return
    shownLast = pathname
    window.scrollTo(0, 0)
  }, [pathname])
  return (
    <FrameView
      face={face}
      city={city?.name ?? null}
      demo={demo}
      here={pathname}
      nav={nav}
      own={own}
      unread={actor && !actor.actingFor ? unread : null}
      choice={choice}
      setChoice={({ look, size, lang }) => set({ ...(look && { look }), ...(size && { size }), ...(lang && { lang }) })}
      side={side}
      tools={tools}
      follow={(event) => {
        const address = addressPressed(event)
        if (!address) return
        event.preventDefault()
        void navigate(address)
      }}
    >
      {actor?.seeing && <SeeingNotice />}
      {children}
    </FrameView>
  )
}
