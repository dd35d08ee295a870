import { Outlet, useSearchParams } from 'react-router'
import { useLive } from '../api/live.ts'
import { useSession } from '../api/session.tsx'
import { ButtonLink, Page } from '../blocks/index.ts'
import { Shell } from '../shell/shell.tsx'
import { SignedIn } from '../shell/signed-in.tsx'
import { shellTexts } from '../shell/texts.ts'
import { useFace } from '../theme/reader.tsx'
import { useText } from '../texts.ts'
import './cockpit.css'
import './wall.css'
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

const inside = (
  <SignedIn>
    <Inside />
  </SignedIn>
)

/** A wall has neither head nor foot: nobody stands before it with a mouse. */
function Bare() {
  useFace('cockpit')
  return <main id="main">{inside}</main>
}

/** The cockpit: for those who answer for the whole. */
export function Cockpit() {
  const t = useText(cockpitTexts)
  const [query] = useSearchParams()
  useLive()
  if (query.get('wall') === '1') return <Bare />
  return (
    <Shell
      face="cockpit"
      nav={[
        { to: '/cockpit', label: t.overview, icon: 'cockpit', exact: true },
        { to: '/cockpit/scenarios', label: t.scenarios, icon: 'chart' },
        { to: '/desk', label: t.toDesk, icon: 'inbox' },
      ]}
    >
      {inside}
    </Shell>
  )
}
