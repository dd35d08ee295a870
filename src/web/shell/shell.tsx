import { useEffect, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import { useSession } from '../api/session.tsx'
import { useText } from '../texts.ts'
import type { Face } from './faces.ts'
import { Header, type NavItem } from './header.tsx'
import { shellTexts } from './texts.ts'

/** Head, content and foot of a page; `side` stands beside the content where there is room. */
export function Shell({ face, nav, side, children }: { face: Face; nav: readonly NavItem[]; side?: ReactNode; children: ReactNode }) {
  const t = useText(shellTexts)
  const { demo, city } = useSession()
  const { pathname } = useLocation()
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [pathname])
  return (
    <div className={`shell shell-${face}`}>
      <Header face={face} nav={nav} />
      <div className={side ? 'shell-body shell-sided' : 'shell-body'}>
        {side}
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <footer className="footer">
        {demo ? (
          <p>{t.demoLong(city?.name ?? '')}</p>
        ) : (
          <p>
            {city?.name ?? ''} {t.brand}
          </p>
        )}
      </footer>
    </div>
  )
}
