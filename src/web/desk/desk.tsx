import { Outlet, useLocation } from 'react-router'
import { useSession } from '../api/session.tsx'
import { ButtonLink, Page } from '../blocks/index.ts'
import type { NavItem } from '../shell/header.tsx'
import { Shell } from '../shell/shell.tsx'
import { SignedIn } from '../shell/signed-in.tsx'
import { shellTexts } from '../shell/texts.ts'
import { useText } from '../texts.ts'
import { ChoosePost } from './choose-post.tsx'
import './desk.css'
import { deskTexts } from './texts.ts'

/** Somebody signed in who has no post: the desk is not for them. */
function NotStaff() {
  const t = useText(shellTexts)
  return (
    <Page title={t.notStaff} lead={t.notStaffLead}>
      <ButtonLink to="/">{t.toHall}</ButtonLink>
    </Page>
  )
}

function Inside() {
  const { actor } = useSession()
  if (actor?.post) return <Outlet />
  return actor && actor.posts.length > 0 ? <ChoosePost /> : <NotStaff />
}

/** The desk: for those who work. One works as a post. */
export function Desk() {
  const t = useText(deskTexts)
  const { actor } = useSession()
  const { pathname } = useLocation()
  const nav: NavItem[] = actor?.post
    ? [
        { to: '/desk', label: t.inbox, icon: 'inbox', exact: true },
        { to: '/desk/registers', label: t.registers, icon: 'registers' },
        { to: '/desk/asks', label: t.asks, icon: 'correct' },
        { to: '/desk/messages', label: t.messages, icon: 'messages' },
        { to: '/cockpit', label: t.cockpit, icon: 'cockpit' },
      ]
    : []
  return (
    <Shell face="desk" nav={nav}>
      {pathname === '/desk/sign-in' ? (
        <Outlet />
      ) : (
        <SignedIn>
          <Inside />
        </SignedIn>
      )}
    </Shell>
  )
}
