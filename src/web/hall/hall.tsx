import { Outlet } from 'react-router'
import { Shell } from '../shell/shell.tsx'
import { useText } from '../texts.ts'
import './hall.css'
import './mine/mine.css'
import { hallTexts } from './texts.ts'

/** The hall: for citizens and enterprises. */
export function Hall() {
  const t = useText(hallTexts)
  return (
    <Shell
      face="hall"
      nav={[
        { to: '/', label: t.home, icon: 'home', exact: true },
        { to: '/me', label: t.mine, icon: 'person' },
        { to: '/verify', label: t.verifyNav, icon: 'verify' },
      ]}
    >
      <Outlet />
    </Shell>
  )
}
