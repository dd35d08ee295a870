import { Outlet } from 'react-router'
import { useSession } from '../api/session.tsx'
import { ButtonLink, Page } from '../blocks/index.ts'
import { Shell } from '../shell/shell.tsx'
import { SignedIn } from '../shell/signed-in.tsx'
import { shellTexts } from '../shell/texts.ts'
import { useText } from '../texts.ts'
import './cockpit.css'
import { cockpitTexts } from './texts.ts'

function Inside() {
  const t = useText(shellTexts)
  const { actor } = useSession()
  if (actor?.post) return <Outlet />
  return (
    <Page title={t.notStaff} lead={t.notStaffLead}>
      <ButtonLink to="/">{t.toHall}</ButtonLink>
    </Page>
  )
}

/** The cockpit: for those who answer for the whole. */
export function Cockpit() {
  const t = useText(cockpitTexts)
  return (
    <Shell face="cockpit" nav={[{ to: '/desk', label: t.toDesk, icon: 'inbox' }]}>
      <SignedIn>
        <Inside />
      </SignedIn>
    </Shell>
  )
}
