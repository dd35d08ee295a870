import { useQuery } from '@tanstack/react-query'
import { Link, NavLink, useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import { Button, Tag, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { Face } from './faces.ts'
import { shellTexts } from './texts.ts'

export interface NavItem {
  to: string
  label: string
  /** Only this very page counts as being there. */
  exact?: boolean
}

const homes: Record<Face, string> = { hall: '/', desk: '/desk', cockpit: '/cockpit' }
const signIns: Record<Face, string> = { hall: '/sign-in', desk: '/desk/sign-in', cockpit: '/desk/sign-in?next=%2Fcockpit' }

/** Messages of the signed-in person; asked for again each minute. */
export function useMessages() {
  const { actor } = useSession()
  return useQuery({ queryKey: ['messages'], queryFn: calls.messages, enabled: actor !== null, refetchInterval: 60_000 })
}

function Bell({ face }: { face: Face }) {
  const t = useText(shellTexts)
  const unread = useMessages().data?.unread ?? 0
  return (
    <Link className="header-link bell" to={face === 'hall' ? '/messages' : '/desk/messages'} aria-label={t.messages(unread)}>
      <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
        <path d="M4 14V9a6 6 0 1 1 12 0v5l1.5 1.5h-15zM8 17.5a2.2 2.2 0 0 0 4 0" strokeLinejoin="round" strokeLinecap="round" />
      </svg>
      {unread > 0 && <span className="bell-count number">{unread > 99 ? '99+' : unread}</span>}
    </Link>
  )
}

function Who({ face }: { face: Face }) {
  const t = useText(shellTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const navigate = useNavigate()
  const say = useSay()
  if (!actor)
    return (
      <Link className="header-link" to={signIns[face]}>
        {t.signIn}
      </Link>
    )
  const leave = async () => {
    await calls.signOut()
    sessionStorage.clear()
    await navigate(homes[face])
    await setSession(undefined)
    say(t.signedOut)
  }
  return (
    <>
      <span className="who">
        <span className="who-name">{actor.name}</span>
        {actor.post && (
          <span className="who-post">
            {actor.organisation?.name} {actor.post.name}
          </span>
        )}
      </span>
      {actor.posts.length > 1 && face !== 'hall' && (
        <Link className="header-link" to="/desk/posts">
          {t.switchPost}
        </Link>
      )}
      <Button look="quiet" onClick={() => void leave()}>
        {t.signOut}
      </Button>
    </>
  )
}

/** The head of every page: the city and the face, where one can go, who one is. */
export function Header({ face, nav }: { face: Face; nav: readonly NavItem[] }) {
  const t = useText(shellTexts)
  const { city, demo, actor } = useSession()
  return (
    <header className={`header header-${face}`}>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <div className="header-row">
        <Link className="brand" to={homes[face]}>
          <img src="/mark.svg" width="30" height="30" alt="" />
          <span>
            {city?.name ?? t.brand}
            <b>{t[face]}</b>
          </span>
        </Link>
        {demo && <Tag tone="warn">{t.demo}</Tag>}
        <div className="header-end">
          {actor && <Bell face={face} />}
          <Who face={face} />
        </div>
      </div>
      {nav.length > 0 && (
        <nav className="header-nav" aria-label={t.menu}>
          {nav.map(({ to, label, exact }) => (
            <NavLink key={to} to={to} end={exact}>
              {label}
            </NavLink>
          ))}
        </nav>
      )}
    </header>
  )
}
