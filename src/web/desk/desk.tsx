import { useEffect, useMemo, useState } from 'react'
import { Outlet, useLocation } from 'react-router'
import { useFailedJobs } from '../administration/failed-jobs.ts'
import { useLive } from '../api/live.ts'
import { useSession } from '../api/session.tsx'
import { ButtonLink, Icon, Kbd, Page } from '../blocks/index.ts'
import type { NavItem } from '../shell/header.tsx'
import { Shell } from '../shell/shell.tsx'
import { SignedIn } from '../shell/signed-in.tsx'
import { shellTexts } from '../shell/texts.ts'
import { useText } from '../texts.ts'
import { ChoosePost } from './choose-post.tsx'
import { useInbox } from './inbox-data.ts'
import { Palette } from './palette.tsx'
import type { Command } from './palette-model.ts'
import { deskTexts } from './texts.ts'

/** Somebody signed in who has no post: the desk is not for them. */
function NotStaff() {
  const t = useText(shellTexts)
  return (
    <Page title={t.notStaff} lead={t.notStaffLead}>
      <div className="row">
        <ButtonLink to="/me/account">{t.ownPassword}</ButtonLink>
        <ButtonLink to="/">{t.toHall}</ButtonLink>
      </div>
    </Page>
  )
}

function Inside() {
  const { actor } = useSession()
  if (actor?.post) return <Outlet />
  return actor && actor.posts.length > 0 ? <ChoosePost /> : <NotStaff />
}

/** Ctrl-K or ⌘K, from anywhere at the desk, also while somebody writes. */
function usePaletteKey(open: () => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (!document.querySelector('dialog[open]')) open()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [open])
}

/** Who has to do with definitions of registers. */
const definers = ['definitions.steward', 'definitions.reviewer']
const administrators = ['identity.administrator', 'identity.security', 'identity.audit']

/** The places of the desk that the acting post has something to do in. */
function usePlaces(): NavItem[] {
  const t = useText(deskTexts)
  const { actor } = useSession()
  const { data } = useInbox('open')
  const open = data?.counts.open ?? 0
  const failed = useFailedJobs().data?.length ?? 0
  const roles = actor?.roles
  return useMemo(() => {
    const manages = administrators.some((role) => roles?.includes(role))
    return [
      { to: '/desk', label: t.inbox, icon: 'inbox', exact: true, ...(open > 0 ? { count: open } : {}) },
      { to: '/desk/registers', label: t.registers, icon: 'registers' },
      { to: '/desk/catalogue', label: t.catalogue, icon: 'look' },
      { to: '/desk/asks', label: t.asks, icon: 'correct' },
      ...(definers.some((role) => roles?.includes(role))
        ? [{ to: '/desk/definitions', label: t.definitions, icon: 'paper' } as const]
        : []),
      ...(roles?.some((role) => role.startsWith('open.')) ? [{ to: '/desk/open', label: t.openData, icon: 'outside' } as const] : []),
      ...(manages ? [{ to: '/desk/organisations', label: t.administration, icon: 'people' } as const] : []),
      ...(roles?.includes('identity.administrator')
        ? [{ to: '/desk/jobs', label: t.jobs, icon: 'settings', ...(failed > 0 ? { count: failed } : {}) } as const]
        : []),
      ...(manages ? [{ to: '/desk/consents', label: t.consents, icon: 'verify' } as const] : []),
      ...(roles?.includes('identity.registrar') ? [{ to: '/desk/citizens', label: t.citizens, icon: 'person' } as const] : []),
      ...(roles?.includes('identity.audit') ? [{ to: '/desk/logs', label: t.logs, icon: 'history' } as const] : []),
      { to: '/desk/messages', label: t.messages, icon: 'messages' },
      { to: '/cockpit', label: t.cockpit, icon: 'cockpit' },
    ]
  }, [t, open, failed, roles])
}

/** What of the desk needs a post: its places, the palette, and news as it comes. */
function Working() {
  const t = useText(deskTexts)
  const places = usePlaces()
  const [open, setOpen] = useState(false)
  useLive()
  const show = useMemo(() => () => setOpen(true), [])
  usePaletteKey(show)
  const pages = useMemo(() => places.map(({ to, label }): Command => ({ key: to, group: 'pages', label, to })), [places])
  return (
    <Shell
      face="desk"
      nav={places}
      tools={
        <button type="button" className="head-button palette-button" onClick={show} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          <span>{t.palette}</span>
          <Kbd keys={['Ctrl', 'K']} />
        </button>
      }
    >
      <SignedIn>
        <Inside />
      </SignedIn>
      {open && <Palette pages={pages} onClose={() => setOpen(false)} />}
    </Shell>
  )
}

/** The desk: for those who work. One works as a post. */
export function Desk() {
  const { actor } = useSession()
  const { pathname } = useLocation()
  if (actor?.post && pathname !== '/desk/sign-in') return <Working />
  return (
    <Shell face="desk" nav={[]}>
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
